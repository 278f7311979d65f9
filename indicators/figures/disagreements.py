"""Figures that disagree: two sources for one thing, a printed figure that its own counts do not give, or a year that
its four quarters do not add up to.

Two figures disagree if they differ at the decimals that are shown and rounding cannot be why. A printed percentage,
rate or average stands for half its last printed digit either way (31 for 30.5 to 31.5); a count, or what was
computed from counts, for itself alone, and counts of countries and regions, which are published rounded to the
nearest 10, for 5 either way.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.indicators import Indicator
from indicators.catalogue.periods import PeriodType
from indicators.figures.calculate import read_figures
from indicators.figures.rows import COMPUTED_FROM
from indicators.figures.year_to_date import whole_years
from indicators.frames import frame_records, frame_rows, map_values
from indicators.rounding import round_half_up
from indicators.store.database import Store

DISAGREEMENT_ROW_COLUMNS = (
    "indicator", "area", "period", "value", "source", "other_value", "other_source", "difference", "kind",
)  # fmt: skip


def disagreement_rows(frame: pd.DataFrame, catalogue: Catalogue) -> list[dict[str, Any]]:
    """A row a disagreement, indicator by indicator, areas in the order of the catalogue, newest first.

    `frame` is a frame of `measures.disagreements`. Rows have the keys `DISAGREEMENT_ROW_COLUMNS`, `title`, `unit` and
    `decimals`; a figure that was computed says so in its source.
    """
    places = {code: index for index, code in enumerate(catalogue.areas)}
    ordered = frame.assign(place=frame["area_code"].map(places)).sort_values(
        ["indicator", "place", "ends", "starts"], ascending=[True, True, False, False], kind="stable"
    )
    return [_disagreement_row(row, catalogue) for row in frame_records(ordered)]


def _disagreement_row(row: dict[str, Any], catalogue: Catalogue) -> dict[str, Any]:
    definition = catalogue.indicators[row["indicator"]]
    fields = {name: row[name] for name in DISAGREEMENT_ROW_COLUMNS if name in row}
    return fields | {
        "area": catalogue.areas[row["area_code"]].name,
        "source": (COMPUTED_FROM if row["computed"] else "") + row["source_label"],
        "other_source": (row["parts"] and f"{QUARTERS_OF}({row['parts']}) ")
        + (COMPUTED_FROM if row["other_computed"] and not row["parts"] else "")
        + row["other_source_label"],
        "title": definition.title,
        "unit": definition.unit,
        "decimals": definition.decimals,
    }


FIGURE_KEY = ["indicator", "area_code", "period_type", "starts", "ends"]
DISAGREEMENT_COLUMNS = (
    "indicator", "area_code", "period", "period_type", "starts", "ends", "value", "source", "source_label",
    "computed", "other_value", "other_source", "other_source_label", "other_computed", "difference", "kind", "why",
    "counts", "unit", "is_shown", "follows", "follows_from", "parts",
)  # fmt: skip
TWO_SOURCES, DOES_NOT_FOLLOW, QUARTERS_DIFFER = "two_sources", "does_not_follow", "quarters_differ"
#: What stands before the quarters of a year and whoever gives them.
QUARTERS_OF = "the four quarters "
#: Levels of areas whose counts are published rounded, and by how much a rounded count may be off.
ROUNDED_LEVELS = ("country", "region")
_ROUNDING_ERROR = 5
_FACTS = ["value", "numerator", "denominator", "computed", "source", "source_label"]
#: No publisher prints more digits than these; beyond them lies the noise of binary fractions.
_MOST_DECIMALS = 6
_TOLERANCE = 1e-9


def disagreements(figures: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """A row a pair of figures that disagree, with the columns `DISAGREEMENT_COLUMNS`, in the order of `figures`.

    `figures` is a frame of `read_figures`. `value` is the figure that is shown and `other_value` the one beside
    it; `difference` is other minus value, unrounded. Only a printed figure that its own counts do not give, and a year
    that its source's own quarters do not add up to, are held against these even where the dashboard shows a third one;
    then `is_shown` is False. `kind` is `two_sources`, `does_not_follow` or `quarters_differ`, of which the other value
    is the sum and `parts` are the quarters (`49 + 75 + 89 + 90`). `why` says what put `value` first: `computed` (from
    counts, before printed), `preferred` (the definition names its source first), `latest` (its source is newer), `tie`
    (neither, so the order of the sources' ids), `year` (before its quarters) or `elsewhere` (it is not shown). `counts`
    are those it was computed from (`3,953 of 12,773`). `follows` marks rates and sums that differ only because the
    counts behind both do, and printed rates of a population, which their publisher took as it was estimated then;
    `follows_from` is that count's or population's id.
    """
    levels = map_values(figures["area_code"], lambda code: catalogue.areas[code].level)
    rounded = set(figures.loc[levels.isin(ROUNDED_LEVELS), "area_code"])
    pairs = pd.concat(
        [
            disagreements_with_shown(figures, catalogue.indicators, rounded=rounded).assign(parts=""),
            _within_other_sources(figures, catalogue.indicators, rounded).assign(parts=""),
            _years_against_quarters(figures, catalogue, rounded),
        ],
        ignore_index=True,
    )
    combined = np.array([bool(catalogue.areas[code].parts) for code in pairs["area_code"]], bool)
    definitions = [catalogue.indicators[name] for name in pairs["indicator"]]
    derived = np.array([item.is_derived for item in definitions], bool)
    both_computed = (pairs["computed"] & pairs["other_computed"]).to_numpy(bool)
    of_people = np.array([item.denominator in catalogue.populations for item in definitions], bool) & ~both_computed
    # Nobody's own counts hold the population, so a source that is not shown cannot contradict itself by it.
    is_reported = ~of_people | pairs["is_shown"].to_numpy(bool)
    pairs.loc[of_people, "kind"] = TWO_SOURCES
    follows = both_computed & (derived | combined) | of_people
    made = pairs.assign(
        difference=pairs["other_value"] - pairs["value"],
        why=[_why(row, catalogue) for row in frame_rows(pairs)],
        counts=[fraction_text(row.numerator, row.denominator) if row.computed else "" for row in frame_rows(pairs)],
        unit=[item.unit for item in definitions],
        follows=follows,
        follows_from=[
            _cause(row, catalogue) if yes else "" for row, yes in zip(frame_rows(pairs), follows, strict=True)
        ],
    )
    return made.loc[is_reported, list(DISAGREEMENT_COLUMNS)].reset_index(drop=True)


def disagreements_with_shown(
    figures: pd.DataFrame, indicators: Mapping[str, Indicator], *, rounded: Collection[str] = ()
) -> pd.DataFrame:
    """The pairs of a shown figure and another that disagrees with it, in the order of `figures`.

    `rounded` are the codes of areas whose counts are rounded to the nearest 10. Columns: `FIGURE_KEY`,
    `period`, `kind`,
    `is_shown`, the facts of the figure that is shown, and with `other_` before their names those of the other.
    """
    shown, others = figures[figures["rank"] == 0], figures[figures["rank"] > 0]
    if others.empty:
        shown = shown.iloc[:0]
    pairs = _beyond_rounding(_paired(shown, others, FIGURE_KEY), indicators, rounded)
    own = pairs["computed"] & ~pairs["other_computed"] & (pairs["source"] == pairs["other_source"])
    return pairs.assign(kind=np.where(own, DOES_NOT_FOLLOW, TWO_SOURCES), is_shown=True)


def fraction_text(numerator: float, denominator: float) -> str:
    """The counts of a fraction: `3,953 of 12,773`; `` where there are none."""
    return f"{numerator:,.10g} of {denominator:,.10g}" if numerator == numerator else ""


def _within_other_sources(
    figures: pd.DataFrame, indicators: Mapping[str, Indicator], rounded: Collection[str]
) -> pd.DataFrame:
    """Printed figures that their own counts do not give, in sources that are not shown."""
    rest = figures[(figures["rank"] > 0) & figures["value"].notna()]
    within = [*FIGURE_KEY, "source"]
    computed = rest[rest["computed"]].drop_duplicates(within)
    # A source whose own computed figure is shown is held against that already.
    shown = figures.loc[(figures["rank"] == 0) & figures["computed"], within]
    computed = computed.merge(shown.assign(is_told=True), on=within, how="left")
    computed = computed[computed["is_told"].isna()].drop(columns="is_told")
    pairs = _paired(computed, rest[~rest["computed"]], within)
    return _beyond_rounding(pairs, indicators, rounded).assign(kind=DOES_NOT_FOLLOW, is_shown=False)


def _years_against_quarters(figures: pd.DataFrame, catalogue: Catalogue, rounded: Collection[str]) -> pd.DataFrame:
    """Financial years that are not the sum of their quarters: those of the same source, else of a year that is shown
    those that are shown.

    A rate of the population differs as its count does, which is said there; rounded counts never quite add up.
    """
    rates = [item.id for item in catalogue.indicators.values() if item.denominator in catalogue.populations]
    years = figures[
        (figures["period_type"] == str(PeriodType.FINANCIAL_YEAR))
        & figures["value"].notna()
        & ~figures["indicator"].isin(rates)
        & ~figures["area_code"].isin(list(rounded))
    ].drop_duplicates([*FIGURE_KEY, "source"])
    sums = whole_years(figures[figures["indicator"].isin(years["indicator"].unique())], catalogue)
    sums = sums.rename(
        columns={name: f"other_{name}" for name in ("value", "numerator", "denominator", "source_label")}
    )
    sums = sums.assign(parts=[" + ".join(f"{part:,.10g}" for part in parts) for parts in sums["parts"]])
    on = ["indicator", "area_code", "starts"]
    of_own = years.merge(sums[sums["source"] != ""], on=[*on, "source"])
    known = set(zip(*(of_own[name] for name in (*on, "source")), strict=True))
    is_left = [key not in known for key in zip(*(years[name] for name in (*on, "source")), strict=True)]
    others = years[np.array(is_left, bool) & (years["rank"] == 0).to_numpy(bool)]
    of_shown = others.merge(sums[sums["source"] == ""].drop(columns="source"), on=on)
    pairs = pd.concat([of_own, of_shown], ignore_index=True)
    pairs = pairs.assign(
        other_source=pairs["given_by"], other_computed=True, is_shown=pairs["rank"] == 0, kind=QUARTERS_DIFFER
    )
    kept = [*FIGURE_KEY, "period", *_FACTS, *(f"other_{name}" for name in _FACTS), "kind", "is_shown", "parts"]
    is_share = map_values(pairs["indicator"], lambda name: catalogue.indicators[name].kind != "count").astype(bool)
    pairs.loc[is_share, "parts"] = [
        fraction_text(row.other_numerator, row.other_denominator) for row in frame_rows(pairs[is_share])
    ]
    return _beyond_rounding(pairs[kept], catalogue.indicators, rounded)


def _paired(ones: pd.DataFrame, others: pd.DataFrame, on: list[str]) -> pd.DataFrame:
    """Every one of `ones` beside every one of `others` with the same key."""
    renamed = others[[*FIGURE_KEY, *_FACTS]].rename(columns={name: f"other_{name}" for name in _FACTS})
    named = renamed.assign(source=renamed["other_source"]) if "source" in on else renamed
    return ones[[*FIGURE_KEY, "period", *_FACTS]].merge(named, on=on)


def _beyond_rounding(
    pairs: pd.DataFrame, indicators: Mapping[str, Indicator], rounded: Collection[str]
) -> pd.DataFrame:
    """The pairs whose figures differ as shown, by more than rounding can make."""
    decimals = np.array([indicators[name].decimals for name in pairs["indicator"]], np.int64)
    differs = round_half_up(pairs["value"], decimals) != round_half_up(pairs["other_value"], decimals)
    reach, other_reach = (_rounding_range(pairs, indicators, rounded, prefix) for prefix in ("", "other_"))
    difference = (pairs["value"] - pairs["other_value"]).abs().to_numpy()
    # Two rounded figures whose ranges only touch differ: of 31.4 and 31.5 both cannot stem from one number.
    at_border = np.where((reach > 0) & (other_reach > 0), -_TOLERANCE, _TOLERANCE)
    return pairs[differs & (difference > reach + other_reach + at_border)].reset_index(drop=True)


def _rounding_range(
    pairs: pd.DataFrame, indicators: Mapping[str, Indicator], rounded: Collection[str], prefix: str
) -> NDArray[np.float64]:
    """How far each figure may be from the number that it stands for."""
    value, computed = pairs[f"{prefix}value"].to_numpy(float), pairs[f"{prefix}computed"].to_numpy(bool)
    is_count = np.array([indicators[name].kind == "count" for name in pairs["indicator"]], bool)
    in_tens = pairs["area_code"].isin(list(rounded)).to_numpy(bool)
    printed = np.where(is_count, np.where(in_tens, _ROUNDING_ERROR, 0.0), 0.5 * 10.0 ** -_printed_decimals(value))
    per = np.array([indicators[name].per for name in pairs["indicator"]], float)
    top, bottom = (pairs[f"{prefix}{name}"].to_numpy(float) for name in ("numerator", "denominator"))
    least, most = (
        np.maximum(top - _ROUNDING_ERROR, 0) / (bottom + _ROUNDING_ERROR),
        (top + _ROUNDING_ERROR) / np.maximum(bottom - _ROUNDING_ERROR, _TOLERANCE),
    )
    worked_out = np.nan_to_num(np.fmax(most * per - value, value - least * per)) * in_tens
    return np.where(computed, worked_out, printed)


def _printed_decimals(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """How many decimals each number has: none for 31, one for 22.6."""
    decimals = np.full(len(values), float(_MOST_DECIMALS))
    for places in reversed(range(_MOST_DECIMALS)):
        scaled = values * 10.0**places
        decimals[np.abs(scaled - np.round(scaled)) < 1e-6] = places
    return decimals


def _why(row, catalogue: Catalogue) -> str:
    """What put the figure that is shown first, in the order in which `rank_figures` looks at it."""
    if not row.is_shown:
        return "elsewhere"
    if row.kind == QUARTERS_DIFFER:
        return "year"
    if row.computed != row.other_computed:
        return "computed"
    preferred = catalogue.indicators[row.indicator].preferred_sources
    if row.source != row.other_source and {row.source, row.other_source} & set(preferred):
        return "preferred"
    days = [catalogue.sources[name].date for name in (row.source, row.other_source) if name in catalogue.sources]
    return "latest" if len(set(days)) > 1 else "tie"


def _cause(row, catalogue: Catalogue) -> str:
    """The count whose figures differ: the numerator, else the denominator; for a plain sum the indicator itself."""
    definition = catalogue.indicators[row.indicator]
    if not definition.is_derived:
        return row.indicator
    same_top = row.numerator == row.other_numerator or row.computed != row.other_computed
    return definition.denominator if same_top else definition.numerator


def stored_disagreements(
    store: Store, catalogue: Catalogue, indicators: Iterable[str], areas: Iterable[str]
) -> pd.DataFrame:
    """The disagreements about some indicators and areas, as `measures.disagreements` gives them.

    Indicators that no two sources give are left alone, so that ten million rows are not worked out for a handful.
    """
    combined = [code for code, area in catalogue.areas.items() if area.parts]
    contested = set(store.query("disagreement_candidates", combined=combined)["indicator"])
    chosen = [name for name in indicators if _can_disagree(name, catalogue, contested)]
    return disagreements(read_figures(store, catalogue, chosen, areas), catalogue)


def _can_disagree(name: str, catalogue: Catalogue, contested: set[str]) -> bool:
    """Whether several sources give the figure or a part of it, or it may be printed beside its parts."""
    definition = catalogue.indicators[name]
    parts = {name, definition.numerator, definition.denominator}
    return definition.is_derived or bool(parts & contested)
