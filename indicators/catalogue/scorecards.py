"""Scorecards: named sets of measures in an order, each a TOML file of `data/scorecards/` or made by the office.

A file is checked when it is read; all problems are reported at once. What a set names and is gone is said beside what
is there.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field

from indicators.catalogue.areas import nearest_names
from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.file_keys import FileTable, says
from indicators.catalogue.file_tables import WRITTEN, TablePlace, WrittenText, check_table, tables
from indicators.catalogue.plans import ID_PATTERN
from indicators.catalogue.toml_files import read_toml
from indicators.errors import Problem


@dataclass(frozen=True, kw_only=True)
class ScorecardGroupTable(FileTable):
    """Measures that stand together: ids of indicators, or all that a priority asks for, under its title or another."""

    title: WrittenText = ""
    priority: WrittenText = ""
    measures: Annotated[
        tuple[WrittenText, ...], says("is not a list of ids of indicators; write them in quotes, between [ and ]")
    ] = ()


@dataclass(frozen=True, kw_only=True)
class ScorecardFile(FileTable):
    """A scorecard as its file has it."""

    title: Annotated[str, Field(max_length=80), WRITTEN]
    note: WrittenText = ""
    groups: Annotated[tuple[ScorecardGroupTable, ...], tables("groups")]


@dataclass(frozen=True, order=True)
class ScorecardMeasure:
    """A measure of a scorecard: an indicator, and the priority that it stands under, if any.

    With a priority alone it stands for all that this asks for. `heading` is what the group is called otherwise.
    """

    indicator: str
    priority: str = ""
    heading: str = ""


@dataclass(frozen=True, kw_only=True)
class Scorecard:
    """A named set of measures in order. `version` counts the changes of one that the office made; a file's is 0."""

    id: str
    title: str
    measures: tuple[ScorecardMeasure, ...]
    note: str = ""
    version: int = 0

    @property
    def is_own(self) -> bool:
        """Whether the office made it on the page, so that it can be changed there."""
        return self.version > 0


@dataclass(frozen=True)
class ScorecardGroup:
    """Indicators of a scorecard that stand together; `title` may be empty."""

    title: str
    indicators: tuple[str, ...]


@dataclass(frozen=True)
class ScorecardContents:
    """What a scorecard shows, group by group, and the ids of what it names and is gone."""

    groups: tuple[ScorecardGroup, ...]
    missing: tuple[str, ...]

    @property
    def indicators(self) -> tuple[str, ...]:
        """The ids of all that is shown, in order, each once."""
        return tuple(dict.fromkeys(name for group in self.groups for name in group.indicators))


def scorecard_contents(card: Scorecard, catalogue: Catalogue) -> ScorecardContents:
    """The measures of a scorecard that there are, in groups, and what is gone."""
    groups: list[tuple[str, list[str]]] = []
    missing: list[str] = []
    for measure in card.measures:
        priority = catalogue.priorities.get(measure.priority)
        if measure.priority and priority is None:
            missing.append(measure.priority)
        title = measure.heading or (priority.title if priority else "")
        asked_for = [one.indicator for one in priority.measures] if priority else []
        names = [measure.indicator] if measure.indicator else asked_for
        missing += [name for name in names if name not in catalogue.indicators]
        if not groups or groups[-1][0] != title:
            groups.append((title, []))
        # A measure that two priorities ask for stands under both, and under each once.
        groups[-1][1].extend(name for name in names if name in catalogue.indicators and name not in groups[-1][1])
    shown = tuple(ScorecardGroup(title, tuple(names)) for title, names in groups if names)
    return ScorecardContents(shown, tuple(dict.fromkeys(missing)))


def checked_scorecards(
    texts: Mapping[str, str | bytes], *, indicators: Collection[str] | None, priorities: Collection[str] | None
) -> tuple[dict[str, Scorecard], list[Problem]]:
    """The sound scorecards of some files by id, and all that is wrong with the files.

    `indicators` and `priorities` are the ids that may be named; with None any may be: what is gone is said where the
    set is shown.
    """
    cards: dict[str, Scorecard] = {}
    problems: list[Problem] = []
    for name, text in texts.items():
        spot, stem = TablePlace(f"scorecards/{name}"), name.removesuffix(".toml")
        raw, own = read_toml(spot.file, text)
        if not own:
            read, sound, own = check_table(spot, raw, ScorecardFile)
            own += [*_name_problems(spot, stem), *_group_problems(spot, sound, indicators, priorities)]
            if read and not own:
                measures = tuple(measure for group in read.groups for measure in _measures(group))
                cards[stem] = Scorecard(id=stem, title=read.title, note=read.note, measures=measures)
        problems += own
    return cards, problems


def _measures(group: ScorecardGroupTable) -> Iterator[ScorecardMeasure]:
    for indicator in group.measures or ("",):
        yield ScorecardMeasure(indicator, group.priority, group.title)


def _name_problems(spot: TablePlace, stem: str) -> Iterator[Problem]:
    if not ID_PATTERN.fullmatch(stem):
        message = "is no id; name the file in small letters, digits and _, such as headlines.toml"
        yield spot.problem("", stem, message)


def _group_problems(
    spot: TablePlace,
    sound: Mapping[str, Any],
    indicators: Collection[str] | None,
    priorities: Collection[str] | None,
) -> Iterator[Problem]:
    """Groups without anything, and what they name and there is not."""
    for place, group in spot.tables(sound, "groups"):
        measures, priority = group.get("measures", []), group.get("priority", "")
        if not measures and not priority:
            yield place.problem(
                "", "", "names nothing; write measures = with ids of indicators, or priority = with one"
            )
        if priority and priorities is not None and priority not in priorities:
            hint = nearest_names(priority, list(priorities)) if priorities else "There is none."
            yield place.problem("priority", priority, f"is not a priority of a plan. {hint}")
        for number, name in enumerate(measures):
            if indicators is not None and name not in indicators:
                hint = nearest_names(name, list(indicators))
                yield place.problem("measures", name, f"is not an indicator. {hint}")
            elif name in measures[:number]:
                yield place.problem("measures", name, "is named before in this group; keep one")
