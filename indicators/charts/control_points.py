"""The points of a control chart: one trace a kind of movement, each with its shape, colour and words."""

from typing import TYPE_CHECKING, Any

import numpy as np

from indicators.charts.lines import Line, hollow_where
from indicators.charts.text import escape, figure
from indicators.charts.theme import Style

if TYPE_CHECKING:
    from indicators.signals.control import ControlChart

#: The look that members know from the NHS's "Making Data Count", with a shape for every colour.
READING_STYLES = {
    "common": Style("#6F6F6F", "solid", "circle"),
    "improvement": Style("#12436D", "solid", "triangle-up"),
    "concern": Style("#F46A25", "solid", "diamond"),
    "neutral": Style("#A285D1", "solid", "square"),
}
READING_WORDS = {
    "common": "Usual ups and downs",
    "improvement": "Stands out: an improvement",
    "concern": "Stands out: a concern",
    "neutral": "Stands out, neither good nor bad in itself",
}
CAUSE_WORDS = {
    "outside": "beyond the limits",
    "trend": "part of 7 points in a row that rise or fall",
    "two_in_three": "one of 2 in 3 points close to a limit",
    "shift": "part of 7 points in a row on one side of the mean",
}
#: From this many points on, markers are smaller.
_MANY_POINTS = 40


def point_traces(line: Line, control: "ControlChart", *, panel: str, small: bool = False) -> list[dict[str, Any]]:
    """The line through all points, and the points of each reading that occurs, provisional ones hollow.

    `panel` is the axes' suffix; with `small`, markers leave room for many points on a narrow screen.
    """
    known = np.array([value is not None for value in line.values])
    readings = control.reading
    shared = {"xaxis": f"x{panel}", "yaxis": f"y{panel}", "type": "scatter"}
    path = {
        "mode": "lines",
        "x": line.days,
        "y": line.values,
        "connectgaps": False,
        "hoverinfo": "skip",
        "showlegend": False,
        "line": {"color": READING_STYLES["common"].colour, "width": 1.5},
    }
    kinds = [(reading, np.flatnonzero(known & (readings == reading))) for reading in READING_STYLES]
    return [
        shared | path,
        *(shared | _points(line, control, reading, places, small) for reading, places in kinds if len(places)),
    ]


def _points(line: Line, control: "ControlChart", reading: str, places: np.ndarray, small: bool) -> dict[str, Any]:
    style = READING_STYLES[reading]
    provisional = np.array([line.statuses[place] == "provisional" for place in places])
    special = reading != "common"
    size = (12 if special else 9) if len(line.values) <= _MANY_POINTS else (9 if special else 6) - 2 * small
    outline = {"color": style.colour if provisional.any() or not special else "#000000", "width": 1}
    marker = {"symbol": style.symbol, "size": size, "color": style.colour, "opacity": 1, "line": outline}
    return {
        "mode": "markers",
        "name": READING_WORDS[reading],
        "legendgroup": reading,
        "x": [line.days[place] for place in places],
        "y": [line.values[place] for place in places],
        "cliponaxis": False,
        "marker": marker | hollow_where(provisional, style.colour),
        "customdata": [[_hover(line, control, place)] for place in places],
        "hovertemplate": "%{customdata[0]}<extra></extra>",
    }


def _hover(line: Line, control: "ControlChart", place: int) -> str:
    words = [f"<b>{escape(line.name)}</b>", f"{escape(line.periods[place])}: {line.words(line.values[place])}"]
    points = line.series.points
    if "published" in points:
        published = figure(points["published"].iloc[place], line.decimals, line.series.unit)
        words[1] += f" (published {published})"
    cause = str(control.special_cause[place])
    words.append(CAUSE_WORDS[cause].capitalize() if cause in CAUSE_WORDS else READING_WORDS["common"])
    if line.statuses[place] == "provisional":
        words.append("provisional")
    return "<br>".join(words)
