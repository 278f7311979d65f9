"""What adds up to what in a release: areas, periods, parts of a whole, and those whom a percentage leaves out."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date, timedelta
from itertools import pairwise

from indicators.areas import Area
from indicators.disclosure.cells import OTHERS, REMAINDER, Cell, cells_of_percentage, is_summed_over_time
from indicators.measures import Catalogue

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
        held = -1
        while held != len(self.values):
            held = len(self.values)
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
        for held in self._grouped(lambda cell: cell._replace(area_code="")):
            for place, whole in enumerate(combined):
                parts = _pieces(whole, combined[:place], held)
                example = next(iter(held.values()))
                yield _sum(example._replace(area_code=whole.code), [example._replace(area_code=one) for one in parts])

    def _over_parts(self) -> Iterator[Link]:
        """An indicator is the sum of those that its definition names."""
        for name, definition in self._catalogue.indicators.items():
            members = {name, *definition.sum_of}
            if not definition.sum_of:
                continue
            anywhere = {cell[2:] for cell in self.values if cell.indicator in members and not cell.role}
            for place in sorted(anywhere):
                yield _sum(Cell(name, "", *place), [Cell(part, "", *place) for part in definition.sum_of])

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
        for held in self._grouped(lambda cell: cell[:3], flows):
            if len(held) > 1:
                # What was derived comes last, so that what it was derived from is not said again in other words.
                order = sorted(held.values(), key=lambda cell: (cell in self.unprinted, cell.ends - cell.starts, cell))
                yield from _circles(order)

    def _grouped(self, key: Callable[[Cell], object], cells: Iterable[Cell] | None = None) -> list[dict[object, Cell]]:
        """Cells that share a key; each group by what tells its cells apart: area, or days."""
        groups: dict[object, dict[object, Cell]] = defaultdict(dict)
        for cell in self.values if cells is None else cells:
            # What is left adds up because what it is left from does.
            if cell.role == REMAINDER or cell.role.startswith(OTHERS):
                continue
            shared = key(cell)
            apart = cell.area_code if isinstance(shared, Cell) else (cell.starts, cell.ends)
            groups[shared][apart] = cell
        return list(groups.values())


def _pieces(whole: Area, smaller: list[Area], held: Collection[object]) -> set[str]:
    """The codes that an area is summed from: its parts, or a smaller area for those of whom two or more are missing."""
    pieces = set(whole.parts)
    for area in reversed(smaller):
        inside = set(area.parts)
        if inside <= pieces and area.code in held and len(inside.difference(held)) > 1:
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


def families_of(catalogue: Catalogue) -> dict[str, str]:
    """Indicators that a percentage or a sum joins, each by the name that its family goes by."""
    family = {name: name for name in catalogue.indicators}
    for name, definition in catalogue.indicators.items():
        for other in (definition.numerator, definition.denominator, definition.mean_of, *definition.sum_of):
            if other and other not in catalogue.populations:
                old, new = family[other], family[name]
                family = {member: new if own == old else own for member, own in family.items()}
    return family
