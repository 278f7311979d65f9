"""The profile of an area: every headline indicator of the four quadrants with its latest figure, what that amounts to
and where it stands; the findings, the open challenges, and what is missing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from indicators.access import Audience
from indicators.assurance.map import combined_areas
from indicators.board.challenges import OPEN_STATES, Challenge, find_challenges
from indicators.board.findings import Finding, findings
from indicators.catalogue.areas import Area, BoardAreas
from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.indicators import QUADRANTS, Indicator
from indicators.errors import UsageError, printable_text
from indicators.figures import latest_figures
from indicators.figures.latest import LatestFigure
from indicators.signals.cycle import Cycle
from indicators.signals.position import Position, area_positions
from indicators.store.database import Store
from indicators.wording.areas import short_area_words
from indicators.wording.numbers import better_or_worse
from indicators.wording.verdicts import NOT_COMPARABLE, Verdict, Verdicts, change_verdicts

#: What people call all areas together.
_TOGETHER = ("both", "both together", "all", "all together")
Latest = Mapping[tuple[str, str], LatestFigure]


def profile_areas(catalogue: Catalogue) -> dict[str, Area]:
    """The areas that have a profile, by code: each of the board's, and all together."""
    return {code: catalogue.areas[code] for code in catalogue.board.profiled}


def find_profile_area(text: str, catalogue: Catalogue) -> Area:
    """The area with a profile of a name or code, or `both`; raises UsageError with what there is."""
    areas, together = profile_areas(catalogue), catalogue.board.together
    wanted = " ".join(text.casefold().split())
    for code, area in areas.items():
        if wanted in (code.casefold(), area.name.casefold()) or (code == together and wanted in _TOGETHER):
            return area
    word = "both" if len(catalogue.board.own) == 2 else "all"
    names = "; ".join(f"{word} ({area.name})" if code == together else area.name for code, area in areas.items())
    raise UsageError(f"There is no profile of '{printable_text(text.strip())}'. Choose one of: {names}.")


@dataclass(frozen=True)
class ProfileFigure:
    """A latest figure with its verdict, held against what that holds it against; `area` is empty where it is the
    profile's own.
    """

    latest: LatestFigure
    verdict: Verdict
    area: str = ""

    @property
    def reading(self) -> str:
        """`better` or `worse` of a change that is more than chance, where one way is good."""
        return better_or_worse(self.latest) if self.verdict.is_change else ""


@dataclass(frozen=True)
class ProfileRow:
    """A headline indicator: its figure, or those of both areas where they do not add up to one.

    `parts` are the verdicts by area of a figure that was summed: a sum is judged by what it is made of.
    """

    indicator: Indicator
    figures: tuple[ProfileFigure, ...]
    parts: tuple[tuple[str, Verdict], ...] = ()
    position: Position | None = None

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """Those of its figures, or of the parts that one was summed of."""
        return (*(figure.verdict for figure in self.figures), *(verdict for _, verdict in self.parts))

    @property
    def has_changed(self) -> bool:
        """Whether its figure, or one of a part, has clearly changed."""
        return any(verdict.is_change for verdict in self.verdicts)


@dataclass(frozen=True, kw_only=True)
class AreaProfile:
    """All that a page on an area shows, as at a day, for an audience.

    `missing` are the headline indicators without a figure. What is written down of challenges is the board's own:
    a profile for anybody has none.
    """

    area: Area
    as_at: date
    audience: Audience
    rows: Mapping[str, tuple[ProfileRow, ...]]
    missing: tuple[Indicator, ...]
    findings: tuple[Finding, ...]
    challenges: tuple[Challenge, ...]
    verdicts: Verdicts

    @property
    def every_row(self) -> Iterator[ProfileRow]:
        """The rows of all quadrants in their order."""
        return (row for rows in self.rows.values() for row in rows)

    @property
    def total(self) -> int:
        """How many headline indicators there are."""
        return sum(1 for _ in self.every_row) + len(self.missing)

    @property
    def every_figure(self) -> list[LatestFigure]:
        """The figures shown, in their order."""
        return [figure.latest for row in self.every_row for figure in row.figures]

    @property
    def newest(self) -> date | None:
        """The last day of the newest period shown, parts of a year too."""
        return max(
            (one.ends for figure in self.every_figure for one in (figure, figure.newer) if one and one.ends),
            default=None,
        )

    @property
    def old(self) -> int:
        """How many of the figures shown are more than two years old."""
        return sum(all(figure.latest.is_old(self.as_at) for figure in row.figures) for row in self.every_row)

    def findings_in(self, quadrant: str) -> tuple[Finding, ...]:
        """The findings of a quadrant."""
        return tuple(finding for finding in self.findings if finding.quadrant == quadrant)


def area_profile(
    store: Store, catalogue: Catalogue, area: Area, *, as_at: date, cycle: Cycle, audience: Audience
) -> AreaProfile:
    """The profile of an area from a store; `cycle` is what was judged of the latest figures in it.

    Raises UsageError where no headline indicator has a figure for the area.
    """
    heads = sorted(
        (item for item in catalogue.indicators.values() if item.headline), key=lambda item: (item.headline, item.title)
    )
    areas = list(catalogue.board.shown)
    latest = latest_figures(store, catalogue, [item.id for item in heads], areas, as_at=as_at)
    verdicts = change_verdicts(cycle.judged)
    chosen = {item.id: _row_figures(latest, item.id, area, catalogue.board) for item in heads}
    shown = [figure for figures in chosen.values() for figure in figures if figure.series.area == area]
    positions = area_positions(store, catalogue, shown, as_at=as_at, judged=cycle.judged)
    rows = {
        name: tuple(
            _row(item, chosen[item.id], area, catalogue, latest, verdicts, positions.get((item.id, area.code)))
            for item in heads
            if item.quadrant == name and chosen[item.id]
        )
        for name in QUADRANTS
    }
    if not any(rows.values()):
        raise UsageError(
            f"There is no profile of {area.name} yet: none of its {len(heads)} headline indicators has a figure that "
            "may be shown. Figures come with the returns, or from data/facts."
        )
    around = {area.code, *area.parts, *combined_areas(catalogue, [area.code])}
    is_board = audience is Audience.BOARD
    return AreaProfile(
        area=area,
        as_at=as_at,
        audience=audience,
        rows=rows,
        missing=tuple(item for item in heads if not chosen[item.id]),
        findings=tuple(one for one in findings(store) if one.area_code in around and one.ends <= as_at),
        challenges=tuple(_open_challenges(store, area)) if is_board else (),
        verdicts=verdicts,
    )


def _row_figures(latest: Latest, indicator: str, area: Area, board: BoardAreas) -> list[LatestFigure]:
    """The figures to show of an indicator: the area's own; of all areas together their sum, unless all have newer
    ones of one period that do not add up; a wider area's where none of the board's has one.
    """
    own = latest.get((indicator, area.code))
    parts = [latest[indicator, code] for code in board.own if (indicator, code) in latest]
    if area.is_together and parts:
        ends = {part.ends for part in parts}
        is_newer = own is not None and own.ends and all(end and end > own.ends for end in ends)
        return [own] if own is not None and own.period and not is_newer else parts
    if own is not None:
        return [own]
    wider = [latest[indicator, code] for code in board.combined if (indicator, code) in latest]
    return [] if parts else wider[:1]


def _row(
    indicator: Indicator,
    figures: Sequence[LatestFigure],
    area: Area,
    catalogue: Catalogue,
    latest: Latest,
    verdicts: Verdicts,
    position: Position | None,
) -> ProfileRow:
    compared = []
    parts: tuple[tuple[str, Verdict], ...] = ()
    for figure in figures:
        other = figure.series.area
        against, verdict = verdicts.compared(figure)
        if other.is_together and not verdict.word:
            parts = tuple(_part_verdicts(latest, indicator.id, figure, verdicts))
            if any(one.word == NOT_COMPARABLE for _, one in parts):
                against = figure.without_comparison()
        compared.append(ProfileFigure(against, verdict, "" if other == area else short_area_words(other, catalogue)))
    return ProfileRow(indicator, tuple(compared), parts, position)


def _part_verdicts(
    latest: Latest, indicator: str, whole: LatestFigure, verdicts: Verdicts
) -> Iterator[tuple[str, Verdict]]:
    """The verdicts of the areas that add up to a figure, of its own period."""
    for code in whole.series.area.parts:
        part = latest.get((indicator, code))
        if part is not None and part.period == whole.period:
            verdict = verdicts.of(indicator, code, part.period)
            if verdict.word:
                yield part.series.area.name, verdict


def _open_challenges(store: Store, area: Area) -> Iterator[Challenge]:
    """The open challenges about an area, those due first in front; of all together also those about one of them."""
    for code in (area.code, *area.parts):
        yield from find_challenges(store, states=OPEN_STATES, area=code, limit=None)[0]
