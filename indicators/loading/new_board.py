"""A data folder for another board, made from what is known of the whole country: its areas, those like them, their
region and nation, what is published about all of these, and every definition.

What is about the shipped board alone stays behind: its reports, findings, events, targets and plans, the
caveats of its own figures, every sentence in a definition that names one of its places, and what it decided to publish.
"""

import csv
import re
import shutil
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from indicators import clock
from indicators.atomic import LOCK_SECONDS, exclusive_lock, replace_folder
from indicators.catalogue.areas import Area, BoardTerms, find_area, joined_names
from indicators.catalogue.board import BOARD_FILE, LONGEST_BOARD_NAME, TERM_REMEDY, is_term
from indicators.catalogue.file_keys import is_list_of_texts
from indicators.catalogue.indicators import LONGEST_SHORT_TITLE, LONGEST_TITLE
from indicators.catalogue.periods import Period, PeriodType, financial_year_of, last_day, quarter_of
from indicators.catalogue.toml_files import toml_files, toml_text
from indicators.errors import UsageError, printable_text
from indicators.frames import frame_groups, frame_rows
from indicators.loading.data_folder import DEFINITIONS, PLANS
from indicators.settings import DATA
from indicators.store.database import IN_MEMORY, Store, open_for_writing

#: The folder of the shipped data with what is known of every authority, and its files.
COUNTRY = "country"
FIGURES_FILE, NEIGHBOURS_FILE = "figures.parquet", "neighbours.csv"

#: The code of what the areas of a new board are together.
_TOGETHER = "TOGETHER"
#: Who owes a new board figures: each council, and partners whose figures are of every area.
_PARTNERS = {"police": "Police", "health": "Local NHS", "schools": "Schools and education lead"}
#: The id of the business office among the agencies.
_OFFICE = "board_office"
#: Words of a name that say what a board is.
_TERMS = ("partnership", "board", "panel")
#: What stands where the owner of an indicator is one of the shipped board's.
_NO_NOTE = "The way of counting changed."
#: How definitions speak of the board; other boards, such as that for adults, have a word of their own before it. Its
#: groups are called after it.
_THE_BOARD, _BOARDS_OWN = re.compile(r"\b([Tt]he) board\b"), re.compile(r"^Board's\b")
#: Owners that are a group of the shipped board, which a new one need not have.
_GROUP = re.compile(r"group\b|\bexecutive\b|^Board's (?!business office)", re.IGNORECASE)
#: How the official list of areas names some: `Bristol, City of`.
_KIND_OF_PLACE = re.compile(r", (City|County) of$")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_FACT_COLUMNS = (
    "indicator", "area", "period", "value", "numerator", "denominator", "status", "symbol", "source", "note",
)  # fmt: skip
_REFERENCES = ("numerator", "denominator", "rate_population", "kindred", "mean_of")


@dataclass(frozen=True)
class NewBoard:
    """The data folder that was made, and what is in it."""

    folder: Path
    areas: tuple[Area, ...]
    indicators: int
    figures: int

    @property
    def message(self) -> str:
        """What became of it, in a sentence or two."""
        names = ", ".join(area.name for area in self.areas)
        return (
            f"{self.folder} is ready for {names}: {self.indicators:,} indicators and {self.figures:,} published "
            f"figures. Start the dashboard with: make run DATA={self.folder}"
        )


def make_board_folder(
    areas: Sequence[str], out: Path, *, name: str = "", term: str = "", shipped: Path = DATA
) -> NewBoard:
    """Write the data folder of a board of some authorities, named or by code, into a folder that is empty or not there.

    `term` is the word for it within a sentence: without one that of its name (partnership, board, panel), else board.

    Raises UsageError for an authority that there is not or that is named twice, a name that is too long, and a folder
    that holds anything.
    """
    country = _Country(shipped)
    own = country.find_authorities(areas)
    if len(name) > LONGEST_BOARD_NAME:
        raise UsageError(f"The name of the board is longer than {LONGEST_BOARD_NAME} characters. Shorten it.")
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise UsageError(f"{out} holds something already. Choose a folder that is empty or does not exist yet.")
    name = name or f"{_joined(own)} Safeguarding Children Partnership"
    term = term or next((word for word in _TERMS if word in name.casefold()), BoardTerms.board)
    if not is_term(term):
        raise UsageError(f"'{printable_text(term)}' is not the word for the board. {TERM_REMEDY}")
    place = out.resolve()
    place.parent.mkdir(parents=True, exist_ok=True)
    busy = UsageError(f"Another data folder is being written to {out}. Try again in a minute.")
    with (
        exclusive_lock(place.with_name(f".{place.name}.lock"), refusal=busy, patience=LOCK_SECONDS),
        replace_folder(place, prefix=f".{place.name}.") as folder,
    ):
        writer = _BoardWriter(country, own, name, term, folder)
        return writer.write(out)


def write_country(store: Store, out: Path) -> int:
    """Write what a store knows of every authority, from which the folders of other boards are made: how many figures.

    The store has taken the department's files in with all areas. Raises UsageError where it has none of others.
    """
    if not len(store.query("background_authorities")):
        raise UsageError(
            "This store has the figures of its own areas only. Take the department's files in with: load --all-areas"
        )
    out.mkdir(parents=True, exist_ok=True)
    store.execute("write_country_figures", path=str(out / FIGURES_FILE))
    pairs = store.query("neighbours")
    _write_rows(out / NEIGHBOURS_FILE, pairs.columns, pairs.itertuples(index=False, name=None))
    return int(store.fetch("country_figure_count", path=str(out / FIGURES_FILE))["figures"].iloc[0])


class _Country:
    """What the shipped data folder knows of the country."""

    def __init__(self, shipped: Path):
        self.shipped = shipped
        self.official = {
            row["code"]: Area(row["code"], row["name"], row["level"], row["region_code"], row["old_code"])
            for row in _read_rows(shipped / "authorities.csv")
        }
        #: By the names that people use, such as Bristol.
        self.authorities = {
            code: replace(area, name=_KIND_OF_PLACE.sub("", area.name)) for code, area in self.official.items()
        }
        self.shipped_areas = list(_read_rows(shipped / "areas.csv"))
        self.group = str(tomllib.loads((shipped / BOARD_FILE).read_text("utf-8-sig")).get("group", ""))
        self.nations = [row for row in self.shipped_areas if row["level"] == "country"]

    def find_authorities(self, names: Sequence[str]) -> list[Area]:
        """The authorities of some names or codes; raises UsageError for one that there is not, or that comes twice."""
        if not names:
            raise UsageError('Name the authorities of the board: --areas "Solihull"')
        known = {code: area for code, area in self.authorities.items() if area.level == "local_authority"}
        official = {area.name.casefold(): code for code, area in self.official.items() if code in known}
        own: list[Area] = []
        for name in names:
            area = find_area(official.get(name.strip().casefold(), name), known)
            if area in own:
                raise UsageError(f"{printable_text(area.name)} is named twice. Name each authority once.")
            own.append(area)
        return own

    def neighbours_of(self, own: Sequence[Area]) -> list[Mapping[str, str]]:
        """The rows of like areas of some authorities; none where the country's file has none of them."""
        codes = {area.code for area in own}
        return [row for row in _read_rows(self.shipped / COUNTRY / NEIGHBOURS_FILE) if row["area"] in codes]

    def figures_of(self, codes: Iterable[str]) -> pd.DataFrame:
        """The published figures of some areas."""
        store = open_for_writing(IN_MEMORY)
        try:
            path = str(self.shipped / COUNTRY / FIGURES_FILE)
            return store.fetch("country_figures", path=path, areas=sorted(codes))
        finally:
            store.close()

    def foreign_names(self, areas: Iterable[Area]) -> re.Pattern[str]:
        """What names a place of the shipped board that is none of some areas."""
        names = {area.name for area in areas}
        own = {row["code"] for row in self.shipped_areas if row["level"] == "combined"}
        parts = {code for row in self.shipped_areas for code in row["parts"].split("+") if code}
        regions = {row["region_code"] for row in self.shipped_areas if row["code"] in parts}
        foreign = [row["name"] for row in self.shipped_areas if row["code"] in own | parts | regions] + sorted(own)
        # The longest first: one name may begin with another.
        words = sorted((name for name in foreign if name not in names), key=len, reverse=True)
        return re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b") if words else re.compile(r"(?!)")


class _BoardWriter:
    """Writes the files of a new board's folder, one after the other."""

    def __init__(self, country: _Country, own: Sequence[Area], name: str, term: str, folder: Path):
        self.country, self.own, self.folder = country, own, folder
        self.name, self.term = name[:LONGEST_BOARD_NAME], term
        self.like = country.neighbours_of(own)
        authorities = country.authorities
        regions = dict.fromkeys(area.region_code for area in own if area.region_code in authorities)
        around = dict.fromkeys(
            row["neighbour"] for row in self.like if row["neighbour"] not in {area.code for area in own}
        )
        self.others = [authorities[code] for code in (*regions, *around) if code in authorities]
        # Of like areas only figures are known here: what definitions say of them is not about this board.
        self.foreign = country.foreign_names([*own, *(authorities[code] for code in regions)])
        self.names = {area.code: area.name for area in (*own, *self.others)}
        self.names |= {row["code"]: row["name"] for row in country.nations}

    def write(self, out: Path) -> NewBoard:
        """Write everything; what the folder is called afterwards."""
        figures = self.country.figures_of(self.names)
        plans = dict(self._plans())
        definitions = self._definitions()
        sources = {row["source"]: row for row in _read_rows(self.country.shipped / "sources.csv")}
        named = {table["source"] for keys in definitions.values() for table in keys.get("national", ())}
        wanted = {*figures["source"], *named, *(str(plan["source"]) for plan in plans.values())} & sources.keys()
        for keys in definitions.values():
            _keep_in_list(keys, "preferred_sources", lambda source: source in wanted)
        self._write_areas()
        self._write_agencies(definitions, [sources[name] for name in sources if name in wanted])
        self._copy_table("editions.csv", lambda row: row["source"] in wanted)
        for file in ("events.csv", "findings.csv", "targets.csv"):
            self._copy_table(file, lambda row: False)
        figures = figures[figures["indicator"].isin(list(definitions))]
        self._write_figures(figures, {str(keys.get("rate_population", "")) for keys in definitions.values()})
        for name, keys in definitions.items():
            self._write_toml(Path(DEFINITIONS) / f"{name}.toml", keys)
        for name, plan in plans.items():
            self._write_toml(Path(PLANS) / name, plan)
        self._write_sets(definitions)
        for file in ("authorities.csv", "disclosure.toml"):
            shutil.copyfile(self.country.shipped / file, self.folder / file)
        return NewBoard(out, tuple(self.own), len(definitions), len(figures))

    def _write_areas(self) -> None:
        rows = [
            (area.code, area.name, area.level, area.region_code, area.old_code, "", "")
            for area in (*self.own, *self.others)
        ]
        board: dict[str, Any] = {"name": self.name, "term": self.term, "areas": [area.name for area in self.own]}
        if len(self.own) > 1:
            parts = "+".join(area.code for area in self.own)
            rows.insert(len(self.own), (_TOGETHER, _joined(self.own), "combined", "", "", parts, ""))
            board["combined"] = [_joined(self.own)]
        rows += [(row["code"], row["name"], row["level"], "", row["old_code"], "", "") for row in self.country.nations]
        heading = ("code", "name", "level", "region_code", "old_code", "parts", "note")
        _write_rows(self.folder / "areas.csv", heading, rows)
        like = [row for row in self.like if row["neighbour"] in self.names]
        heading = ("area", "rank", "neighbour", "closeness", "model")
        _write_rows(self.folder / "neighbours.csv", heading, ([row[key] for key in heading] for row in like))
        self._write_toml(Path(BOARD_FILE), board)

    def _write_agencies(self, definitions: Mapping[str, Any], sources: Sequence[Mapping[str, str]]) -> None:
        """Who owes the board what: what the agencies of the shipped board owe it, of the areas of this one.

        From the month, quarter and year in which the folder is made: nobody is behind on the first day.
        """
        today = clock.today()
        first_day = quarter_of(today).starts
        council_of = {area.code: f"council_{number}" for number, area in enumerate(self.own, 1)}
        titles = (
            {council_of[area.code]: self._council(area) for area in self.own}
            | _PARTNERS
            | {_OFFICE: f"Business office of the {self.term}"}
        )
        rows = [(agency, title, f"return_{agency}", 30, "") for agency, title in titles.items()]
        _write_rows(self.folder / "agencies.csv", ("agency", "name", "source", "days", "note"), rows)
        heading = list(next(iter(_read_rows(self.country.shipped / "sources.csv"))))
        returns = [
            {
                "source": f"return_{agency}",
                "title": f"Return of: {title}",
                "publisher": title,
                "date": first_day.isoformat(),
                "licence": f"© {self.name}, figures cited",
            }
            for agency, title in titles.items()
        ]
        written = [[row.get(key, "") for key in heading] for row in (*sources, *returns)]
        _write_rows(self.folder / "sources.csv", heading, written)
        whole = _joined(self.own) if len(self.own) > 1 else self.own[0].name
        first_periods = {
            "month": Period(last_day(today), today.replace(day=1), PeriodType.MONTH).label,
            "quarter": quarter_of(today).label,
            "year": financial_year_of(today).label,
        }
        owed: dict[tuple[str, ...], None] = {}
        for row in _read_rows(self.country.shipped / "duties.csv"):
            if row["indicator"] not in definitions or row["ends"]:
                continue
            kind = next((one for one in _PARTNERS if one in row["agency"]), "")
            for area in self.own:
                agency = kind or (_OFFICE if row["agency"] == _OFFICE else council_of[area.code])
                place = whole if agency == _OFFICE else area.name
                owed[agency, row["indicator"], place, row["every"], first_periods[row["every"]], ""] = None
        _write_rows(self.folder / "duties.csv", ("agency", "indicator", "area", "every", "starts", "ends"), owed)

    def _council(self, area: Area) -> str:
        """What an authority's council is called: `Bristol City Council`, `Solihull council`."""
        kind = _KIND_OF_PLACE.search(self.country.official[area.code].name)
        if kind is None:
            return f"{area.name} council"
        return f"{area.name} City Council" if kind[1] == "City" else f"{area.name} Council"

    def _write_figures(self, figures: pd.DataFrame, populations: set[str]) -> None:
        is_population = figures["indicator"].isin(list(populations))
        self._write_facts(Path("populations.csv"), figures[is_population])
        for source, own in frame_groups(figures[~is_population], "source"):
            self._write_facts(Path("facts") / f"{source}.csv", own)

    def _write_facts(self, file: Path, figures: pd.DataFrame) -> None:
        rows = (
            (
                row.indicator, self.names[row.area_code],
                Period(row.ends.date(), row.starts.date(), PeriodType(row.period_type)).label,
                # A share or mean that is worked out of its counts has no value of its own.
                *("" if cell != cell else f"{cell:.15g}" for cell in (row.value, row.numerator, row.denominator)),
                row.status, row.symbol, row.source, "",
            )
            for row in frame_rows(figures)
        )  # fmt: skip
        _write_rows(self.folder / file, _FACT_COLUMNS, rows)

    def _definitions(self) -> dict[str, dict[str, Any]]:
        """The keys of each definition that says something without the shipped board's places."""
        made = {}
        for file, content in toml_files(self.country.shipped / DEFINITIONS).items():
            keys = self._general_keys(tomllib.loads(content.decode("utf-8-sig")))
            if keys is not None:
                made[file.removesuffix(".toml")] = keys
        while lacking := [
            name for name, keys in made.items() if any(keys.get(key) and keys[key] not in made for key in _REFERENCES)
        ]:
            for name in lacking:
                del made[name]
        return made

    def _general_keys(self, keys: dict[str, Any]) -> dict[str, Any] | None:
        """A definition without what names the shipped board's places; None where its title or reason does."""
        if any(self.foreign.search(str(keys[key])) for key in ("id", "title", "short_title", "unit") if key in keys):
            return None
        # What this board publishes of its words, it has yet to decide.
        keys = {key: value for key, value in keys.items() if key not in ("public", "local_caveats")}
        for key, longest in (("title", LONGEST_TITLE), ("short_title", LONGEST_SHORT_TITLE)):
            if len(renamed := self._renamed(keys[key])) <= longest:
                keys[key] = renamed
        keys["why"] = " ".join(self._general(_SENTENCE_END.split(keys["why"])))
        if not keys["why"]:
            return None
        is_elsewhere = self.foreign.search(keys["owner"]) or keys["owner"] in self.country.group
        is_elsewhere = is_elsewhere or _GROUP.search(keys["owner"])
        keys["owner"] = _BOARDS_OWN.sub(f"{self.term[:1].upper()}{self.term[1:]}'s", keys["owner"])
        if len(self.own) == 1:
            keys["owner"] = keys["owner"].replace("councils'", "council's").replace("councils", "council")
        if is_elsewhere:
            keys["owner"] = f"To be named by the {self.term}"
        for key, value in keys.items():
            if is_list_of_texts(value):
                keys[key] = self._general(value)
        if not keys["questions"]:
            keys["questions"] = ["What lies behind this figure?"]
        known = {*self.names, *self.names.values()}
        breaks = [one for one in keys.get("breaks", ()) if not one.get("area") or one["area"] in known]
        for one in breaks:
            is_others = one.get("area", "") not in {"", *(area.name for area in self.own)}
            note = "" if is_others else " ".join(self._general(_SENTENCE_END.split(one.get("note", ""))))
            one["note"] = note or _NO_NOTE
        return {key: value for key, value in (keys | {"breaks": breaks}).items() if value not in ([], "")}

    def _general(self, texts: Iterable[str]) -> list[str]:
        return [self._renamed(text) for text in texts if not self.foreign.search(text)]

    def _renamed(self, text: str) -> str:
        """A text of a definition with this board called as it calls itself."""
        return _THE_BOARD.sub(lambda match: f"{match[1]} {self.term}", text)

    def _plans(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """The shipped plans that are this board's own: of these areas, or of a board that bears their names."""
        names = {area.name for area in self.own}
        every = {area.name for area in self.country.authorities.values()} | {
            row["name"] for row in self.country.shipped_areas
        }
        others = [re.escape(name) for name in every - names - {_joined(self.own)}]
        for file, content in toml_files(self.country.shipped / PLANS).items():
            plan = tomllib.loads(content.decode("utf-8-sig"))
            is_named = all(re.search(rf"\b{re.escape(name)}\b", plan["board"]) for name in names)
            is_others = plan.get("of_another_board", False)
            if (set(plan["areas"]) == names and not is_others) or (
                is_others and is_named and not re.search(rf"\b(?:{'|'.join(others)})\b", plan["board"])
            ):
                plan["areas"] = [area.name for area in self.own]
                if is_others:
                    del plan["of_another_board"]
                    plan.pop("note", None)
                yield file, plan

    def _write_sets(self, definitions: Mapping[str, Any]) -> None:
        """Scorecards and the contents of the report, of the indicators that there are."""
        shipped = self.country.shipped
        for file in ("scorecards/headlines.toml", "packs/annual_report.toml"):
            keys = tomllib.loads((shipped / file).read_text("utf-8"))
            keys |= {key: self._renamed(value) for key, value in keys.items() if isinstance(value, str)}
            for table in keys.get("groups", []) + keys.get("items", []):
                _keep_in_list(table, "measures", definitions.__contains__)
                _keep_in_list(table, "indicators", definitions.__contains__)
                # The sources are the shipped board's, and without areas they are the board's own.
                table.pop("sources", None)
                table.pop("areas", None)
            self._write_toml(Path(file), keys)

    def _copy_table(self, file: str, is_wanted: Callable[[Mapping[str, str]], bool]) -> None:
        heading, rows = _heading(self.country.shipped / file), _read_rows(self.country.shipped / file)
        _write_rows(self.folder / file, heading, ([row[key] for key in heading] for row in rows if is_wanted(row)))

    def _write_toml(self, file: Path, keys: Mapping[str, Any]) -> None:
        path = self.folder / file
        path.parent.mkdir(exist_ok=True)
        path.write_text(toml_text(keys), "utf-8")


def _keep_in_list(table: dict[str, Any], key: str, is_kept: Callable[[str], bool]) -> None:
    """Leave in a list of a table only some of its texts; without any the key goes."""
    if key in table:
        table[key] = [text for text in table[key] if is_kept(text)]
        if not table[key]:
            del table[key]


def _joined(areas: Sequence[Area]) -> str:
    return joined_names([area.name for area in areas])


def _heading(path: Path) -> list[str]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return next(csv.reader(lines))


def _read_rows(path: Path) -> Iterator[Mapping[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        yield from csv.DictReader(lines)


def _write_rows(path: Path, heading: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(heading)
        writer.writerows(rows)
