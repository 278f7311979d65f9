"""What a published file holds for our areas, the choice of a column and of its lines, and the figures that it gives."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from indicators import clock
from indicators.catalogue.indicators import NATIONAL_PERIODS
from indicators.errors import IndicatorsError, Problem
from indicators.loading.new_definition import draft_indicator
from indicators.pages.add.file import read_once
from indicators.pages.components.figure_tables import frame_html
from indicators.pages.components.query_params import escape_markdown
from indicators.pages.components.session import DashboardData
from indicators.returns.check import ReturnPreview
from indicators.returns.recognise import Submission
from indicators.returns.suggestions import completed_draft, default_words, open_categories, suggestion
from indicators.returns.survey import CategoryColumn, FigureColumn, TableSurvey, own_figures
from indicators.settings import store_path
from indicators.web import render
from indicators.wording.numbers import count_text

_TRIAL = "add:trial"
_MOST_ROWS, _MOST_COLUMNS, _MOST_PROBLEMS = 60, 4, 8
_DAYS = ("31 March", "30 June", "30 September", "31 December")
_PERIOD_WORDS = {
    "financial_year": "the year to 31 March",
    "calendar_year": "the year to 31 December",
    "academic_year": "the school year",
    "months": "its months, one column each",
}
_TIMINGS = {"flow": "what happens in a period", "snapshot": "what is there on a day"}


@dataclass(frozen=True)
class ChosenLines:
    """A column, the words that pick its lines, what a year stands for, and what these give."""

    column: FigureColumn
    words: Mapping[str, tuple[str, ...]]
    timing: str
    period: str
    trial: ReturnPreview


def show_survey(data: DashboardData, survey: TableSurvey) -> None:
    """What the table is and, in a fold, what our areas have by its words."""
    span = f", {survey.span}" if survey.span else ""
    feeds = [data.catalogue.indicators[name].short_title for name in survey.feeds if name in data.catalogue.indicators]
    lines = count_text(survey.lines, "line")
    st.html(render("add/survey.html", survey=survey, lines=lines, span=span, feeds=feeds))
    with st.expander(f"What our areas have ({count_text(survey.combination_count, 'kind')} of line)"):
        st.html(frame_html(_combinations(survey), "Lines by their words, with the newest figures"))
        if survey.combination_count > _MOST_ROWS:
            st.caption(f"{_MOST_ROWS} of {survey.combination_count:,} are listed.")


def _combinations(survey: TableSurvey) -> pd.DataFrame:
    rows = []
    for item in survey.combinations[:_MOST_ROWS]:
        row = dict(zip((category.name for category in survey.categories), item.words, strict=True))
        row["Figures"] = str(sum(item.figures))
        row["Newest"] = item.latest
        for place, column in enumerate(survey.columns[:_MOST_COLUMNS]):
            row[column.name] = ", ".join(f"{area} {texts[place] or '–'}" for area, texts in item.examples.items())
        rows.append(row)
    return pd.DataFrame(rows)


def lines_section(data: DashboardData, table: Submission, survey: TableSurvey) -> ChosenLines | None:
    """The boxes for the column and its lines, and the figures; None while they give none."""
    st.html("<h2>Which figure</h2>")
    mark = f"{table.sha256[:12]}:{len(table.part)}"
    names = [column.name for column in survey.columns]
    name = st.selectbox("Column of the figure", names, index=None, key=f"add:column:{mark}", placeholder="Choose one")
    words = dict(default_words(survey))
    for place, category in enumerate(survey.categories):
        chosen = _word_box(category, f"add:words:{mark}:{place}", words.get(category.name, ("",))[0])
        if chosen:
            words[category.name] = (chosen,)
    if name is None:
        st.info("Choose the column that has the figure, and the lines that are meant.")
        return None
    if left := open_categories(survey, words):
        st.info(
            "The file has several lines for one area and period. Choose: "
            f"{', '.join(escape_markdown(item.name) for item in left)}."
        )
        return None
    column = survey.column(name)
    supposed = suggestion(survey, column, words)
    timing, period = _period_boxes(f"{mark}:{name}", supposed.timing, supposed.period)
    trial = _trial(data, table, survey, column, words, timing=timing, period=period)
    if trial is None:
        return None
    _show_trial(data, trial)
    return ChosenLines(column, words, timing, period, trial) if trial.sound else None


def _word_box(category: CategoryColumn, key: str, default: str) -> str | None:
    index = category.words.index(default) if default in category.words else None
    return st.selectbox(
        f"Lines by {escape_markdown(category.name)}", category.words, index=index, key=key, placeholder="Choose one",
        disabled=len(category.words) == 1,
    )  # fmt: skip


def _period_boxes(mark: str, timing: str, period: str) -> tuple[str, str]:
    left, right = st.columns(2)
    timing = left.selectbox(
        "It counts", list(_TIMINGS), index=list(_TIMINGS).index(timing), format_func=_TIMINGS.__getitem__,
        key=f"add:timing:{mark}",
    )  # fmt: skip
    choices = [*_DAYS] if timing == "snapshot" else [name for name in NATIONAL_PERIODS if not name[0].isdigit()]
    choices = [name for name in choices if name != "months"]
    period = right.selectbox(
        "A year in the file is", choices, index=choices.index(period) if period in choices else 0,
        format_func=_period_words, key=f"add:period:{mark}:{timing}",
    )  # fmt: skip
    return timing, period


def _period_words(name: str) -> str:
    return _PERIOD_WORDS.get(name, name)


def _trial(
    data: DashboardData,
    table: Submission,
    survey: TableSurvey,
    column: FigureColumn,
    words: Mapping[str, tuple[str, ...]],
    *,
    timing: str,
    period: str,
) -> ReturnPreview | None:
    """What the choice gives, read as `load` would read it; a sentence where it gives nothing."""
    # Only where its figures stand is tried here; what it is called and why it matters comes below.
    said = {"id": "new_indicator", "title": "This choice", "short_title": "This choice", "why": "-", "owner": "-"}
    given = {**said, "questions": ("-",), "timing": timing, "period": period}
    draft = completed_draft(
        survey, column, words, given, source="new_source", indicators=data.catalogue.indicators, today=clock.today()
    )
    key = (table.sha256, table.part, data.version, column.name, tuple(sorted(words.items())), timing, period)
    try:
        indicator = draft_indicator(draft)
        return read_once(
            _TRIAL, key, lambda reader, progress: reader.trial(store_path(), table, indicator, progress=progress)
        )
    except IndicatorsError as error:
        st.error(f"**These lines cannot be read.** {escape_markdown(str(error))}", icon=":material/block:")
        return None


def _show_trial(data: DashboardData, trial: ReturnPreview) -> None:
    figures = own_figures(trial, data.catalogue.areas)
    if not trial.sound or figures.empty:
        st.warning("These lines have no figure of our areas that can be read. Choose another column or other lines.")
    else:
        st.html(frame_html(figures, f"What our areas have, of {count_text(trial.sound, 'figure')} of all areas"))
    for problem in trial.problems[:_MOST_PROBLEMS]:
        st.warning(escape_markdown(_problem_text(problem)), icon=":material/warning:")
    if (more := len(trial.problems) - _MOST_PROBLEMS) > 0:
        st.caption(f"and {more:,} more of this kind")


def _problem_text(problem: Problem) -> str:
    return f"{problem.place}: {problem.value} {problem.message}" if problem.place else str(problem)
