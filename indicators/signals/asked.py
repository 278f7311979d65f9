"""All questions asked of the points of one group of periods, rule by rule."""

from datetime import date

import numpy as np
import pandas as pd

from indicators.areas import BOARD_AREAS
from indicators.measures import Catalogue
from indicators.periods import PERIOD_GROUPS
from indicators.signals.beside import area_rows, comparator_rows
from indicators.signals.change import change
from indicators.signals.effects import ratio_effect
from indicators.signals.expectation import Expectation, expectations
from indicators.signals.judgements import COLUMNS, answered, board_rows, finished
from indicators.signals.panel import Panel, panel_of
from indicators.signals.stability import control_rows
from indicators.signals.targets import target_rows
from indicators.signals.trend import trend
from indicators.signals.trouble import data

_FEW = "few_cases"


def asked_of(
    points: pd.DataFrame,
    figures: pd.DataFrame,
    catalogue: Catalogue,
    *,
    group: str,
    as_at: date,
    targets: pd.DataFrame,
) -> pd.DataFrame:
    """Judgements of the board's series of one group, with the columns `judgements.COLUMNS`.

    `points` are those of `points.points_of`; `figures` are all figures, those not shown too.
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
    changes = _changes(panel, rows, found, judged)
    aimed = judged & _has_usual_length(rows, catalogue, group)
    frames = [
        changes,
        _trends(panel, rows, found, judged, changes),
        control_rows(panel, rows, catalogue, judged),
        target_rows(rows[aimed], panel.base[aimed, -1], targets, catalogue),
    ]
    if group == "year":
        frames += [comparator_rows(panel, rows, catalogue, judged), area_rows(panel, rows, found, catalogue)]
    frames.append(_troubles(figures, rows[judged], catalogue, group, as_at))
    return pd.concat([finished(frame, day) for frame in frames if len(frame)], ignore_index=True)


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


def _has_usual_length(rows: pd.DataFrame, catalogue: Catalogue, group: str) -> np.ndarray:
    """Whether figures can be held against a target: what a month brings is no match for the target of a year."""

    def fits(name: str) -> bool:
        item = catalogue.indicators[name]
        usual = item.frequency if item.frequency in ("month", "quarter") else "year"
        return item.timing == "snapshot" or item.kind in ("proportion", "mean") or usual == group

    return np.array([fits(name) for name in rows["indicator"]], bool)


def _changes(panel: Panel, rows: pd.DataFrame, found: Expectation, judged: np.ndarray) -> pd.DataFrame:
    answers = change(panel, found=found)
    own = judged.nonzero()[0]
    rows, answers = rows.iloc[own].reset_index(drop=True), answers.iloc[own].reset_index(drop=True)
    earlier = panel.points.iloc[answers["previous"].clip(lower=0)].reset_index(drop=True)
    has_earlier = (answers["previous"] >= 0).to_numpy()
    rows = rows.assign(
        compared_with=np.where(has_earlier, earlier["value"], np.nan),
        against=np.where(has_earlier, earlier["period"], ""),
        **{name: answers[name] for name in ("effect", "effect_lower", "effect_upper", "p_chance", "p_usual")},
        borrowed=answers["borrowed"],
        earlier=answers["earlier"],
        history=np.where(answers["earlier"] > 1, answers["history"] * _unit_of(rows, found.base[own]), np.nan),
    )
    rows = _plain_counts(rows, earlier["top"].to_numpy(float))
    rows["direction"] = rows["value"] - rows["compared_with"]
    with np.errstate(divide="ignore", invalid="ignore"):
        percent = 100 * np.abs(rows["direction"] / rows["compared_with"])
    meaningful = (~(percent < rows["meaningful"]) & answers["is_new"] & _is_sure(rows)).to_numpy(bool)
    rows = answered(
        rows,
        rule="change",
        asked=answers["can_speak"].to_numpy(bool),
        meaningful=meaningful,
        could_tell=answers["could_tell"].to_numpy(bool),
    )
    return rows.assign(listed=rows["level"].isin(("unusual", "real")), reason=_why_too_few(rows))


def _is_sure(rows: pd.DataFrame) -> pd.Series:
    """Whether the interval that is shown leaves out no change, where there is no longer history to go by."""
    return (rows["earlier"] != 1) | ~((rows["effect_lower"] <= 0) & (rows["effect_upper"] >= 0))


def _unit_of(rows: pd.DataFrame, base: np.ndarray) -> np.ndarray:
    """What rates and shares are times to be in the unit of the figure: a count's exposure, or so many cases."""
    return np.where(rows["per"].isna(), base, rows["per"])


def _plain_counts(rows: pd.DataFrame, before: np.ndarray) -> pd.DataFrame:
    """Counts with the effect of the counts themselves, as they are shown: the tests weigh them by population."""
    ones = np.ones(len(rows))
    plain = ratio_effect(rows["top"].to_numpy(float), ones, np.where(rows["against"] == "", np.nan, before), ones)
    is_count = rows["per"].isna().to_numpy()
    names = ("effect", "effect_lower", "effect_upper")
    return rows.assign(**{name: np.where(is_count, own, rows[name]) for name, own in zip(names, plain, strict=True)})


def _why_too_few(rows: pd.DataFrame) -> np.ndarray:
    """Why a change could not be judged; empty where it could."""
    return np.select(
        [
            ~(rows["level"] == "too_few").to_numpy(),
            rows["value"].isna().to_numpy(),
            rows["top"].isna().to_numpy(),
            ((rows["earlier"] == 0) & (rows["cut"] != "")).to_numpy(),
            (rows["earlier"] == 0).to_numpy(),
        ],
        ["", "symbol", "no_counts", rows["cut"].to_numpy(dtype=object), "no_earlier"],
        _FEW,
    )


def _trends(
    panel: Panel, rows: pd.DataFrame, found: Expectation, judged: np.ndarray, changes: pd.DataFrame
) -> pd.DataFrame:
    answers = trend(panel, found=found)
    own = (judged & (answers["first"] >= 0).to_numpy()).nonzero()[0]
    rows, answers = rows.iloc[own].reset_index(drop=True), answers.iloc[own].reset_index(drop=True)
    first = panel.points.iloc[answers["first"]].reset_index(drop=True)
    rows = rows.assign(
        compared_with=first["value"],
        against=first["period"],
        earlier=answers["points"] - 1,
        direction=np.where(answers["slope"].abs() > 1e-9, answers["slope"], 0.0),
        **{
            name: answers[name]
            for name in ("effect", "effect_lower", "effect_upper", "p_chance", "p_usual", "borrowed")
        },
    )
    # Counts may have too few cases for a change and enough for a drift; the slope's own test can tell.
    meaningful = answers["is_steady"] & (answers["whole"].abs() >= rows["meaningful"])
    everything = np.ones(len(rows), bool)
    rows = answered(rows, rule="trend", asked=everything, meaningful=meaningful.to_numpy(bool), could_tell=everything)
    told = set(zip(*(changes.loc[changes["listed"], name] for name in ("indicator", "area_code")), strict=True))
    is_news = [(row.indicator, row.area_code) not in told for row in rows.itertuples()]
    return rows.assign(listed=rows["level"].isin(("unusual", "real")) & np.array(is_news, bool))


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
