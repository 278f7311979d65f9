"""One area beside others: England, the region, like areas, and the board's other area."""

import numpy as np
import pandas as pd

from indicators.areas import BOARD_AREAS, EAST_MIDLANDS, ENGLAND
from indicators.measures import Catalogue
from indicators.signals.areas import areas
from indicators.signals.comparator import FEWEST_PEERS, comparator
from indicators.signals.expectation import Expectation
from indicators.signals.judgements import answered, displayed
from indicators.signals.levels import FALSE_SHARE
from indicators.signals.panel import Panel

_NEIGHBOURS = "the median of its statistical neighbours"
_EFFECTS = ("effect", "effect_lower", "effect_upper", "p_chance", "p_usual")


def comparator_rows(panel: Panel, rows: pd.DataFrame, catalogue: Catalogue, judged: np.ndarray) -> pd.DataFrame:
    """A judgement for each of the board's latest rates and proportions against each comparator of that period.

    Only the first comparator there is (like areas, else the region, else England) may be listed, and only where
    an area is further out than like areas usually are; a difference that stands every year is no news.
    """
    figures, peers = _pairs(panel, rows, catalogue, judged)
    if figures.empty:
        return figures
    found = comparator(figures, peers)
    own = rows.iloc[figures["place"]].reset_index(drop=True)
    own = own.assign(
        value=displayed(own, (figures["top"] / figures["base"]).to_numpy(float), catalogue),
        compared_with=displayed(own, figures["expected"].to_numpy(float), catalogue),
        against=figures["against"],
        earlier=found["peers"],
        unit_measure=np.where(_is_count(own, catalogue), "rate", "value"),
        **{name: found[name] for name in _EFFECTS},
    )
    own["direction"] = own["value"] - own["compared_with"]
    percent = 100 * (own["direction"] / own["compared_with"]).abs()
    everything = found["p_chance"].notna().to_numpy()
    own = answered(
        own,
        rule="comparator",
        asked=everything,
        meaningful=(percent >= own["meaningful"]).to_numpy(bool),
        could_tell=everything,
    )
    first = ~own.duplicated(["indicator", "area_code"])
    return own.assign(listed=first & (own["level"] == "unusual"), standing=first & (own["level"] == "real"))


def _pairs(
    panel: Panel, rows: pd.DataFrame, catalogue: Catalogue, judged: np.ndarray
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Each judged figure with each comparator's rate, and the figures of like areas, of the same period."""
    latest = pd.DataFrame(
        {
            "place": np.arange(len(rows)),
            "indicator": rows["indicator"],
            "area_code": rows["area_code"],
            "ends": rows["ends"],
            "top": panel.top[:, -1] if panel.top.shape[1] else np.nan,
            "base": panel.base[:, -1] if panel.base.shape[1] else np.nan,
            "is_share": panel.is_share,
        }
    )
    # Counts over time alone are no rates: the size of an area would pass for a difference.
    latest = latest[(latest["base"] > 1) & latest["top"].notna()]
    latest = latest.assign(rate=latest["top"] / latest["base"])
    by_code = dict(list(latest.groupby(["indicator", "ends"], sort=False)))
    figures: list[dict] = []
    peers: list[pd.DataFrame] = []
    for item in latest[judged[latest["place"]]].itertuples():
        if item.area_code not in BOARD_AREAS:
            continue
        others = by_code[item.indicator, item.ends]
        alike = others[others["area_code"].isin(catalogue.neighbours.get(item.area_code, ()))]
        group = f"{item.indicator}:{item.area_code}"
        peers.append(alike.assign(group=group))
        figures += [
            item._asdict() | {"group": group, "against": words, "expected": rate}
            for words, rate in _comparators(alike, others, catalogue)
        ]
    return pd.DataFrame(figures), pd.concat(peers) if peers else pd.DataFrame()


def _comparators(alike: pd.DataFrame, others: pd.DataFrame, catalogue: Catalogue) -> list[tuple[str, float]]:
    """What there is to hold a figure against, the likest first."""
    found = [(_NEIGHBOURS, float(alike["rate"].median()))] if len(alike) >= FEWEST_PEERS else []
    for code in (EAST_MIDLANDS, ENGLAND):
        own = others[others["area_code"] == code]
        if len(own):
            words = "the " + catalogue.areas[code].name if code == EAST_MIDLANDS else catalogue.areas[code].name
            found.append((words, float(own["rate"].iloc[0])))
    return [(words, rate) for words, rate in found if rate > 0]


def area_rows(panel: Panel, rows: pd.DataFrame, found: Expectation, catalogue: Catalogue) -> pd.DataFrame:
    """A judgement for each indicator that both of the board's areas have for the same period: Rutland's beside
    Leicestershire's, and whether the gap has moved more than usual; only then is it listed."""
    first, second = BOARD_AREAS
    known = rows.assign(place=np.arange(len(rows)))[np.isfinite(found.top) & (found.base > 1)]
    pairs = known[known["area_code"] == second].merge(
        known.loc[known["area_code"] == first, ["indicator", "ends", "place"]],
        on=["indicator", "ends"],
        suffixes=("", "_other"),
    )
    if pairs.empty:
        return pairs
    one, other = pairs["place"].to_numpy(), pairs["place_other"].to_numpy()
    answers = areas(found, panel.is_share, one, other)
    rates = found.top / found.base
    pairs = pairs.assign(
        value=displayed(pairs, rates[one], catalogue),
        compared_with=displayed(pairs, rates[other], catalogue),
        against=catalogue.areas[first].name,
        unit_measure=np.where(_is_count(pairs, catalogue), "rate", "value"),
        polarity="no_judgement",
        **{name: answers[name] for name in _EFFECTS},
    )
    pairs["direction"] = pairs["value"] - pairs["compared_with"]
    percent = 100 * (pairs["direction"] / pairs["compared_with"]).abs()
    everything = answers["p_chance"].notna().to_numpy()
    pairs = answered(
        pairs,
        rule="areas",
        asked=everything,
        meaningful=(percent >= pairs["meaningful"]).to_numpy(bool),
        could_tell=everything,
    )
    is_new = pairs["level"] == "unusual"
    has_moved = (pairs["q_usual"] <= FALSE_SHARE).to_numpy()
    apart = np.sign(answers["moved"]) == np.sign(pairs["value"] - pairs["compared_with"])
    reason = np.where(has_moved, np.where(apart, "widened", "narrowed"), "")
    return pairs.assign(listed=is_new, standing=pairs["level"] == "real", reason=reason)


def _is_count(rows: pd.DataFrame, catalogue: Catalogue) -> np.ndarray:
    return rows["indicator"].map(lambda name: catalogue.indicators[name].kind == "count").to_numpy(bool)
