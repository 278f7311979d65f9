"""The report page over a store of a few figures, some of them for the board's eyes only."""

import json
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

from tests.helpers.pages import switch_to
from tests.helpers.tiny_store import tiny_store_file
from tests.pages.conftest import ROOT

#: Rutland's 3 and 3 referrals are small; the share of contacts that they are would tell them.
FACTS = [
    {"value": 14632, "period": "2014/15"}, {"value": 12773},
    {"area": "Rutland", "value": 717, "period": "2014/15"}, {"area": "Rutland", "value": 901},
    {"indicator": "referrals", "value": 6100, "period": "2014/15"}, {"indicator": "referrals", "value": 5800},
    {"indicator": "referrals", "area": "Rutland", "value": 3, "period": "2014/15"},
    {"indicator": "referrals", "area": "Rutland", "value": 3},
]  # fmt: skip
CONTENTS = """
title = "Figures"
[[items]]
kind = "profile"
indicators = ["contacts", "referrals"]
[[items]]
kind = "changes"
[[items]]
kind = "notes"
"""
SEATS = ["1. Safeguarding Profile: Contacts, Referrals", "2. What changed and what did not", "3. Notes and symbols"]


def tiny_report(folder: Path, monkeypatch, *, contents: str = CONTENTS, facts=FACTS) -> Path:
    """Build the store with the contents of its usual report, and have the dashboard use both; gives the store."""
    (folder / "data" / "packs").mkdir(parents=True)
    children = [{}, {"area": "Rutland", "value": 8_000}]
    files = {"packs/annual_report.toml": contents}
    store = tiny_store_file(folder, facts, populations=children, files=files)
    for name, place in (("STORE", store), ("DATA", folder / "data")):
        monkeypatch.setenv(f"INDICATORS_{name}", str(place))
    monkeypatch.chdir(ROOT)
    return store


def open_report(**query: str) -> AppTest:
    """The page, run once with those parameters."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    switch_to(app, "report")
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def waited(app: AppTest, *, seconds: float = 60) -> AppTest:
    """The page once its pack is made, or is not to be made any more."""
    deadline = time.monotonic() + seconds
    while app.session_state["report:job"].is_running:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return app.run()


def part_list(app: AppTest) -> dict[str, Any]:
    """What the browser is sent of the parts; nothing where the page lists none."""
    for element in app.get("bidi_component"):
        data = json.loads(element.proto.json or "{}")
        if "titles" in data:
            return data
    return {}


def numbered(titles: Iterable[str]) -> list[str]:
    """The parts as the browser numbers them."""
    return [f"{place}. {title}" for place, title in enumerate(titles, start=1)]


def seats(app: AppTest) -> list[str]:
    """The parts as they are listed."""
    return numbered(part_list(app).get("titles", ()))


def send_order(app: AppTest, order: Any, *, base: Any = None) -> AppTest:
    """The page after the browser sent an order of the parts, as places in the list that it was sent."""
    (element,) = (one for one in app.get("bidi_component") if "titles" in json.loads(one.proto.json or "{}"))
    data = part_list(app)
    sent = {"base": data["base"] if base is None else base, "order": order, "number": data["answered"] + 1}
    # AppTest has no way of its own to let a component send something.
    states = app._tree.get_widget_states()
    state = states.widgets.add()
    state.id, state.json_value = element.proto.id, json.dumps({"order": sent})
    app._tree = app._run(states)._tree
    assert not app.exception
    return app
