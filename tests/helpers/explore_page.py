"""Explore: the address holds the view, and what is shown follows the choices."""

import plotly.io


def figure(app):
    """The chart of the page as Plotly's own object."""
    return plotly.io.from_json(app.get("plotly_chart")[0].proto.spec)


def drawn(app) -> dict[str, list]:
    """The lines of the chart that have points, by name, with their values."""
    return {trace.name: list(trace.y) for trace in figure(app).data if trace.name}


def address(app, name: str) -> list[str]:
    """What the address says of one choice."""
    found = app.query_params[name]
    return [found] if isinstance(found, str) else found
