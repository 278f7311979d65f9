"""What a reader of Explore chooses, whatever brought it: the address, the controls of the browser or a button.

All of it is without a session, so that a view can be made for a choice that nobody has made yet.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.periods import PERIOD_GROUPS
from indicators.pages.components.allowed_values import allowed_values

PAGE = "explore"
#: Four lines are as many as a reader tells apart (Government Analysis Function).
MOST_LINES = 4
MEASURE_WORDS = {
    "rate": "Rate per 10,000 children",
    "value": "Number",
    "index": "Index (first = 100)",
    "pooled": "Three years together",
    "pooled_rate": "Rate, three years together",
}
PERIOD_WORDS = {"year": "Years", "quarter": "Quarters", "month": "Months", "other": "Other periods"}
NEIGHBOUR_MEDIAN = "neighbours"
#: The ends of the span, as the address and their controls name them.
RANGE_ENDS = ("from", "to")
#: What may be drawn beside the figures, and what is at first.
ADDITION_WORDS = {"intervals": "Intervals", "limits": "Control limits", "events": "Events"}
OPENING_ADDITIONS = frozenset({"events"})
NO_ADDITIONS = "none"
CHART_WORDS = {"time": "Over time", "funnel": "Funnel"}
#: Characters of a period's name; a browser may send any text.
_MOST_CHARACTERS = 60


@dataclass(frozen=True)
class ViewChoice:
    """What was chosen of a view but its indicators; None where nobody chose, and the page opens with what there is.

    `areas` are codes, `comparators` codes or `NEIGHBOUR_MEDIAN`, `first` and `last` the labels of the periods at which
    the reader cut the lines off.
    """

    areas: tuple[str, ...] | None = None
    comparators: tuple[str, ...] = ()
    measure: str | None = None
    periods: str | None = None
    first: str | None = None
    last: str | None = None
    additions: frozenset[str] = OPENING_ADDITIONS
    chart: str = "time"

    @property
    def plain(self) -> dict[str, Any]:
        """As plain values for the browser, lists in a fixed order; `parse_choice` reads it back."""
        return {
            "areas": None if self.areas is None else list(self.areas),
            "with": list(self.comparators),
            "measure": self.measure,
            "periods": self.periods,
            "from": self.first,
            "to": self.last,
            "add": [name for name in ADDITION_WORDS if name in self.additions],
            "chart": self.chart,
        }

    @property
    def key(self) -> str:
        """A text that is the same for the same choice; the browser makes it of its own plain values too."""
        return json.dumps(list(self.plain.values()), separators=(",", ":"), ensure_ascii=False)


@dataclass(frozen=True)
class ExploreFilters:
    """Ids of indicators, codes of areas and of comparators; what to add, and whether over time or as a funnel."""

    indicators: tuple[str, ...]
    areas: tuple[str, ...]
    comparators: tuple[str, ...]
    additions: frozenset[str] = frozenset()
    chart: str = "time"


@dataclass(frozen=True)
class ViewOptions:
    """How the lines are cut, and what could be chosen instead: measures, groups of periods, periods with last days."""

    measure: str
    periods: str
    first: str
    last: str
    measures: Sequence[str]
    groups: Sequence[str]
    ends: Mapping[str, date]
    #: What there is to say beside a choice, by its name: why something is not offered, or not shown.
    notes: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def is_cut_before(self) -> bool:
        """Whether earlier figures than those shown are cut off."""
        return bool(self.ends) and self.first != next(iter(self.ends))

    @property
    def is_cut_after(self) -> bool:
        """Whether later figures than those shown are cut off."""
        return bool(self.ends) and self.last != list(self.ends)[-1]


def comparator_words(catalogue: Catalogue) -> dict[str, str]:
    """What the board's areas can be held against: the nation, the region and areas like them."""
    wider = reversed(catalogue.board.comparators)
    return {code: catalogue.areas[code].name for code in wider} | {NEIGHBOUR_MEDIAN: "Like areas (median)"}


def known_areas(codes: Any, catalogue: Catalogue) -> tuple[str, ...]:
    """Those of some codes that the board has, each once and no more than can be told apart."""
    return tuple(dict.fromkeys(allowed_values(codes, catalogue.areas)))[:MOST_LINES]


def known_comparators(codes: Any, catalogue: Catalogue) -> tuple[str, ...]:
    """Those of some codes that areas can be held against, in the order in which they are offered."""
    wanted = allowed_values(codes, comparator_words(catalogue))
    return tuple(code for code in comparator_words(catalogue) if code in wanted)


def parse_choice(value: Any, catalogue: Catalogue) -> ViewChoice | None:
    """The choice that a browser sent, without what does not exist; None where it is no choice at all.

    Anybody can send anything: whatever it is, this does not fail.
    """
    if not isinstance(value, dict):
        return None
    areas = value.get("areas")
    return ViewChoice(
        areas=known_areas(areas, catalogue) if isinstance(areas, list) else None,
        comparators=known_comparators(value.get("with"), catalogue),
        measure=_one_of(value.get("measure"), MEASURE_WORDS),
        periods=_one_of(value.get("periods"), PERIOD_GROUPS),
        first=_period_label(value.get("from")),
        last=_period_label(value.get("to")),
        additions=frozenset(allowed_values(value.get("add"), ADDITION_WORDS)),
        chart=_one_of(value.get("chart"), CHART_WORDS) or "time",
    )


def _one_of(value: Any, known: Mapping[str, object]) -> str | None:
    return value if isinstance(value, str) and value in known else None


def _period_label(value: Any) -> str | None:
    return value[:_MOST_CHARACTERS] if isinstance(value, str) and value else None
