"""Returns that are due or overdue, by agency and period, and the workbook that requests an agency's figures."""

from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO

import pandas as pd
import streamlit as st
from markupsafe import Markup

from indicators import clock
from indicators.access.permissions import Permission, current_user
from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.periods import Period, day_text, financial_year_of
from indicators.exports.file_names import file_name
from indicators.exports.formats import FORMATS
from indicators.frames import frame_rows
from indicators.pages.components.downloads import logged_file
from indicators.pages.components.figure_tables import frame_html
from indicators.pages.components.filters import Filter, draw_filters
from indicators.pages.components.query_params import escape_markdown
from indicators.pages.components.session import DashboardData
from indicators.returns.due import (
    editions_due,
    overdue_returns,
    periods_due,
    recently_overdue,
    requested_figures,
    stored_returns_due,
    write_request,
)
from indicators.returns.editions import (
    AnnouncedEdition,
    EditionState,
    PublicationDue,
    announced_editions,
    publications_due,
)
from indicators.returns.vocabulary import Agency, stored_vocabulary
from indicators.web import render
from indicators.wording.numbers import count_text


def request_section(data: DashboardData) -> None:
    """The section: agency, period, what is asked for, and the download."""
    agencies = own_agencies(stored_vocabulary(data.store).agencies)
    duties = data.store.query("duties")
    if not agencies or duties.empty:
        st.info("Nobody owes a return yet. Who owes what stands in data/agencies.csv and data/duties.csv.")
        return
    with st.container(horizontal=True, gap="small", key="returns-asking"):
        agency = agencies[
            st.selectbox(
                "Agency", list(agencies), format_func=lambda choice: agencies[choice].name, key="returns:asked-agency"
            )
        ]
        periods = _periods(duties[duties["agency"] == agency.id])
        label = st.selectbox("Period", list(periods), key=f"returns:asked-period:{agency.id}")
    if label is None:
        st.info(f"{escape_markdown(agency.name)} owes nothing yet.")
        return
    _offer_workbook(data, agency, periods[label])


def own_agencies(agencies: Mapping[str, Agency]) -> dict[str, Agency]:
    """The agencies of some, by id, whose returns whoever looks at the page may see."""
    user = current_user()
    is_limited = user.is_limited(Permission.SEE_RETURNS)
    return {name: agency for name, agency in agencies.items() if not is_limited or name in user.agencies}


def _periods(duties: pd.DataFrame) -> dict[str, Period]:
    """The periods that have begun, newest first, and of each length the one that ended last before the others."""
    periods = {
        period
        for row in frame_rows(duties.drop_duplicates(["every", "starts", "ends"]))
        for period in periods_due(
            row.every,
            first=row.starts.date(),
            last=None if pd.isna(row.ends) else row.ends.date(),
            as_at=clock.today(),
        )
    }
    newest = sorted(periods, key=lambda period: (period.ends <= clock.today(), period.ends, period.type), reverse=True)
    return {period.label: period for period in newest}


def _offer_workbook(data: DashboardData, agency: Agency, period: Period) -> None:
    rows = requested_figures(data.store, data.catalogue, agency, period)
    figures = count_text(len(rows), "figure")
    st.html(render("returns/request.html", agency=agency, figures=figures, period=period, ends=day_text(period.ends)))
    named = file_name(("return",), (agency.name,), (period.label,), "xlsx")
    st.download_button(
        "Workbook to fill in",
        data=logged_file(named, lambda: _workbook(data, agency, period), Permission.SEE_RETURNS),
        file_name=named,
        mime=FORMATS["xlsx"].mime,
        on_click="ignore",
        key="returns-template",
        type="primary",
        icon=":material/download:",
    )
    table = pd.DataFrame(
        {
            "Indicator": [row.title for row in rows],
            "Area": [row.area for row in rows],
            "Figure before": [f"{row.last_figure} ({row.last_period})" if row.last_period else "–" for row in rows],
        }
    )
    st.html(frame_html(table, f"Figures asked for, {period.label}"))


def _workbook(data: DashboardData, agency: Agency, period: Period) -> bytes:
    out = BytesIO()
    write_request(data.store, data.catalogue, agency, period, out=out)
    return out.getvalue()


_MARKS = {"came": "✔", "part": "◐", "late": "✖", "due": "○", "running": "·"}
_LENGTHS = {"quarter": "Quarterly returns", "year": "Yearly returns", "month": "Monthly returns"}
_YEARS_TO_SHOW = "returns:year"
#: How what is overdue can be sorted.
MISSING_FILTERS = (
    Filter(
        "missing",
        "Sort what is overdue by",
        {"due": "Longest overdue", "agency": "Agency", "indicator": "Indicator", "area": "Area"},
        everything="Due last",
    ),
)
#: Overdue figures that are listed.
_MOST_OVERDUE = 500
#: Publications that the line on top names.
_MOST_NAMED = 2


def due_section(data: DashboardData) -> None:
    """The section: a table of a financial year, what is missing, and the publishers' next editions."""
    today = clock.today()
    returns = _cached_returns(data.version, today, data)
    is_limited = current_user().is_limited(Permission.SEE_RETURNS)
    if is_limited:
        returns = returns[returns["agency"].isin(sorted(current_user().agencies))]
    else:
        # What publishers owe stands on top too: the tables of agencies' returns below are long.
        _show_overdue_editions(data, today)
    if returns.empty:
        st.info("Nobody owes a return yet. Who owes what stands in data/agencies.csv and data/duties.csv.")
    else:
        late = overdue_returns(returns)
        order = draw_filters("returns", MISSING_FILTERS)["missing"] if len(late) else ""
        _show_overdue(data, late, order)
        _show_year(data, returns, today, order)
    if not is_limited:
        _show_editions(data, today)


@st.cache_data(show_spinner="Looking for what has come …", max_entries=4)
def _cached_returns(version: str, as_at: date, _data: DashboardData) -> pd.DataFrame:
    return stored_returns_due(_data.store, as_at=as_at)


def _show_overdue(data: DashboardData, late: pd.DataFrame, order: str) -> None:
    """How many figures of any year are overdue, and which."""
    st.html(render("status.html", text=_overdue_text(late, clock.today())))
    if late.empty:
        return
    fold = st.expander("Which figures are overdue", key="returns-overdue", on_change="rerun")
    if fold.open:
        table = _missing_returns(late, data.catalogue, order)
        fold.html(frame_html(table.head(_MOST_OVERDUE), "Figures that are overdue"))
        if len(table) > _MOST_OVERDUE:
            fold.caption(
                f"The first {_MOST_OVERDUE:,} of {len(table):,} are listed; choose a year below for the others."
            )


def _overdue_text(late: pd.DataFrame, today: date) -> str:
    """`8 figures are overdue, in 2 returns, 4 of them from the last 12 months; the oldest since 30 July 2024.`, or
    that none is.
    """
    if late.empty:
        return "No figure is overdue."
    figures, recent = int(late["overdue"].sum()), int(recently_overdue(late, as_at=today)["overdue"].sum())
    are = "is" if figures == 1 else "are"
    of_late = "" if recent == figures else f", {f'{recent:,}' if recent else 'none'} of them from the last 12 months"
    oldest = f"{'since' if len(late) == 1 else 'the oldest since'} {day_text(late['due'].min())}"
    return f"{count_text(figures, 'figure')} {are} overdue, in {count_text(len(late), 'return')}{of_late}; {oldest}."


def _show_year(data: DashboardData, returns: pd.DataFrame, today: date, order: str) -> None:
    years = [financial_year_of(end.date()).label for end in returns["ends"]]
    returns = returns.assign(year=years)
    labels = sorted(set(years), reverse=True)
    opening = next((year for year in labels if (returns.loc[returns["year"] == year, "came"] > 0).any()), labels[0])
    year = st.selectbox(
        "Financial year", labels, index=labels.index(opening), key=_YEARS_TO_SHOW, persist_state="session"
    )
    shown = returns[returns["year"] == year]
    late = shown[shown["is_late"]]
    lengths = {words: shown[shown["every"] == every] for every, words in _LENGTHS.items()}
    tables = [_matrix_html(own, words) for words, own in lengths.items() if len(own)]
    st.html(render("returns/due.html", headline=_due_headline(shown, late, year), tables=tables))
    if len(late):
        with st.expander(f"What is missing from {count_text(len(late), 'late return')}"):
            missing = _missing_returns(late, data.catalogue, order)
            st.html(frame_html(missing, "Figures that have not come, though their day is past"))


def _due_headline(shown: pd.DataFrame, late: pd.DataFrame, year: str) -> str:
    came = int((shown["state"] == "came").sum())
    waiting = int(shown["state"].isin(["due", "running"]).sum())
    text = f"{year}: {came} of {len(shown)} returns are complete"
    if len(late):
        text += f", {len(late)} late"
    return text + (f", {waiting} not due yet." if waiting else ".")


def _matrix_html(shown: pd.DataFrame, caption: str) -> Markup:
    """Agencies by periods of one length: in each cell what came of what is owed, in words and with a mark."""
    shown = shown.sort_values("starts")
    columns = {"Agency": sorted(shown["name"].unique())}
    for period in dict.fromkeys(shown["period"]):
        own = shown[shown["period"] == period].set_index("name")
        columns[period] = [
            _cell_text(own.loc[name]) if name in own.index else "nothing owed" for name in columns["Agency"]
        ]
    return frame_html(pd.DataFrame(columns), caption)


def _cell_text(row: pd.Series) -> str:
    mark, how = _MARKS[row["state"]], f"{row['came']} of {row['owed']}"
    if row["state"] == "came":
        return f"{mark} all {row['owed']} came, {day_text(row['last_came'])}"
    if row["state"] == "part":
        late = f", late since {day_text(row['due'])}" if row["is_late"] else f", rest by {day_text(row['due'])}"
        return f"{mark} {how} came{late}"
    if row["state"] == "late":
        return f"{mark} late since {day_text(row['due'])} ({count_text(row['owed'], 'figure')})"
    if row["state"] == "due":
        return f"{mark} due by {day_text(row['due'])} ({count_text(row['owed'], 'figure')})"
    return f"{mark} period runs; due {day_text(row['due'])}"


def _missing_returns(late: pd.DataFrame, catalogue: Catalogue, order: str) -> pd.DataFrame:
    """The missing figures of late returns, a row each, in an order of `MISSING_FILTERS`."""
    late = late.sort_values("due", ascending=order == "due", kind="stable")
    rows = [
        {
            "Agency": row.name_of,
            "Period": row.period,
            "Was due": day_text(row.due),
            "Indicator": catalogue.indicators[indicator].short_title,
            "Area": catalogue.areas[area].name,
        }
        for row in frame_rows(late.rename(columns={"name": "name_of"}))
        for indicator, area in row.missing
        if indicator in catalogue.indicators and area in catalogue.areas
    ]
    table = pd.DataFrame(rows)
    return table.sort_values(order.capitalize(), kind="stable") if order not in ("", "due") and rows else table


def _show_overdue_editions(data: DashboardData, today: date) -> None:
    """A line on what publishers had announced, is due and is not loaded yet; nothing where nothing is. Of many the one
    that is due longest is named: all of them stand below.
    """
    lines = publications_due(announced_editions(data.store), data.catalogue, as_at=today)
    if overdue := [one for one in lines if one.state is EditionState.OVERDUE]:
        number = count_text(len(overdue), "publication")
        shown = overdue if len(overdue) <= _MOST_NAMED else overdue[:1]
        named = "; ".join(f"{one.subject}, {one.due.phrase}" for one in shown)
        if len(shown) < len(overdue):
            named = f"first of them {named}; all are listed below"
        is_due = "is" if len(overdue) == 1 else "are"
        st.html(render("status.html", text=f"{number} {is_due} due and not loaded yet: {named}."))


def _show_editions(data: DashboardData, today: date) -> None:
    """What publishers have announced in sentences, and a table of all their files."""
    announced = announced_editions(data.store)
    lines = publications_due(announced, data.catalogue, as_at=today)
    if lines:
        st.html(render("returns/editions.html", groups=_edition_groups(lines)))
    sources = sorted({table.source for item in data.catalogue.indicators.values() for table in item.national})
    if not sources:
        return
    newest = data.store.query("newest_periods", sources=sources)
    frame = editions_due(data.catalogue.indicators, newest, as_at=today)
    awaited = {one.source: one for one in reversed(announced) if one.state(today) is not EditionState.CAME}
    table = pd.DataFrame(
        {
            "Publisher's table": [data.catalogue.source_label(name) for name in frame["source"]],
            "Newest held": frame["newest"],
            "Next": [
                awaited[row.source].brings.label if row.source in awaited else row.next for row in frame_rows(frame)
            ],
            "State": [_edition_state(row, awaited.get(row.source), today) for row in frame_rows(frame)],
            "Announced in": [awaited[name].stated_in if name in awaited else "–" for name in frame["source"]],
        }
    )
    st.html(frame_html(table, "The publishers' files: the newest period held, and the next"))


#: In what order the page tells how announced editions stand, each with its heading.
_EDITION_HEADINGS = {
    EditionState.OVERDUE: "Due from publishers and not loaded yet",
    EditionState.DUE: "Due next",
    EditionState.UNDATED: "Announced without a day",
    EditionState.CAME: "Announced, and came",
}


def _edition_groups(lines: Sequence[PublicationDue]) -> list[tuple[str, list[PublicationDue]]]:
    groups = [(words, [one for one in lines if one.state is state]) for state, words in _EDITION_HEADINGS.items()]
    return [(words, own) for words, own in groups if own]


def _edition_state(row, announced: AnnouncedEdition | None, today: date) -> str:
    if announced is not None:
        is_late = announced.state(today) is EditionState.OVERDUE
        return f"{_MARKS['late']} was due {announced.due.phrase}" if is_late else f"○ due {announced.due.phrase}"
    if row.due is None or pd.isna(row.due):
        return "○ nothing held yet"
    words = {"running": "period runs; expected", "due": "expected", "late": "not here yet, expected"}[row.state]
    return f"{_MARKS[row.state]} {words} by {day_text(row.due)}"
