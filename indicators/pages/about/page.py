"""About the data: where figures come from, how fresh and complete they are, what the words mean."""

import pandas as pd
import streamlit as st

from indicators.catalogue.areas import Area
from indicators.catalogue.glossary import GlossaryEntry, read_glossary
from indicators.catalogue.indicators import QUADRANTS, STAGES
from indicators.catalogue.periods import day_text
from indicators.charts.theme import sentence_case
from indicators.frames import frame_rows
from indicators.pages.components import printing, query_params
from indicators.pages.components.figure_tables import frame_html
from indicators.pages.components.query_params import draw_sections, restore_section
from indicators.pages.components.session import DashboardData, dashboard_data
from indicators.returns.history import IN_FORCE, return_rows
from indicators.settings import ROOT
from indicators.web import render
from indicators.wording.areas import all_word
from indicators.wording.numbers import count_text

PAGE = "about"
#: The section of the words, and what names one of them in the address.
_GLOSSARY, _WORD = "glossary", "word"
SECTIONS = {
    "sources": "Sources",
    "coverage": "What is held",
    _GLOSSARY: "Glossary",
    "method": "How figures are worked out",
}


def page() -> None:
    """The page: one section at a time, chosen in the address too."""
    data = dashboard_data()
    st.html("<h1 class='headline'>About the data</h1>")
    section, word = _chosen_view()
    if section == "sources":
        _sources_section(data)
    elif section == "coverage":
        _coverage_section(data)
    else:
        if word:
            st.html(render("about/word.html", entry=word))
        st.markdown((ROOT / "docs" / f"{section}.md").read_text("utf-8"))
    printing.print_filters(data, {"Section": SECTIONS[section]})


def _chosen_view() -> tuple[str, GlossaryEntry | None]:
    """The section that is shown, and the word of the glossary that the address asks for, if any."""
    brought = query_params.read_parameters(PAGE, {"section": False, _WORD: False})
    words = {entry.anchor: entry for part in read_glossary(ROOT / "docs" / "glossary.md") for entry in part.entries}
    key = f"{PAGE}:{_WORD}"
    if brought:
        restore_section(PAGE, SECTIONS, (brought.get("section") or [""])[0] or next(iter(SECTIONS)))
        st.session_state[key] = wanted = (brought.get(_WORD) or [""])[0]
        if wanted and wanted not in words:
            query_params.warn_unknown([wanted])
    section = draw_sections(PAGE, SECTIONS)
    word = words.get(st.session_state.get(key, "")) if section == _GLOSSARY else None
    query_params.write_parameters(PAGE, {"section": section, _WORD: word.anchor if word else None})
    return section, word


def _sources_section(data: DashboardData) -> None:
    changed_at = data.store.query("data_version").iloc[0]["last_happened_at"]
    files = data.store.query("data_files")
    figures = int(files["row_count"][files["name"].map(_is_figures)].sum())
    brought = [row for row in return_rows(data.store) if row["state"] == IN_FORCE]
    figures += sum(row["new"] for row in brought)
    st.html(
        render(
            "about/sources.html",
            figures=figures,
            catalogue=data.catalogue,
            changed=day_text(changed_at),
            returns=count_text(len(brought), "return"),
            verb="is" if len(brought) == 1 else "are",
        )
    )
    st.html(frame_html(sources_table(data), "Sources, newest first"))
    st.html(frame_html(_returns_table(data), "What the store has taken in, newest first"))


def _is_figures(name: str) -> bool:
    return name.startswith("facts/") or name == "populations.csv"


def sources_table(data: DashboardData) -> pd.DataFrame:
    """One row a source, newest first."""
    ordered = sorted(data.catalogue.sources.values(), key=lambda source: (source.date, source.id), reverse=True)
    return pd.DataFrame(
        [
            {
                "Title": source.title,
                "Place": source.place,
                "Publisher": source.publisher,
                "Published": day_text(source.date),
                "Edition": source.edition,
                "Licence": source.licence,
            }
            for source in ordered
        ]
    )


def _returns_table(data: DashboardData) -> pd.DataFrame:
    """One row an event of a file: accepted, superseded or withdrawn, and when."""
    events = data.store.query("returns")
    return pd.DataFrame(
        {
            "File": events["name"],
            "What happened": events["event"],
            "When": [f"{day_text(when)}, {when:%H:%M} UTC" for when in events["happened_at"]],
            "By": events["happened_by"],
            "Rows": events["row_count"],
        }
    )


def _coverage_section(data: DashboardData) -> None:
    st.html(
        "<p>How many periods have a figure, by indicator and area, and from when to when. "
        "<strong>–</strong> means that no source gives any: a silence worth asking about.</p>"
    )
    table = _coverage_table(data.version, data)
    for quadrant, name in QUADRANTS.items():
        rows = table[table["quadrant"] == quadrant].drop(columns="quadrant")
        table_html = frame_html(rows, f"{name}: periods with a figure")
        st.html(render("about/coverage.html", quadrant=name, table=table_html))


@st.cache_data(show_spinner="Counting what is held …", max_entries=4)
def _coverage_table(version: str, _data: DashboardData) -> pd.DataFrame:
    """One row an indicator, one column each for the board's areas and for how many areas there are in all."""
    catalogue = _data.catalogue
    coverage = _data.store.query("coverage")
    shown = {code: catalogue.areas[code].name for code in catalogue.board.own}
    if together := catalogue.board.together:
        shown[together] = f"{sentence_case(all_word(catalogue.areas[together]))} together"
    by_pair = {(row.indicator, row.area_code): row for row in frame_rows(coverage)}
    counts = coverage.groupby("indicator")["area_code"].nunique()
    latest = coverage.groupby("indicator")["last_ends"].max()
    rows = []
    for item in sorted(catalogue.indicators.values(), key=lambda indicator: indicator.title):
        cells = {
            name: _coverage_cell(by_pair.get((item.id, code)), item, by_pair, catalogue.areas[code])
            for code, name in shown.items()
        }
        newest = latest.get(item.id)
        rows.append(
            {
                "quadrant": item.quadrant,
                "Indicator": item.title,
                "Stage": STAGES[item.stage],
                **cells,
                "Areas": str(counts.get(item.id, "–")),
                "Newest": day_text(newest.date()) if newest is not None and pd.notna(newest) else "–",
            }
        )
    return pd.DataFrame(rows)


def _coverage_cell(row, item, by_pair: dict, area: Area) -> str:
    """Periods with a figure as `3 (2013 to 2016)`; computed ones are said to be so."""
    if row is None:
        needed = item.numerator if item.is_derived else item.id
        if item.is_derived and (needed, area.code) in by_pair:
            return "computed"
        if (
            area.is_together
            and (item.is_derived or item.kind == "count")
            and all((needed, part) in by_pair for part in area.parts)
        ):
            return "computed"
        return "–"
    missing = f", {row.periods_with_symbol} without" if row.periods_with_symbol else ""
    years = f"{row.first_starts.year} to {row.last_ends.year}"
    if row.first_starts.year == row.last_ends.year:
        years = str(row.last_ends.year)
    return f"{row.periods_with_figure} ({years}{missing})"


page()
