"""The counts of a release and the sums that link them: over areas, periods, parts of a whole, and those whom a
percentage leaves out.

A layer is one reading of these linked tables: the figures as shown first, then as each source that differs gives
them. An outsider may add up whichever figures are published, so suppression must hold in every layer.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from indicators.catalogue.areas import Area
from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.periods import day_text
from indicators.disclosure.rules import DisclosureSettings, Rule
from indicators.figures.calculate import period_label
from indicators.frames import frame_rows, map_values
from indicators.store.database import Store

#: The parts of a percentage whose counts have no indicator of their own, and those whom it leaves out.
NUMERATOR, DENOMINATOR, REMAINDER = "numerator", "denominator", "remainder"
#: The role of what the printed parts of a whole leave for all others together.
OTHERS = "others"
#: The role under which a printed rate, percentage or mean is registered, which is no count itself.
PRINTED = "printed"
#: Counts beyond this are slips of the pen: there are not so many people in the country.
LARGEST_COUNT = 10**9
#: A population of fewer is no number of residents, which anybody knows, but a count of some people.
_LEAST_PEOPLE = 1_000
#: How far from a whole number a count may be that was written as one: what adding in binary leaves.
DUST = 1e-6
#: A figure: indicator, area, first and last day.
FigureId = tuple[str, str, date, date]


class Cell(NamedTuple):
    """One count; `role` is empty for the indicator's own, else which part of its percentage is meant.

    Two days tell a period: no two types of period share both.
    """

    indicator: str
    role: str
    area_code: str
    starts: date
    ends: date


class SourceCount(NamedTuple):
    """A count as one source gives it, printed or worked out; the one that is shown has the lowest `rank`."""

    value: int
    source: str
    computed: bool
    rank: int


class ImpliedCount(NamedTuple):
    """A count that a printed rate, percentage or mean implies: a whole number from `low` to `high`.

    `figure` and `number` are what is printed, by whom says `source`.
    """

    low: int
    high: int
    source: str
    figure: str
    number: float

    @property
    def value(self) -> int:
        """The number in the middle, which stands for the range where sums are reckoned with."""
        return _middle(self.low, self.high)


class AgreedRange(NamedTuple):
    """The whole numbers from `low` to `high` that printed figures, all of `by`, leave for a count."""

    low: int
    high: int
    by: tuple[ImpliedCount, ...]

    @property
    def value(self) -> int:
        """Its middle, as of one figure's range."""
        return _middle(self.low, self.high)

    @property
    def slack(self) -> int:
        """How far the count may be from the number in the middle."""
        return self.high - self.value


def _middle(low: int, high: int) -> int:
    return (low + high) // 2


def agreed_ranges(implied: Iterable[ImpliedCount]) -> list[AgreedRange]:
    """What printed figures of one count tell together: 5 to 13 and 2 to 6 are 5 or 6.

    Of figures that contradict each other each group that does not has a range of its own.
    """
    told = tuple(implied)
    ranges = []
    for low in sorted({item.low for item in told}):
        by = tuple(item for item in told if item.low <= low <= item.high)
        ranges.append(AgreedRange(low, min(item.high for item in by), by))
    return ranges


#: By cell, what is given, each number of a source once.
_Counts = dict[Cell, dict[tuple[int, str], SourceCount]]


def is_summed_over_time(cell: Cell, catalogue: Catalogue) -> bool:
    """Whether a cell counts what happened in its period, so that adjacent periods add up."""
    return catalogue.indicators[cell.indicator].timing == "flow"


@dataclass(frozen=True)
class LinkedTables:
    """What a release is made of: `figures` of the linked `areas`, as `read_figures` gives them, and their counts.

    `alone` are small counts elsewhere that are linked to nothing. `types` has the type of each period by its days.
    `implied` are the counts that rates, percentages and means imply. `unsound` are cells whose number is no count
    that could be checked: not whole, below nought, or beyond all plausibility. `without_denominator` are percentages
    whose base nobody gives, although figures that contain it are given.
    """

    areas: tuple[str, ...]
    figures: pd.DataFrame
    counts: Mapping[Cell, tuple[SourceCount, ...]]
    unlinked: frozenset[Cell]
    types: Mapping[tuple[date, date], str]
    implied: Mapping[Cell, tuple[ImpliedCount, ...]] = field(default_factory=dict)
    unsound: frozenset[Cell] = frozenset()
    without_denominator: frozenset[FigureId] = frozenset()

    def period(self, starts: date, ends: date) -> str:
        """A period as a reader sees it; in days where no figure has it, such as what three quarters leave of a year."""
        kind = self.types.get((starts, ends))
        return period_label(kind, starts, ends) if kind else f"{day_text(starts)} to {day_text(ends)}"


def summed_over_time(catalogue: Catalogue) -> list[str]:
    """The indicators of what happens in a period."""
    return sorted(name for name, item in catalogue.indicators.items() if item.timing == "flow")


def is_too_short(shown: pd.DataFrame, catalogue: Catalogue, settings: DisclosureSettings) -> pd.Series:
    """Which rows of a figures frame tell what happened in a period shorter than the board publishes."""
    days = (shown["ends"] - shown["starts"]).dt.days + 1
    is_public = shown["source"].isin(sorted(settings.public_sources(catalogue)))
    return shown["indicator"].isin(summed_over_time(catalogue)) & (days < settings.shortest_days) & ~is_public


def counts_of(shown: pd.DataFrame, catalogue: Catalogue) -> dict[Cell, tuple[SourceCount, ...]]:
    """The whole numbers in a figures frame: counts, and numerators and denominators of percentages, first shown first.

    Populations are left out: anybody can look them up. So is what is no count (see `unsound_cells`).
    """
    return sound_counts(count_numbers(shown, catalogue))


def sound_counts(numbers: pd.DataFrame) -> dict[Cell, tuple[SourceCount, ...]]:
    """What `counts_of` gives, of the numbers of a figures frame."""
    numbers = numbers[_is_sound(numbers["count"])].sort_values("rank", kind="stable")
    counts: _Counts = defaultdict(dict)
    days = {name: numbers[name].dt.date for name in ("starts", "ends")}
    for indicator, role, area, starts, ends, *fields in zip(
        numbers["cell_indicator"], numbers["role"], numbers["area_code"], days["starts"], days["ends"],
        numbers["count"].round().astype("int64"), numbers["source"], numbers["computed"], numbers["rank"], strict=True,
    ):  # fmt: skip
        observation = SourceCount(*fields)
        # The same count as part of a percentage is nothing new.
        counts[Cell(indicator, role, area, starts, ends)].setdefault(
            (observation.value, observation.source), observation
        )
    return {cell: tuple(fields.values()) for cell, fields in counts.items()}


def unsound_cells(numbers: pd.DataFrame, catalogue: Catalogue, settings: DisclosureSettings) -> frozenset[Cell]:
    """Of the numbers of a figures frame, the cells that somebody but a publisher gives a number for which is no count.

    Nothing can be reckoned with them, so they are withheld. Publishers count workers in full-time equivalents.
    """
    is_public = numbers["source"].isin(sorted(settings.public_sources(catalogue)))
    wrong = numbers[~_is_sound(numbers["count"]) & ~is_public]
    return frozenset(
        Cell(row.cell_indicator, row.role, row.area_code, *days_of(row))
        for row in frame_rows(wrong)
        if settings.is_about_people(catalogue.indicators[row.cell_indicator])
    )


def count_numbers(shown: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """Every number of a figures frame that should be a count, populations apart; one of a few people is a count."""
    numbers = pd.concat(list(_parts(shown, catalogue)), ignore_index=True)
    is_population = numbers["cell_indicator"].isin(sorted(catalogue.populations)) & (numbers["count"] >= _LEAST_PEOPLE)
    return numbers[numbers["count"].notna() & ~is_population]


def _is_sound(counts: pd.Series) -> pd.Series:
    is_whole = (counts - counts.round()).abs() <= DUST
    return is_whole & (counts >= -DUST) & (counts <= LARGEST_COUNT)


def cells_of_percentage(indicator: str, catalogue: Catalogue) -> tuple[tuple[str, str], tuple[str, str]]:
    """Indicator and role of the numerator and of the denominator of a percentage, rate or mean."""
    definition = catalogue.indicators[indicator]
    if definition.is_derived:
        return (definition.numerator, ""), (definition.denominator, "")
    return ((definition.mean_of, "") if definition.mean_of else (indicator, NUMERATOR)), (indicator, DENOMINATOR)


def _parts(shown: pd.DataFrame, catalogue: Catalogue) -> Iterator[pd.DataFrame]:
    """Figures as counts: those that are, then the numerators, then the denominators; `cell_indicator` names whose."""
    is_count = shown["indicator"].map({name: item.kind == "count" for name, item in catalogue.indicators.items()})
    yield _as_counts(shown[is_count.astype(bool)], "value", {}, "")
    fractions = shown[shown["numerator"].notna() & shown["denominator"].notna()]
    is_derived = map_values(fractions["indicator"], lambda name: catalogue.indicators[name].is_derived).astype(bool)
    for index, role in enumerate((NUMERATOR, DENOMINATOR)):
        names = {name: cells_of_percentage(name, catalogue)[index][0] for name in fractions["indicator"].unique()}
        # A count comes before the same one as part of a percentage.
        later = fractions.assign(rank=fractions["rank"] + len(shown))
        yield _as_counts(later[is_derived], role, names, "")
        yield _as_counts(later[~is_derived], role, names, role)


def _as_counts(rows: pd.DataFrame, column: str, names: Mapping[str, str], role: str) -> pd.DataFrame:
    owner = map_values(rows["indicator"], lambda name: names.get(name, name))
    columns = rows[["area_code", "starts", "ends", "source", "computed", "rank"]]
    return columns.assign(count=rows[column].astype(float), cell_indicator=owner.astype("str"), role=role)


def linked_areas(catalogue: Catalogue) -> list[str]:
    """The combined areas, their parts and the board's own areas: those whose figures stand beside each other in print.

    A board of a single area has periods, parts and percentages that are linked as any other's.
    """
    combined = [area.code for area in catalogue.areas.values() if area.parts]
    return catalogue.needed_areas([*combined, *catalogue.board.own])


def unsafe_counts_elsewhere(store: Store, catalogue: Catalogue, settings: DisclosureSettings) -> pd.DataFrame:
    """The small counts, published by nobody, of areas that are no part of any other, and whether each may be linked."""
    counted = list(catalogue.indicators.values())
    related = {part for item in counted for part in (*item.needs[1:], *item.sum_of)}
    counts = store.query(
        "small_counts_elsewhere",
        threshold=settings.rule.threshold,
        counts=[item.id for item in counted if item.kind == "count" and settings.is_about_people(item)],
        related=sorted(related | {item.id for item in counted if item.sum_of}),
        areas=linked_areas(catalogue),
        shares=[item.id for item in counted if item.kind != "count" and settings.is_about_people(item)],
        public_sources=sorted(settings.public_sources(catalogue)),
    )
    # Shares of what is nobody have small numerators too.
    about = {name: settings.is_about_people(item) for name, item in catalogue.indicators.items()}
    return counts[counts["indicator"].map(about).astype(bool)].reset_index(drop=True)


def days_of(row) -> tuple[date, date]:
    """First and last day of a row of figures."""
    return row.starts.date(), row.ends.date()


#: A sum: coefficient by cell, 1 for the whole and -1 for its parts.
Link = dict[Cell, int]
#: By day, the days that a count leads to: 1 forward in time, -1 back.
Tree = dict[date, list[tuple[date, Cell, int]]]
_DAY = timedelta(days=1)


class Links:
    """The links between cells, and the cells that are in no release and follow from those that are.

    `values` holds a count for each cell, `slack` how far some may be from it; `links` are the sums that join them;
    `unprinted` the cells that were added: what an area, period or part that nobody printed must be, since all else
    of its sum was, and remainders.
    """

    def __init__(
        self,
        values: Mapping[Cell, int],
        catalogue: Catalogue,
        *,
        remainders: bool = True,
        slack: Mapping[Cell, int] | None = None,
    ):
        self.values = dict(values)
        self.slack = dict(slack or {})
        self.links: list[Link] = []
        self.unprinted: set[Cell] = set()
        self._catalogue = catalogue
        self._seen: set[frozenset[Cell]] = set()
        # What one sum gives away may complete another, or be the base of a percentage.
        every = [self._over_areas, self._over_parts, self._over_time, *([self._remainders] if remainders else [])]
        before = -1
        while before != len(self.values):
            before = len(self.values)
            for sums in every:
                self._add_all(sums())

    def _add_all(self, links: Iterable[Link]) -> None:
        for link in list(links):
            self._add(link)

    def _add(self, link: Link) -> None:
        """Keep a link whose cells are all held; where parts are missing, they are what the others leave together."""
        missing = [cell for cell in link if cell not in self.values]
        if any(link[cell] > 0 for cell in missing) or frozenset(link) in self._seen:
            return
        if len(missing) > 1:
            self._add_others({cell: sign for cell, sign in link.items() if cell in self.values})
            return
        for cell in missing:
            left = sum(sign * self.values[other] for other, sign in link.items() if other != cell)
            slack = sum(self.slack.get(other, 0) for other in link)
            if left + slack < 0:
                # Two sources that do not fit together: nothing follows from them.
                return
            self.values[cell] = max(left, 0)
            self.unprinted.add(cell)
            if slack:
                self.slack[cell] = slack
        self._seen.add(frozenset(link))
        self.links.append(link)

    def _add_others(self, link: Link) -> None:
        """Keep a whole with those of its parts that are held, and what these leave for all others together."""
        if len(link) > 1 and frozenset(link) not in self._seen:
            self._seen.add(frozenset(link))
            whole = next(cell for cell, sign in link.items() if sign > 0)
            self._add(link | {whole._replace(role=f"{OTHERS} {len(self.links)}"): -1})

    def _over_areas(self) -> Iterator[Link]:
        """A combined area is the sum of its parts, or of a smaller combined area and the other parts."""
        combined = sorted((area for area in self._catalogue.areas.values() if area.parts), key=lambda it: len(it.parts))
        for group in self._grouped(lambda cell: cell._replace(area_code="")):
            for number, whole in enumerate(combined):
                parts = _pieces(whole, combined[:number], group)
                example = next(iter(group.values()))
                yield _sum(example._replace(area_code=whole.code), [example._replace(area_code=code) for code in parts])

    def _over_parts(self) -> Iterator[Link]:
        """An indicator is the sum of those that its definition names."""
        for name, definition in self._catalogue.indicators.items():
            members = {name, *definition.sum_of}
            if not definition.sum_of:
                continue
            anywhere = {cell[2:] for cell in self.values if cell.indicator in members and not cell.role}
            for area_and_days in sorted(anywhere):
                yield _sum(
                    Cell(name, "", *area_and_days), [Cell(part, "", *area_and_days) for part in definition.sum_of]
                )

    def _remainders(self) -> Iterator[Link]:
        """Those whom a percentage leaves out are its denominator less its numerator."""
        by_count: dict[tuple[str, str], list[Cell]] = defaultdict(list)
        for cell in self.values:
            by_count[cell[:2]].append(cell)
        for name, definition in self._catalogue.indicators.items():
            if definition.kind != "proportion":
                continue
            top, bottom = cells_of_percentage(name, self._catalogue)
            for numerator in by_count.get(top, ()):
                denominator = Cell(*bottom, *numerator[2:])
                if denominator in self.values:
                    yield _sum(denominator, [numerator, Cell(name, REMAINDER, *numerator[2:])])

    def _over_time(self) -> Iterator[Link]:
        """What happened in a period happened in the shorter ones within it, of whatever type.

        Days are the nodes of a graph and counts its edges: every sum over time is a circle in it.
        """
        flows = [cell for cell in self.values if is_summed_over_time(cell, self._catalogue)]
        for group in self._grouped(lambda cell: cell[:3], flows):
            if len(group) > 1:
                # What was derived comes last, so that what it was derived from is not said again in other words.
                order = sorted(group.values(), key=lambda cell: (cell in self.unprinted, cell.ends - cell.starts, cell))
                yield from _circles(order)

    def _grouped(self, key: Callable[[Cell], object], cells: Iterable[Cell] | None = None) -> list[dict[object, Cell]]:
        """Cells that share a key; each group by what tells its cells apart: area, or days."""
        groups: dict[object, dict[object, Cell]] = defaultdict(dict)
        for cell in self.values if cells is None else cells:
            # What is left adds up because what it is left from does.
            if cell.role == REMAINDER or cell.role.startswith(OTHERS):
                continue
            shared = key(cell)
            member = cell.area_code if isinstance(shared, Cell) else (cell.starts, cell.ends)
            groups[shared][member] = cell
        return list(groups.values())


def _pieces(whole: Area, smaller: list[Area], available: Collection[object]) -> set[str]:
    """The codes that an area is summed from: its parts, or a smaller area for those of whom two or more are missing."""
    pieces = set(whole.parts)
    for area in reversed(smaller):
        inside = set(area.parts)
        if inside <= pieces and area.code in available and len(inside.difference(available)) > 1:
            pieces = pieces - inside | {area.code}
    return pieces


def _sum(whole: Cell, parts: Iterable[Cell]) -> Link:
    return {whole: 1, **dict.fromkeys(parts, -1)}


def _circles(cells: list[Cell]) -> Iterator[Link]:
    """The sums among the counts of one series: one for each count whose days those before it join already.

    Then one for each stretch between neighbouring days that no count covers alone and that follows from the others.
    """
    tree: Tree = defaultdict(list)
    joined: dict[date, set[date]] = {}
    for cell in cells:
        after = cell.ends + _DAY
        parts = [joined.setdefault(day, {day}) for day in (cell.starts, after)]
        if parts[0] is parts[1]:
            yield {cell: 1, **{part: -sign for part, sign in _path(tree, cell.starts, after).items()}}
            continue
        tree[cell.starts].append((after, cell, 1))
        tree[after].append((cell.starts, cell, -1))
        larger, smaller = sorted(parts, key=len, reverse=True)
        larger |= smaller
        joined |= dict.fromkeys(smaller, larger)
    for days in {id(part): sorted(part) for part in joined.values()}.values():
        for first, second in pairwise(days):
            # Most stretches are one printed count.
            if all(other != second for other, _, _ in tree[first]):
                gap = cells[0]._replace(starts=first, ends=second - _DAY)
                yield {gap: -1, **_path(tree, first, second)}


def _path(tree: Tree, start: date, end: date) -> Link:
    """The counts that lead from one day to another, 1 for those forward in time and -1 for those back."""
    came: dict[date, tuple[date, Cell, int]] = {}
    new = [start] if start in tree else []
    while new and end not in came:
        steps = [(day, other, cell, sign) for day in new for other, cell, sign in tree[day]]
        new = []
        for day, other, cell, sign in steps:
            if other not in came and other != start:
                came[other] = (day, cell, sign)
                new.append(other)
    path: Link = {}
    while end in came:
        end, cell, sign = came[end]
        path[cell] = sign
    return path


def indicator_families(catalogue: Catalogue) -> dict[str, str]:
    """Indicators that a percentage or a sum joins, each by the name that its family goes by."""
    family = {name: name for name in catalogue.indicators}
    for name, definition in catalogue.indicators.items():
        for other in (definition.numerator, definition.denominator, definition.mean_of, *definition.sum_of):
            if other and other not in catalogue.populations:
                old, new = family[other], family[name]
                family = {member: new if own == old else own for member, own in family.items()}
    return family


@dataclass(frozen=True)
class Layer:
    """One reading: n cells with their counts, (m, n) links, and what is printed, known anyway, or about nobody.

    A count that only a rate or percentage implies may be up to its `slack` away; others have none.
    """

    cells: tuple[Cell, ...]
    values: NDArray[np.int64]
    slack: NDArray[np.int64]
    links: sparse.csr_array
    printed: NDArray[np.bool_]
    known: NDArray[np.bool_]
    harmless: NDArray[np.bool_]

    @cached_property
    def place_of(self) -> dict[Cell, int]:
        """The position of each cell."""
        return {cell: index for index, cell in enumerate(self.cells)}

    def places(self, cells: Collection[Cell]) -> NDArray[np.bool_]:
        """Which cells of the layer are among some."""
        return np.fromiter((cell in cells for cell in self.cells), bool, len(self.cells))

    def is_unsafe(self, rule: Rule) -> NDArray[np.bool_]:
        """Which counts are 1 to the threshold, as near as can be told: a range as wide as the margin tells none."""
        low, high = self.values - self.slack, self.values + self.slack
        return (high >= 1) & (low <= rule.threshold) & ((high - low < rule.margin) | (self.slack == 0))

    def only(self, selection: NDArray[np.bool_]) -> "Layer":
        """The layer of some cells, with the links that are wholly among them."""
        inside = np.asarray(abs(self.links) @ (~selection).astype(np.int64) == 0) & (np.diff(self.links.indptr) > 0)
        arrays = {name: getattr(self, name)[selection] for name in ("values", "slack", "printed", "known", "harmless")}
        cells = tuple(cell for cell, is_kept in zip(self.cells, selection, strict=True) if is_kept)
        return Layer(cells=cells, links=self.links[inside][:, selection], **arrays)

    def with_sum(self, whole: Cell, parts: Collection[Cell]) -> "Layer":
        """The layer with one more printed count: what some of its cells add up to."""
        is_part = self.places(parts).astype(np.int64)
        more = {
            "values": int(self.values @ is_part),
            "slack": 0,
            "printed": True,
            "known": False,
            "harmless": True,
        }
        column = sparse.csr_array((self.links.shape[0], 1), dtype=np.int64)
        row = sparse.csr_array(np.append(-is_part, 1)[None])
        links = sparse.vstack([sparse.hstack([self.links, column]), row], format="csr")
        arrays = {name: np.append(getattr(self, name), value) for name, value in more.items()}
        return Layer(cells=(*self.cells, whole), links=links, **arrays)


def layers(
    tables: LinkedTables,
    public: Mapping[Cell, Set[int]],
    secret: Set[Cell],
    catalogue: Catalogue,
    settings: DisclosureSettings,
) -> list[Layer]:
    """The readings of a release: first as shown, then of each source where it differs from that beside `secret` cells.

    `public` are the numbers of a cell that outsiders know anyway, `secret` the cells that will be withheld. A count
    that any source has above nought is taken as that, since nought is never withheld.
    """
    shown = {
        cell: next((item.value for item in observations if item.value), 0)
        for cell, observations in tables.counts.items()
    }
    slack = {}
    for cell, implied in tables.implied.items():
        if cell not in shown:
            narrowest = min(agreed_ranges(implied), key=lambda item: (item.slack, item.value))
            shown[cell] = narrowest.value
            if narrowest.slack:
                slack[cell] = narrowest.slack
    families = indicator_families(catalogue)
    touched = {families[cell.indicator] for cell in secret}
    # 0% says that there were none only where it is shown, and it goes with its base.
    unsaid = {
        cell
        for cell in tables.implied.keys() - tables.counts.keys()
        if not shown[cell]
        and all(catalogue.indicators[item.figure].kind == "proportion" for item in tables.implied[cell])
    }
    readings = [_layer(shown, slack, public, unsaid, catalogue, settings)]
    for other in _other_readings(tables, shown):
        own = {families[cell.indicator] for cell in other} & touched
        if own:
            values = {cell: other.get(cell, value) for cell, value in shown.items() if families[cell.indicator] in own}
            readings.append(_layer(values, slack, public, unsaid, catalogue, settings))
    return readings


def _other_readings(tables: LinkedTables, shown: Mapping[Cell, int]) -> Iterator[Mapping[Cell, int]]:
    """For each source, printed and worked out apart, what it gives otherwise than shown."""
    differing: dict[tuple[str, bool], dict[Cell, int]] = defaultdict(dict)
    for cell, observations in tables.counts.items():
        for item in observations:
            if item.value not in (0, shown[cell]):
                differing[item.source, item.computed][cell] = item.value
    for cell, implied in tables.implied.items():
        for item in implied:
            if not item.low <= shown[cell] <= item.high:
                differing[item.source, True][cell] = item.value
    for _, values in sorted(differing.items()):
        yield values


def _layer(
    values: Mapping[Cell, int],
    slack: Mapping[Cell, int],
    public: Mapping[Cell, Set[int]],
    unsaid: Set[Cell],
    catalogue: Catalogue,
    settings: DisclosureSettings,
) -> Layer:
    joined = Links(values, catalogue, remainders=settings.remainders, slack=slack)
    cells = tuple(joined.values)
    numbers = np.array([joined.values[cell] for cell in cells], np.int64)
    position = {cell: number for number, cell in enumerate(cells)}
    entries = [(row, position[cell], sign) for row, link in enumerate(joined.links) for cell, sign in link.items()]
    rows, columns, signs = np.array(entries or np.zeros((0, 3)), np.int64).T
    links = sparse.csr_array((signs, (rows, columns)), shape=(len(joined.links), len(cells)))
    known = np.array([joined.values[cell] in public.get(cell, ()) for cell in cells], bool)
    printed = np.array([cell not in joined.unprinted and cell not in unsaid for cell in cells], bool)
    return Layer(
        cells=cells,
        values=numbers,
        slack=np.array([joined.slack.get(cell, 0) for cell in cells], np.int64),
        links=links,
        printed=printed,
        known=_followed(links, numbers, known, printed),
        harmless=np.array([not settings.is_about_people(catalogue.indicators[cell.indicator]) for cell in cells], bool),
    )


def _followed(
    links: sparse.csr_array, values: NDArray[np.int64], known: NDArray[np.bool_], printed: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """What is known anyway, and all that follows from it: the last unknown cell of a sum that holds.

    Of printed noughts everybody knows, since nought is never withheld.
    """
    is_open = (values > 0) | ~printed
    holding = abs(links[links @ values == 0])
    known = known.copy()
    while True:
        unknown = (~known & is_open).astype(np.int64)
        of_last = (holding @ unknown) == 1
        learnt = ((holding[of_last].T @ np.ones(of_last.sum(), np.int64)) > 0) & (unknown > 0)
        if not learnt.any():
            return known
        known |= learnt
