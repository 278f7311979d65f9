"""Scorecard: a named set of measures with target, newest figure, year to date, the year before, verdict and trend."""

from collections.abc import Mapping

import streamlit as st

from indicators.access.permissions import Permission
from indicators.board.scorecards import saved_scorecards
from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.scorecards import Scorecard
from indicators.charts.theme import sentence_case
from indicators.loading.scorecards import read_scorecards
from indicators.pages.components import printing, query_params
from indicators.pages.components.filters import (
    Filter,
    draw_filters,
    filter_parameters,
    filter_words,
    restore_filters,
)
from indicators.pages.components.forms import FORM_PARAMETER, is_open_to
from indicators.pages.components.printing import UPRIGHT_PRINT
from indicators.pages.components.query_params import draw_sections, escape_markdown, restore_section
from indicators.pages.components.session import DashboardData, dashboard_data
from indicators.pages.scorecard.card import show_card
from indicators.pages.scorecard.editor import MESSAGE, PAGE, SAVED, SCORECARD_FORM, editor_section
from indicators.settings import data_folder
from indicators.web import WEB
from indicators.wording.areas import together_words

SECTIONS = {"card": "The scorecard", "change": "Make or change a set"}
#: The set that opens, where it is there.
OPENING_SET = "headlines"
_EACH = "each"
_STYLE = WEB / "scorecard.css"


def page() -> None:
    """The page: the card of a set, or the form that makes one."""
    data = dashboard_data()
    st.html(_STYLE)
    st.html(UPRIGHT_PRINT)
    cards = _all_cards(data)
    filters = scorecard_filters(cards, data.catalogue)
    names = ("section", FORM_PARAMETER, *(one.name for one in filters))
    brought = query_params.read_parameters(PAGE, dict.fromkeys(names, False))
    if brought:
        restore_section(PAGE, SECTIONS, (brought.get("section") or [""])[0] or "card")
    unknown = restore_filters(PAGE, filters, brought)
    if draft := (brought.get(FORM_PARAMETER) or [""])[0]:
        SCORECARD_FORM.open_draft(draft)
    if words := st.session_state.pop(MESSAGE, ""):
        _show_saved(words, cards)
    if unknown:
        query_params.warn_unknown(unknown)
    section = draw_sections(PAGE, SECTIONS)
    if section == "change":
        st.html("<h1 class='headline'>Make or change a scorecard</h1>")
        if is_open_to(Permission.CHANGE_SCORECARDS):
            editor_section(data, cards)
        query_params.write_parameters(PAGE, {"section": section, FORM_PARAMETER: SCORECARD_FORM.draft})
        printing.print_filters(data, {"Section": SECTIONS[section]})
        return
    if not cards:
        st.html("<h1 class='headline'>Scorecard</h1>")
        st.info("There is no set yet. Make one above, or put one into data/scorecards as a TOML file.")
        return
    chosen = draw_filters(PAGE, filters)
    query_params.write_parameters(PAGE, filter_parameters(filters, chosen))
    show_card(data, cards[chosen["set"]], data.catalogue.board.own if chosen["area"] == _EACH else (chosen["area"],))
    printing.print_filters(data, filter_words(filters, chosen))


def scorecard_filters(cards: Mapping[str, Scorecard], catalogue: Catalogue) -> tuple[Filter, ...]:
    """The choice of a set and of areas."""
    titles = {name: card.title for name, card in cards.items()}
    names = {code: catalogue.areas[code].name for code in catalogue.board.profiled}
    areas = {_EACH: "Each area, a line each"} | names
    if together := catalogue.board.together:
        areas[together] = sentence_case(together_words(catalogue.areas[together]))
    opening = OPENING_SET if OPENING_SET in titles else ""
    return (
        Filter("set", "Scorecard", titles, opening=opening),
        Filter("area", "Area", areas, address_texts=names),
    )


def _all_cards(data: DashboardData) -> dict[str, Scorecard]:
    """The sets of the data folder, then those of the office; what is wrong with a file is said above them."""
    cards, problems = read_scorecards(data_folder())
    if problems:
        with st.expander(":material/warning: Some sets of the data folder cannot be read; the others are here"):
            st.code("\n".join(map(str, problems)), language=None, wrap_lines=True)
    own = {card.id: card for card in saved_scorecards(data.store)}
    first = {OPENING_SET: cards[OPENING_SET]} if OPENING_SET in cards else {}
    return first | own | cards


def _show_saved(words: str, cards: Mapping[str, Scorecard]) -> None:
    """Say what was saved, and turn to its card."""
    SCORECARD_FORM.finish()
    saved = st.session_state.pop(SAVED, "")
    if saved in cards:
        st.session_state[f"{PAGE}:set"] = saved
    restore_section(PAGE, SECTIONS, "card")
    st.success(escape_markdown(words), icon=":material/check:")


page()
