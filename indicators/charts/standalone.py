"""A chart that stands alone: title, subtitle, marking, notes, source and as-at date inside the picture."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import plotly.graph_objects as go

from indicators.catalogue.periods import day_text
from indicators.charts.annotations import place_labels
from indicators.charts.theme import BLACK, LINE_HEIGHT, markup, sentence_case, wrap

_EDGE = 24
_GAP = 14
_MARK, _TITLE, _SUBTITLE, _SOURCE = 15, 26, 18, 15
_LEAST_PLOT = 220


@dataclass(frozen=True)
class _TextBlock:
    """Lines of one size in pixels that stand together."""

    name: str
    lines: list[str]
    size: int
    bold: bool = False

    @property
    def height(self) -> float:
        return len(self.lines) * self.size * LINE_HEIGHT


def standalone_figure(
    fig: go.Figure,
    *,
    as_at: date | str,
    title: str | None = None,
    subtitle: str | None = None,
    source_note: str | None = None,
    notes: Sequence[str] | None = None,
    mark: str = "",
    width: int = 1200,
    height: int = 675,
) -> go.Figure:
    """A copy with its words inside the picture, wrapped to `width`; what is left out comes from `fig`.

    The copy is `height` pixels high, or higher where its words would leave the plot too little room. `notes` are
    sentences that stand in place of the figure's own events and notes; `mark` says over everything whom the picture
    is for. Words that are empty, the as-at date too, take no room.
    """
    spec = fig.to_dict()
    layout = spec["layout"]
    meta = layout.get("meta") or {}
    texts = {"title": title, "subtitle": subtitle, "source_note": source_note}
    words = {key: meta.get(key, "") if text is None else text for key, text in texts.items()}
    room = width - 2 * _EDGE
    above = _blocks_above(mark, words["title"], words["subtitle"], room)
    footing = _footing(words["source_note"], as_at, spec, notes)
    below = _TextBlock("source", [line for part in footing for line in wrap(part, room, _SOURCE)], _SOURCE)
    inner = layout["margin"]
    head = round(sum(block.height for block in above) + _GAP)
    layout["width"] = width
    _make_room(layout, head, round(below.height), least=height)
    top = inner["t"] + head
    for block in above:
        layout["annotations"] = [*layout.get("annotations", ()), _block_annotation(block, 1, top, layout)]
        top -= block.height
    if below.lines:
        layout["annotations"] = [*layout.get("annotations", ()), _block_annotation(below, 0, -inner["b"], layout)]
    return go.Figure(spec)


def _blocks_above(mark: str, title: str, subtitle: str, room: float) -> list[_TextBlock]:
    """What stands over the plot, from the top; what is empty left out."""
    blocks = (
        ("mark", mark, _MARK, True),
        ("title", title, _TITLE, True),
        ("subtitle", subtitle, _SUBTITLE, False),
    )
    return [
        _TextBlock(name, wrap(text, room, size, bold=bold), size, bold) for name, text, size, bold in blocks if text
    ]


def _footing(source_note: str, as_at: date | str, spec: dict[str, Any], notes: Sequence[str] | None) -> list[str]:
    """Paragraphs: the events by their numbers, what marks mean, and where the figures come from."""
    meta = spec["layout"].get("meta") or {}
    day = day_text(as_at) if isinstance(as_at, date) else as_at
    sentences = [source_note.strip().rstrip(".")] if source_note.strip() else []
    sentences += [f"As at {day}"] if day else []
    if _has_provisional(spec):
        sentences.append("[p] and hollow points: provisional")
    events = "Events: " + "; ".join(meta["events"]) + "." if meta.get("events") and notes is None else ""
    paragraphs = [sentence_case(note).rstrip(".") for note in (meta.get("notes", ()) if notes is None else notes)]
    return [part for part in (events, *map(_joined, (paragraphs, sentences))) if part]


def _joined(sentences: Sequence[str]) -> str:
    return ". ".join(sentences) + "." if sentences else ""


def _has_provisional(spec: dict[str, Any]) -> bool:
    return any("colorscale" in trace.get("marker", {}) for trace in spec["data"])


def _make_room(layout: dict[str, Any], head: int, foot: int, *, least: int) -> None:
    """Widen the margins by the words' heights and fit the plot to what is left of the picture; pixels all."""
    inner = layout["margin"]
    old_plot = layout["height"] - inner["t"] - inner["b"]
    layout["margin"] = inner | {
        "t": inner["t"] + head + _EDGE,
        "b": inner["b"] + foot + _EDGE,
        "l": inner["l"] + _EDGE,
        "r": inner["r"] + _EDGE,
    }
    edges = layout["margin"]["t"] + layout["margin"]["b"]
    layout["height"] = max(least, edges + (layout.get("meta") or {}).get("least_plot", _LEAST_PLOT))
    _refit(layout, old_plot, layout["height"] - edges, head)


def _refit(layout: dict[str, Any], old_plot: float, plot: float, head: float) -> None:
    """Fit what was reckoned in pixels to a plot of another height."""
    for shape in layout.get("shapes", ()):
        if shape.get("name") == "mark":
            shape["y1"] = 1 + (shape["y1"] - 1) * old_plot / plot
    place_labels(layout, plot)
    if layout.get("showlegend"):
        layout["legend"] |= {"x": _EDGE / layout["width"], "y": 1 - (_EDGE + head) / layout["height"]}


def _block_annotation(block: _TextBlock, y: int, shift: float, layout: dict[str, Any]) -> dict[str, Any]:
    """The annotation of a block whose upper edge is `shift` pixels over the height `y` of the plot."""
    text = markup(block.lines)
    return {
        "name": block.name,
        "text": f"<b>{text}</b>" if block.bold else text,
        "font": {"size": block.size, "color": BLACK},
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
