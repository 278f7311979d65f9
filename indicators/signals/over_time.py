"""Changes and drifts of the judged series as rows: what moved, from what, and what both yardsticks say of it."""

import numpy as np
import pandas as pd

from indicators.signals.change import change
from indicators.signals.effects import ratio_effect
from indicators.signals.expectation import Expectation
from indicators.signals.judgements import answered
from indicators.signals.levels import FLAGGED
from indicators.signals.panel import Panel
from indicators.signals.trend import trend

_FEW = "few_cases"


def change_rows(panel: Panel, rows: pd.DataFrame, found: Expectation, judged: np.ndarray) -> pd.DataFrame:
    """A judgement for each judged series: its latest figure against what came before it."""
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
    return rows.assign(listed=rows["level"].isin(FLAGGED), reason=_why_too_few(rows))


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


def trend_rows(
    panel: Panel, rows: pd.DataFrame, found: Expectation, judged: np.ndarray, changes: pd.DataFrame
) -> pd.DataFrame:
    """A judgement for each judged series that is long enough; listed where its change is not listed already."""
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
    return rows.assign(listed=rows["level"].isin(FLAGGED) & np.array(is_news, bool))
