"""What the new indicator is: its titles, why it matters, what to ask and where its figures come from; then its file."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import streamlit as st

from indicators import clock
from indicators.access import check_catalogue_change
from indicators.catalogue.indicators import COUNTED_THINGS, INDICATOR_KINDS, QUADRANTS, STAGES
from indicators.errors import DataProblems, IndicatorsError
from indicators.loading.new_definition import DefinitionDraft, SourceDraft, add_definition, definition_text
from indicators.pages.add.lines import ChosenLines
from indicators.pages.add.written import remember_done
from indicators.pages.components.forms import role_box
from indicators.pages.components.query_params import escape_markdown
from indicators.pages.components.session import DashboardData, board_terms
from indicators.returns.recognise import Submission
from indicators.returns.suggestions import (
    UNITS,
    completed_draft,
    completed_source,
    suggested_owner,
    suggested_source,
    suggestion,
)
from indicators.returns.survey import TableSurvey
from indicators.settings import data_folder

_NEW_SOURCE = ""
_POLARITIES = {
    "no_judgement": "Neither: up is not good or bad in itself",
    "high_is_good": "Up is good",
    "low_is_good": "Down is good",
}
_KINDS = {
    "count": "A number", "proportion": "A percentage", "rate": "A rate", "mean": "An average", "value": "Another value",
}  # fmt: skip


def describe_section(data: DashboardData, table: Submission, survey: TableSurvey, chosen: ChosenLines) -> None:
    """The boxes that say what it is, where it comes from and who adds it, and the button that writes it."""
    st.html("<h2>What it is</h2>")
    mark = f"{table.sha256[:12]}:{chosen.column.name}:{hash(tuple(sorted(chosen.words.items())))}"
    given = {**_said(data, survey, chosen, mark), "timing": chosen.timing, "period": chosen.period}
    st.html("<h2>Where it comes from</h2>")
    about_source = _source_boxes(data, survey, table, mark)
    source, row = completed_source(survey, about_source, file=_file_name(table), indicators=data.catalogue.indicators)
    draft = completed_draft(
        survey, chosen.column, chosen.words, given, source=source, indicators=data.catalogue.indicators,
        today=clock.today(),
    )  # fmt: skip
    with st.expander("The definition as it will be written", icon=":material/description:"):
        st.code(definition_text(draft), language="toml", wrap_lines=True)
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom", key="add-write"):
        by = role_box("Who adds it?", key="add:by")
        if st.button("Write the definition", type="primary", icon=":material/check:", key="add:write"):
            _write(draft, row, table, by)


def _said(data: DashboardData, survey: TableSurvey, chosen: ChosenLines, mark: str) -> dict[str, Any]:
    supposed = suggestion(survey, chosen.column, chosen.words)
    title = st.text_input("Title", supposed.title, max_chars=80, key=f"add:title:{mark}")
    left, right = st.columns(2)
    short = left.text_input(
        "Short title", supposed.title if len(supposed.title) <= 32 else "", max_chars=32, key=f"add:short:{mark}"
    )
    name = right.text_input("Id (small letters, digits and _)", "", key=f"add:id:{mark}", placeholder="from the title")
    quadrant = _choice(left, "Quadrant", QUADRANTS, "quantitative_data", f"add:quadrant:{mark}")
    stage = _choice(right, "Stage of the child's journey", STAGES, supposed.stage, f"add:stage:{mark}")
    kinds = {kind: _KINDS[kind] for kind in INDICATOR_KINDS}
    kind = _choice(left, "Kind of figure", kinds, supposed.kind, f"add:kind:{mark}")
    polarity = _choice(right, "Which way is good", _POLARITIES, "no_judgement", f"add:polarity:{mark}")
    unit = left.text_input("Counted in", UNITS.get(kind, ""), max_chars=60, key=f"add:unit:{mark}:{kind}")
    things = {thing: thing for thing in COUNTED_THINGS}
    counts = _choice(right, "What is counted", things, supposed.counts, f"add:counts:{mark}")
    owner = st.selectbox(
        "Who answers for it", _owners(data, suggested_owner(data.catalogue.indicators, stage)), accept_new_options=True,
        key=f"add:owner:{mark}:{stage}",
    )  # fmt: skip
    why = st.text_area("Why it matters", key=f"add:why:{mark}", max_chars=2_000, height="content")
    questions = st.text_area(
        "What to ask (a question a line)", key=f"add:questions:{mark}", max_chars=2_000, height="content"
    )
    caveats = st.text_area(
        "What to beware of (a sentence a line; may stay empty)", key=f"add:caveats:{mark}", max_chars=2_000,
        height="content",
    )  # fmt: skip
    return {
        "title": _line(title), "short_title": _line(short), "id": _line(name), "quadrant": quadrant, "stage": stage,
        "kind": kind, "polarity": polarity, "unit": _line(unit), "counts": counts, "owner": _line(owner or ""),
        "why": _line(why), "questions": _lines(questions), "caveats": _lines(caveats),
    }  # fmt: skip


def _choice(place: Any, label: str, choices: Mapping[str, str], default: str, key: str) -> str:
    names = list(choices)
    return place.selectbox(label, names, index=names.index(default), format_func=choices.__getitem__, key=key)


def _owners(data: DashboardData, first: str) -> list[str]:
    owners = sorted({item.owner for item in data.catalogue.indicators.values()})
    return list(dict.fromkeys([*filter(None, [first]), *owners]))


def _line(text: str) -> str:
    return " ".join(text.split())


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line for line in map(_line, text.splitlines()) if line)


def _source_boxes(data: DashboardData, survey: TableSurvey, table: Submission, mark: str) -> dict[str, str]:
    sources = {_NEW_SOURCE: "A new source"} | {item.id: item.title for item in data.catalogue.sources.values()}
    known = suggested_source(survey, data.catalogue.indicators)
    source = _choice(st, "Published table", sources, known if known in sources else _NEW_SOURCE, f"add:source:{mark}")
    if source != _NEW_SOURCE:
        return {"known": source}
    _, row = completed_source(survey, {"title": " "}, file=_file_name(table), indicators={})
    title = st.text_input("Its title", row.title if row else "", max_chars=200, key=f"add:stitle:{mark}")
    left, right = st.columns(2)
    publisher = left.text_input("Publisher", row.publisher if row else "", max_chars=120, key=f"add:publisher:{mark}")
    today = clock.today()
    day = right.date_input(
        "Day of publication", value=None, min_value=date(1990, 1, 1), max_value=today, format="DD/MM/YYYY",
        key=f"add:published:{mark}",
    )  # fmt: skip
    edition = left.text_input("Edition", row.edition if row else "", max_chars=60, key=f"add:edition:{mark}")
    licence = right.text_input("Licence", "OGL v3", max_chars=120, key=f"add:licence:{mark}")
    link = st.text_input("Link to it", "", max_chars=400, key=f"add:link:{mark}")
    published = day.isoformat() if isinstance(day, date) else ""
    return {
        "title": _line(title), "publisher": _line(publisher), "published": published, "edition": _line(edition),
        "licence": _line(licence), "url": _line(link),
    }  # fmt: skip


def _file_name(table: Submission) -> str:
    return table.part.replace("\\", "/").rsplit("/", 1)[-1] or table.name


def _write(draft: DefinitionDraft, row: SourceDraft | None, table: Submission, by: str) -> None:
    """Write the definition; what is wrong is said in one list, and nothing is written then."""
    missing = {
        "Short title": not draft.short_title,
        "Why it matters": not draft.why,
        "What to ask": not draft.questions,
        "Who answers for it": not draft.owner,
        "Title of the published table": row is not None and not row.title,
        "Publisher": row is not None and not row.publisher,
        "Day of publication": row is not None and not row.published,
    }
    if lacking := [label for label, is_missing in missing.items() if is_missing]:
        needed = escape_markdown(", ".join(lacking))
        st.error(f"Nothing was written yet. These are needed too: {needed}.", icon=":material/error:")
        return
    try:
        check_catalogue_change(by, board_terms().roles)
        add_definition(data_folder(), draft, row)
    except DataProblems as error:
        words = "\n".join(f"- {escape_markdown(str(problem))}" for problem in error.problems)
        st.error(f"Nothing was written; please mend this:\n\n{words}", icon=":material/error:")
    except IndicatorsError as error:
        st.error(f"Nothing was written. {escape_markdown(str(error))}", icon=":material/error:")
    else:
        remember_done(draft, table.part, by)
        st.rerun()
