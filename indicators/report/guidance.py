"""The heads that statutory guidance asks of a yearly report, each with the evidence that is stored, or that none is.

The guidance is Working Together to Safeguard Children (2023), chapter 2, on the yearly report of safeguarding partners;
the heads are in our words. The first two are what the report must set out, the others what it should have besides.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from indicators.access import Audience
from indicators.catalogue.indicators import Indicator
from indicators.exports.exhibit import Exhibit
from indicators.figures import read_figures
from indicators.frames import frame_rows
from indicators.report.board_record import year_challenges
from indicators.report.contents import ContentsItem
from indicators.report.sections import Basis, Piece
from indicators.report.year import ReportYear
from indicators.wording.numbers import count_text, number_text

#: Figures that are named of one head; the others are counted.
_MOST_NAMED = 3
_GAPS = ("gap",)
#: What findings of a strength are called when they are counted.
_OF_STRENGTH = {
    "strength": "of a strength",
    "mixed": "of mixed results",
    "weakness": "of a weakness",
    "gap": "of a gap",
}


@dataclass(frozen=True, kw_only=True)
class GuidanceHead:
    """A head of the yearly report, and where evidence for it is looked for.

    Indicators are those named and those of any of `topics` or `quadrants`; findings those of these quadrants, of these
    indicators, or of the `strengths` named. `has_challenges` counts challenges too, `has_data` the store itself.
    """

    title: str
    topics: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    quadrants: tuple[str, ...] = ()
    strengths: tuple[str, ...] = ()
    has_challenges: bool = False
    has_data: bool = False


GUIDANCE_HEADS = (
    GuidanceHead(
        title="What was done under the arrangements, practice reviews included",
        topics=("case reviews", "serious case reviews", "multi-agency", "partnership"),
        has_challenges=True,
    ),
    GuidanceHead(
        title="How effective the arrangements were in practice",
        topics=("outcomes", "impact", "evaluation", "practice assurance"),
        strengths=("strength", "mixed", "weakness"),
    ),
    GuidanceHead(title="What each partner contributed", topics=("governance", "statutory partners")),
    GuidanceHead(title="Themes and learning from scrutiny, reviews and audits", quadrants=("qualitative_evidence",)),
    GuidanceHead(title="Impact on children and families, training included", topics=("outcomes", "impact", "training")),
    GuidanceHead(title="Priorities on which there was little or no progress", strengths=_GAPS),
    GuidanceHead(
        title="Learning from serious incidents", topics=("serious case reviews", "child deaths", "case reviews")
    ),
    GuidanceHead(title="Decisions and actions, and what came of them", has_challenges=True),
    GuidanceHead(title="Feedback from children and families, and its use", quadrants=("service_users",)),
    GuidanceHead(
        title="What the arrangements cost, partner by partner", indicators=("board_budget", "cse_project_funding")
    ),
    GuidanceHead(title="Education's voice and part", topics=("schools", "education")),
    GuidanceHead(
        title="Use of data, and sharing of information", topics=("information sharing", "data"), has_data=True
    ),
    GuidanceHead(
        title="What independent scrutiny led to", topics=("scrutiny", "independent scrutiny"), has_challenges=True
    ),
    GuidanceHead(title="Changes to the published arrangements, and by when", topics=("arrangements",)),
    GuidanceHead(title="National reforms that were put into practice", topics=("national reforms",)),
)


def guidance_piece(item: ContentsItem, year: ReportYear, printed: Sequence[Piece]) -> Piece:
    """A row a head with its evidence; `printed` pieces say how much data the report rests on."""
    figures: dict[str, list[Any]] = {}
    for row in frame_rows(_year_figures(year)):
        figures.setdefault(row.indicator, []).append(row)
    findings = _year_findings(year)
    challenges = year_challenges(year)
    evidence = {
        head.title: [
            *_figures_text(head, figures, year),
            *_findings_text(head, findings, year),
            *(
                [f"{count_text(len(challenges), 'challenge')} of the year"]
                if head.has_challenges and challenges
                else []
            ),
            *(_data_text(printed) if head.has_data else []),
        ]
        for head in GUIDANCE_HEADS
    }
    # What may not be published may well be there.
    is_public = year.audience is Audience.PUBLIC
    none = "None that may be published." if is_public else "None is stored."
    rows = [
        {"What is asked for": title, "Evidence of the year": f"{'; '.join(said)}." if said else none}
        for title, said in evidence.items()
    ]
    without = [title for title, said in evidence.items() if not said]
    exhibit = Exhibit(
        title=f"{item.heading} {year.period.label}",
        subtitle="The heads of the yearly report of safeguarding partners, and the evidence that is stored",
        source_note="Working Together to Safeguard Children (2023), chapter 2, in our words; evidence counted here",
        as_at=year.as_at,
        table=pd.DataFrame(rows),
        audience=year.audience,
        alt=f"Table: {item.heading}.",
        notes=_notes(year),
    )
    lacking = "No evidence that may be published" if is_public else "No evidence is stored"
    lead = f"{lacking} for: {'; '.join(without)}." if without else "There is evidence for every head."
    return Piece(paragraphs=(lead,), exhibit=exhibit, basis=Basis(periods=(year.period.label,)))


def _notes(year: ReportYear) -> tuple[str, ...]:
    if year.audience is Audience.PUBLIC:
        return (f"Counted are figures and findings that may be published; the {year.catalogue.terms.board} holds more",)
    return ("A figure or finding is evidence to start from; what it shows is for the report's authors to say",)


def _year_figures(year: ReportYear) -> pd.DataFrame:
    """The newest figure shown first of each indicator and area in the year."""
    areas = list(year.catalogue.board.shown)
    figures = read_figures(year.store, year.catalogue, list(year.catalogue.indicators), areas)
    days = figures["ends"].dt.date.between(year.period.starts, year.period.ends)
    own = figures[days & (figures["rank"] == 0) & figures["value"].notna()]
    own = own.sort_values("ends", kind="stable").drop_duplicates(["indicator", "area_code"], keep="last")
    return own.sort_values("area_code", key=lambda codes: codes.map(areas.index), kind="stable")


def _year_findings(year: ReportYear) -> pd.DataFrame:
    rows = year.store.query("findings")
    return rows[rows["ends"].dt.date.between(year.period.starts, year.period.ends)]


def _indicators(head: GuidanceHead, year: ReportYear) -> list[str]:
    """The indicators of a head, headline indicators first."""
    own = [
        definition
        for definition in year.catalogue.indicators.values()
        if definition.id in head.indicators
        or definition.quadrant in head.quadrants
        or set(definition.topics) & set(head.topics)
    ]
    return [definition.id for definition in sorted(own, key=lambda one: (not one.headline, one.headline or 0, one.id))]


def _figures_text(head: GuidanceHead, figures: Mapping[str, Sequence[Any]], year: ReportYear) -> list[str]:
    """The first figures by name, the others counted; nothing for none. `figures` are those of each indicator."""
    names = [name for name in _indicators(head, year) if name in figures]
    named = []
    for name in names[:_MOST_NAMED]:
        definition = year.catalogue.indicators[name]
        of_parts = [row for row in figures[name] if year.catalogue.areas[row.area_code].is_own] or figures[name]
        values = ", ".join(
            f"{_value_text(row.value, definition)} in {year.catalogue.areas[row.area_code].name}" for row in of_parts
        )
        named.append(f"{definition.short_title} {values}")
    others = len(names) - len(named)
    return [*named, *([f"{count_text(others, 'other indicator')} with figures"] if others else [])]


def _value_text(value: float, definition: Indicator) -> str:
    unit = f" {definition.unit}" if definition.kind in ("value", "mean") and not definition.is_percentage else ""
    return number_text(value, definition) + unit


def _findings_text(head: GuidanceHead, findings: pd.DataFrame, year: ReportYear) -> list[str]:
    """How many findings there are: of a head of shortcomings those that name one."""
    if head.strengths:
        own = findings[findings["strength"].isin(head.strengths)]
        counts = own["strength"].value_counts()
        said = (
            f"{count_text(int(counts[name]), 'finding')} {words}"
            for name, words in _OF_STRENGTH.items()
            if name in counts
        )
        return [", ".join(said)] if len(own) else []
    own = findings[findings["quadrant"].isin(head.quadrants) | findings["indicator"].isin(_indicators(head, year))]
    return [f"{count_text(len(own), 'finding')} of audits, families or staff"] if len(own) else []


def _data_text(printed: Sequence[Piece]) -> list[str]:
    indicators = {name for piece in printed for name in piece.basis.indicators}
    sources = {name for piece in printed for name in piece.basis.sources}
    if not indicators:
        return []
    figures = count_text(len(indicators), "indicator")
    return [f"this report has figures of {figures} from {count_text(len(sources), 'source')}"]
