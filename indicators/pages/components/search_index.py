"""All that the search above each page finds: pages, areas, indicators, plans, actions, findings, challenges and terms.

The index is made when somebody first searches, and anew when figures come or something is written down.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

import streamlit as st

from indicators.board.challenges import find_challenges
from indicators.board.findings import findings
from indicators.board.validation import excerpt
from indicators.catalogue.glossary import read_glossary
from indicators.catalogue.indicators import QUADRANTS, STAGES, STRENGTHS
from indicators.catalogue.periods import day_text
from indicators.catalogue.plans import newest_plans_first
from indicators.catalogue.word_search import text_words
from indicators.pages.components.board_lines import challenge_address
from indicators.pages.components.indicator_search import figure_spans, search_hits
from indicators.pages.components.plan_filter import priority_words
from indicators.pages.components.session import DashboardData
from indicators.pages.navigation import PAGE_GROUPS
from indicators.settings import ROOT

#: Hits that are listed of each group; more are counted.
MOST_IN_GROUP = 5
#: Characters of what is looked for, and of what is said of a hit.
MOST_SEARCHED, _LONGEST_TITLE, _LONGEST_FACTS = 100, 130, 160
_INDICATORS = "Indicators"
#: Words between an indicator and an area.
_FILLERS = frozenset({"in", "for", "of", "and"})
#: The page of an area, where there is one; else its figures on Explore.
_AREA_PAGE = "areas"


@dataclass(frozen=True)
class SearchHit:
    """What is found: its title, a line about it, and the address that shows it."""

    title: str
    facts: str
    address: str


@dataclass(frozen=True)
class HitGroup:
    """The hits of one kind: those that are listed, and how many there are."""

    title: str
    hits: tuple[SearchHit, ...]
    count: int


@dataclass(frozen=True)
class _SearchEntry:
    """A hit with the words that find it, each after a space, the title's apart."""

    hit: SearchHit
    title_words: str
    words: str


class SearchIndex:
    """What can be found in a store."""

    def __init__(self, data: DashboardData) -> None:
        self._data = data
        self._spans = figure_spans(data)
        self._entries = {
            "Pages": list(_page_entries()),
            "Areas": list(_area_entries(data)),
            _INDICATORS: [],
            "Plans and priorities": list(_plan_entries(data)),
            "Actions": list(_action_entries(data)),
            "Findings": list(_finding_entries(data)),
            "Challenges": list(_challenge_entries(data)),
            "Words explained": list(_term_entries()),
        }

    def groups(self, text: str) -> list[HitGroup]:
        """The hits of a text, a group a kind; in each those first whose title has all its words."""
        wanted = text_words(text[:MOST_SEARCHED])
        if not wanted:
            return []
        made = []
        for title, entries in self._entries.items():
            hits = self._indicator_hits(text) if title == _INDICATORS else _entry_hits(entries, wanted)
            if hits:
                made.append(HitGroup(title, tuple(hits[:MOST_IN_GROUP]), len(hits)))
        return made

    def _indicator_hits(self, text: str) -> list[SearchHit]:
        """Indicators by the words of a text; those that name an area of the board choose it where the others find one.

        Nobody's words for an indicator have an area in them, yet "contacts rutland" is what people write.
        """
        text = text[:MOST_SEARCHED]
        hits = self._hits_in(text, "")
        if hits:
            return hits
        names = (area.name for area in self._data.catalogue.areas.values() if area.is_own)
        for name in names:
            pattern = re.compile(rf"\b{re.escape(name)}\b", re.IGNORECASE)
            rest = " ".join(word for word in pattern.sub(" ", text).split() if word.lower() not in _FILLERS)
            if pattern.search(text) and text_words(rest):
                return self._hits_in(rest, name)
        return []

    def _hits_in(self, text: str, area: str) -> list[SearchHit]:
        return [
            SearchHit(
                f"{item.title}, {area}" if area else item.title,
                f"{STAGES[item.stage]}, {QUADRANTS[item.quadrant].lower()}: "
                + (self._spans[item.id].words if item.id in self._spans else "no figures yet"),
                _address("explore", indicator=item.id, area=area),
            )
            for item in search_hits(text, self._data.catalogue, self._spans)
        ]


def search_index(data: DashboardData) -> SearchIndex:
    """What can be found in a store as it stands."""
    return _cached_index(data.version, data.record, data)


@st.cache_resource(show_spinner=False, max_entries=2)
def _cached_index(version: str, record: str, _data: DashboardData) -> SearchIndex:
    return SearchIndex(_data)


def _entry_hits(entries: Sequence[_SearchEntry], wanted: set[str]) -> list[SearchHit]:
    starts = [f" {word}" for word in wanted]
    matches = [entry for entry in entries if all(start in entry.words for start in starts)]
    # Stable: else as they stand.
    matches.sort(key=lambda entry: not all(start in entry.title_words for start in starts))
    return [entry.hit for entry in matches]


def _entry(title: str, facts: str, address: str, *more: str) -> _SearchEntry:
    hit = SearchHit(excerpt(title, _LONGEST_TITLE), excerpt(facts, _LONGEST_FACTS), address)
    return _SearchEntry(hit, _spaced(title), _spaced(" ".join((title, facts, *more))))


def _spaced(text: str) -> str:
    return " " + " ".join(text_words(text))


def _address(page: str, **parameters: str) -> str:
    return f"{page}?{urlencode({name: value for name, value in parameters.items() if value})}"


def _page_entries() -> Iterator[_SearchEntry]:
    for group, pages in PAGE_GROUPS.items():
        for page in pages:
            yield _entry(page.title, f"page, under {group}", page.name)


def _area_entries(data: DashboardData) -> Iterator[_SearchEntry]:
    has_profiles = any(page.name == _AREA_PAGE for pages in PAGE_GROUPS.values() for page in pages)
    for area in data.catalogue.areas.values():
        is_own = area.code in data.catalogue.board.shown
        if has_profiles and is_own:
            yield _entry(area.name, "the area on one page", _address(_AREA_PAGE, area=area.name), area.code)
        else:
            yield _entry(area.name, "its figures on Explore", _address("explore", area=area.name), area.code)


def _plan_entries(data: DashboardData) -> Iterator[_SearchEntry]:
    for plan in newest_plans_first(data.catalogue.plans.values()):
        years = f"{day_text(plan.starts)} to {day_text(plan.ends)}"
        yield _entry(plan.title, f"plan, {plan.board}, {years}", _address("assurance", plan=plan.id), *plan.aims)
        for priority in plan.priorities:
            yield _entry(
                priority.title,
                priority_words(data.catalogue, priority.id).removesuffix(f": {priority.title}"),
                _address("priority", priority=priority.id),
                priority.statement,
                *priority.wanted,
            )


def _action_entries(data: DashboardData) -> Iterator[_SearchEntry]:
    for plan in newest_plans_first(data.catalogue.plans.values()):
        for priority in plan.priorities:
            for action in priority.actions:
                facts = f"{plan.short_title}: {priority.title}, {action.by}, {action.who}"
                yield _entry(action.action, facts, _address("priority", priority=priority.id), action.measured_by)


def _finding_entries(data: DashboardData) -> Iterator[_SearchEntry]:
    catalogue = data.catalogue
    for item in findings(data.store):
        area = catalogue.areas[item.area_code].name
        about = catalogue.indicators[item.indicator].title if item.indicator in catalogue.indicators else ""
        # The list of the same few, in which it stands with what belongs to it.
        address = _address("findings", quadrant=item.quadrant, area=item.area_code, strength=item.strength)
        facts = f"{STRENGTHS[item.strength]}, {area}, {item.period}"
        yield _entry(item.statement, facts, address, about, QUADRANTS[item.quadrant])


def _challenge_entries(data: DashboardData) -> Iterator[_SearchEntry]:
    catalogue = data.catalogue
    for one in find_challenges(data.store, limit=None)[0]:
        area = catalogue.areas[one.area_code].name if one.area_code in catalogue.areas else ""
        about = catalogue.indicators[one.indicator].title if one.indicator in catalogue.indicators else ""
        facts = f"challenge {one.number} to {one.agency}: {one.state.words}"
        yield _entry(one.question, facts, challenge_address(one.number), area, about)


def _term_entries() -> Iterator[_SearchEntry]:
    for section in read_glossary(ROOT / "docs" / "glossary.md"):
        for entry in section.entries:
            address = _address("about", section="glossary", word=entry.anchor)
            yield _entry(entry.term, " · ".join(entry.lines), address)
