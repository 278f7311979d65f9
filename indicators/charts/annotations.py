"""What stands around the lines of a chart: labels at their ends, targets, breaks, numbered events, and the legend of
narrow screens.
Labels at the ends of lines are moved apart as little as possible, in the order of their values.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

import pandas as pd

from indicators.catalogue.periods import day_text
from indicators.charts.lines import ChartLine
from indicators.charts.plot_area import Mark, PlotFrame
from indicators.charts.theme import BLACK, CLEAR, LEADER, LINE_HEIGHT, NO_BREAK, Sizes, escape, markup, text_width, wrap

if TYPE_CHECKING:
    from indicators.figures import Series

#: Marks the annotations that `place_labels` may move.
LINE_END = "line-end"


def spread_positions(
    centres: Sequence[float], sizes: Sequence[float], *, low: float, high: float, gap: float = 2
) -> list[float]:
    """Centres moved apart so that boxes of these sizes keep `gap` between them, in the order given by value.

    The squared movement is the least possible (pool adjacent violators). Boxes stay within `low` to `high`
    while they fit there; when they do not, they overflow both ends alike. Equal centres keep their order.
    """
    order = sorted(range(len(centres)), key=lambda index: centres[index])
    if not order:
        return []
    offsets = [0.0]
    for before, after in zip(order, order[1:], strict=False):
        offsets.append(offsets[-1] + (sizes[before] + sizes[after]) / 2 + gap)
    pooled = _never_falling([centres[index] - offset for index, offset in zip(order, offsets, strict=True)])
    floor = low + sizes[order[0]] / 2
    ceiling = high - sizes[order[-1]] / 2 - offsets[-1]
    if ceiling < floor:
        floor = ceiling = (floor + ceiling) / 2
    moved = [0.0] * len(order)
    for index, base, offset in zip(order, pooled, offsets, strict=True):
        moved[index] = min(max(base, floor), ceiling) + offset
    return moved


def _never_falling(values: Sequence[float]) -> list[float]:
    """The nearest sequence (least squares) that never falls."""
    blocks: list[tuple[float, int]] = []
    for value in values:
        mean, count = value, 1
        while blocks and blocks[-1][0] > mean:
            previous, many = blocks.pop()
            mean, count = (mean * count + previous * many) / (count + many), count + many
        blocks.append((mean, count))
    return [mean for mean, count in blocks for _ in range(count)]


def place_labels(layout: Mapping[str, Any], plot_height: float) -> None:
    """Move the line-end annotations of a layout (plain dicts, changed in place) apart, panel by panel.

    `plot_height` is what is left of the picture between its top and bottom margin, in pixels.
    """
    panels: dict[str, list[dict[str, Any]]] = {}
    for note in layout.get("annotations", ()):
        if note.get("name") == LINE_END:
            panels.setdefault(note["yref"], []).append(note)
    for yref, notes in panels.items():
        axis = layout["yaxis" + yref[1:]]
        bottom, top = axis.get("domain", (0, 1))
        height = plot_height * (top - bottom)
        low, high = axis["range"]
        centres = [(note["y"] - low) / (high - low) * height for note in notes]
        heights = [(note["text"].count("<br>") + 1) * note["font"]["size"] * LINE_HEIGHT for note in notes]
        # The space above the plot holds notes; a label may reach a little below it.
        places = spread_positions(centres, heights, low=-12, high=height + 10)
        for note, centre, position in zip(notes, centres, places, strict=True):
            note["ay"] = round(centre - position, 1)
            note["arrowwidth"] = 1
            far = abs(centre - position) > note["font"]["size"] * 0.6
            note["arrowcolor"] = note["bordercolor"] if far else CLEAR


def add_legend(layout: dict[str, Any], traces: Sequence[dict[str, Any]], size: Sizes) -> None:
    """Show the traces' names over everything else in the picture, and make it as much taller."""
    shown = [trace for trace in traces if trace.get("showlegend", True)]
    lines = sum(trace["name"].count("<br>") + 1 for trace in shown)
    room = round(lines * size.font * LINE_HEIGHT + len(shown) * 5 + 8)
    layout["showlegend"] = True
    layout["legend"] = {
        "orientation": "v",
        "xref": "container",
        "yref": "container",
        "x": 0,
        "xanchor": "left",
        "y": 1,
        "yanchor": "top",
        "font": {"size": size.font},
        "itemwidth": 40,
        "itemclick": False,
        "itemdoubleclick": False,
        "tracegroupgap": 0,
        "itemsizing": "constant",
    }
    # Else Plotly widens the left margin by the width of the legend.
    layout["margin"]["autoexpand"] = False
    layout["margin"]["t"] += room
    layout["height"] += room


class DatedNote(Protocol):
    """Anything that stands at a date with words: a break in the figures, or an event."""

    @property
    def date(self) -> date: ...

    @property
    def note(self) -> str: ...


def break_marks(breaks: Sequence[DatedNote]) -> list[Mark]:
    """Breaks in the figures as marks with their notes."""
    return [Mark(item.date, item.note) for item in breaks]


@dataclass(frozen=True)
class _PlacedMark:
    """A mark with its lines of text, its row over the plot, and whether the words stand left of it."""

    mark: Mark
    text: list[str]
    row: int
    left: bool


def mark_lines(
    marks: Sequence[Mark], frame: PlotFrame, *, width: float
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], float]:
    """Vertical lines with their notes in rows over the plot, so that no two notes meet, and the rows' height."""
    placed, heights = _rows(marks, frame, width)
    notes, shapes = [], []
    for item in placed:
        base = sum(heights[: item.row]) + 4
        notes.append(_mark_note(item, base, frame))
        shapes.append(_mark_line(item.mark, base + len(item.text) * frame.size.note * LINE_HEIGHT, frame))
    return notes, shapes, sum(heights) + (4 if heights else 0)


def _rows(marks: Sequence[Mark], frame: PlotFrame, width: float) -> tuple[list[_PlacedMark], list[float]]:
    """The marks within the frame, each in the lowest row with room for it, and the height of every row."""
    span = (frame.end - frame.start) / pd.Timedelta(days=1)
    rows: list[list[tuple[float, float]]] = []
    heights: list[float] = []
    placed = []
    for mark in sorted(marks, key=lambda mark: pd.Timestamp(mark.date)):
        share = (pd.Timestamp(mark.date) - frame.start) / pd.Timedelta(days=1) / span
        if not 0 <= share <= 1:
            continue
        text = wrap(mark.text, min(260.0, width * 0.7), frame.size.note)
        wide = max(text_width(part, frame.size.note) for part in text) + 10
        left = share > 0.5 and not mark.is_event
        start = share * width - (wide if left else wide / 2 if mark.is_event else 0)
        box = (start, start + wide)
        row = next((number for number, spans in enumerate(rows) if _free(box, spans)), len(rows))
        if row == len(rows):
            rows.append([])
            heights.append(0)
        rows[row].append(box)
        heights[row] = max(heights[row], len(text) * frame.size.note * LINE_HEIGHT + 4)
        placed.append(_PlacedMark(mark, text, row, left))
    return placed, heights


def _free(box: tuple[float, float], spans: list[tuple[float, float]]) -> bool:
    return all(box[1] <= start or box[0] >= end for start, end in spans)


def _mark_note(item: _PlacedMark, base: float, frame: PlotFrame) -> dict[str, Any]:
    side = "center" if item.mark.is_event else "right" if item.left else "left"
    look = {"xshift": {"center": 0, "right": -5, "left": 5}[side]}
    if item.mark.is_event:
        look |= {"hovertext": escape(item.mark.hover), "bordercolor": LEADER, "borderwidth": 1, "borderpad": 1}
    return frame.note(
        markup(item.text),
        name="event" if item.mark.is_event else "mark",
        x=pd.Timestamp(item.mark.date).isoformat(),
        y=1,
        xref=f"x{frame.suffix}",
        yref=f"y{frame.suffix} domain",
        xanchor=side,
        yanchor="bottom",
        align=side,
        # The line of another mark may run behind the words.
        bgcolor="white",
        yshift=base,
        **({"borderpad": 0} | look),
    )


def _mark_line(mark: Mark, rise: float, frame: PlotFrame) -> dict[str, Any]:
    day = pd.Timestamp(mark.date).isoformat()
    look = {"color": LEADER, "width": 1} if mark.is_event else {"color": BLACK, "width": 1.5, "dash": "dot"}
    return {
        "type": "line",
        "name": "mark",
        "xref": f"x{frame.suffix}",
        "yref": f"y{frame.suffix} domain",
        "x0": day,
        "x1": day,
        "y0": 0,
        # In shares of the plot: the line reaches up to its own note.
        "y1": round(1 + rise / frame.height, 4),
        "line": look,
    }


@dataclass(frozen=True)
class ChartEvent:
    """Something that happened on a day and may explain a movement."""

    date: date
    note: str


def numbered_events(groups: Sequence[tuple[Sequence["Series"], Sequence[DatedNote]]]) -> list[list[Mark]]:
    """The events of each group that fall into the periods its series show, as marks with their numbers.

    Numbers run through all groups by date; one event has one number wherever it stands.
    """
    within = [[event for event in events if _is_within(event, series)] for series, events in groups]
    known = sorted({(event.date, event.note) for events in within for event in events})
    numbers = {key: str(index + 1) for index, key in enumerate(known)}
    return [
        [Mark(day, numbers[day, note], event_text(day, note)) for day, note in sorted(_keys(events))]
        for events in within
    ]


def event_list(groups: Sequence[Sequence[Mark]]) -> list[str]:
    """Every event once, in the order of its number: `(1) August 2015: First Response opens`."""
    words = {mark.text: mark.hover for marks in groups for mark in marks if mark.is_event}
    return [f"({number}) {words[number]}" for number in sorted(words, key=int)]


def event_text(day: date, note: str) -> str:
    """The date and the title, unless the title holds the year; a first of the month stands for the month."""
    if str(day.year) in note:
        return note
    return f"{day:%B %Y}: {note}" if day.day == 1 else f"{day_text(day)}: {note}"


def _keys(events: Sequence[DatedNote]) -> set[tuple[date, str]]:
    return {(event.date, event.note) for event in events}


def _is_within(event: DatedNote, series: Sequence["Series"]) -> bool:
    """Whether an event falls between the first and the last day of the periods that any series has figures for."""
    known = [item.points[item.points["value"].notna()] for item in series]
    spans = [(points["starts"].iloc[0].date(), points["ends"].iloc[-1].date()) for points in known if len(points)]
    return any(first <= event.date <= last for first, last in spans)


_LABEL_GAP = 16
TARGET_DASH = "8px,5px"


@dataclass(frozen=True)
class TargetLine:
    """A figure to reach, in the chart's unit, with its name, `Target: at least`, and whether it is met, in words."""

    value: float
    label: str = "Target"
    state: str = ""

    def words(self, value: str) -> str:
        """The label with the target's value as text: `Target: at least 95% – 94%: missed`."""
        return f"{self.label} {value}" + (f" – {self.state}" if self.state else "")


def end_texts(lines: Sequence[ChartLine], frame: PlotFrame, *, heading: str = "") -> list[list[str]]:
    """The name and last figure of every line, wrapped; the period too where a line ends early.

    A line whose name is the panel's `heading` has its figure alone.
    """
    names = ["" if line.name == heading else f"{line.name} " for line in lines]
    return [
        wrap(f"{name}{_end_text(line, frame)}", frame.size.label_width, frame.size.font)
        for name, line in zip(names, lines, strict=True)
    ]


def _end_text(line: ChartLine, frame: PlotFrame) -> str:
    if not line.known:
        return "no figures"
    words = line.words(line.newest)
    words += " [p]" if line.statuses[line.last] == "provisional" else ""
    words += f" ({line.periods[line.last]})" if line.days[line.last] < frame.latest else ""
    # No-break spaces keep a figure with its mark when the label wraps.
    return words.replace(" ", NO_BREAK)


def end_labels(lines: Sequence[ChartLine], texts: Sequence[list[str]], frame: PlotFrame) -> list[dict[str, Any]]:
    """Annotations for every line that has a figure; `place_labels` moves them apart."""
    return [
        end_label(
            line.newest,
            text,
            frame,
            # A line that ends early is not where its label is, so no leader joins them.
            leader=LEADER if line.days[line.last] == frame.latest else CLEAR,
        )
        for line, text in zip(lines, texts, strict=True)
        if line.known
    ]


def end_label(value: float, text: list[str], frame: PlotFrame, *, leader: str = LEADER) -> dict[str, Any]:
    """Lines of text right of the plot at the height of a value; `leader` is the colour of what joins them."""
    return frame.note(
        markup(text),
        name=LINE_END,
        x=frame.label_at,
        y=value,
        xref=f"x{frame.suffix}",
        yref=f"y{frame.suffix}",
        showarrow=True,
        arrowhead=0,
        bordercolor=leader,
        borderwidth=0,
        ax=_LABEL_GAP,
        ay=0,
        xanchor="left",
        align="left",
        width=max(text_width(part, frame.size.font) for part in text) + 2,
        font={"size": frame.size.font, "color": BLACK},
        # Beside a lone point the label stands on the grid.
        bgcolor="white" if frame.single else CLEAR,
    )


def label_room(note: dict[str, Any]) -> float:
    """The width that a label takes right of the plot; 0 for other notes."""
    return note["width"] + _LABEL_GAP + 8 if note.get("name") == LINE_END else 0


def target_lines(
    targets: Sequence[TargetLine], line: ChartLine, frame: PlotFrame, *, dash: str = TARGET_DASH
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """A dashed line a target; its label among the line ends, unless it is named in a legend."""
    edge = replace(frame, single=False)
    notes = (
        [] if frame.legend else [end_label(target.value, _target_text(target, line, frame), edge) for target in targets]
    )
    shapes = [
        {
            "type": "line",
            "xref": f"x{frame.suffix} domain",
            "yref": f"y{frame.suffix}",
            "x0": 0,
            "x1": 1,
            "y0": target.value,
            "y1": target.value,
            "line": {"color": BLACK, "width": 1.5, "dash": dash},
        }
        for target in targets
    ]
    return notes, shapes


def target_traces(
    targets: Sequence[TargetLine], line: ChartLine, frame: PlotFrame, *, dash: str = TARGET_DASH
) -> list[dict[str, Any]]:
    """Targets as names in the legend, where there is one; the lines themselves are shapes."""
    if not frame.legend:
        return []
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "name": markup(_target_text(target, line, frame)),
            "x": [None],
            "y": [None],
            "xaxis": f"x{frame.suffix}",
            "yaxis": f"y{frame.suffix}",
            "hoverinfo": "skip",
            "line": {"color": BLACK, "width": 1.5, "dash": dash},
        }
        for target in targets
    ]


def _target_text(target: TargetLine, line: ChartLine, frame: PlotFrame) -> list[str]:
    return wrap(target.words(line.words(target.value)), frame.size.label_width, frame.size.font)
