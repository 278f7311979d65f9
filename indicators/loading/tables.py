"""The small tables of `data/`: their columns, with the reader of each, and what identifies a row."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from indicators.areas import LEVELS
from indicators.definitions import QUADRANTS, STAGES
from indicators.returns import cells
from indicators.returns.cells import Reader
from indicators.vocabulary import STRENGTHS


@dataclass(frozen=True)
class Table:
    """A file of `data/` and its table in the store; each of `keys` identifies a row.

    An optional file that is missing counts as one without rows, a column that it `may_lack` as an empty one.
    """

    file: str
    table: str
    columns: Mapping[str, Reader]
    keys: tuple[tuple[str, ...], ...]
    renamed: Mapping[str, str]
    is_optional: bool = False
    may_lack: Mapping[str, Reader] = field(default_factory=dict)

    @property
    def readers(self) -> Mapping[str, Reader]:
        """The reader of every column that the file may have."""
        return {**self.columns, **self.may_lack}


#: Whether the words of a row may be published, decided by a role on a day; empty while nobody has decided.
DECISION: dict[str, Reader] = {
    "public": cells.one_of("", "yes", "no"),
    "decided_by": cells.text,
    "decided_on": cells.day_or_none,
}

AREAS = Table(
    "areas.csv",
    "area",
    {
        "code": cells.required,
        "name": cells.required,
        "level": cells.one_of(*LEVELS),
        "region_code": cells.text,
        "old_code": cells.text,
        "parts": cells.area_parts,
        "note": cells.text,
    },
    (("code",), ("name",)),
    {},
)
SOURCES = Table(
    "sources.csv",
    "source",
    {
        "source": cells.required,
        "title": cells.required,
        "publisher": cells.required,
        "date": cells.day,
        "edition": cells.text,
        "place": cells.text,
        "url": cells.text,
        "licence": cells.required,
    },
    (("source",),),
    {},
)
NEIGHBOURS = Table(
    "neighbours.csv",
    "neighbour",
    {
        "area": cells.area,
        "rank": cells.whole,
        "neighbour": cells.area,
        "closeness": cells.text,
        "model": cells.required,
    },
    (("area", "neighbour"),),
    {},
)
TARGETS = Table(
    "targets.csv",
    "target",
    {
        "indicator": cells.indicator,
        "area": cells.area,
        "from": cells.day,
        "to": cells.day_or_none,
        "value": cells.number,
        "direction": cells.one_of("at_least", "at_most"),
        "source": cells.source,
        "note": cells.text,
    },
    (("indicator", "area", "from"),),
    {"area": "area_code", "from": "starts", "to": "ends"},
    may_lack=DECISION,
)
FINDINGS = Table(
    "findings.csv",
    "finding",
    {
        "finding": cells.required,
        "quadrant": cells.one_of(*QUADRANTS),
        "stage": cells.one_of(*STAGES),
        "area": cells.area,
        "period": cells.period,
        "indicator": cells.indicator_or_none,
        "strength": cells.one_of(*STRENGTHS),
        "statement": cells.required,
        "source": cells.source,
        "priorities": cells.priorities,
    },
    (("finding",),),
    {"area": "area_code"},
    may_lack=DECISION,
)
EVENTS = Table(
    "events.csv",
    "event",
    {
        "date": cells.day,
        "area": cells.area_or_none,
        "indicator": cells.indicator_or_none,
        "title": cells.required,
        "source": cells.source,
    },
    (("date", "area", "indicator", "title"),),
    {"date": "happened_on", "area": "area_code"},
    may_lack=DECISION,
)
AGENCIES = Table(
    "agencies.csv",
    "agency",
    {
        "agency": cells.required,
        "name": cells.required,
        "source": cells.source,
        "days": cells.whole,
        "note": cells.text,
    },
    (("agency",), ("name",), ("source",)),
    {},
    is_optional=True,
)
#: What an agency owes: `starts` and `ends` name the first period and the last one.
DUTIES = Table(
    "duties.csv",
    "duty",
    {
        "agency": cells.agency,
        "indicator": cells.indicator,
        "area": cells.area,
        "every": cells.one_of("month", "quarter", "year"),
        "starts": cells.period,
        "ends": cells.period_or_none,
    },
    (("agency", "indicator", "area", "every", "starts"),),
    {"area": "area_code"},
    is_optional=True,
)
#: In the order in which they may refer to each other.
TABLES = (AREAS, SOURCES, NEIGHBOURS, TARGETS, FINDINGS, EVENTS, AGENCIES, DUTIES)
