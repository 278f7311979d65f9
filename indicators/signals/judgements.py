"""Judgements: the answers of all rules as rows of one kind, their levels and readings, and the shortlist.

P-values become q-values within a rule and what came in one look (Benjamini and Hochberg 1995), because many questions
are asked at once; q-values become levels (`unusual`, `real`, `ordinary`, `too_few`).
"""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.indicators import PER_CHILDREN, POLARITY_SIGNS
from indicators.frames import assign_columns, map_values
from indicators.signals.history import Floats
from indicators.signals.panel import Panel

#: The share of flagged lines that may be false: the level of either yardstick holds up to this q.
FALSE_DISCOVERY_RATE = 0.10
#: Where most answers are certain, that share alone would let through what no one would sign for by itself.
SIGNIFICANCE_LEVEL = 0.05
JUDGEMENT_LEVELS = ("unusual", "real", "ordinary", "too_few")
_PARTS_OF_YEAR = ("quarter", "month")
#: Levels that deserve a question.
FLAGGED_LEVELS = JUDGEMENT_LEVELS[:2]
READING_ORDER = ("concern", "neutral", "improvement", "common")


def q_values(p: Floats, family: NDArray, tested: NDArray[np.bool_]) -> Floats:
    """The q of each probability within its family of questions (Benjamini and Hochberg 1995); NaN if not asked.

    `family` names the family of each. Questions that could not have been answered either way are not asked,
    and do not count (Gilbert 2005).
    """
    q = np.full(len(p), np.nan)
    tested = tested & np.isfinite(p)
    for name in pd.unique(np.asarray(family)[tested]):
        own = tested & (np.asarray(family) == name)
        q[own] = _step_up(np.clip(p[own], 0, 1))
    return q


def _step_up(p: Floats) -> Floats:
    """The q of each probability of one family: the least of p times their number over its place, of all that are no
    smaller."""
    order = np.argsort(p)
    least = np.minimum.accumulate((p[order] * (len(p) / np.arange(1, len(p) + 1)))[::-1])[::-1]
    q = np.empty(len(p))
    q[order] = least
    return np.clip(q, 0, 1)


def judgement_levels(
    p_chance: Floats,
    q_chance: Floats,
    q_usual: Floats,
    *,
    is_meaningful: NDArray[np.bool_],
    could_tell: NDArray[np.bool_],
) -> NDArray[np.str_]:
    """The level of each answer.

    `real` beyond chance and of a size that means something, `unusual` where it is also beyond usual movement.
    Of the others those are `ordinary` in which a doubling would have shown, the rest `too_few`.
    """
    with np.errstate(invalid="ignore"):
        is_real = (q_chance <= FALSE_DISCOVERY_RATE) & (p_chance <= SIGNIFICANCE_LEVEL) & is_meaningful
        is_unusual = is_real & (q_usual <= FALSE_DISCOVERY_RATE)
    return np.select([is_unusual, is_real, could_tell], JUDGEMENT_LEVELS[:3], JUDGEMENT_LEVELS[3])


#: The reason of a judgement of the latest two figures alone: less than a third of the distance from their history
#: arose between them, or none of it.
OF_STEP = "of_step"


def is_beyond_chance(row: Any) -> bool:
    """Whether chance does not explain what a judgement is about, be it large enough to matter or not."""
    return row.q_chance <= FALSE_DISCOVERY_RATE and row.p_chance <= SIGNIFICANCE_LEVEL


def movement_readings(direction: NDArray[np.float64], polarity: NDArray[np.str_]) -> NDArray[np.str_]:
    """What a movement up (above 0) or down means: `improvement`, `concern`, `neutral`, or `common` for none."""
    good = np.select([polarity == name for name in POLARITY_SIGNS], [float(sign) for sign in POLARITY_SIGNS.values()])
    meaning = np.sign(np.nan_to_num(direction)) * good
    return np.select(
        [np.nan_to_num(direction) == 0, meaning > 0, meaning < 0], ["common", "improvement", "concern"], "neutral"
    )


def shortlist(judged: pd.DataFrame) -> pd.DataFrame:
    """The listed rows of a cycle's judgements, the most pressing first.

    Ordered by level, then reading, then q, then size of effect; ties by indicator, area and rule. Lines that are years
    older than the newest come after all others. No hidden score.
    """
    signals = judged[judged["listed"].astype(bool)]
    if signals.empty:
        # An empty column of days may have any type, and would not compare with a day.
        return signals
    order = pd.DataFrame(
        {
            "is_old": signals["ends"] < signals["ends"].max() - _OLD_AFTER,
            "level": signals["level"].map({name: index for index, name in enumerate(JUDGEMENT_LEVELS)}),
            "reading": signals["reading"].map({name: index for index, name in enumerate(READING_ORDER)}),
            "q": signals["q"].fillna(1.0),
            "effect": -signals["effect"].abs().fillna(0.0),
            "indicator": signals["indicator"],
            "area": signals["area_code"],
            "rule": signals["rule"],
        },
        index=signals.index,
    )
    return signals.loc[order.sort_values(list(order.columns), kind="stable").index]


def expected_false_alarms(lines: pd.DataFrame) -> float:
    """How many of the listed lines to expect to be false alarms: the largest q of each rule times its lines."""
    judged = lines[lines["q"].notna()]
    return float(sum(own["q"].max() * len(own) for _, own in judged.groupby("rule")))


#: The columns of a judgement.
JUDGEMENT_COLUMNS = (
    "indicator", "area_code", "area", "group", "period", "ends", "rule", "level", "reading", "direction", "value",
    "compared_with", "against", "effect", "effect_lower", "effect_upper", "effect_unit", "p_chance", "p_usual",
    "q_chance", "q_usual", "q", "unit_measure", "borrowed", "reason", "earlier", "history", "listed", "standing",
    "current", "detail", "doubling_years",
)  # fmt: skip
_CURRENT_FOR = pd.DateOffset(years=1)
#: So much before the newest line of a list, a question is no longer the first that a group would ask.
_OLD_AFTER = pd.DateOffset(years=3)


def panel_rows(panel: Panel, catalogue: Catalogue, group: str) -> pd.DataFrame:
    """What is known of each series of a panel before any question: indicator, area, period, figure and kind."""
    columns = ["indicator", "area_code", "period", "ends", "value", "symbol", "top", "per", "is_share"]
    newest = panel.points[columns].loc[panel.series["newest"]].reset_index(drop=True)
    names = newest["indicator"]
    return pd.DataFrame(
        {
            "indicator": names,
            "area_code": newest["area_code"],
            "area": map_values(newest["area_code"], lambda code: catalogue.every_area[code].name),
            "group": group,
            "period": newest["period"],
            "ends": newest["ends"],
            "value": newest["value"],
            "symbol": newest["symbol"],
            "top": newest["top"],
            "per": newest["per"],
            "cut": panel.series["cut"],
            "is_share": newest["is_share"].astype(bool),
            "effect_unit": np.where(newest["is_share"], "points", "%"),
            "meaningful": map_values(names, lambda name: catalogue.indicators[name].meaningful_change),
            "polarity": map_values(names, lambda name: catalogue.indicators[name].polarity),
        }
    )


def with_judgement(
    rows: pd.DataFrame, *, rule: str, tested: np.ndarray, meaningful: np.ndarray, could_tell: np.ndarray
) -> pd.DataFrame:
    """Rows with `p_chance` and `p_usual` as judgements: `q_chance, q_usual, q, level, reading`.

    Probabilities are held together within a rule and what comes in one look: the figures of a financial year, those
    of quarters and months that ended in one quarter. So certain answers to one kind of question do not make the
    others easier, and neither do those of a look before. Series of which the quarter has not come yet count as asked:
    however figures trickle in, the first that come are judged as strictly as the whole. Rows without a `group` are of
    years. `direction` must be a number: above nought for up.
    """
    groups = rows["group"] if "group" in rows else ["year"] * len(rows)
    looks = [_look(group, ends) for group, ends in zip(groups, rows["ends"], strict=True)]
    family = np.array([f"{rule}:{look}" for look in looks], dtype=object)
    p_chance = rows["p_chance"].to_numpy(float)
    share_come = _share_come(groups, rows["ends"], tested)
    q_chance = np.minimum(q_values(p_chance, family, tested) / share_come, 1.0)
    q_usual = np.minimum(q_values(rows["p_usual"].to_numpy(float), family, tested) / share_come, 1.0)
    level = judgement_levels(p_chance, q_chance, q_usual, is_meaningful=meaningful, could_tell=could_tell)
    direction = rows["direction"].to_numpy(float)
    flagged = np.isin(level, FLAGGED_LEVELS)
    with np.errstate(invalid="ignore"):
        worst = np.where(level == "unusual", np.fmax(q_chance, q_usual), q_chance)
    answers = {
        "rule": rule,
        "q_chance": q_chance,
        "q_usual": q_usual,
        "q": worst,
        "level": level,
        "reading": np.where(flagged, movement_readings(direction, rows["polarity"].to_numpy(str)), "common"),
        "direction": np.select([direction > 0, direction < 0, direction == 0], ["up", "down", "same"], ""),
    }
    return assign_columns(rows, answers)


#: What a judgement says of what its rule says nothing of.
_DEFAULTS = {
    "value": np.nan, "compared_with": np.nan, "against": "", "effect": np.nan, "effect_lower": np.nan,
    "effect_upper": np.nan, "effect_unit": "%", "p_chance": np.nan, "p_usual": np.nan, "q_chance": np.nan,
    "q_usual": np.nan, "q": np.nan, "unit_measure": "value", "borrowed": "", "reason": "", "earlier": 0,
    "history": np.nan, "listed": False, "standing": False, "detail": "", "direction": "", "reading": "common",
    "doubling_years": np.nan,
}  # fmt: skip


def complete_judgements(frames: Sequence[pd.DataFrame], as_at: pd.Timestamp) -> pd.DataFrame:
    """The rows of all rules with all of `JUDGEMENT_COLUMNS`, those left out at their defaults; only figures of the year
    up to `as_at`, and those that are late by then, stay listed or standing.
    """
    columns = {name: _joined(frames, name) for name in JUDGEMENT_COLUMNS if name != "current"}
    # What is late is the figure after the one that is there: with yearly ones that is always an old one.
    current = (columns["ends"] > as_at - _CURRENT_FOR) | (columns["reason"] == "late")
    listed, standing = (columns[name].astype(bool) & current for name in ("listed", "standing"))
    columns |= {"listed": listed, "standing": standing & ~columns["listed"].astype(bool), "current": current}
    return pd.DataFrame({name: columns[name] for name in JUDGEMENT_COLUMNS})


def _joined(frames: Sequence[pd.DataFrame], name: str) -> np.ndarray:
    """One column of several frames as an array, which takes a third of the time of frames below one another."""
    parts = [
        frame[name].to_numpy() if name in frame.columns else np.repeat(_default(name), len(frame)) for frame in frames
    ]
    return np.concatenate(parts)


def _default(name: str) -> np.ndarray:
    value = _DEFAULTS[name]
    return np.array([value], dtype=object if isinstance(value, str) else None)


def in_display_unit(rows: pd.DataFrame, value: np.ndarray, catalogue: Catalogue) -> np.ndarray:
    """Rates or shares (top per base) in the unit of their indicator: percent, per 10,000 children, a mean.

    `value` has a row, or a number, for each of `rows`.
    """
    per = map_values(rows["indicator"], lambda name: _per(catalogue, name)).to_numpy(float)
    return value * per.reshape(-1, *[1] * (value.ndim - 1))


def _per(catalogue: Catalogue, indicator: str) -> float:
    definition = catalogue.indicators[indicator]
    return PER_CHILDREN if definition.kind == "count" else definition.per


def _share_come(groups: Iterable[str], ends: Iterable[pd.Timestamp], tested: NDArray[np.bool_]) -> Floats:
    """For each row the share of its look that has come: of the series whose latest quarter or month is of this look or
    of the one before, which are still expected. Years come as they are published, not one by one."""
    number = np.array(
        [_quarter(day) if group in _PARTS_OF_YEAR else -9 for group, day in zip(groups, ends, strict=True)],
        np.int64,
    )
    come = np.ones(len(number))
    for quarter in np.unique(number[number > 0]):
        here, before = (int((tested & (number == other)).sum()) for other in (quarter, quarter - 1))
        come[number == quarter] = here / (here + before) if here else 1.0
    return come


def _look(group: str, ends: pd.Timestamp) -> str:
    """What comes in one look: a financial year, by the year in which it ends; for shorter periods its quarter too."""
    return f"{group}:{_quarter(ends)}" if group in _PARTS_OF_YEAR else str(ends.year + (ends.month > 3))


def _quarter(day: pd.Timestamp) -> int:
    """The number of the quarter of a day; the next quarter has the next number."""
    return 4 * day.year + (day.month - 1) // 3
