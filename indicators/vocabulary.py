"""What an indicator is: the words that define it, and what each may be."""

from dataclasses import dataclass
from datetime import date

QUADRANTS = {
    "quantitative_data": "Quantitative data",
    "qualitative_evidence": "Qualitative evidence",
    "service_users": "Engagement with service users",
    "front_line_staff": "Engagement with front-line staff",
}
STAGES = {
    "universal": "Universal",
    "early_help": "Early help",
    "child_in_need": "Child in need",
    "child_protection": "Child protection",
    "looked_after": "Looked after",
    "leaving_care": "Leaving care",
    "cross_cutting": "Cross-cutting",
}
#: What a finding says of practice.
STRENGTHS = {"strength": "Strength", "mixed": "Mixed", "weakness": "Weakness", "gap": "Gap"}
KINDS = ("count", "proportion", "rate", "mean", "value")
POLARITIES = ("high_is_good", "low_is_good", "no_judgement")
#: What an indicator counts, and whether that is somebody: only small counts of people are protected in public.
COUNTED = {
    "children": True,
    "families": True,
    "people": True,
    "staff": True,
    "organisations": False,
    "activities": False,
    "things": False,
}
CHOICES: dict[str, tuple[str, ...]] = {
    "quadrant": tuple(QUADRANTS),
    "stage": tuple(STAGES),
    "kind": KINDS,
    "timing": ("flow", "snapshot"),
    "frequency": ("month", "quarter", "year", "snapshot", "other"),
    "mean_over": ("month", "quarter"),
    "polarity": POLARITIES,
    "counts": tuple(COUNTED),
}
#: What a reporting year of a publisher's file stands for: the year to 31 March, one day of it, or its months.
NATIONAL_PERIODS = ("financial_year", "31 March", "30 June", "30 September", "31 December", "months")
#: What one numerator is multiplied by, kind by kind.
USUAL_PER = {"proportion": 100.0, "rate": 10_000.0, "mean": 1.0}


@dataclass(frozen=True)
class Break:
    """The first day of a new way of counting; figures either side do not compare."""

    date: date
    note: str
    area: str = ""


@dataclass(frozen=True)
class Filter:
    """The rows of a published file that are meant: a column, by the names it has had, and its values."""

    columns: tuple[str, ...]
    values: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class National:
    """Where the figures of an indicator stand in a publisher's files.

    `columns` are the names that the column has had over the editions of a wide file; `items` the short names
    of a long one (the Local Authority Interactive Tool). `period` says what a reporting year stands for.
    """

    source: str
    period: str
    columns: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    where: tuple[Filter, ...] = ()


#: The words of a definition that are published only where somebody decided so; its titles always are.
WORDS = ("why", "questions", "caveats", "breaks")


@dataclass(frozen=True)
class WordsDecision:
    """Which words of a definition may be published, of `WORDS`: decided by a role on a day. The others may not."""

    texts: tuple[str, ...]
    decided_by: str
    decided_on: date


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """What is measured, how to read it, and what to ask; `numerator` and `denominator` are ids.

    `sum_of` are the ids of counts that add up to this one: a withheld one must not follow from the others. A mean over
    time says what it is a mean of (`mean_of`, the id of a count, where there is one) and over what (`mean_over`, a
    month or a quarter). `counts` is one of `COUNTED`, of a derived one what its numerator counts; empty where nobody
    said. `public` is what was decided about its words, None where nothing was.
    """

    id: str
    title: str
    short_title: str
    quadrant: str
    stage: str
    kind: str
    timing: str
    frequency: str
    unit: str
    polarity: str
    owner: str
    why: str
    questions: tuple[str, ...]
    review_date: date
    caveats: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    decimals: int = 0
    numerator: str = ""
    denominator: str = ""
    per: float = 1.0
    rate_population: str = ""
    sum_of: tuple[str, ...] = ()
    mean_of: str = ""
    mean_over: str = ""
    preferred_sources: tuple[str, ...] = ()
    kindred: str = ""
    meaningful_change: float = 10.0
    headline: int | None = None
    breaks: tuple[Break, ...] = ()
    national: tuple[National, ...] = ()
    counts: str = ""
    public: WordsDecision | None = None

    @property
    def is_about_people(self) -> bool:
        """Whether a small count of it may tell something about somebody, as it may where nobody said what it counts."""
        return COUNTED.get(self.counts, True)

    @property
    def is_derived(self) -> bool:
        """Whether the figure is computed from two other indicators."""
        return bool(self.numerator)

    @property
    def needs(self) -> tuple[str, ...]:
        """The ids whose figures this one is made of, itself first."""
        return (self.id, *(part for part in (self.numerator, self.denominator, self.rate_population) if part))
