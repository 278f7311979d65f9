"""A picture that stands alone: title, subtitle, source and as-at date inside it."""

from datetime import date
from typing import Any

import plotly.graph_objects as go

from indicators.charts.labels import place_labels
from indicators.charts.text import LINE_HEIGHT, markup, sentence_case, wrap
from indicators.charts.theme import BLACK
from indicators.months import day_text

_EDGE = 24
_GAP = 14
_TITLE, _SUBTITLE, _SOURCE = 26, 18, 15
_LEAST_PLOT = 220


def for_export(
    fig: go.Figure,
    *,
    as_at: date | str,
    title: str | None = None,
    subtitle: str | None = None,
    source_note: str | None = None,
    width: int = 1200,
    height: int = 675,
) -> go.Figure:
    """A copy with its words inside the picture, wrapped to `width`; what is left out comes from `fig`.

    The copy is `height` pixels high, or higher where its words would leave the plot too little room.
    """
    spec = fig.to_dict()
    layout = spec["layout"]
    meta = layout.get("meta") or {}
    given = {"title": title, "subtitle": subtitle, "source_note": source_note}
    words = {key: meta.get(key, "") if text is None else text for key, text in given.items()}
    room = width - 2 * _EDGE
    heading = wrap(words["title"], room, _TITLE, bold=True) if words["title"] else []
    below_heading = wrap(words["subtitle"], room, _SUBTITLE) if words["subtitle"] else []
    footing = [line for part in _footing(words["source_note"], as_at, spec) for line in wrap(part, room, _SOURCE)]

    inner = layout["margin"]
    title_height = len(heading) * _TITLE * LINE_HEIGHT
    head = round(title_height + len(below_heading) * _SUBTITLE * LINE_HEIGHT + _GAP)
    foot = round(len(footing) * _SOURCE * LINE_HEIGHT)
    old_plot = layout["height"] - inner["t"] - inner["b"]
    layout["margin"] = inner | {
        "t": inner["t"] + head + _EDGE,
        "b": inner["b"] + foot + _EDGE,
        "l": inner["l"] + _EDGE,
        "r": inner["r"] + _EDGE,
    }
    edges = layout["margin"]["t"] + layout["margin"]["b"]
    layout["width"] = width
    layout["height"] = max(height, edges + meta.get("least_plot", _LEAST_PLOT))
    _refit(layout, old_plot, layout["height"] - edges, head)

    top = inner["t"] + head
    layout["annotations"] = [
        *layout.get("annotations", ()),
        *_words("title", heading, _TITLE, 1, top, layout, bold=True),
        *_words("subtitle", below_heading, _SUBTITLE, 1, top - title_height, layout),
        *_words("source", footing, _SOURCE, 0, -inner["b"], layout),
    ]
    return go.Figure(spec)


def _footing(source_note: str, as_at: date | str, spec: dict[str, Any]) -> list[str]:
    """Paragraphs: the events by their numbers, what marks mean, and where the figures come from."""
    meta = spec["layout"].get("meta") or {}
    day = day_text(as_at) if isinstance(as_at, date) else as_at
    sentences = [source_note.strip().rstrip(".")] if source_note.strip() else []
    sentences.append(f"As at {day}")
    if _has_provisional(spec):
        sentences.append("[p] and hollow points: provisional")
    events = "Events: " + "; ".join(meta["events"]) + "." if meta.get("events") else ""
    notes = ". ".join(sentence_case(note) for note in meta.get("notes", ()))
    return [part for part in (events, notes and f"{notes}.", ". ".join(sentences) + ".") if part]


def _has_provisional(spec: dict[str, Any]) -> bool:
    return any("colorscale" in trace.get("marker", {}) for trace in spec["data"])


def _refit(layout: dict[str, Any], old_plot: float, plot: float, head: float) -> None:
    """Fit what was reckoned in pixels to a plot of another height."""
    for shape in layout.get("shapes", ()):
        if shape.get("name") == "mark":
            shape["y1"] = 1 + (shape["y1"] - 1) * old_plot / plot
    place_labels(layout, plot)
    if layout.get("showlegend"):
        layout["legend"] |= {"x": _EDGE / layout["width"], "y": 1 - (_EDGE + head) / layout["height"]}


def _words(
    name: str,
    lines: list[str],
    size: int,
    y: int,
    shift: float,
    layout: dict[str, Any],
    *,
    bold: bool = False,
) -> list[dict[str, Any]]:
    if not lines:
        return []
    text = markup(lines)
    return [
        {
            "name": name,
            "text": f"<b>{text}</b>" if bold else text,
            "font": {"size": size, "color": BLACK},
            "showarrow": False,
            "xref": "paper",
            "yref": "paper",
            "x": 0,
            "y": y,
            "xanchor": "left",
            "yanchor": "top",
            "align": "left",
            "xshift": _EDGE - layout["margin"]["l"],
            "yshift": shift,
            "borderpad": 0,
        }
    ]
