"""The form that makes or changes a set of measures: name, measures in their order, all with the keyboard too.

What is typed and ordered is kept as a draft. Whoever saves after somebody else loses nothing and is shown both.
"""

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from indicators.board.scorecards import (
    ScorecardVersion,
    add_scorecard,
    change_scorecard,
    measure_text,
    parse_measure,
    scorecard_history,
    withdraw_scorecard,
)
from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.periods import day_text
from indicators.catalogue.scorecards import Scorecard, ScorecardMeasure, scorecard_contents
from indicators.errors import IndicatorsError, ScorecardMoved
from indicators.pages.components.figure_tables import frame_html
from indicators.pages.components.forms import TOKEN, DraftForm, role_box, show_refusal
from indicators.pages.components.plan_filter import priorities_on_offer, priority_words
from indicators.pages.components.query_params import escape_markdown
from indicators.pages.components.session import DashboardData
from indicators.settings import store_path
from indicators.store.database import open_for_reading
from indicators.web import render
from indicators.wording.numbers import count_text

PAGE = "scorecard"
#: What was done, for the page to say; and the set that it is about, to show next.
MESSAGE, SAVED = "scorecard:said", "scorecard:saved"
_NEW = "new"


def _title() -> str:
    name = " ".join((SCORECARD_FORM.value("title") or "").split())
    return f"A scorecard: {name[:80]}" if name else "A scorecard without a name yet"


SCORECARD_FORM = DraftForm(
    "scorecard", ("title", "measures", "scorecard", "seen_version", "by"), _title, several=("measures",)
)


def begin_scorecard(card: Scorecard | None, catalogue: Catalogue) -> None:
    """A form for a new set, empty or with the measures of another; of the office's own for its next version."""
    if card is None:
        SCORECARD_FORM.begin({"measures": []})
        return
    values = {"title": card.title, "measures": [measure_text(one) for one in single_measures(card, catalogue)]}
    if card.is_own:
        values |= {"scorecard": card.id, "seen_version": str(card.version)}
    SCORECARD_FORM.begin(values)


def single_measures(card: Scorecard, catalogue: Catalogue) -> list[ScorecardMeasure]:
    """The measures of a set one by one: what a priority asks for under that priority, what is gone too."""
    if card.is_own:
        return list(card.measures)
    single: list[ScorecardMeasure] = []
    for measure in card.measures:
        contents = scorecard_contents(Scorecard(id="", title="", measures=(measure,)), catalogue)
        single += [ScorecardMeasure(name, measure.priority) for name in contents.indicators]
    return list(dict.fromkeys(single))


def editor_section(data: DashboardData, cards: Mapping[str, Scorecard]) -> None:
    """The choice of what to begin with, and the form."""
    if not SCORECARD_FORM.has_begun:
        _choose_beginning(data, cards)
        return
    catalogue = data.catalogue
    own = SCORECARD_FORM.value("scorecard")
    if own:
        version = escape_markdown(str(SCORECARD_FORM.value("seen_version")))
        st.caption(f"This becomes the next version of the set; version {version} stays.")
    st.text_input("What is the scorecard called?", key=SCORECARD_FORM.key("title"), on_change=SCORECARD_FORM.keep)
    _measure_list(catalogue)
    _add_fields(catalogue)
    SCORECARD_FORM.role_box(st, "Who saves it? (a role)")
    if SCORECARD_FORM.is_sent("Save the scorecard"):
        _send(data)
    if own:
        _show_versions(data, own)


def _choose_beginning(data: DashboardData, cards: Mapping[str, Scorecard]) -> None:
    options = {_NEW: "An empty set"} | {name: _beginning_words(card) for name, card in cards.items()}
    shown = st.session_state.get(f"{PAGE}:set")
    if st.session_state.get(f"{PAGE}:begin") not in options:
        # Whoever comes from a card means that one.
        st.session_state[f"{PAGE}:begin"] = shown if shown in options else _NEW
    chosen = st.selectbox("Begin with", list(options), format_func=options.__getitem__, key=f"{PAGE}:begin")
    if st.button("Open the form", type="primary", key=f"{PAGE}-open"):
        begin_scorecard(cards.get(chosen), data.catalogue)
        st.rerun()


def _beginning_words(card: Scorecard) -> str:
    return f"Change “{card.title}”" if card.is_own else f"A copy of “{card.title}”"


def _listed() -> list[str]:
    """The measures in the form, as texts."""
    return list(SCORECARD_FORM.value("measures") or [])


def _put(measures: Sequence[str], chosen: str | None) -> None:
    """Put measures into the form, one of them chosen, and keep the draft."""
    st.session_state[SCORECARD_FORM.key("measures")] = list(dict.fromkeys(measures))
    st.session_state[_chosen_key()] = chosen
    SCORECARD_FORM.keep()


def _chosen_key() -> str:
    return SCORECARD_FORM.key("chosen")


def moved_measure(measures: Sequence[str], chosen: str, steps: int) -> list[str]:
    """The measures with one of them some steps further down, or up; at an end it stays."""
    rest = [name for name in measures if name != chosen]
    place = max(0, min(len(rest), list(measures).index(chosen) + steps))
    return [*rest[:place], chosen, *rest[place:]]


def _move(steps: int) -> None:
    chosen, measures = st.session_state.get(_chosen_key()), _listed()
    if chosen in measures:
        _put(moved_measure(measures, chosen, steps), chosen)


def _remove() -> None:
    chosen, measures = st.session_state.get(_chosen_key()), _listed()
    if chosen in measures:
        place = measures.index(chosen)
        rest = [name for name in measures if name != chosen]
        _put(rest, rest[min(place, len(rest) - 1)] if rest else None)


def _measure_list(catalogue: Catalogue) -> None:
    """The measures in their order, one to be chosen and moved: arrow keys choose, the buttons move it."""
    measures = _listed()
    if not measures:
        st.info("No measure yet. Add one below, or all that a priority asks for.")
        return
    if st.session_state.get(_chosen_key()) not in measures:
        st.session_state[_chosen_key()] = measures[0]
    st.radio(
        f"The order of the {count_text(len(measures), 'measure')}: choose one, then move or remove it",
        measures,
        format_func=lambda text: escape_markdown(measure_words(text, catalogue)),
        key=_chosen_key(),
    )
    with st.container(horizontal=True, gap="small", key=f"{PAGE}-moves"):
        st.button("Move up", icon=":material/arrow_upward:", key=f"{PAGE}-up", on_click=_move, args=(-1,))
        st.button("Move down", icon=":material/arrow_downward:", key=f"{PAGE}-down", on_click=_move, args=(1,))
        st.button("To the top", key=f"{PAGE}-top", on_click=_move, args=(-len(measures),))
        st.button("Remove", icon=":material/remove:", key=f"{PAGE}-remove", on_click=_remove)


def measure_words(text: str, catalogue: Catalogue) -> str:
    """A measure as the list names it, with the priority that it stands under; what is gone says so."""
    measure = parse_measure(text)
    indicator, priority = catalogue.indicators.get(measure.indicator), catalogue.priorities.get(measure.priority)
    name = indicator.title if indicator else f"{measure.indicator} (not here any more)"
    return f"{name} · {priority.title}" if priority else name


def _add_fields(catalogue: Catalogue) -> None:
    titles = {name: item.title for name, item in sorted(catalogue.indicators.items(), key=lambda pair: pair[1].title)}
    with st.container(border=True):
        left, right = st.columns([3, 1], vertical_alignment="bottom")
        left.selectbox(
            "A measure", list(titles), index=None, format_func=titles.__getitem__, key=f"{PAGE}:one",
            placeholder="Choose one, or type a part of its name",
        )  # fmt: skip
        right.button("Add the measure", key=f"{PAGE}-add", on_click=_add_one, args=(titles,), width="stretch")
        left, right = st.columns([3, 1], vertical_alignment="bottom")
        names = priorities_on_offer(catalogue)
        left.selectbox(
            "All measures of a priority", names, index=None, key=f"{PAGE}:priority", placeholder="Choose a priority",
            format_func=lambda name: priority_words(catalogue, name),
        )  # fmt: skip
        right.button("Add them all", key=f"{PAGE}-add-all", on_click=_add_priority, args=(catalogue,), width="stretch")


def _add_one(titles: Mapping[str, str]) -> None:
    # The session may have any text from a browser.
    name = str(st.session_state.get(f"{PAGE}:one"))
    if name in titles:
        _put([*_listed(), name], name)


def _add_priority(catalogue: Catalogue) -> None:
    if (priority := catalogue.priorities.get(st.session_state.get(f"{PAGE}:priority") or "")) is not None:
        added = [measure_text(ScorecardMeasure(one.indicator, priority.id)) for one in priority.measures]
        if added:
            _put([*_listed(), *added], added[0])


def _send(data: DashboardData) -> None:
    fields = {
        "title": SCORECARD_FORM.value("title") or "",
        "measures": [parse_measure(text) for text in _listed()],
        "by": SCORECARD_FORM.value("by") or "",
        "token": SCORECARD_FORM.value(TOKEN),
    }
    own = SCORECARD_FORM.value("scorecard")
    try:
        if own:
            change_scorecard(store_path(), own, seen_version=int(SCORECARD_FORM.value("seen_version")), **fields)
        else:
            own = add_scorecard(store_path(), **fields)
    except ScorecardMoved as error:
        show_refusal(error)
        _show_newest(data, own)
        return
    except IndicatorsError as error:
        show_refusal(error)
        return
    st.session_state[MESSAGE], st.session_state[SAVED] = "The scorecard is saved; earlier versions stay.", own
    st.rerun()


def _show_newest(data: DashboardData, own: str) -> None:
    """What somebody else saved meanwhile, and the two ways on."""
    # Opened anew: what was saved may be newer than the store that this page began with.
    with open_for_reading(store_path()) as store:
        last = scorecard_history(store, own)[-1]
    order = [measure_words(measure_text(one), data.catalogue) for one in last.card.measures]
    st.html(render("scorecard/newest.html", title=last.card.title, by=last.by, order=order))
    with st.container(horizontal=True, gap="small", key=f"{PAGE}-ways"):
        st.button(
            "Keep my order as the next version", key=f"{PAGE}-mine", on_click=_go_on, args=(own, last.card.version)
        )
        st.button("Keep mine under a name of its own", key=f"{PAGE}-apart", on_click=_go_on, args=(None, None))


def _go_on(own: str | None, version: int | None) -> None:
    """The form as it stands, for another version than before or a new set; it is sent with the button below it."""
    st.session_state[SCORECARD_FORM.key("scorecard")] = own
    st.session_state[SCORECARD_FORM.key("seen_version")] = None if version is None else str(version)
    SCORECARD_FORM.keep()


def _show_versions(data: DashboardData, own: str) -> None:
    versions = scorecard_history(data.store, own)
    if not versions:
        return
    with st.expander(f"Versions ({len(versions)}) and withdrawing the set"):
        st.html(frame_html(versions_frame(versions, data.catalogue), "Every version of this set, the newest last"))
        by = role_box("Who withdraws it?", key=f"{PAGE}:withdrawn-by")
        if st.button("Withdraw the set", icon=":material/undo:", key=f"{PAGE}-withdraw"):
            try:
                withdraw_scorecard(store_path(), own, by=by, seen_version=versions[-1].card.version)
            except IndicatorsError as error:
                show_refusal(error)
                return
            st.session_state[MESSAGE] = "The set is withdrawn; its versions stay in the store."
            st.rerun()


def versions_frame(versions: Sequence[ScorecardVersion], catalogue: Catalogue) -> pd.DataFrame:
    """One row a version, in words."""
    return pd.DataFrame(
        [
            {
                "Version": str(version.card.version),
                "When": f"{day_text(version.at.date())} at {version.at:%H:%M} (UTC)",
                "By": version.by,
                "Name": "withdrawn" if version.is_withdrawn else version.card.title,
                "Measures": "; ".join(measure_words(measure_text(one), catalogue) for one in version.card.measures),
            }
            for version in versions
        ]
    )
