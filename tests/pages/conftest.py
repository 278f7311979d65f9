"""The dashboard without a browser: Streamlit's own AppTest over a store built from the shipped data."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from indicators.returns.build import build

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("four_quadrants", "challenge", "explore", "compare", "disagreements", "returns", "about")
PAGES = {name: f"indicators/pages/{name}.py" for name in NAMES}


@pytest.fixture(scope="session")
def shipped_store(tmp_path_factory) -> Path:
    """A store of the shipped data, built once."""
    path = tmp_path_factory.mktemp("store") / "indicators.duckdb"
    build(path)
    return path


@pytest.fixture
def opened(shipped_store, monkeypatch):
    """`opened("explore", indicator="referrals")`: the page of that name, run once with those parameters."""
    monkeypatch.setenv("INDICATORS_STORE", str(shipped_store))
    monkeypatch.chdir(ROOT)

    def open_page(name: str = "four_quadrants", **query) -> AppTest:
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        app.switch_page(PAGES[name])
        for key, value in query.items():
            app.query_params[key] = value
        app.run()
        assert not app.exception
        return app

    return open_page


def html(app: AppTest) -> str:
    """All that a page says in HTML."""
    return "\n".join(element.proto.body for element in app.get("html"))
