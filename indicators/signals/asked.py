"""All questions asked of the points of one group of periods, rule by rule."""

from datetime import date

import numpy as np
import pandas as pd

from indicators.areas import BOARD_AREAS
from indicators.measures import Catalogue
from indicators.periods import PERIOD_GROUPS
from indicators.signals.beside import area_rows, comparator_rows
from indicators.signals.expectation import expectations
from indicators.signals.judgements import COLUMNS, board_rows, finished
from indicators.signals.over_time import change_rows, trend_rows
from indicators.signals.panel import Panel, panel_of
from indicators.signals.stability import control_rows
from indicators.signals.targets import is_aimed, target
from indicators.signals.trouble import data


def asked_of(
    points: pd.DataFrame,
    figures: pd.DataFrame,
    catalogue: Catalogue,
    *,
    group: str,
    as_at: date,
    targets: pd.DataFrame,
    only_changes: bool = False,
) -> pd.DataFrame:
    """Judgements of the board's series of one group, with the columns `judgements.COLUMNS`.

    `points` are those of `points.points_of`; `figures` are all figures, those not shown too. With `only_changes` no
    other rule is asked, which takes a third of the time.
    """
    if points.empty:
        return pd.DataFrame(columns=list(COLUMNS))
    panel = panel_of(points, _breaks(catalogue))
    levels = panel.series["area_code"].map(lambda code: catalogue.areas[code].level)
    kindred = {name: item.kindred for name, item in catalogue.indicators.items() if item.kindred}
    found = expectations(panel, kindred=kindred, fitting=(levels == "local_authority").to_numpy())
    judged = _is_judged(panel, catalogue)
    day = pd.Timestamp(as_at)
    rows = board_rows(panel, catalogue, group)
    changes = change_rows(panel, rows, found, judged)
    frames = [changes]
    if not only_changes:
        aimed = judged & np.array([is_aimed(catalogue.indicators[name], group) for name in rows["indicator"]], bool)
        frames += [
            trend_rows(panel, rows, found, judged, changes),
            control_rows(panel, rows, catalogue, judged),
            target(rows[aimed], panel.base[aimed, -1], targets, catalogue),
        ]
        if group == "year":
            frames += [comparator_rows(panel, rows, catalogue, judged), area_rows(panel, rows, found, catalogue)]
        frames.append(_troubles(figures, rows[judged], catalogue, group, as_at))
    answered = [finished(frame, day) for frame in frames if len(frame)]
    if not answered:
        # Figures of England alone, say: nothing in them is the board's own.
        return pd.DataFrame(columns=list(COLUMNS))
    answers = pd.concat(answered, ignore_index=True)
    return answers.assign(listed=answers["listed"] & ~_is_told_by_share(answers, catalogue))


def _is_told_by_share(answers: pd.DataFrame, catalogue: Catalogue) -> np.ndarray:
    """Changes of counts that are listed as a share already: the numerator that moved with its percentage."""
    changes = answers[answers["listed"].astype(bool) & (answers["rule"] == "change")]
    told = {
        (catalogue.indicators[row.indicator].numerator, row.area_code, row.ends, row.direction)
        for row in changes.itertuples()
        if catalogue.indicators[row.indicator].kind == "proportion"
    }
    is_change = (answers["rule"] == "change").to_numpy()
    keys = zip(answers["indicator"], answers["area_code"], answers["ends"], answers["direction"], strict=True)
    return is_change & np.array([key in told for key in keys], bool)


def _breaks(catalogue: Catalogue) -> pd.DataFrame:
    """The breaks of every indicator, for each area that they concern."""
    rows = [
        {"indicator": name, "area_code": code, "date": change.date}
        for name, item in catalogue.indicators.items()
        for change in item.breaks
        for code, area in catalogue.areas.items()
        if not change.area or change.area == area.name
    ]
    return pd.DataFrame(rows, columns=["indicator", "area_code", "date"])


def _is_judged(panel: Panel, catalogue: Catalogue) -> np.ndarray:
    """The board's two areas; wider ones where neither of these has a figure of its own."""
    own = panel.series["area_code"].isin(BOARD_AREAS)
    has_own = set(panel.series.loc[own, "indicator"])
    wider = panel.series["area_code"].map(lambda code: catalogue.areas[code].level == "combined")
    return (own | (wider & ~panel.series["indicator"].isin(has_own))).to_numpy(bool)


def _troubles(figures: pd.DataFrame, rows: pd.DataFrame, catalogue: Catalogue, group: str, as_at: date) -> pd.DataFrame:
    """What is wrong with the figures of the series that were judged."""
    # The merge below leaves the right pairs; areas and periods alone are quick to tell.
    kinds = [str(kind) for kind in PERIOD_GROUPS[group]]
    own = figures[figures["area_code"].isin(rows["area_code"].unique()) & figures["period_type"].isin(kinds)]
    own = own.assign(
        area=own["area_code"].map(lambda code: catalogue.areas[code].name),
        is_share=own["indicator"].map(lambda name: catalogue.indicators[name].kind == "proportion"),
    )
    found = data(own, catalogue.indicators, as_at=as_at)
    known = rows[["indicator", "area_code", "area", "group", "period"]]
    merged = found.merge(known, on=["indicator", "area_code"], how="inner")
    return merged.assign(rule="data", level="real", reading="neutral", listed=True)
