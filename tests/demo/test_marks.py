"""Whatever shows figures of a demonstration says that they are made up; figures of a board say nothing of it."""

import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from indicators.disclosure.edition import public_edition
from indicators.store.database import open_for_reading
from indicators.store.rewrite import rewrite
from indicators.wording.made_up import MADE_UP_NOTICE
from tests.helpers import packs
from tests.helpers.explore_page import html_of
from tests.helpers.open_files import file_text
from tests.helpers.pages import switch_to
from tests.helpers.tiny_store import tiny_store_file

CONTENTS = """
title = "Short"
[[items]]
kind = "profile"
indicators = ["contacts"]
"""
ROOT = Path(__file__).parents[2]


def marked(path):
    with rewrite(path) as store, store.transaction():
        store.append("made_up", pd.DataFrame([{"happened_at": datetime(2026, 1, 1)}]))
    return path


@pytest.fixture
def tiny(tmp_path, monkeypatch):
    """A store of a few figures, chosen in the environment."""
    path = tiny_store_file(tmp_path, [{"area": "Rutland", "value": 717}, {"value": 12773}])
    monkeypatch.setenv("INDICATORS_STORE", str(path))
    monkeypatch.setenv("INDICATORS_DATA", str(tmp_path / "data"))
    monkeypatch.chdir(ROOT)
    return path


def shown(name):
    app = switch_to(AppTest.from_file(str(ROOT / "app.py"), default_timeout=60), name).run()
    assert not app.exception
    return "\n".join([*(element.proto.body for element in app.get("html")), html_of(app)])


@pytest.mark.examples(2)
@pytest.mark.slow
@pytest.mark.parametrize("name", ["home", "explore", "returns", "log", "about"])
def test_every_page_says_so(tiny, name):
    assert MADE_UP_NOTICE not in shown(name)
    marked(tiny)
    assert f'<p class="made-up" role="note">{MADE_UP_NOTICE}</p>' in shown(name)


@pytest.mark.long
def test_commands_and_public_copies_say_so(tiny):
    command = [sys.executable, "-m", "indicators", "show", "contacts"]
    assert MADE_UP_NOTICE not in subprocess.run(command, cwd=ROOT, capture_output=True, text=True).stderr
    marked(tiny)
    assert MADE_UP_NOTICE in subprocess.run(command, cwd=ROOT, capture_output=True, text=True).stderr
    assert public_edition(tiny).store.is_made_up


@pytest.mark.slow
def test_a_store_from_before_there_was_the_mark_is_a_boards(tiny):
    with rewrite(tiny) as store:
        store._connection.execute("drop table made_up")
    with open_for_reading(tiny) as store:
        assert not store.is_made_up


@pytest.mark.long
def test_every_file_of_a_pack_says_so(tmp_path):
    made = marked(packs.tiny(tmp_path / "made"))
    finished = packs.board_pack(made, tmp_path / "out", text=CONTENTS)
    folder = finished.folder
    assert packs.manifest_of(folder)["made up"] == MADE_UP_NOTICE
    files = sorted({path.name for path in folder.rglob("*.*") if path.suffix != ".json"})
    assert files == ["figures.ods", "figures.xlsx", "report.docx", "report.html", "report.odt", "slides.pptx"]
    assert [name for name in files if "made up, for a demonstration" not in file_text(folder / name)] == []
    board = packs.board_pack(packs.tiny(tmp_path / "board"), tmp_path / "real", text=CONTENTS).folder
    assert "made up" not in packs.manifest_of(board)
    assert "made up" not in packs.texts_of(board / "report.docx")
