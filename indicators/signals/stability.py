"""Is the process stable? Control charts of the series that are long enough, read at their latest point."""

import numpy as np
import pandas as pd

from indicators.measures import Catalogue
from indicators.signals.control import control_chart
from indicators.signals.judgements import displayed
from indicators.signals.panel import SEASONS, Panel
from indicators.signals.seasons import seasonally_adjusted

#: Points that a control chart needs before its limits mean something.
FEWEST_POINTS = 13
#: Points on one side of the mean from which a shift looks like a new level rather than a spell.
LASTING = 9


def control_rows(panel: Panel, rows: pd.DataFrame, catalogue: Catalogue, judged: np.ndarray) -> pd.DataFrame:
    """A judgement for each judged series of at least 13 points; none of them is listed.

    Over 120 unchanged series control charts flag 4 to 5 in each cycle, so they show a process rather than choose
    what deserves a question. `reason` is the special cause at the latest point; `earlier` counts the points
    before it; where a shift has lasted, `detail` suggests a break.
    """
    number = np.isfinite(panel.top).sum(axis=1)
    places = np.flatnonzero(judged & (number >= FEWEST_POINTS))
    found = [_judged(panel, rows, catalogue, place, int(number[place])) for place in places]
    return pd.DataFrame(found)


def _judged(panel: Panel, rows: pd.DataFrame, catalogue: Catalogue, place: int, number: int) -> dict:
    row = rows.iloc[place]
    run = panel.row[place, -number:]
    counts = catalogue.indicators[row["indicator"]].kind == "count"
    values = panel.points["value"].to_numpy(float)[run]
    if not counts:
        rates = panel.top[place, -number:] / panel.base[place, -number:]
        values = displayed(panel.points.iloc[run], rates, catalogue)
    season = SEASONS.get(row["group"], 1)
    if season > 1:
        values = seasonally_adjusted(values, season=season)
    chart = control_chart(values, polarity=row["polarity"])
    cause = str(chart.special_cause[-1])
    return row.to_dict() | {
        "rule": "control",
        "level": "ordinary" if cause == "none" else "real",
        "reading": str(chart.reading[-1]),
        "reason": "" if cause == "none" else cause,
        "compared_with": float(chart.mean[-1]),
        "direction": "up" if values[-1] > chart.mean[-1] else "down" if values[-1] < chart.mean[-1] else "same",
        "earlier": number - 1,
        "detail": _lasting(chart.special_cause, panel, run),
    }


def _lasting(causes: np.ndarray, panel: Panel, run: np.ndarray) -> str:
    """Where a new level began, if the latest points have been on one side of the mean for long."""
    shifted = np.asarray(causes) == "shift"
    lasted = len(shifted) if shifted.all() else int(np.argmin(shifted[::-1]))
    if lasted < LASTING:
        return ""
    began = panel.points["period"].iloc[run[-lasted]]
    return f"A new level has lasted since {began}: ask whether the way of counting changed, and note a break if so."
