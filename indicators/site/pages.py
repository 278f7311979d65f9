"""The pages of the site: what each says, in the words and figures of the public copy, and its HTML."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from indicators.catalogue.areas import joined_names
from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.glossary import GlossarySection, read_glossary
from indicators.catalogue.indicators import QUADRANTS, STAGES, Indicator
from indicators.catalogue.periods import PERIOD_GROUPS, Period, PeriodType, day_text
from indicators.catalogue.symbols import STATUSES
from indicators.catalogue.topics import TOPICS, Topic, headline_first, topics_of
from indicators.exports.cells import LANGUAGE, SYMBOL_MEANINGS
from indicators.exports.exhibit import Exhibit
from indicators.exports.file_names import file_name
from indicators.exports.formats import FORMATS
from indicators.exports.long_table import long_table
from indicators.figures import Series
from indicators.figures.latest import LatestFigure
from indicators.frames import frame_rows
from indicators.report.charts import headline_indicators
from indicators.settings import ROOT
from indicators.site.line_chart import NARROW, WIDE, draw_lines
from indicators.site.published import PublishedFigures, PublishedIndicator, PublishedTable
from indicators.web import render
from indicators.wording.areas import board_place
from indicators.wording.definitions import POLARITY_TEXTS, calculation_text
from indicators.wording.headlines import alt_text
from indicators.wording.made_up import MADE_UP_NOTICE, as_at_words
from indicators.wording.numbers import count_text, movement_text, symbol_text, value_text
from indicators.wording.statements import period_phrase
from indicators.wording.verdicts import NOT_COMPARABLE, TOO_FEW, VERDICTS, Verdict

#: The files that every page of an indicator offers, where there is such a format.
DOWNLOADS = ("csv", "xlsx", "ods")
#: The section of the glossary about the board's record, which the site has not.
_BOARDS_OWN = "The partnership and its work"
INDEX, SEARCH, ABOUT, GLOSSARY, SOURCES = "index.html", "search.html", "about.html", "glossary.html", "sources.html"
_MENU = (
    ("Indicators", INDEX),
    ("About these figures", ABOUT),
    ("Glossary", GLOSSARY),
    ("Sources", SOURCES),
)
_BY_GROUP = {"year": "by year", "quarter": "by quarter", "month": "by month", "other": "by period"}

#: What stands under no topic.
_OTHER = Topic(id="other", title="Other indicators", tags=(), titles=(), phrases=())


@dataclass(frozen=True)
class SitePage:
    """Where a page lies, and what it is called and about."""

    address: str
    title: str
    description: str

    @property
    def root(self) -> str:
        """The way from the page to the folder of the site."""
        return "../" * self.address.count("/")


@dataclass(frozen=True)
class IndexEntry:
    """What the search finds: a page or a term, where it is, what it is, and further words to find it by.

    Who has the words in the title, or in its `short` form, comes first; else the order of the index holds.
    """

    title: str
    short: str
    address: str
    kind: str
    words: str


@dataclass(frozen=True)
class SitePages:
    """Every page of the site of some figures."""

    figures: PublishedFigures

    @property
    def catalogue(self) -> Catalogue:
        """What the figures are about."""
        return self.figures.catalogue

    @property
    def place(self) -> str:
        """The name of the board's area."""
        return board_place(self.catalogue)

    @cached_property
    def _frame(self) -> dict[str, Any]:
        """What every page has around it."""
        is_made_up = self.figures.is_made_up
        day = as_at_words(day_text(self.figures.edition.as_at), is_made_up=is_made_up)
        return {
            "language": LANGUAGE,
            "name": f"{self.place} safeguarding indicators",
            "place": self.place,
            "menu": _MENU,
            "notice": MADE_UP_NOTICE if is_made_up else "",
            "known_text": f"Figures as known on {day}.",
        }

    @cached_property
    def topics(self) -> dict[Topic, list[Indicator]]:
        """The indicators of each topic: all that are defined, whatever figures they have."""
        by_topic: dict[Topic, list[Indicator]] = {topic: [] for topic in (*TOPICS.values(), _OTHER)}
        for item in sorted(self.catalogue.indicators.values(), key=headline_first):
            for topic in topics_of(item) or [_OTHER]:
                by_topic[topic].append(item)
        return {topic: own for topic, own in by_topic.items() if own}

    @cached_property
    def _area_addresses(self) -> dict[str, str]:
        """The address of each area's page by its code."""
        addresses: dict[str, str] = {}
        for code in self.figures.areas:
            address = f"areas/{file_name((), (self.catalogue.areas[code].name,), (), 'html')}"
            addresses[code] = address if address not in addresses.values() else f"areas/{code.lower()}.html"
        return addresses

    @cached_property
    def glossary(self) -> list[GlossarySection]:
        """The glossary's sections but that which speaks of what only the dashboard has."""
        sections = read_glossary(ROOT / "docs" / "glossary.md")
        return [section for section in sections if section.heading != _BOARDS_OWN]

    def published(self, name: str) -> PublishedIndicator:
        """What the site says of one indicator."""
        return self.figures.published(name)

    def _html(self, template: str, page: SitePage, **values: Any) -> str:
        return str(render(f"site/{template}", site=self._frame, page=page, **values))

    def index(self) -> str:
        """The first page: areas, topics, the headline indicators in a sentence each, and every indicator."""
        page = SitePage(INDEX, f"Children’s safeguarding in {self.place}", f"Safeguarding indicators of {self.place}")
        leading = [self.published(name) for name in headline_indicators(self.catalogue)]
        headlines = [
            {"address": indicator_address(one.indicator), "title": one.indicator.short_title, "headline": one.headline}
            for one in leading
        ]
        every = sorted(self.catalogue.indicators.values(), key=lambda item: (item.title.casefold(), item.id))
        return self._html(
            "index.html",
            page,
            areas=[
                {"address": address, "name": self.catalogue.areas[code].name}
                for code, address in self._area_addresses.items()
            ],
            topics=[{"address": topic_address(topic), "name": topic.title} for topic in self.topics],
            headlines=headlines,
            every=[{"address": indicator_address(item), "title": item.title} for item in every],
        )

    def areas(self) -> dict[str, str]:
        """A page for each of the board's areas, quadrant by quadrant."""
        return {address: self._area_page(code, address) for code, address in self._area_addresses.items()}

    def _area_page(self, code: str, address: str) -> str:
        name = self.catalogue.areas[code].name
        page = SitePage(address, name, f"The newest figure of each safeguarding indicator in {name}")
        sections = []
        for quadrant, heading in QUADRANTS.items():
            own = [item for item in self._with_figures(code) if item.quadrant == quadrant]
            if own:
                rows = [self._area_row(item, code) for item in own]
                table = {"caption": f"{heading}, {name}", "heads": ("Newest figure", "The figure before"), "rows": rows}
                sections.append({"heading": heading, "table": table})
        count = sum(len(section["table"]["rows"]) for section in sections)
        lead = f"The newest figure of {count_text(count, 'indicator')} in {name}, and whether it has changed."
        findings = self._findings("area_code", code)
        return self._html(
            "overview.html", page, lead=lead if count else f"No figures are published for {name} alone.",
            sections=sections, symbols=_symbols_in(sections), without=[], findings=findings,
        )  # fmt: skip

    def _with_figures(self, code: str) -> list[Indicator]:
        """The indicators of which the public copy has a row for an area, the headline ones first."""
        own = [self.catalogue.indicators[name] for name, area in self.figures.latest if area == code]
        return sorted(own, key=headline_first)

    def _area_row(self, item: Indicator, code: str) -> dict[str, Any]:
        steps = self._steps(item.id, code)
        before = [
            _cell(value_text(latest.previous, latest.series), latest.previous_period)
            for latest, verdict in steps
            if latest.previous_period and verdict.word != NOT_COMPARABLE
        ]
        return {
            "address": indicator_address(item),
            "title": item.title,
            "cells": [
                _overview_cell("Newest figure", [_latest_cell(*step) for step in steps]),
                _overview_cell("The figure before", before, none="none that compares"),
            ],
        }

    def _steps(self, name: str, code: str) -> list[tuple[LatestFigure, Verdict]]:
        """The latest figure of an indicator in an area, and what is newer of a shorter period."""
        if (name, code) not in self.figures.latest:
            return []
        latest, verdict = self.figures.latest[name, code]
        newer = self.figures.newer(latest)
        return [*([(latest, verdict)] if latest.period else []), *([newer] if newer else [])]

    def topic_pages(self) -> dict[str, str]:
        """A page for each topic: its indicators with the newest figure of each area."""
        return {topic_address(topic): self._topic_page(topic, own) for topic, own in self.topics.items()}

    def _topic_page(self, topic: Topic, own: Sequence[Indicator]) -> str:
        page = SitePage(topic_address(topic), topic.title, f"{topic.title}: safeguarding indicators of {self.place}")
        codes = list(self.catalogue.board.own)
        heads = tuple(self.catalogue.areas[code].name for code in codes)
        with_rows = [item for item in own if any((item.id, code) in self.figures.latest for code in self.figures.areas)]
        without = [item for item in own if item not in with_rows]
        table = {
            "caption": f"{topic.title}: newest figures",
            "heads": heads,
            "rows": [self._topic_row(item, codes) for item in with_rows],
        }
        sections = [{"heading": "", "table": table}] if with_rows else []
        lead = f"The newest figures of {joined_names(heads)}, and whether they have changed."
        return self._html(
            "overview.html",
            page,
            lead=lead if with_rows else "No figure of these indicators has been published.",
            sections=sections,
            symbols=_symbols_in(sections),
            without=[{"address": indicator_address(item), "title": item.title} for item in without],
            findings=[],
        )

    def _topic_row(self, item: Indicator, codes: Sequence[str]) -> dict[str, Any]:
        cells = [
            _overview_cell(
                self.catalogue.areas[code].name, [_latest_cell(*step) for step in self._steps(item.id, code)]
            )
            for code in codes
        ]
        if not any(cell["figures"] for cell in cells):
            wider = next((code for code in self.catalogue.board.combined if self._steps(item.id, code)), None)
            if wider:
                place = self.catalogue.areas[wider].name
                steps = [_latest_cell(*step, place=place) for step in self._steps(item.id, wider)]
                cells = [_overview_cell("Together", steps, span=len(codes))]
        return {"address": indicator_address(item), "title": item.title, "cells": cells}

    def indicator(self, name: str, files: Sequence[str]) -> str:
        """The page of one indicator, which offers the files of some endings."""
        published = self.published(name)
        item = published.indicator
        page = SitePage(indicator_address(item), item.title, f"{published.headline}.")
        chart = published.tables[0] if published.tables and published.tables[0].has_line else None
        comparators = chart.drawn_comparators if chart else ()
        wide, narrow = (draw_lines(chart.focus, comparators, size) if chart else None for size in (WIDE, NARROW))
        return self._html(
            "indicator.html",
            page,
            indicator=item,
            topics=[{"address": topic_address(topic), "name": topic.title} for topic in topics_of(item) or [_OTHER]],
            headline=published.headline,
            subtitle=published.subtitle,
            verdicts=[
                {"area": line.area.name, "word": verdict.word, "why": _sentence_case(_step_text(line, verdict))}
                for line, verdict in published.judged
            ],
            wide=wide,
            narrow=narrow,
            has_hollow=bool(wide) and any(mark.is_hollow for line in wide.lines for mark in line.markers),
            alt=alt_text(published.focus, comparators, verdicts=published.verdicts) if chart else "",
            source=self._source_words(published),
            tables=[_table(table, number) for number, table in enumerate(published.tables, start=1)],
            notes=[*published.notes, *_symbols_of(published)],
            files=[
                {
                    "address": download_address(item, ending),
                    "label": f"{FORMATS[ending].label}",
                    "words": f"{FORMATS[ending].purpose}.",
                }
                for ending in files
            ],
            sentences=published.sentences,
            definitions=self._definition(item),
            findings=self._findings("indicator", name),
            sources=[_source_line(self.catalogue, label) for label in published.sources],
        )

    def _source_words(self, published: PublishedIndicator) -> str:
        named = list(published.tables[0].sources) if published.tables else []
        text = f"Source: {named[0]}." if len(named) == 1 else "The sources stand below." if named else ""
        return f"{text} As at {published.as_at}." if published.as_at else text

    def _definition(self, item: Indicator) -> list[tuple[str, list[str]]]:
        """What is said of an indicator; of its words only those that somebody decided may be published."""
        rate = "Also given for each 10,000 children aged 0 to 17." if item.rate_population else ""
        said = {
            "How it is worked out": [calculation_text(self.catalogue, item), rate],
            "Which way is good": [POLARITY_TEXTS[item.polarity]],
            # Without a decision the public copy has the title in its place.
            "Why it matters": [item.why] if item.why != item.title else [],
            "Take care": item.all_caveats,
            "Ask when it moves": item.questions,
            "Filed under": [f"{QUADRANTS[item.quadrant]}; {STAGES[item.stage].lower()}"],
        }
        return [(term, kept) for term, lines in said.items() if (kept := [line for line in lines if line])]

    def _findings(self, column: str, value: str) -> list[dict[str, str]]:
        """The findings that the public copy has: those that somebody decided may be published."""
        return [self._finding(row) for row in self._public_findings if getattr(row, column) == value]

    @cached_property
    def _public_findings(self) -> list[Any]:
        return list(frame_rows(self.figures.edition.store.query("findings")))

    def _finding(self, row: Any) -> dict[str, str]:
        period = Period(row.ends.date(), row.starts.date(), PeriodType(row.period_type)).label
        place = self.catalogue.areas[row.area_code].name
        source = self.catalogue.source_label(row.source)
        return {"words": row.statement, "about": f"{QUADRANTS[row.quadrant]}; {place}, {period}; {source}"}

    def exhibit(self, name: str) -> Exhibit | None:
        """The figures of an indicator as its files have them; None where the public copy has nothing to list."""
        published = self.published(name)
        if not published.tables:
            return None
        table = long_table([line for one in published.tables for line in one.lines])
        if table.empty:
            return None
        labels = [label for label in published.sources if self.catalogue.labelled_source(label)]
        return Exhibit(
            title=published.indicator.title,
            subtitle=published.subtitle,
            source_note="; ".join(labels),
            as_at=published.as_at,
            table=table,
            notes=published.notes,
        )

    def about(self) -> str:
        """What the figures are, what is withheld, what words and signs mean, and the licence."""
        page = SitePage(ABOUT, "About these figures", "What is withheld, how figures are worked out, what words mean")
        signs = list(SYMBOL_MEANINGS.items())
        return self._html(
            "about.html", page, rule=self.figures.edition.rule, signs=signs, verdicts=list(VERDICTS.items()),
            too_few=_sentence_case(TOO_FEW),
        )  # fmt: skip

    def glossary_page(self) -> str:
        """What the words mean."""
        return self._html("glossary.html", SitePage(GLOSSARY, "Glossary", "What words mean"), sections=self.glossary)

    def sources(self) -> str:
        """Every source with its edition and licence, newest first."""
        ordered = sorted(self.catalogue.sources.values(), key=lambda one: one.id)
        ordered.sort(key=lambda one: one.date, reverse=True)
        rows = [
            {
                "label": one.label,
                "publisher": one.publisher,
                "day": day_text(one.date),
                "edition": one.edition,
                "licence": one.licence,
            }
            for one in ordered
        ]
        return self._html("sources.html", SitePage(SOURCES, "Sources", "Where the figures come from"), sources=rows)

    def search(self) -> str:
        """The page of the search; its script fills it."""
        return self._html("search.html", SitePage(SEARCH, "Search", "Search the indicators"))

    def search_entries(self) -> list[IndexEntry]:
        """What the search finds: indicators, topics, areas and terms."""
        entries = [
            IndexEntry(topic.title, "", topic_address(topic), "Topic", " ".join(topic.tags)) for topic in self.topics
        ]
        entries += [
            IndexEntry(self.catalogue.areas[code].name, "", address, "Area", "")
            for code, address in self._area_addresses.items()
        ]
        ordered = sorted(
            self.catalogue.indicators.values(),
            key=lambda item: (not self.published(item.id).tables, *headline_first(item)),
        )
        entries += [
            IndexEntry(
                item.title,
                item.short_title,
                indicator_address(item),
                f"{self.published(item.id).headline}.",
                _words_of(item),
            )
            for item in ordered
        ]
        entries += [
            IndexEntry(entry.term, "", f"{GLOSSARY}#{entry.anchor}", f"Glossary: {' '.join(entry.lines)}", "")
            for section in self.glossary
            for entry in section.entries
        ]
        return entries


def indicator_address(item: Indicator) -> str:
    """Where the page of an indicator lies."""
    return f"indicators/{item.id}.html"


def download_address(item: Indicator, ending: str) -> str:
    """Where a file of an indicator lies."""
    return f"data/{item.id}.{ending}"


def topic_address(topic: Topic) -> str:
    """Where the page of a topic lies."""
    return f"topics/{topic.id.replace('_', '-')}.html"


def _words_of(item: Indicator) -> str:
    words = (*item.topics, *item.synonyms, QUADRANTS[item.quadrant], STAGES[item.stage])
    return " ".join(dict.fromkeys(words))


def _step_text(line: Series, verdict: Verdict) -> str:
    """Why a verdict is as it is, and what it is about."""
    newest = period_phrase(line.known["period"].iloc[-1])
    if not verdict.against:
        return f"{newest}: {verdict.why}"
    return f"{newest}, held against {verdict.against}: {verdict.why}"


def _sentence_case(text: str) -> str:
    return text[:1].upper() + text[1:]


def _cell(figure: str, period: str, change: str = "", place: str = "") -> dict[str, str]:
    return {"figure": figure, "period": period, "change": change, "place": place}


def _overview_cell(
    head: str, figures: Sequence[dict[str, str]], *, span: int = 1, none: str = "no figure"
) -> dict[str, Any]:
    return {"head": head, "figures": figures, "span": span, "none": none}


def _latest_cell(latest: LatestFigure, verdict: Verdict, *, place: str = "") -> dict[str, str]:
    """The newest figure with its mark and its verdict; how far it moved where that is a change."""
    shown = value_text(latest.value, latest.series, latest.symbol)
    if latest.value is None:
        return _cell(shown, latest.period, place=place)
    moved = f": {movement_text(latest)}" if verdict.is_change and latest.previous_period else ""
    return _cell(f"{shown}{_mark(latest.status)}", latest.period, f"{verdict.word}{moved}", place)


def _mark(status: str) -> str:
    known = STATUSES.get(status)
    return f" {known.mark}" if known and known.mark else ""


def _table(table: PublishedTable, number: int = 0) -> dict[str, Any]:
    """A table as its template takes it: newest period first, a column a line, symbols where there is no figure."""
    lines = table.lines
    order: dict[str, tuple[Any, Any]] = {}
    cells: list[dict[str, str]] = []
    for line in lines:
        points = line.points
        rows = zip(
            *(points[name].tolist() for name in ("period", "ends", "starts", "value", "symbol", "status")), strict=True
        )
        own = {}
        for period, ends, starts, value, symbol, status in rows:
            order.setdefault(period, (ends, starts))
            shown = value_text(value, line, symbol or "x")
            own[period] = f"{shown}{_mark(status)}" if value == value else shown
        cells.append(own)
    periods = sorted(order, key=lambda period: order[period], reverse=True)
    missing = symbol_text("x")
    return {
        "anchor": f"table-{number}",
        "caption": _caption(lines[0]),
        "heads": ("Period", *(line.area.name for line in lines)),
        "rows": [(period, *(own.get(period, missing) for own in cells)) for period in periods],
    }


def _caption(line: Series) -> str:
    unit = "per cent" if line.unit == "%" else line.unit
    kinds = line.points["period_type"].tolist()
    group = next((name for name, types in PERIOD_GROUPS.items() if kinds and kinds[0] in types), "other")
    return f"{line.indicator.short_title}, {_BY_GROUP[group]} ({unit})"


def _symbols_of(published: PublishedIndicator) -> list[str]:
    return _meanings(text for table in published.tables for row in _table(table)["rows"] for text in row)


def _symbols_in(sections: Iterable[dict[str, Any]]) -> list[str]:
    rows = [row for section in sections for row in section["table"]["rows"]]
    return _meanings(one["figure"] for row in rows for cell in row["cells"] for one in cell["figures"])


def _meanings(texts: Iterable[str]) -> list[str]:
    """What the signs in some texts mean."""
    text = " ".join(one for one in texts if "[" in one)
    return [f"{sign} {meaning}" for sign, meaning in SYMBOL_MEANINGS.items() if sign in text]


def _source_line(catalogue: Catalogue, label: str) -> str:
    source = catalogue.labelled_source(label)
    if source is None:
        return _sentence_case(label)
    edition = f", edition {source.edition}" if source.edition else ""
    return f"{label}. {source.publisher}, {day_text(source.date)}{edition}. Licence: {source.licence}."
