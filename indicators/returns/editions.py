"""The next editions of publishers' tables that `data/editions.csv` announces: when each is due, and whether it came."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import pandas as pd

from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.due_days import DueDay, parse_due_day
from indicators.catalogue.periods import Period, PeriodType, day_text, financial_year_of
from indicators.frames import frame_rows
from indicators.store.database import Store
from indicators.wording.numbers import count_text


class EditionState(StrEnum):
    """How an announced edition stands on a day."""

    CAME = "came"
    OVERDUE = "overdue"
    DUE = "due"
    #: Words are announced and no day.
    UNDATED = "undated"


@dataclass(frozen=True)
class AnnouncedEdition:
    """An edition of a source that is to come: the period that it brings, when it is due, where that is stated, and the
    day on which a figure of that period or a later one first came; None while none has.
    """

    source: str
    brings: Period
    due: DueDay
    stated_in: str
    came_on: date | None = None

    def state(self, as_at: date) -> EditionState:
        """How it stands on a day."""
        if self.came_on is not None:
            return EditionState.CAME
        if self.due.last is None:
            return EditionState.UNDATED
        return EditionState.OVERDUE if self.due.is_past(as_at) else EditionState.DUE


#: Tables of a publication that are named; more are counted.
_MOST_NAMED = 2


@dataclass(frozen=True)
class PublicationDue:
    """Tables of one publication that bring the same year and are due together, in one state."""

    title: str
    year: str
    tables: tuple[str, ...]
    due: DueDay
    state: EditionState
    came_on: date | None = None

    @property
    def subject(self) -> str:
        """What it is: `DfE, Children in need 2025/26 (5 tables)`; a few are named, since one publication can have
        tables of many subjects: `DfE, Local Authority Interactive Tool 2023: conceptions`.
        """
        known = [name for name in self.tables if name]
        if len(self.tables) > _MOST_NAMED or len(known) < len(self.tables):
            more = f" ({count_text(len(self.tables), 'table')})" if len(self.tables) > 1 else ""
            return f"{self.title} {self.year}{more}"
        return f"{self.title} {self.year}: {' and '.join(known)}"

    @property
    def standing(self) -> str:
        """The rest of the sentence, without a full stop: ` was due in October 2026 and is not loaded yet`."""
        if self.state is EditionState.CAME:
            return f" came{f' on {day_text(self.came_on)}' if self.came_on else ''}; it was due {self.due.phrase}"
        if self.state is EditionState.OVERDUE:
            return f" was due {self.due.phrase} and is not loaded yet"
        return f" is due {self.due.phrase}"


def announced_editions(store: Store) -> list[AnnouncedEdition]:
    """Every announced edition, the first due first, those without a day last; none in a store of an earlier layout."""
    if not store.query("edition_tables").iloc[0]["tables"]:
        return []
    found = [
        AnnouncedEdition(
            source=row.source,
            brings=Period(row.ends.date(), row.starts.date(), PeriodType(row.period_type)),
            due=parse_due_day(row.due),
            stated_in=row.stated_in,
            came_on=None if pd.isna(row.came_on) else row.came_on.date(),
        )
        for row in frame_rows(store.query("announced_editions"))
    ]
    return sorted(found, key=lambda one: (one.due.last or date.max, one.source, one.brings.ends))


def publications_due(
    editions: Iterable[AnnouncedEdition], catalogue: Catalogue, *, as_at: date
) -> list[PublicationDue]:
    """Announced editions with the tables of one publication together, in the same order."""
    grouped: dict[tuple[str, str, DueDay, EditionState], list[tuple[str, date | None]]] = {}
    for one in editions:
        source = catalogue.sources.get(one.source)
        # A table is named after its publication, a colon, and what it has.
        title, _, table = source.title.rpartition(": ") if source else ("", "", one.source)
        # The tables of a publication are of a year and of its last day.
        year = financial_year_of(one.brings.ends)
        year = year.label if year.ends == one.brings.ends else one.brings.label.replace("Academic", "academic")
        publication = (title or table, year, one.due, one.state(as_at))
        grouped.setdefault(publication, []).append((table if title else "", one.came_on))
    return [
        PublicationDue(
            title,
            year,
            tuple(table for table, _ in own),
            due,
            state,
            max((came_on for _, came_on in own if came_on), default=None),
        )
        for (title, year, due, state), own in grouped.items()
    ]
