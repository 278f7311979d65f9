"""What must not be on any day of a board's year, counted over every page, for the board and for the public.

Pages are opened in Streamlit's AppTest; verdicts and headlines are read for every indicator without it.
"""

import logging
import re
from collections import defaultdict
from collections.abc import Iterator, MutableMapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import islice
from unittest.mock import patch
from urllib.parse import parse_qs, urlsplit

import pandas as pd
from lxml import html as parser
from markupsafe import escape
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from indicators.access import Audience
from indicators.assurance.map import assurance_map
from indicators.catalogue.periods import financial_year_of, parse_period
from indicators.disclosure.edition import Edition
from indicators.figures import Series, period_groups, read_figures, select_series
from indicators.figures.series import opening_group
from indicators.frames import frame_groups, frame_rows
from indicators.pages.compare.view import ALL_STAGES, cached_comparison_rows
from indicators.pages.components import session
from indicators.pages.components.cycle import cached_cycle, cached_latest_cycle
from indicators.pages.components.plan_filter import default_day
from indicators.pages.components.session import DashboardData
from indicators.pages.explore.context import judged_lines, judgement_list_html
from indicators.pages.explore.display import ChartContents
from indicators.report.year import ReportYear, opening_year, years_on_offer
from indicators.settings import ROOT
from indicators.wording.headlines import MOST_NAMED, NO_FIGURES, chart_headline
from indicators.wording.made_up import MADE_UP_NOTICE
from indicators.wording.numbers import percentage_misleads, value_text
from indicators.wording.verdicts import VERDICTS, Verdict, Verdicts, change_verdicts, verdict_word
from tests.helpers.explore_page import html_of, is_drawn
from tests.helpers.pages import sent_words, switch_to

KINDS = ("exceptions", "empty pages", "unlike periods", "differing verdicts", "untrue headlines", "foreign words")
PAGES = ("home", "challenge", "log", "assurance", "priority", "findings", "explore", "compare", "disagreements")
PAGES += ("report", "returns", "about", "since", "areas", "topics", "scorecard")
#: Pages that are about figures, so that they have something to show wherever there are any.
_OF_FIGURES = (
    "home",
    "challenge",
    "explore",
    "compare",
    "assurance",
    "priority",
    "report",
    "areas",
    "topics",
    "scorecard",
)
_EVERYTHING = {"home": {"show": "All indicators"}, "compare": {"stage": ALL_STAGES}}


@dataclass
class YearFaults:
    """What is wrong on a day, in words, by kind; and how much was looked at."""

    found: dict[str, list[str]] = field(default_factory=lambda: {kind: [] for kind in KINDS})
    looked_at: dict[str, int] = field(default_factory=lambda: dict.fromkeys(KINDS, 0))

    def look(self, kind: str, *, fault: str = "") -> None:
        """Count one thing that was looked at, and what is wrong with it, if anything."""
        self.looked_at[kind] += 1
        if fault:
            self.found[kind].append(fault)

    @property
    def counts(self) -> dict[str, int]:
        """How many faults of each kind there are."""
        return {kind: len(said) for kind, said in self.found.items()}


def year_faults(
    *,
    pages: Sequence[str] = PAGES,
    audiences: Sequence[Audience] = tuple(Audience),
    seen: MutableMapping[tuple[Audience, str], int] | None = None,
    every: int = 1,
    foreign: re.Pattern[str] | None = None,
) -> YearFaults:
    """Everything that is wrong today with the store of the environment, for some audiences.

    Of the indicators one in `every` is read. Where `seen` is given, those whose figures are those of the last look with
    the same are not read again. `foreign` matches what no page may send to the browser.
    """
    faults = YearFaults()
    # What is kept for visitors is asked for without one.
    bare = logging.getLogger("streamlit.runtime.scriptrunner_utils.script_run_context")
    with patch.object(bare, "disabled", new=True):
        for audience in audiences:
            _Day(faults, audience, {} if seen is None else seen, every, foreign).look_at_all(pages)
    return faults


def data_for(audience: Audience) -> DashboardData:
    """The store of the environment as pages have it for an audience."""
    data = session.open_data(str(session.store_path()))
    return data.for_public() if audience is Audience.PUBLIC else data


@dataclass
class _Day:
    """One audience's pages on one day."""

    faults: YearFaults
    audience: Audience
    seen: MutableMapping[tuple[Audience, str], int]
    every: int
    foreign: re.Pattern[str] | None

    @cached_property
    def data(self) -> DashboardData:
        return data_for(self.audience)

    @cached_property
    def board_areas(self) -> list[str]:
        return list(self.data.catalogue.board.own)

    def look_at_all(self, pages: Sequence[str]) -> None:
        self._look_at_pages(pages)
        self._look_at_compared_areas()
        self._look_at_steps()
        self._look_at_indicators()
        self._look_at_map()
        self._look_at_report()
        self._look_at_verdicts()

    def _say(self, kind: str, fault: str = "") -> None:
        self.faults.look(kind, fault=f"{self.audience}: {fault}" if fault else "")

    # Pages

    def _look_at_pages(self, pages: Sequence[str]) -> None:
        with _pages_for(self.audience):
            for name in pages:
                app = switch_to(AppTest.from_file(str(ROOT / "app.py"), default_timeout=900), name)
                for key, value in _EVERYTHING.get(name, {}).items():
                    app.query_params[key] = value
                app.run()
                said = [str(element.value) for element in (*app.exception, *app.error)]
                self._say("exceptions", f"{name}: {said}" if said else "")
                text = "\n".join([*(element.proto.body for element in app.get("html")), html_of(app)])
                if self.foreign:
                    words = sorted(set(self.foreign.findall(sent_words(app))))
                    self._say("foreign words", f"{name}: {words}" if words else "")
                if self.data.is_made_up and MADE_UP_NOTICE not in text:
                    self._say("exceptions", f"{name} does not say that its figures are made up")
                if name in _OF_FIGURES:
                    self._say("empty pages", f"{name} shows nothing" if self._is_empty(name, app, text) else "")
                if name == "home":
                    self._look_at_home(text)

    def _is_empty(self, name: str, app: AppTest, text: str) -> bool:
        if name == "explore":
            return not is_drawn(app)
        if name == "compare":
            return not app.get("plotly_chart")
        if name == "challenge":
            is_any = len(cached_cycle(self.data.version, None, self.data).judged) > 0
            return is_any and (
                bool(re.search(r"\b0 questions asked", text)) or "class='line" not in text and "<li" not in text
            )
        if name == "home":
            return 'class="value"' not in text
        if name == "report":
            return not app.button
        if name in ("assurance", "priority") and not self.data.catalogue.plans:
            return not app.info
        return "<table" not in text and "<li" not in text

    def _look_at_home(self, text: str) -> None:
        """The cells of a row have one type of period, a newer line that of the year before; verdicts are read."""
        for row in parser.fromstring(f"<div>{text}</div>").xpath("//div[@class='quadrants']//tbody/tr"):
            indicator = parse_qs(urlsplit(row.xpath("./th/a/@href")[0]).query)["indicator"][0]
            kinds = set()
            for code, cell in zip(self.board_areas, row.xpath("./td"), strict=False):
                for line in cell.xpath(".//span[starts-with(@class, 'under')]"):
                    period = _one(line.xpath("./span[@class='period']/text()"))
                    if period == "no year's figure" or not period:
                        continue
                    is_newer = "newer" in line.get("class")
                    before = re.search(
                        r"since ([^;()]+?)(?: \(|;|$)", _one(line.xpath(".//span[contains(@class, 'move')]/@title"))
                    )
                    if before:
                        self._look_at_step(f"home, {indicator}", period, before[1].strip(), year_before=is_newer)
                    if not is_newer:
                        kinds.add(parse_period(period).type)
                    word = _one(line.xpath(".//b[@class]/text() | .//span[@class='few']/text()"))
                    where = cell.xpath(".//span[@class='where']/text()")
                    if word and before:
                        area = (
                            next(a.code for a in self.data.catalogue.areas.values() if a.name == where[0])
                            if where
                            else code
                        )
                        self._note("home", (indicator, area, period), word, before[1].strip())
            self._say("unlike periods", f"home, {indicator}: {kinds} in one row" if len(kinds) > 1 else "")

    def _look_at_step(self, where: str, period: str, against: str, *, year_before: bool = False) -> None:
        now, before = parse_period(period), parse_period(against)
        is_alike = now.type is before.type and before.ends < now.ends
        if year_before:
            is_alike &= before.starts == (pd.Timestamp(now.starts) - pd.DateOffset(years=1)).date()
        self._say("unlike periods", "" if is_alike else f"{where}: {period} beside {against}")

    def _look_at_compared_areas(self) -> None:
        """Both areas of a row, and what they are held against, are of one type of period; the two of one period."""
        for end in self._years():
            rows = defaultdict(list)
            for row in cached_comparison_rows(self.data.version, ALL_STAGES, end, self.data):
                if not pd.isna(row.value):
                    rows[row.indicator, row.unit].append(row)
            for (indicator, _), own in rows.items():
                focus = {row.period for row in own if row.role == "focus"}
                kinds = {parse_period(row.period).type for row in own}
                alike = len(focus) <= 1 and len(kinds) == 1
                self._say("unlike periods", "" if alike else f"compare, {end}, {indicator}: {focus}, {kinds}")

    def _years(self) -> list[date]:
        """The last days of the year that pages open with and of the newest one."""
        years = years_on_offer(self.data.store, self.board_areas)
        ends = [opening_year(years).ends, *(year.ends for year in years[:1])]
        return [end for end in dict.fromkeys(ends) if end]

    def _look_at_steps(self) -> None:
        """What the list judges is held against periods of the same type, and the list says so of the latest figures."""
        judged = cached_cycle(self.data.version, None, self.data).judged
        self._note_judged("the latest list", judged)
        for row in frame_rows(judged[(judged["rule"] == "change") & (judged["against"] != "")]):
            self._look_at_step(f"the list, {row.indicator}, {row.area_code}", row.period, row.against)

    # Verdicts

    @cached_property
    def _said(self) -> dict[tuple[str, str, str], dict[tuple[str, str], list[str]]]:
        return defaultdict(lambda: defaultdict(list))

    def _note(self, where: str, step: tuple[str, str, str], word: str, against: str) -> None:
        self._said[step][word, against].append(where)

    def _note_judged(self, where: str, judged: pd.DataFrame) -> None:
        for step, verdict in change_verdicts(judged).by_figure.items():
            self._note(where, step, verdict.word, verdict.against)

    def _look_at_verdicts(self) -> None:
        """One word for a step wherever it is told; what tells no earlier period leaves that open."""
        for step, said in self._said.items():
            words = {word for word, _ in said}
            against = {period for _, period in said if period}
            is_one = len(words) == 1 and len(against) <= 1
            self._say("differing verdicts", "" if is_one else f"{step}: {dict(said)}")

    def _look_at_map(self) -> None:
        """Of every plan as it opens; the judgement of a change there is the verdict."""
        data = self.data
        for plan in data.catalogue.plans.values():
            day = default_day(plan)
            grid = assurance_map(
                data.store, data.catalogue, plan, as_at=day, cycle=cached_latest_cycle(data.version, day, data)
            )
            for cell in grid.cells:
                for ask in cell.measures:
                    for code, figure in ask.figures.items():
                        for judgement in figure.judgements:
                            if judgement.rule == "change":
                                word = verdict_word(judgement.level, judgement.reason)
                                self._note(f"map of {plan.id}", (ask.measure.indicator, code, figure.period), word, "")

    def _look_at_report(self) -> None:
        data = self.data
        edition = Edition(data.audience, data.store, data.catalogue, data.version, data.as_at, pd.DataFrame())
        for end in self._years():
            self._note_judged(f"report of {end:%Y}", _of_year(ReportYear(edition, financial_year_of(end)).judged, end))

    @cached_property
    def _verdicts_of_cycles(self) -> dict[date, Verdicts]:
        return {}

    def _cycle_verdicts(self, end: date) -> Verdicts:
        """The verdicts of the figures that ended in a financial year."""
        if end not in self._verdicts_of_cycles:
            judged = cached_cycle(self.data.version, end, self.data).judged
            self._verdicts_of_cycles[end] = change_verdicts(judged)
            self._note_judged(f"list of {end:%Y}", _of_year(judged, end))
        return self._verdicts_of_cycles[end]

    def _line_verdicts(self, lines: Sequence[Series]) -> Verdicts:
        """The verdicts of some lines, each from the cycle of the year in which its newest figure ended."""
        found: dict[tuple[str, str, str], Verdict] = {}
        for item in lines:
            last = item.known.iloc[-1]
            step = item.indicator.id, item.area.code, last["period"]
            found[step] = self._cycle_verdicts(financial_year_of(last["ends"].date()).ends).of(*step)
        return Verdicts(found)

    # Every indicator

    def _look_at_indicators(self) -> None:
        data = self.data
        areas = list(data.catalogue.board.shown)
        everything = read_figures(data.store, data.catalogue, list(data.catalogue.indicators), areas)
        for name, frame in islice(frame_groups(everything, "indicator", sort=False), 0, None, self.every):
            key, content = (self.audience, str(name)), int(pd.util.hash_pandas_object(frame, index=False).sum())
            if self.seen.get(key) != content:
                self.seen[key] = content
                self._look_at_indicator(str(name), frame)
        for by_indicator in self._opening.values():
            self._look_at_explore(by_indicator)

    def _look_at_indicator(self, name: str, frame: pd.DataFrame) -> None:
        catalogue = self.data.catalogue
        with_figures = set(frame.loc[frame["value"].notna(), "area_code"])
        own = [code for code in self.board_areas if code in with_figures]
        areas = own or [code for code in catalogue.board.combined if code in with_figures][:1]
        rows = frame[frame["area_code"].isin(areas)]
        if not areas:
            return
        opening = opening_group(rows)
        for group in period_groups(rows):
            for measure in _measures(catalogue.indicators[name]):
                made = [
                    select_series(
                        rows[rows["area_code"] == code], catalogue, name, code, measure=measure, periods=group
                    )
                    for code in areas
                ]
                lines = [item for item in made if len(item.known)]
                if measure == "value" and group == opening:
                    self._say("empty pages", "" if lines else f"Explore of {name} shows nothing")
                    if lines:
                        cycles = frozenset(financial_year_of(item.known["ends"].max().date()).ends for item in lines)
                        self._opening.setdefault(cycles, {})[name] = lines
                for drawn in _spans(lines) if self.audience is Audience.BOARD and measure != "index" else [lines]:
                    if drawn:
                        self._look_at_headline(drawn)

    @cached_property
    def _opening(self) -> dict[frozenset[date], dict[str, list[Series]]]:
        """The lines with which Explore opens on each indicator, by the cycles that judge them."""
        return {}

    def _look_at_explore(self, by_indicator: dict[str, list[Series]]) -> None:
        """The verdicts that Explore hands to its chart, and what stands under "Is it real?"; many indicators at once,
        which are judged as each is by itself.
        """
        lines = [item for items in by_indicator.values() for item in items]
        shown = change_verdicts(judged_lines(self.data, lines))
        subjects: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
        for item in lines:
            step = (item.indicator.id, item.area.code, item.known["period"].iloc[-1])
            subjects[str(escape(f"{item.indicator.short_title} in {item.area.name}"))].append(step)
            verdict = shown.of(*step)
            if verdict.word:
                self._note("Explore", step, verdict.word, verdict.against)
        nothing = {name: [] for name in by_indicator}
        contents = ChartContents(by_indicator, nothing, nothing, frozenset(), shown)
        for sentence in re.findall(r"<li>(.*?)</li>", str(judgement_list_html(self.data, contents)), re.DOTALL):
            told = sentence.replace(" per 10,000 children", "", 1)
            found = re.match(rf"(.+? in .+?) (?:rose|fell|stayed|stood|came)\b.*?: ({'|'.join(VERDICTS)})", told)
            # A subject of two indicators says nothing of either.
            if found and len(subjects.get(found[1], ())) == 1:
                self._note("Is it real?", subjects[found[1]][0], found[2], "")

    def _look_at_headline(self, drawn: list[Series]) -> None:
        verdicts = self._line_verdicts(drawn)
        text = chart_headline(drawn, verdicts)
        fault = headline_fault(text, drawn, verdicts)
        self._say("untrue headlines", f"{text!r}: {fault}" if fault else "")


def _one(found: Sequence[str]) -> str:
    return found[0].strip() if found else ""


def _of_year(judged: pd.DataFrame, end: date) -> pd.DataFrame:
    """The judgements of figures that ended in a financial year: in the cycle of that year they have their verdict."""
    first = pd.Timestamp(financial_year_of(end).starts)
    return judged[(judged["ends"] >= first) & (judged["ends"] <= pd.Timestamp(end))]


def _measures(indicator) -> list[str]:
    return ["value", *(["rate"] if indicator.rate_population else []), "index"]


def _spans(lines: list[Series]) -> Iterator[list[Series]]:
    """The whole, each area by itself, and both cut off at either end."""
    if not lines:
        return
    yield lines
    if len(lines) > 1:
        yield from ([item] for item in lines)
    ends = sorted({end for item in lines for end in item.points["ends"]})
    for first, last in ((0, -2), (-2, -1)):
        if len(ends) >= abs(last) and len(ends) >= abs(first):
            inside = [
                replace(item, points=item.points[item.points["ends"].between(ends[first], ends[last])])
                for item in lines
            ]
            if shown := [item for item in inside if len(item.known)]:
                yield shown


# Headlines

_NUMBER = r"([\d,.]*\d%?|-[\d,.]*\d%?)"
_PERIOD = r"(?: (?:in|on) (.+?))?"


def headline_fault(text: str, drawn: Sequence[Series], verdicts: Verdicts) -> str:
    """What a headline says that its points and verdicts do not bear; empty where it is true."""
    known = {item.area.name: item for item in drawn if len(item.known)}
    if not known:
        return "" if text == NO_FIGURES else "there is no figure"
    if len(known) > MOST_NAMED:
        return "" if f"in {len(known)} areas" in text else "the areas are not counted"
    measured = {"rate": " per 10,000 children", "index": " as an index"}.get(drawn[0].measure, "")
    subject = drawn[0].indicator.short_title + measured
    if not text.startswith(subject):
        return "it is about something else"
    clauses = re.split(r"; |, or (?=in )", text.removeprefix(subject).removeprefix(":").strip())
    areas = "|".join(map(re.escape, known))
    named = set()
    for clause in clauses:
        if moved := re.fullmatch(
            rf"(rose|fell)(?: (.+))? in ({areas}), from {_NUMBER}{_PERIOD} to {_NUMBER}{_PERIOD}", clause
        ):
            verb, size, area, *figures = moved.groups()
            fault = _step_fault(known[area], verdicts, figures) or _move_fault(known[area], verdicts, verb, size)
        elif quiet := re.fullmatch(
            rf"(?:(no clear change|too few to tell) )?in ({areas}), from {_NUMBER}{_PERIOD} to {_NUMBER}{_PERIOD}",
            clause,
        ):
            word, area, *figures = quiet.groups()
            fault = _step_fault(known[area], verdicts, figures)
            fault = fault or (
                "" if _verdict(known[area], verdicts).word == (word or "no clear change") else "another verdict"
            )
        elif newest := re.fullmatch(rf"{_NUMBER} in ({areas}){_PERIOD}", clause):
            now, area, period = newest.groups()
            last = known[area].known.iloc[-1]
            is_so = now == value_text(last["value"], known[area]) and _is_period(period, last)
            fault = "" if is_so else "the newest figure is another"
        else:
            return f"cannot be read back: {clause!r}"
        if fault:
            return fault
        named.add(area)
    return "" if named == set(known) else f"names {sorted(named)} of {sorted(known)}"


def _verdict(item: Series, verdicts: Verdicts) -> Verdict:
    return verdicts.of(item.indicator.id, item.area.code, item.known["period"].iloc[-1])


def _before(item: Series, verdicts: Verdicts) -> pd.Series | None:
    known = item.known
    before = known[known["period"] == _verdict(item, verdicts).against]
    return None if before.empty else before.iloc[-1]


def _is_period(said: str | None, figure: pd.Series) -> bool:
    """Whether a sentence names the period of a figure as it is named in sentences, or none."""
    return said in (None, parse_period(figure["period"]).phrase)


def _step_fault(item: Series, verdicts: Verdicts, figures: Sequence[str]) -> str:
    """Both figures stand at their periods, of one type, on one side of every break."""
    before, now = _before(item, verdicts), item.known.iloc[-1]
    if before is None:
        return "nothing was judged against a figure drawn"
    said_before, its_period, said_now, now_period = figures
    if (said_before, said_now) != (value_text(before["value"], item), value_text(now["value"], item)):
        return "the figures are others"
    if not (_is_period(its_period, before) and _is_period(now_period, now)):
        return "the periods are others"
    if before["period_type"] != now["period_type"]:
        return "the periods are of two types"
    if any(before["ends"].date() < change.date <= now["ends"].date() for change in item.breaks):
        return "a break lies between"
    return ""


def _move_fault(item: Series, verdicts: Verdicts, verb: str, size: str | None) -> str:
    """It moved that way, the verdict calls it a change, and the size, if any, is that of the two figures."""
    earlier = _before(item, verdicts)
    if earlier is None:
        return "nothing was judged against a figure drawn"
    before, now = float(earlier["value"]), float(item.known["value"].iloc[-1])
    if not _verdict(item, verdicts).is_change:
        return "no verdict calls it a change"
    if (now > before) != (verb == "rose"):
        return "it moved the other way"
    if size is None:
        # Left out where the figures as shown would give another one: they themselves must differ.
        return "nothing moved" if value_text(before, item) == value_text(now, item) else ""
    if re.fullmatch(r"(by )?0(\.0+)?%?( points?)?", size):
        return "nothing moved"
    percent = re.fullmatch(r"([\d,]+)%", size)
    if percent and percentage_misleads(before, now, item.indicator, item.measure):
        return "a percentage of small numbers"
    if percent and abs(abs(now - before) / before * 100 - float(percent[1].replace(",", ""))) > 0.51:
        return "another percentage"
    return ""


# Opening pages


@contextmanager
def _pages_for(audience: Audience) -> Iterator[None]:
    """Within it, pages have the figures of an audience; installed packages are looked through once."""
    scanned, own = manifest_scanner.scan_component_manifests(), session.dashboard_data
    with ExitStack() as patches:
        patches.enter_context(patch.object(manifest_scanner, "scan_component_manifests", lambda: scanned))
        if audience is Audience.PUBLIC:
            patches.enter_context(patch.object(session, "dashboard_data", lambda *asked: own(*asked).for_public()))
        yield
