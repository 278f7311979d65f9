"""What stands under the chart on Explore: the judgements of the latest figures, their earlier versions, findings and
challenges, and what the indicator means.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st
from markupsafe import Markup

from indicators import clock
from indicators.board.challenges import find_challenges
from indicators.board.findings import findings
from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.indicators import QUADRANTS, STAGES, Indicator
from indicators.catalogue.names_today import indicator_names_today
from indicators.catalogue.periods import PERIOD_GROUPS, Period, PeriodType, day_text, financial_year_of
from indicators.figures import Series
from indicators.figures.versions import CONFIRMED, FIRST, REINSTATED, revised_by_area, stored_versions, version_history
from indicators.frames import frame_rows
from indicators.pages.components.board_lines import challenge_line_html, challenge_lines_html, finding_line_html
from indicators.pages.components.cycle import cached_cycle, cached_latest_ends, cycle_address, year_ends
from indicators.pages.components.figure_tables import frame_html
from indicators.pages.components.query_params import escape_markdown
from indicators.pages.components.session import DashboardData
from indicators.pages.explore.display import ChartContents
from indicators.rounding import decimal_text, round_half_up
from indicators.signals.authority_years import (
    AuthorityFigures,
    PlaceExpectation,
    authority_figures,
    place_expectation,
    shows_expectation,
)
from indicators.signals.judgements import JUDGEMENT_COLUMNS
from indicators.web import render
from indicators.wording.definitions import POLARITY_TEXTS, calculation_text
from indicators.wording.expectations import (
    EXPECTATION_CAVEAT,
    EXPECTATION_TITLE,
    expectation_basis,
    expectation_words,
)
from indicators.wording.numbers import NO_FIGURE, number_text, points_text, symbol_text
from indicators.wording.statements import statement

_WITHDRAWN = "withdrawn"
_CHANGES = {FIRST: "first given", REINSTATED: "given again", CONFIRMED: "confirmed"}


@dataclass(frozen=True)
class _FigureVersions:
    """The versions of an indicator's figures in the areas at hand, and how many figures changed, by area."""

    given: pd.DataFrame
    changed: dict[str, int]


def show_figure_history(
    data: DashboardData, indicator: Indicator, areas: Sequence[str], *, at_hand: Sequence[str]
) -> None:
    """The unfolding section with every version of the figures shown; its table is made when it is unfolded.

    The versions of all areas `at_hand` are fetched in one go and kept, so that another area costs nothing.
    """
    versions = _cached_versions(data.version, indicator.id, tuple(sorted(at_hand)), data)
    parts = data.catalogue.needed_areas(areas)
    changed = sum(versions.changed.get(code, 0) for code in parts)
    words = f"{escape_markdown(indicator.title)}: history of these figures ({changed:,} changed)"
    fold = st.expander(words, key=f"history-{indicator.id}", on_change="rerun")
    if fold.open:
        own = versions.given[versions.given["area_code"].isin(parts)]
        fold.html(versions_html(version_history(own, data.catalogue), data.catalogue))


@st.cache_resource(show_spinner=False, max_entries=64)
def _cached_versions(version: str, indicator: str, areas: tuple[str, ...], _data: DashboardData) -> _FigureVersions:
    versions = stored_versions(_data.store, _data.catalogue, indicator, areas)
    return _FigureVersions(versions, revised_by_area(versions))


def versions_html(frame: pd.DataFrame, catalogue: Catalogue) -> Markup:
    """Versions as a table, with a word where none was ever revised; `frame` is a frame of `measures.versions.lives`."""
    if frame.empty:
        return Markup("<p class='about'>No return has given a figure for this choice.</p>")
    lead = Markup() if revised_by_area(frame) else Markup("<p class='about'>No figure here was ever revised.</p>")
    return lead + frame_html(versions_table(frame, catalogue), "Every version of these figures; times are UTC")


def versions_table(frame: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """A row a version: figures of several versions first, then the newest period, a figure's newest version first."""
    places = {code: index for index, code in enumerate(catalogue.areas)}
    order = frame.assign(several=frame["versions"] > 1, place=frame["area_code"].map(places)).sort_values(
        ["several", "ends", "starts", "indicator", "place", "source", "return_id"],
        ascending=[False, False, False, True, True, True, False],
    )
    table = pd.DataFrame([_version_row(row, catalogue) for row in frame_rows(order)])
    unused = ["Indicator"] if frame["indicator"].nunique() == 1 else []
    return table.drop(columns=unused if frame["note"].any() else [*unused, "Note"])


def _version_row(row: Any, catalogue: Catalogue) -> dict[str, str]:
    indicator = catalogue.indicators[row.indicator]
    return {
        "Period": Period(row.ends.date(), row.starts.date(), PeriodType(row.period_type)).label,
        "Indicator": indicator.short_title,
        "Area": catalogue.areas[row.area_code].name,
        "Source": catalogue.source_label(row.source, row.edition),
        "Figure": _figure_text(row, indicator),
        "Difference": version_difference_text(row, indicator),
        "Return": f"{row.return_id}, {row.return_name}" + (f" ({row.agency})" if row.agency else ""),
        "By": row.accepted_by,
        "When": _moment_text(row.accepted_at),
        "State": version_state_text(row),
        "Note": row.note or NO_FIGURE,
    }


def _figure_text(row: Any, indicator: Indicator) -> str:
    text = symbol_text(row.symbol) if pd.isna(row.figure) else number_text(row.figure, indicator)
    counts = f" ({row.numerator:,.10g} of {row.denominator:,.10g})" if pd.notna(row.numerator) else ""
    return text + counts + (" p" if row.status == "provisional" else "")


def version_difference_text(row: Any, indicator: Indicator) -> str:
    """What a version did to the one that stood when it came: `+2`, `−1.5 points`, `confirmed`, `was [c]`."""
    if row.change in _CHANGES:
        return _CHANGES[row.change]
    if pd.isna(row.difference):
        was = symbol_text(row.before_symbol) if pd.isna(row.before) else number_text(row.before, indicator)
        return "reason changed" if pd.isna(row.before) and pd.isna(row.figure) else f"was {was}"
    if row.difference == 0:
        return f"now {row.status}" if row.status != row.before_status else "counts changed"
    size = abs(row.difference)
    if not round_half_up(size, indicator.decimals):
        return "less than is shown"
    words = points_text(size, indicator) if indicator.is_percentage else decimal_text(size, indicator.decimals)
    return ("+" if row.difference > 0 else "−") + words


def version_state_text(row: Any) -> str:
    """Whether a version stands, or what became of it, when, and who withdrew it why."""
    if row.is_current:
        return "current"
    if pd.isna(row.shown_until) and pd.isna(row.gone_at):
        return "kept, but a newer edition stands"
    if row.gone_event == _WITHDRAWN:
        return f"withdrawn {_moment_text(row.gone_at)} by {row.gone_by}: {row.gone_reason}"
    if row.taken_by:
        return f"replaced by return {row.taken_by}, {_moment_text(row.shown_until)}"
    return f"left out of the data folder since {_moment_text(row.gone_at)}"


def _moment_text(moment: pd.Timestamp) -> str:
    return f"{day_text(moment.date())}, {moment:%H:%M}"


#: Challenges that are listed; the log has them all.
_MOST_LISTED = 10


def show_findings_and_challenges(data: DashboardData, indicator: Indicator) -> None:
    """The findings and challenges about an indicator, fetched only when they are unfolded."""
    title = f"{escape_markdown(indicator.title)}: what was heard, and what was asked"
    section = st.expander(title, key=f"heard-{indicator.id}", on_change="rerun")
    if not section.open:
        return
    about = findings(data.store, indicator=indicator.id)
    asked, _ = find_challenges(data.store, indicator=indicator.id, limit=_MOST_LISTED)
    challenges = [challenge_line_html(finding, data.catalogue, clock.today()) for finding in asked]
    section.html(
        render(
            "explore/discussion.html",
            findings=[finding_line_html(finding, data.catalogue) for finding in about],
            challenges=challenge_lines_html(challenges) if challenges else "",
        )
    )


def show_indicator_notes(catalogue: Catalogue, indicator: Indicator, own: pd.DataFrame, *, open_first: bool) -> None:
    """The unfolding sections under a chart; `own` are the indicator's figures for the areas shown."""
    with st.expander(
        f"{escape_markdown(indicator.title)}: what it is, why it matters, what to ask", expanded=open_first
    ):
        st.html(_about_html(catalogue, indicator))
    differing = own[own["others"] > 0]
    if len(differing):
        periods = int((differing["rank"] == 0).sum())
        with st.expander(f"{escape_markdown(indicator.title)}: other published figures ({periods})"):
            st.html(
                frame_html(all_figures_table(catalogue, indicator, differing), "Figures that differ between sources")
            )
    # The long table is made and sent only when it is unfolded.
    words = f"{escape_markdown(indicator.title)}: every figure and its source ({len(own)})"
    every = st.expander(words, key=f"every-{indicator.id}", on_change="rerun")
    if every.open:
        every.html(frame_html(all_figures_table(catalogue, indicator, own), "Figures by source"))


def _about_html(catalogue: Catalogue, indicator: Indicator) -> Markup:
    return render(
        "explore/about_indicator.html",
        indicator=indicator,
        calculation=calculation_text(catalogue, indicator),
        breaks=[
            f"{', '.join(filter(None, (day_text(item.date), item.area)))}: {item.note}" for item in indicator.breaks
        ],
        quadrant=QUADRANTS[indicator.quadrant],
        stage=STAGES[indicator.stage],
        names_today=indicator_names_today(indicator),
        polarity=POLARITY_TEXTS[indicator.polarity],
        review_day=day_text(indicator.review_date),
    )


def all_figures_table(catalogue: Catalogue, indicator: Indicator, own: pd.DataFrame) -> pd.DataFrame:
    """Figures of an indicator, newest first, those of one period together, with how each came about."""
    order = own.sort_values(["ends", "area_code", "rank"], ascending=[False, True, True])
    rows = [
        {
            "Period": Period(row.ends.date(), row.starts.date(), PeriodType(row.period_type)).label,
            "Area": catalogue.areas[row.area_code].name,
            "Figure": _figure_words(row, indicator),
            "": "shown" if row.rank == 0 else "",
            "How": _origin_text(row),
            "Source": catalogue.source_label(row.source),
            "Note": row.note,
        }
        for row in frame_rows(order)
    ]
    return pd.DataFrame(rows)


def _figure_words(row, indicator: Indicator) -> str:
    text = symbol_text(row.symbol) if pd.isna(row.value) else number_text(row.value, indicator)
    return text + (" p" if row.status == "provisional" else "")


def _origin_text(row) -> str:
    if not row.computed:
        return "as printed"
    if pd.notna(row.numerator):
        return f"computed: {row.numerator:,.10g} of {row.denominator:,.10g}"
    return "sum of its areas"


#: What is told beside a change only where it is worth a question; troubles of the data the chart marks itself.
_OTHER_RULES = ("pooled", "trend", "target", "comparator", "areas")


def judgement_list_html(data: DashboardData, gathered: ChartContents) -> Markup:
    """A heading, a sentence a judgement and the way to the cycle's list; nothing where nothing was judged."""
    lines = [item for items in gathered.lines.values() for item in items if len(item.known)]
    as_at = cycle_day(data, lines)
    judged = judged_lines(data, lines)
    if judged.empty:
        return Markup()
    judgements = {_figure_key(item): [] for item in lines}
    for row in frame_rows(judged):
        for item in lines:
            if _is_about(row, item) and (_is_verdict(row, item) or _stands_out(row)):
                judgements[_figure_key(item)].append(row)
    said = [f"{statement(row, data.catalogue)}." for rows in judgements.values() for row in _in_rule_order(rows)]
    if not said:
        return Markup()
    # A year that is not over has no list of its own yet.
    is_latest = as_at is None or as_at >= clock.today() or _are_latest(data, lines)
    return render(
        "explore/judgements.html",
        sentences=said,
        address=cycle_address(None if is_latest else as_at, known_on=data.known_on),
        as_at=day_text(as_at) if as_at and not is_latest else "",
    )


def place_expectation_html(data: DashboardData, gathered: ChartContents) -> Markup:
    """What such places have, beside the newest figure of each line; nothing where no definition says that it is shown,
    or where the figures of every authority are not there.
    """
    if not data.catalogue.background:
        return Markup()
    lines = [item for items in gathered.lines.values() for item in items if len(item.known)]
    found = [
        one
        for item in lines
        if shows_expectation(item.indicator, data.catalogue) and item.area.level == "local_authority"
        and (one := _cached_expectation(
            data.version, item.indicator.id, item.area.code, item.known["ends"].iloc[-1].date(), data
        ))
    ]  # fmt: skip
    if not found:
        return Markup()
    return render(
        "explore/expectation.html",
        title=EXPECTATION_TITLE,
        sentences=[f"{expectation_words(one)}." for one in found],
        caveat=EXPECTATION_CAVEAT,
        basis=expectation_basis(found[0]),
    )


@st.cache_resource(show_spinner=False, max_entries=64)
def _cached_authority_figures(version: str, indicator: str, _data: DashboardData) -> AuthorityFigures | None:
    return authority_figures(_data.store, _data.catalogue, indicator)


@st.cache_resource(show_spinner=False, max_entries=512)
def _cached_expectation(
    version: str, indicator: str, area: str, ends: date, _data: DashboardData
) -> PlaceExpectation | None:
    """Fitted once while the figures stay as they are."""
    figures = _cached_authority_figures(version, indicator, _data)
    return figures and place_expectation(figures, _data.catalogue, indicator, area, ends=ends)


def judged_lines(data: DashboardData, lines: list[Series]) -> pd.DataFrame:
    """What was judged of the newest figure of each line, in the cycle of the financial year in which it ended: where
    that is the latest of its series, one verdict with the list of the latest figures."""
    cycles = {financial_year_of(item.known["ends"].max().date()).ends for item in lines}
    judged = [cached_cycle(data.version, cycle, data).judged for cycle in sorted(cycles)]
    names = {item.indicator.id for item in lines}
    # Figures of earlier years are judged in these cycles too, as they look from there.
    own = [rows[rows["current"].astype(bool) & rows["indicator"].isin(names)] for rows in judged if len(rows)]
    return pd.concat(own or [pd.DataFrame(columns=list(JUDGEMENT_COLUMNS))], ignore_index=True)


def _are_latest(data: DashboardData, lines: list[Series]) -> bool:
    """Whether no line that is judged ends before the latest figure of its series."""
    ends = cached_latest_ends(data.version, clock.today(), data)
    newest = ends.groupby(["indicator", "area_code"])["ends"].max().to_dict()
    return all(
        item.known["ends"].max() >= newest.get((item.indicator.id, item.area.code), pd.Timestamp.min) for item in lines
    )


def cycle_day(data: DashboardData, lines: list[Series]) -> date | None:
    """The end of the financial year of the newest figure shown."""
    newest = max((item.known["ends"].max().date() for item in lines), default=date.max)
    return min((end for end in year_ends(data.version, data).values() if end >= newest), default=None)


def _figure_key(item: Series) -> tuple[str, str, str]:
    return item.indicator.id, item.area.code, item.known["period"].iloc[-1]


def _is_verdict(row: Any, item: Series) -> bool:
    """Whether a judgement says if a line has changed; of three years beside single ones only what these leave open."""
    return row.rule == "change" or (row.rule == "pooled" and (item.years_together > 1 or row.level != "too_few"))


def _is_about(row: Any, item: Series) -> bool:
    """Whether a judgement is one of the newest figure of a line, or of the years that end with it taken together."""
    if (row.indicator, row.area_code) != (item.indicator.id, item.area.code):
        return False
    if row.rule == "pooled":
        newest = item.known.iloc[-1]
        is_year = item.years_together > 1 or newest["period_type"] in PERIOD_GROUPS["year"]
        return bool(row.ends == newest["ends"]) and is_year
    return bool(row.period == item.known["period"].iloc[-1])


def _stands_out(row: Any) -> bool:
    return row.rule in _OTHER_RULES and bool(row.listed or row.standing)


def _in_rule_order(rows: list[Any]) -> list[Any]:
    """Changes first, then in the order in which the rules are named above."""
    return sorted(rows, key=lambda row: ("change", *_OTHER_RULES).index(row.rule))
