"""A whole demonstration: a folder with data, store and the files that were sent, made by playing the quarters through
day by day with the clock set to each.
"""

import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from functools import partial
from pathlib import Path

import pandas as pd

from indicators import clock
from indicators.atomic import replace_folder
from indicators.catalogue.catalogue import Catalogue, load_catalogue
from indicators.catalogue.periods import Period, PeriodType
from indicators.demo.board_record import (
    LaterStep,
    challenges_of,
    write_challenge,
    write_findings,
    write_meeting,
    write_reports,
    write_step,
)
from indicators.demo.duties import (
    AGENCIES,
    BOTH,
    COUNCIL,
    COUNTY,
    HEALTH,
    LEICESTERSHIRE,
    MONTHLY,
    MONTHLY_LEVELS,
    OFFICE,
    POLICE,
    RUTLAND,
    SCHOOLS,
)
from indicators.demo.editions import MadeUpEditions
from indicators.demo.figures import MadeUpFigure, MadeUpFigures, random_for
from indicators.demo.folder import (
    AREA_NAMES,
    days_after,
    editions_between,
    last_quarters,
    months_of,
    write_folder,
    year_ends,
)
from indicators.demo.stocks import STOCKS, MadeUpStocks
from indicators.demo.workbooks import Mistakes, write_filled, write_list
from indicators.errors import DataProblems, UsageError
from indicators.figures import read_figures
from indicators.frames import frame_rows
from indicators.loading.build import Progress, build, no_progress
from indicators.returns.accept import accept_return, withdraw_return
from indicators.returns.recognise import new_submission
from indicators.returns.vocabulary import Vocabulary, stored_vocabulary
from indicators.settings import DATA
from indicators.store.database import Store, open_for_reading
from indicators.store.rewrite import rewrite

QUARTERS = 8
_BY = "Business office"
_MEETING_AFTER = 54
#: What is sent on a day lies in this folder, so that newcomers can look at the files.
_SENT = "sent"


@dataclass(frozen=True, kw_only=True)
class DemoEvent:
    """Something that happened; `kind` is accepted, refused, withdrawn, meeting, challenge, step, findings, reports."""

    at: datetime
    kind: str
    what: str
    agency: str = ""
    period: str = ""
    number: int = 0


@dataclass(frozen=True, kw_only=True)
class Demonstration:
    """Where a demonstration lies, and all that happened in it, in the order of time."""

    folder: Path
    quarters: tuple[Period, ...]
    events: tuple[DemoEvent, ...]

    @property
    def store(self) -> Path:
        """The store of it."""
        return store_of(self.folder)

    @property
    def data(self) -> Path:
        """The data folder of it."""
        return self.folder / "data"


def store_of(folder: Path) -> Path:
    """Where the store of a demonstration lies."""
    return folder / "indicators.duckdb"


#: Called after each thing that happened, the clock still at its moment, with the folder as it is and all events so far.
Watch = Callable[[Path, Sequence[DemoEvent]], None]


def watch_nothing(folder: Path, events: Sequence[DemoEvent]) -> None:
    """Let a demonstration be made without looking at it."""


def make_demonstration(
    folder: Path,
    *,
    seed: int,
    today: date | None = None,
    quarters: int = QUARTERS,
    anew: bool = False,
    shipped: Path = DATA,
    progress: Progress = no_progress,
    watch: Watch = watch_nothing,
) -> Demonstration:
    """Make a demonstration of some quarters up to a day, which is today unless one is given.

    It is made aside and takes its place whole; `watch` sees it grow. Raises UsageError for a folder that has something
    in it; with `anew` it takes the place of an earlier demonstration there.
    """
    if quarters < 1:
        raise UsageError("A demonstration has at least one quarter.")
    _refuse_full_folder(folder, anew=anew)
    day = today or clock.today()
    folder.parent.mkdir(parents=True, exist_ok=True)
    with replace_folder(folder, prefix=f".{folder.name}.") as making:
        played = _Play(making, seed, last_quarters(quarters, day), day, progress, watch)
        played.prepare(shipped)
        played.run()
    return Demonstration(folder=folder, quarters=played.quarters, events=tuple(played.events))


def _refuse_full_folder(folder: Path, *, anew: bool) -> None:
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file. Name a folder for the demonstration.")
    if not folder.is_dir() or not any(folder.iterdir()):
        return
    if not anew:
        raise UsageError(
            f"{folder} is not empty. Name another folder, or remove what is in it with --anew if it is a demonstration."
        )
    if not (store_of(folder).is_file() and _says_made_up(store_of(folder))):
        raise UsageError(f"{folder} holds no demonstration, so nothing in it was removed. Name another folder.")


def _says_made_up(path: Path) -> bool:
    with open_for_reading(path) as store:
        return store.is_made_up


_Action = Callable[[], None]


@dataclass
class _Play:
    """What is to happen, by day; playing one thing may bring others."""

    folder: Path
    seed: int
    quarters: tuple[Period, ...]
    today: date
    progress: Progress
    watch: Watch = watch_nothing
    events: list[DemoEvent] = field(default_factory=list)
    _waiting: list[tuple[datetime, int, str, _Action]] = field(default_factory=list)
    _order: int = 0

    @property
    def store(self) -> Path:
        return store_of(self.folder)

    @property
    def opening(self) -> date:
        """The day on which the dashboard of the demonstration was set up."""
        return days_after(self.quarters[0].ends, 1)

    def prepare(self, shipped: Path) -> None:
        """The data folder, the store with its mark, and all that is to happen."""
        self.progress(0.0, "Copying the data folder")
        returned = {agency: self._newest_return(agency) for agency in AGENCIES}
        published = write_folder(shipped, self.folder / "data", self.quarters, self.opening, returned)
        with clock.clock_set_to(_at(self.opening, 8)):
            build(self.store, self.folder / "data")
            with rewrite(self.store) as store, store.transaction():
                store.append("made_up", pd.DataFrame([{"happened_at": clock.now()}]))
        with open_for_reading(self.store) as store:
            self.catalogue: Catalogue = load_catalogue(store)
            self.known: Vocabulary = stored_vocabulary(store)
            newest = _newest_figures(store, self.catalogue)
        self.figures = MadeUpFigures(self.seed, self.quarters, self.catalogue.indicators, newest)
        populations = {area: value for (indicator, area), value in newest.items() if indicator == "population_0_17"}
        self.editions = MadeUpEditions(self.seed, self.catalogue, published, self.figures, populations)
        newest_year = max(year_ends(self.quarters), key=lambda year: year.ends, default=None)
        areas = self.catalogue.areas
        self.stocks = MadeUpStocks(seed=self.seed, editions=self.editions, areas=areas, newest=newest_year)
        self._plan_returns()
        self._plan_meetings()
        for day, year, source in editions_between(self.opening, self.today):
            self._wait(_at(day, 10), f"The department publishes {source}", partial(self._publish, source, year))

    def run(self) -> None:
        """Play everything up to today."""
        total = sum(moment.date() <= self.today for moment, *_ in self._waiting)
        done = 0
        while self._waiting and self._waiting[0][0].date() <= self.today:
            moment, _, words, action = heapq.heappop(self._waiting)
            self.progress(min(0.99, done / max(1, total)), f"{moment:%d %B %Y}: {words}")
            with clock.clock_set_to(moment):
                action()
                self.watch(self.folder, self.events)
            done += 1
        self.progress(1.0, "Done")

    def _wait(self, moment: datetime, words: str, action: _Action) -> None:
        self._order += 1
        heapq.heappush(self._waiting, (moment, self._order, words, action))

    def _note(self, kind: str, what: str, **rest) -> None:
        self.events.append(DemoEvent(at=clock.now(), kind=kind, what=what, **rest))

    # Returns

    def _plan_returns(self) -> None:
        many = len(self.quarters)
        for place, quarter in enumerate(self.quarters):
            for agency in AGENCIES:
                self._plan_return(agency, quarter, place, many)
            day = days_after(quarter.ends, 6)
            self._wait(_at(day, 9), "months of both councils", partial(self._send_months, quarter))
        for year in year_ends(self.quarters):
            for agency in AGENCIES:
                chance = random_for(self.seed, "day", agency, year.label)
                day = days_after(year.ends, int(chance.integers(34, 58)))
                self._wait(_at(day, 15), f"{agency}, {year.label}", partial(self._send_workbook, agency, year))

    def _plan_return(self, agency: str, quarter: Period, place: int, many: int) -> None:
        """When an agency sends its quarter, and what is wrong with it; counted from the last quarter back."""
        left = many - 1 - place
        day = self._return_day(agency, place)
        if day is None:
            return
        words = f"{agency}, {quarter.label}"
        send = partial(self._send_workbook, agency, quarter)
        if (agency, left) == (POLICE, min(5, many - 1)) or (agency, left) == (COUNTY, 2):
            self._wait(_at(day, 9), f"{words}, with mistakes", partial(self._send_mistakes, agency, quarter))
        elif (agency, left) == (HEALTH, 2):
            self._wait(_at(day, 9), f"{words}, sound rows", partial(self._send_sound_rows, agency, quarter))
        elif (agency, left) == (COUNCIL, min(4, many - 1)):
            self._wait(_at(day, 9), f"{words}, wrong file", partial(self._send_wrong_file, agency, quarter))
        else:
            self._wait(_at(day, 11), words, send)
        if (agency, left) in ((COUNTY, min(6, many - 1)), (COUNTY, 3), (COUNCIL, 1), (POLICE, 0)):
            later = days_after(day, 16)
            self._wait(_at(later, 14), f"{words}, revised", partial(self._send_revised, agency, quarter))

    @property
    def _without_health(self) -> int:
        """The place of the quarter for which health sends nothing."""
        return max(0, len(self.quarters) - 7)

    def _return_day(self, agency: str, place: int) -> date | None:
        """The day on which an agency first sends a quarter, by the place of that; None where nothing comes."""
        quarter, left = self.quarters[place], len(self.quarters) - 1 - place
        if agency == HEALTH and place == self._without_health:
            return None
        chance = random_for(self.seed, "day", agency, quarter.label)
        allowed = {HEALTH: 45, SCHOOLS: 60}.get(agency, 30)
        day = days_after(quarter.ends, min(44, allowed) - int(chance.integers(2, 14)))
        if (agency, left) in ((OFFICE, 5), (COUNCIL, 3), (SCHOOLS, 1)):
            return days_after(quarter.ends, allowed + int(chance.integers(4, 13)))
        return day

    def _newest_return(self, agency: str) -> date:
        """The day of the last quarter that an agency has sent by today."""
        days = [self._return_day(agency, place) for place in range(len(self.quarters))]
        return max((day for day in days if day is not None and day <= self.today), default=self.opening)

    def _answer(self, agency: str, period: Period) -> Callable[[str, str], MadeUpFigure]:
        if period.type is PeriodType.FINANCIAL_YEAR:
            return lambda indicator, area: self._of_year(indicator, area, period)
        left = len(self.quarters) - 1 - self.quarters.index(period)

        def answer(indicator: str, area: str) -> MadeUpFigure:
            """What the agency gives for an indicator and area: a figure or a symbol."""
            figure = self.figures.of_quarter(indicator, area, period)
            symbol, note = _SYMBOLS.get((left, indicator, area), ("", ""))
            if symbol:
                return figure.with_symbol(symbol, note)
            is_open = left == 0 and agency in (COUNTY, COUNCIL) and figure.symbol == ""
            return replace(figure, status="provisional") if is_open else figure

        return answer

    def _of_year(self, indicator: str, area: str, year: Period) -> MadeUpFigure:
        counted = self.stocks.of_year(indicator, area, year) if indicator in STOCKS else None
        return counted or self.figures.of_year(indicator, area, year)

    def _write(self, agency: str, period: Period, name: str, *, answer=None, mistakes: Mistakes | None = None) -> Path:
        out = self.folder / _SENT / f"{clock.today()} {agency} {period.label.replace('/', '-')}{name}.xlsx"
        with open_for_reading(self.store) as store:
            write_filled(
                store,
                self.catalogue,
                self.known.agencies[agency],
                period,
                answer=answer or self._answer(agency, period),
                mistakes=mistakes,
                out=out,
                moment=clock.now(),
            )
        return out

    def _accept(self, file: Path, agency: str, period: str, what: str, *, sound_only: bool = False) -> int:
        """Take a file in, or note that it was refused; gives the number of the return, 0 for none."""
        try:
            done = accept_return(self.store, new_submission(file), by=_BY, sound_only=sound_only)
        except DataProblems as problems:
            self._note("refused", f"{what}: {problems}", agency=agency, period=period)
            return 0
        self._note("accepted", what, agency=agency, period=period, number=done.return_id)
        return done.return_id

    def _send_workbook(self, agency: str, period: Period) -> None:
        self._accept(self._write(agency, period, ""), agency, period.label, "as asked")

    def _send_mistakes(self, agency: str, quarter: Period) -> None:
        self._accept(
            self._write(agency, quarter, " first", mistakes=_MISTAKES[agency]), agency, quarter.label, "with mistakes"
        )
        self._wait(
            _at(days_after(clock.today(), 4), 11), f"{agency}, {quarter.label}, mended",
            partial(self._send_workbook, agency, quarter),
        )  # fmt: skip

    def _send_sound_rows(self, agency: str, quarter: Period) -> None:
        file = self._write(agency, quarter, " first", mistakes=_MISTAKES[agency])
        self._accept(file, agency, quarter.label, "sound rows only", sound_only=True)
        self._wait(
            _at(days_after(clock.today(), 9), 11), f"{agency}, {quarter.label}, the rest",
            partial(self._send_workbook, agency, quarter),
        )  # fmt: skip

    def _send_wrong_file(self, agency: str, quarter: Period) -> None:
        """A quarter's heading over figures of a year."""
        right = self._answer(agency, quarter)

        def wrong(indicator: str, area: str) -> MadeUpFigure:
            figure = right(indicator, area)
            return figure if figure.figure is None else replace(figure, figure=round(figure.figure * 3.9))

        number = self._accept(self._write(agency, quarter, " first", answer=wrong), agency, quarter.label, "wrong file")
        if number:
            later = _at(days_after(clock.today(), 3), 10)
            self._wait(later, f"{agency}, {quarter.label}, withdrawn", partial(self._withdraw, number, agency, quarter))
            self._wait(
                later.replace(hour=12), f"{agency}, {quarter.label}", partial(self._send_workbook, agency, quarter)
            )

    def _withdraw(self, number: int, agency: str, quarter: Period) -> None:
        withdraw_return(self.store, number, by=_BY, why="Sent with the figures of a whole year.")
        self._note("withdrawn", "figures of a whole year", agency=agency, period=quarter.label, number=number)

    def _send_revised(self, agency: str, quarter: Period) -> None:
        """Late cases were counted: some rows are larger by a few."""
        first = self._answer(agency, quarter)

        def later(indicator: str, area: str) -> MadeUpFigure:
            chance = random_for(self.seed, "revised", indicator, area, quarter.label)
            figure = first(indicator, area)
            return figure.revised(1.04) if chance.random() < 0.3 else figure

        self._accept(self._write(agency, quarter, " revised", answer=later), agency, quarter.label, "revised")

    def _send_months(self, quarter: Period) -> None:
        """One list of both councils' systems: each row has its own source."""
        rows = [
            {
                "indicator": MONTHLY,
                "area": AREA_NAMES[area],
                "period": month.label,
                "value": f"{self.stocks.of_month(area, month).figure:.0f}",
                "source": self.known.agencies[agency].source,
            }
            for agency, area in MONTHLY_LEVELS
            for month in months_of(quarter)
        ]
        out = self.folder / _SENT / f"{clock.today()} months of {quarter.label.replace('/', '-')}.csv"
        write_list(rows, out)
        self._accept(out, "", quarter.label, "list of months")

    def _publish(self, source: str, year: int) -> None:
        out = self.folder / _SENT / f"{clock.today()} {source.rpartition('_')[0]} {year}.csv"
        self.editions.write(source, year, out)
        self._accept(out, "", str(year), "edition")

    # Meetings

    def _plan_meetings(self) -> None:
        days = [_meeting_day(quarter) for quarter in self.quarters]
        past = [day for day in days if day <= self.today]
        for place, day in enumerate(past):
            self._wait(_at(day, 16), "the group meets", partial(self._meet, place - len(past), place, day))

    def _meet(self, place: int, number: int, day: date) -> None:
        write_meeting(self.store, day)
        self._note("meeting", f"meeting {number + 1}", period=self.quarters[number].label)
        count = write_findings(self.store, place, self.quarters[number])
        self._note("findings", f"{count} findings", number=count)
        count = write_reports(self.store, self.quarters, number)
        self._note("reports", f"{count} reports on actions", number=count)
        for challenge in challenges_of(place, is_without_health=number == self._without_health):
            raised, question = write_challenge(self.store, challenge, day, self.quarters[number])
            self._note("challenge", question, agency=challenge.agency, number=raised)
            for later in challenge.later:
                moment = _at(days_after(day, later.days), 13)
                self._wait(moment, f"challenge {raised}: {later.event.step}", partial(self._move, raised, later))

    def _move(self, number: int, later: LaterStep) -> None:
        write_step(self.store, number, later, clock.today())
        self._note("step", str(later.event.step), number=number)


def _newest_figures(store: Store, catalogue: Catalogue) -> dict[tuple[str, str], float]:
    """The newest number of each indicator and area code, for what is made up to go on from."""
    figures = read_figures(store, catalogue, sorted(catalogue.indicators), list(catalogue.areas))
    numbers = figures[(figures["rank"] == 0) & figures["value"].notna()].sort_values("ends", kind="stable")
    return {(row.indicator, row.area_code): float(row.value) for row in frame_rows(numbers)}


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour))


def _meeting_day(quarter: Period) -> date:
    """The first Wednesday on which the returns of a quarter should be there."""
    day = days_after(quarter.ends, _MEETING_AFTER - 6)
    return days_after(day, (2 - day.weekday()) % 7)


#: Why there is no figure: by how many quarters before the last one, indicator and area.
_SYMBOLS = {
    (6, "operation_encompass_children", RUTLAND): ("x", "The system was being replaced"),
    (4, "cse_referrals", RUTLAND): ("c", "Too few to give"),
    (3, "camhs_wait_assessment", BOTH): ("x", "Not ready in time"),
    (1, "neglect_toolkit_completed", RUTLAND): ("x", "Not collected this quarter"),
    (0, "da_victims_16_17", BOTH): ("x", "Late system"),
    (0, "parenting_confidence", RUTLAND): ("z", "No course ended this quarter"),
}
#: What is typed instead of a figure.
_MISTAKES: dict[str, Mistakes] = {
    POLICE: {("marac_cases", BOTH): "about 100", ("cse_referrals", LEICESTERSHIRE): "71%"},
    COUNTY: {("contacts", LEICESTERSHIRE): "3,1OO", ("referrals", LEICESTERSHIRE): "-12"},
    HEALTH: {("self_harm_acute", BOTH): "see email"},
}
