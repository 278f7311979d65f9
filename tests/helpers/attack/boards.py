"""Small boards made up to attack: true counts, the facts that are printed of them, and up to four releases.

A world has its own indicators, over three areas with two combined ones. Many worlds fit into one store side by side,
since nothing links their indicators: that is how thousands of them are published in minutes.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np

from indicators.rounding import round_half_up

#: The areas that counts come from, as fact files call them, and those that are summed of them.
COUNTY, SMALL, CITY = "Leicestershire", "Rutland", "Leicester"
BOTH, ALL = "Leicestershire and Rutland", "All three"
COMBINED = {BOTH: (COUNTY, SMALL), ALL: (COUNTY, SMALL, CITY)}
AREAS = (COUNTY, SMALL, CITY, BOTH, ALL)
CODES = {COUNTY: "E10000018", SMALL: "E06000017", CITY: "E06000016", BOTH: "LR", ALL: "LLR"}
#: Sources in the order of their publication, and the one whose publisher everybody can look up.
SOURCES = ("report", "open", "national")
OPEN = "open"
PUBLISHER = "The department"
YEARS = ("2015/16", "2016/17")
_MONTHS = {
    1: ("April", "May", "June"), 2: ("July", "August", "September"), 3: ("October", "November", "December"),
    4: ("January", "February", "March"),
}  # fmt: skip
#: Counts of a quarter and area on average: most worlds are small.
_LEVELS = (0.4, 1.0, 2.0, 3.0, 5.0, 9.0, 30.0)
#: The chances of one, two, three and four releases.
_RELEASES = (0.5, 0.25, 0.15, 0.1)


class Cell(NamedTuple):
    """One count: `name` is an indicator, or one with a role where the count is part of a fraction or a mean."""

    name: str
    area: str
    period: str


class Key(NamedTuple):
    """Where a fact stands; a source has one fact for each."""

    indicator: str
    area: str
    period: str
    source: str


@dataclass(frozen=True)
class Fact:
    """A figure as a source prints it.

    `form` is count (one number), fraction (numerator and denominator), share, rate or mean (a bare rounded number).
    `counts` are the true counts behind it: the count; numerator and denominator; numerator and base of a share, where
    the base of a rate is its population and that of a mean its months.
    """

    form: str
    counts: tuple[int, ...]
    decimals: int = 0

    @property
    def printed(self) -> float:
        """The bare number of a share, rate or mean, or the count itself."""
        if self.form in ("count", "fraction"):
            return float(self.counts[0])
        per = {"share": 100.0, "rate": 10_000.0, "mean": 1.0}[self.form]
        return float(round_half_up(per * self.counts[0] / self.counts[1], self.decimals))


@dataclass(frozen=True)
class World:
    """One made-up board.

    `definitions` are the keys of each indicator beyond the usual ones. `sums` are the identities of its true counts,
    each a whole and its parts. `truth` has every count there is at each release, printed or not, and `releases` the
    facts of each. `supporting_claims` names for an indicator that is worked out its numerator and its base.
    """

    prefix: str
    definitions: Mapping[str, Mapping[str, Any]]
    sums: tuple[tuple[Cell, tuple[Cell, ...]], ...]
    truth: tuple[Mapping[Cell, int], ...]
    releases: tuple[Mapping[Key, Fact], ...]
    behind: Mapping[str, tuple[str, str]]
    people: Mapping[str, int]

    def cells(self, key: Key, fact: Fact) -> tuple[Cell, ...]:
        """The counts behind a fact that are unknown to begin with."""
        names = {
            "count": (key.indicator,),
            "fraction": (f"{key.indicator} top", f"{key.indicator} base"),
            "share": self.behind.get(key.indicator, ()),
            "rate": self.behind.get(key.indicator, ())[:1],
            "mean": self.behind.get(key.indicator, ())[:1],
        }[fact.form]
        return tuple(Cell(name, key.area, key.period) for name in names)


def months_of(period: str) -> int:
    """How many months a period has."""
    return 12 if len(period) == 7 else 3 if " Q" in period else 1


def random_people(seed: int) -> dict[str, int]:
    """How many children live in each area, which all worlds of one store share."""
    chance = np.random.default_rng(seed)
    people = {area: int(chance.choice([900, 4_000, 8_044, 30_000])) for area in (COUNTY, SMALL, CITY)}
    return people | {whole: sum(people[part] for part in parts) for whole, parts in COMBINED.items()}


def random_world(seed: int, prefix: str, people: Mapping[str, int]) -> World:
    """One world of a seed."""
    return _Drawn(np.random.default_rng(seed), prefix, people).world()


class _Drawn:
    """A world while it is drawn."""

    def __init__(self, chance: np.random.Generator, prefix: str, people: Mapping[str, int]):
        self.chance, self.prefix, self.people = chance, prefix, people
        self.definitions: dict[str, dict[str, Any]] = {}
        self.behind: dict[str, tuple[str, str]] = {}
        self.areas = self._areas()
        self.sums: list[tuple[Cell, tuple[Cell, ...]]] = []

    def world(self) -> World:
        self.periods, self.within = self._periods()
        names = self._indicators()
        self._sum_up(names)
        truth = self._truth()
        facts = self._facts(truth)
        truths: list[Mapping[Cell, int]] = [truth]
        releases = [facts]
        for _ in range(int(self.chance.choice(4, p=_RELEASES))):
            truth, facts = self._revised(truths[-1], releases[-1])
            if not all(self._fits(facts, key, fact) for key, fact in facts.items()):
                break
            truths.append(truth)
            releases.append(facts)
        return World(
            self.prefix, self.definitions, tuple(self.sums), tuple(truths), tuple(releases), self.behind, self.people
        )  # fmt: skip

    def is_so(self, chance: float) -> bool:
        return bool(self.chance.random() < chance)

    def _areas(self) -> list[str]:
        kind = self.chance.choice(["one", "two", "three"], p=[0.4, 0.35, 0.25])
        chosen = {"one": [SMALL], "two": [COUNTY, SMALL, BOTH], "three": list(AREAS)}
        return chosen[str(kind)]

    def _periods(self) -> tuple[list[str], dict[str, tuple[str, ...]]]:
        """The periods of the world, and of which shorter ones each is made."""
        self.is_flow = self.is_so(0.85)
        years = list(YEARS[: 1 + self.is_so(0.3 if len(self.areas) < len(AREAS) else 0.1)])
        if not self.is_flow:
            return [f"31 March 20{year[-2:]}" for year in years], {}
        within: dict[str, tuple[str, ...]] = {}
        if self.is_so(0.7):
            within |= {year: tuple(f"{year} Q{number}" for number in range(1, 5)) for year in years}
        if within and len(years) == 1 and self.is_so(0.2):
            quarter = int(self.chance.integers(1, 5))
            civil = int(years[0][:4]) + (quarter == 4)
            within[f"{years[0]} Q{quarter}"] = tuple(f"{month} {civil}" for month in _MONTHS[quarter])
        return [*years, *(part for parts in within.values() for part in parts)], within

    def _indicators(self) -> list[str]:
        """The counted indicators, and definitions of those that are worked out of them."""
        timing = "flow" if self.is_flow else "snapshot"
        self.parts: tuple[str, ...] = ()
        names = [self._define("cases", rate_population="population_0_17", timing=timing)]
        kind = self.chance.choice(["alone", "parts", "fraction"], p=[0.4, 0.4, 0.2])
        if kind == "parts":
            letters = "abc"[: 2 + (len(self.periods) < 5 and self.is_so(0.5))]
            self.parts = tuple(self._define(f"part_{letter}", timing=timing) for letter in letters)
            self.definitions[names[0]]["sum_of"] = list(self.parts)
            names += self.parts
            for part in self.parts[: 1 + self.is_so(0.3)]:
                self._derive(f"share_of_{part[-1]}", "proportion", part, names[0], timing)
        if kind == "fraction":
            share = self._define("seen", kind="proportion", unit="%", decimals=1, timing=timing)
            names += [f"{share} top", f"{share} base", f"{share} rest"]
        if self.is_so(0.35):
            self._derive("rate", "rate", names[0], "population_0_17", timing)
        if self.is_flow and self.is_so(0.2):
            mean = self._define(
                "average", kind="mean", unit="cases a month", decimals=1, mean_of=names[0], mean_over="month"
            )
            self.behind[mean] = (names[0], "")
        return names

    def _define(self, name: str, **keys: Any) -> str:
        full = f"{self.prefix}_{name}"
        self.definitions[full] = {"title": full, "short_title": full, "timing": "flow", **keys}
        return full

    def _derive(self, name: str, kind: str, top: str, base: str, timing: str) -> None:
        decimals = int(self.chance.integers(0, 2)) if kind == "proportion" else 1
        full = self._define(
            name, kind=kind, unit="%" if kind == "proportion" else "per 10,000", decimals=decimals, numerator=top,
            denominator=base, per=100 if kind == "proportion" else 10_000, timing=timing,
        )  # fmt: skip
        self.behind[full] = (top, base)

    def _sum_up(self, names: list[str]) -> None:
        """Every identity of the counts: over areas, over time, of parts, and of those whom a fraction leaves out."""
        self.names = names
        for name in names:
            for area in self.areas:
                for period in self.periods:
                    whole = Cell(name, area, period)
                    if area in COMBINED:
                        self.sums.append((whole, tuple(whole._replace(area=part) for part in COMBINED[area])))
                    if period in self.within:
                        self.sums.append((whole, tuple(whole._replace(period=part) for part in self.within[period])))
                    if name == names[0] and self.parts:
                        self.sums.append((whole, tuple(whole._replace(name=part) for part in self.parts)))
                    if name.endswith(" base"):
                        stem = name.removesuffix(" base")
                        pair = (f"{stem} top", f"{stem} rest")
                        self.sums.append((whole, tuple(whole._replace(name=part) for part in pair)))

    def _truth(self) -> dict[Cell, int]:
        level = float(self.chance.choice(_LEVELS))
        weights = {COUNTY: float(self.chance.choice([1, 2, 8])), SMALL: 1.0, CITY: float(self.chance.choice([1, 4]))}
        wholes = {whole for whole, _ in self.sums}
        truth = {
            cell: int(self.chance.poisson(level * weights[cell.area] * months_of(cell.period) / 3))
            for cell in self._all_cells()
            if cell not in wholes
        }
        return self._filled(truth)

    def _all_cells(self) -> Iterator[Cell]:
        return (Cell(name, area, period) for name in self.names for area in self.areas for period in self.periods)

    def _filled(self, truth: Mapping[Cell, int]) -> dict[Cell, int]:
        """The truth with all sums worked out of the counts that are none."""
        full = dict(truth)
        while len(full) < len(self.names) * len(self.areas) * len(self.periods):
            for whole, parts in self.sums:
                if whole not in full and all(part in full for part in parts):
                    full[whole] = sum(full[part] for part in parts)
        return full

    def _facts(self, truth: Mapping[Cell, int]) -> dict[Key, Fact]:
        """What the sources print: nearly everything in some worlds, with many gaps in others."""
        much, combined = float(self.chance.choice([0.7, 0.9, 1.0])), float(self.chance.choice([0.0, 0.3, 0.9]))
        self.odds = {area: combined if area in COMBINED else much for area in AREAS}
        bare = float(self.chance.choice([0.2, 0.5, 0.9]))
        facts: dict[Key, Fact] = {}
        for indicator in self.definitions:
            is_worked_out = indicator in self.behind
            for area in self.areas:
                for period in self.periods:
                    if self.is_so(bare * (0.5 if area in COMBINED else 1.0) if is_worked_out else self.odds[area]):
                        facts |= self._fact(Key(indicator, area, period, SOURCES[0]), truth)
        # Where a share stands, one of its counts is often in no table.
        for key in [key for key, fact in facts.items() if fact.form in ("share", "rate", "mean")]:
            for name in self.behind[key.indicator]:
                if self.is_so(0.5):
                    facts.pop(key._replace(indicator=name), None)
        return facts | self._of_other_sources(facts)

    def _fact(self, key: Key, truth: Mapping[Cell, int]) -> dict[Key, Fact]:
        """The fact of a place; none where it would stand over nought."""
        cells = [Cell(key.indicator, key.area, key.period)]
        keys = self.definitions[key.indicator]
        if keys.get("kind", "count") == "count":
            return {key: Fact("count", (truth[cells[0]],))}
        if key.indicator not in self.behind:
            pair = tuple(truth[cells[0]._replace(name=f"{key.indicator} {role}")] for role in ("top", "base"))
            return {key: Fact("fraction", pair)} if pair[1] else {}
        top, base = self.behind[key.indicator]
        count = truth[cells[0]._replace(name=top)]
        if keys["kind"] == "rate":
            return {key: Fact("rate", (count, self.people[key.area]), keys["decimals"])}
        if keys["kind"] == "mean":
            return {key: Fact("mean", (count, months_of(key.period)), keys["decimals"])}
        whole = truth[cells[0]._replace(name=base)]
        return {key: Fact("share", (count, whole), keys["decimals"])} if whole else {}

    def _of_other_sources(self, facts: Mapping[Key, Fact]) -> dict[Key, Fact]:
        """The same counts in other tables, some with another number."""
        share = {"national": 0.25 if self.is_so(0.3) else 0.0, OPEN: 0.25 if self.is_so(0.15) else 0.0}
        found = {}
        for key, fact in facts.items():
            for source, odds in share.items():
                if fact.form == "count" and self.is_so(odds):
                    moved = int(self.chance.integers(-3, 4)) if source != OPEN and self.is_so(0.4) else 0
                    other = replace(fact, counts=(max(fact.counts[0] + moved, 0),))
                    if self._fits(found, key._replace(source=source), other):
                        found[key._replace(source=source)] = other
        return found

    def _revised(
        self, truth: Mapping[Cell, int], facts: Mapping[Key, Fact]
    ) -> tuple[Mapping[Cell, int], dict[Key, Fact]]:
        """The next release: what was not printed yet comes, counts are revised with all or without, or withdrawn."""
        facts = dict(facts)
        for _ in range(int(self.chance.integers(1, 4))):
            kind = str(self.chance.choice(["added", "consistent", "stale", "withdrawn"], p=[0.25, 0.4, 0.25, 0.1]))
            own = [key for key, fact in facts.items() if key.source == SOURCES[0]]
            if kind == "added":
                facts = self._facts_added(truth, facts)
            elif kind == "consistent":
                truth, facts = self._truth_revised(truth, facts)
            elif own:
                key = own[int(self.chance.integers(len(own)))]
                if kind == "withdrawn":
                    del facts[key]
                elif facts[key].form == "count":
                    moved = Fact("count", (self._moved(facts[key].counts[0]),))
                    if self._fits(facts, key, moved):
                        facts[key] = moved
        return truth, facts

    def _fits(self, facts: Mapping[Key, Fact], key: Key, fact: Fact) -> bool:
        """Whether no part would stand above its whole, which is never taken in."""
        for top, base in self.behind.values():
            part, whole = (
                fact if key.indicator == name else facts.get(key._replace(indicator=name)) for name in (top, base)
            )
            if key.indicator in (top, base) and part and whole and part.counts[0] > whole.counts[0]:
                return False
        return True

    def _moved(self, count: int) -> int:
        return max(count + int(self.chance.choice([-4, -3, -2, -1, 1, 2, 3, 4])), 0)

    def _facts_added(self, truth: Mapping[Cell, int], facts: dict[Key, Fact]) -> dict[Key, Fact]:
        places = [(name, area, period) for name in self.definitions for area in self.areas for period in self.periods]
        for place in self.chance.choice(len(places), min(4, len(places)), replace=False):
            name, area, period = places[place]
            key = Key(name, area, period, SOURCES[0])
            if key not in facts:
                facts = facts | self._fact(key, truth)
        return facts

    def _truth_revised(
        self, truth: Mapping[Cell, int], facts: dict[Key, Fact]
    ) -> tuple[Mapping[Cell, int], dict[Key, Fact]]:
        """One true count is another, and everything that the first source prints follows."""
        wholes = {whole for whole, _ in self.sums}
        lowest = {cell: count for cell, count in truth.items() if cell not in wholes}
        cell = list(lowest)[int(self.chance.integers(len(lowest)))]
        new = self._filled(lowest | {cell: self._moved(lowest[cell])})
        moved = {other for other in new if new[other] != truth[other]}
        facts = dict(facts)
        for key in [key for key in facts if key.source == SOURCES[0]]:
            if set(_names(key, self.behind)) & {
                other.name for other in moved if (other.area, other.period) == (key.area, key.period)
            }:
                del facts[key]
                facts |= self._fact(key, new)
        return new, facts


def _names(key: Key, behind: Mapping[str, tuple[str, str]]) -> tuple[str, ...]:
    """The counts that a fact is made of, by name."""
    return (key.indicator, f"{key.indicator} top", f"{key.indicator} base", *behind.get(key.indicator, ()))


def renamed(world: World, prefix: str) -> World:
    """The same world under another prefix, so that both can stand in one store."""

    def name(text: str) -> str:
        return text.replace(f"{world.prefix}_", f"{prefix}_")

    def keys(old: Mapping[str, Any]) -> dict[str, Any]:
        return {
            key: name(value) if isinstance(value, str) else list(map(name, value)) if isinstance(value, list) else value
            for key, value in old.items()
        }

    def cell(old: Cell) -> Cell:
        return old._replace(name=name(old.name))

    return World(
        prefix,
        {name(old): keys(value) for old, value in world.definitions.items()},
        tuple((cell(whole), tuple(map(cell, parts))) for whole, parts in world.sums),
        tuple({cell(old): count for old, count in truth.items()} for truth in world.truth),
        tuple(
            {key._replace(indicator=name(key.indicator)): fact for key, fact in facts.items()}
            for facts in world.releases
        ),
        {name(old): (name(top), name(base)) for old, (top, base) in world.behind.items()},
        world.people,
    )


def fact_rows(facts: Mapping[Key, Fact]) -> Iterator[dict[str, Any]]:
    """Facts as rows of a fact file."""
    for key, fact in facts.items():
        numbers: dict[str, Any] = {"value": f"{fact.printed:.{fact.decimals}f}"}
        if fact.form == "fraction":
            numbers = {"value": "", "numerator": fact.counts[0], "denominator": fact.counts[1]}
        yield {**key._asdict(), **numbers}


def people_rows(people: Mapping[str, int]) -> list[dict[str, Any]]:
    """Populations as rows of their file."""
    return [
        {"area": area, "period": f"30 June {year[:4]}", "value": count, "source": OPEN}
        for area, count in people.items()
        for year in YEARS
        if area not in COMBINED
    ]
