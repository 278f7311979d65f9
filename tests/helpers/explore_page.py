"""Explore in Streamlit's AppTest: the view that the browser is sent, and choosing as the browser does."""

import json
from dataclasses import replace
from typing import Any

import plotly.io

from indicators.pages.explore.choice import ViewChoice

#: Where the page holds what was chosen of a view.
CHOICE = "explore:choice"


def view(app) -> dict[str, Any]:
    """All that the browser is sent of the view that is shown; nothing where the page shows none."""
    for element in app.get("bidi_component"):
        data = json.loads(element.proto.json or "{}")
        if data.get("part") == "view":
            return json.loads(data["view"])
    return {}


def is_drawn(app) -> bool:
    """Whether the page shows a chart."""
    return bool(view(app).get("figure"))


def figure(app):
    """The chart of the page as Plotly's own object."""
    return plotly.io.from_json(view(app)["figure"])


def drawn(app) -> dict[str, list]:
    """The lines of the chart that have points, by name, with their values."""
    return {trace.name: list(trace.y) for trace in figure(app).data if trace.name}


def controls(app) -> dict[str, Any]:
    """The choices beside the chart, as the browser draws them."""
    return view(app)["controls"]


def addition(app, name: str) -> dict[str, Any]:
    """One of the tick boxes under "Add"."""
    return next(one for one in controls(app)["add"] if one["name"] == name)


def choose(app, **choices):
    """Choose fields of `ViewChoice`; gives the page after it has followed."""
    before = app.session_state[CHOICE] if CHOICE in app.session_state else ViewChoice()
    app.session_state[CHOICE] = replace(before, **choices)
    return app.run()


def html_of(app) -> str:
    """What the view says in HTML and beside its choices."""
    shown = view(app)
    said = [shown.get("heading", ""), shown.get("words", ""), *(html for _, html in shown.get("tables", ()))]
    if shown.get("newer"):
        said.append(shown["newer"]["said"])
    for control in shown.get("controls", {}).values():
        said += [note for one in control for note in [one["note"]]] if isinstance(control, list) else control["notes"]
    return "\n".join(said)


def address(app, name: str) -> list[str]:
    """What the address says of one choice."""
    found = app.query_params[name]
    return [found] if isinstance(found, str) else found
