"""Every page opens on a demonstration, with its notice and without an error."""

import pytest
from streamlit.testing.v1 import AppTest

from indicators.settings import ROOT
from indicators.wording.made_up import MADE_UP_NOTICE
from tests.helpers.demonstrations import own_demonstration
from tests.helpers.pages import switch_to

NAMES = ("home", "challenge", "log", "assurance", "priority", "findings", "explore", "compare", "disagreements")
NAMES += ("report", "returns", "about")


@pytest.mark.slow
def test_every_page_opens(demonstration, tmp_path, monkeypatch):
    own_demonstration(demonstration, tmp_path, monkeypatch)
    monkeypatch.chdir(ROOT)
    for name in NAMES:
        app = switch_to(AppTest.from_file(str(ROOT / "app.py"), default_timeout=120), name).run()
        said = [element.value for element in (*app.exception, *app.error)]
        assert (name, said) == (name, [])
        assert MADE_UP_NOTICE in "\n".join(element.proto.body for element in app.get("html"))
