"""Public copies of made-up boards, and what is printed in them: the only place that knows how a copy is made."""

import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd

from indicators.catalogue.periods import parse_period
from indicators.disclosure.edition import public_edition, register_publication
from indicators.errors import IndicatorsError
from indicators.frames import frame_rows
from indicators.loading.build import build
from tests.helpers.attack.boards import ALL, CODES, COMBINED, OPEN, PUBLISHER, Key, World, fact_rows, people_rows
from tests.helpers.tiny_store import tiny_data

#: Settings under which the worlds are published.
RULES = f'publishers = ["{PUBLISHER}"]\n'
NAMES = {code: name for name, code in CODES.items()}
#: Columns that say when something happened or with what file it came: the clock, no content.
_CLOCK = {"happened_at", "return_id", "first_return_id", "sha256", "row_count"}


@dataclass(frozen=True)
class Copy:
    """The public copy of one world at one release.

    `printed` are the numbers of each figure that are there, by column, as often as it stands there (a sum over areas
    may stand beside what a table says); `withheld` the figures, with their role, that the copy says are withheld, and
    `containing` those of them of which it says that they contain another.
    `text` is everything in it that is about the world's indicators, in one order.
    """

    printed: Mapping[Key, Sequence[Mapping[str, float]]]
    withheld: frozenset[tuple[str, str, str, str]]
    text: str
    containing: frozenset[tuple[str, str, str, str]] = frozenset()


class NothingPublished(Exception):
    """No public copy of a store can be made, for the reason in the message."""


def publish(path: Path, data: Path, *, release: int) -> Path:
    """Make the public copy of a store, register it as published, and give the path of the copy."""
    try:
        edition = public_edition(path, data=data)
    except IndicatorsError as error:
        raise NothingPublished(str(error)) from error
    edition.store.close()
    place = next(iter(sorted(path.parent.glob(f"{path.name}.public-*"))))
    kept = path.with_name(f"copy-{release}.duckdb")
    shutil.copy(place, kept)
    edition = public_edition(path, data=data)
    try:
        register_publication(path, edition, what=f"release {release}", by="business office", data=data)
    finally:
        edition.store.close()
    return kept


def copies_of(worlds: Sequence[World]) -> list[list[Copy] | None]:
    """The copies of each world at each of its releases; None for one of which nothing may be published.

    All worlds stand side by side in one store, and must share their people. Where the store cannot be published, its
    halves are tried alone.
    """
    try:
        return _copies_together(worlds)
    except NothingPublished:
        if len(worlds) == 1:
            return [None]
        half = len(worlds) // 2
        return [*copies_of(worlds[:half]), *copies_of(worlds[half:])]


def _copies_together(worlds: Sequence[World]) -> list[list[Copy] | None]:
    found: list[list[Copy]] = [[] for _ in worlds]
    with tempfile.TemporaryDirectory(dir=memory_folder()) as folder:
        path = Path(folder) / "store.duckdb"
        for number in range(max(len(world.releases) for world in worlds)):
            data = write_release(Path(folder), worlds, number)
            build(path, data)
            kept = publish(path, data, release=number)
            for own, world, copy in zip(found, worlds, read_copies(kept, worlds), strict=True):
                if number < len(world.releases):
                    own.append(copy)
    return list(found)


def memory_folder() -> str | None:
    """A folder in memory, where the machine has one."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else None


def write_release(folder: Path, worlds: Sequence[World], number: int) -> Path:
    """The data folder of some worlds at a release; a world that has fewer stays as it was at its last."""
    rows = [row for world in worlds for row in fact_rows(world.releases[min(number, len(world.releases) - 1)])]
    definitions = {name: keys for world in worlds for name, keys in world.definitions.items()}
    parts = "+".join(CODES[part] for part in COMBINED[ALL])
    place = {"code": CODES[ALL], "name": ALL, "level": "combined", "parts": parts}
    source = {"source": OPEN, "title": "Tables", "publisher": PUBLISHER, "date": "2020-01-01"}
    return tiny_data(
        folder,
        rows,
        definitions=definitions,
        populations=people_rows(worlds[0].people),
        tables={"areas.csv": [place], "sources.csv": [source]},
        files={"disclosure.toml": RULES},
    )


def read_copies(place: Path, worlds: Sequence[World]) -> Iterator[Copy]:
    """What a copy holds of each world; read from its file as anybody could, without the product's own code."""
    with duckdb.connect(str(place), read_only=True) as connection:
        names = [row[0] for row in connection.execute("show tables").fetchall()]
        tables = {name: connection.table(name).df() for name in sorted(names)}
    texts = _texts(tables)
    for world in worlds:
        yield _copy(tables, world, texts.get(world.prefix, ""))


def whole_text(place: Path) -> str:
    """Everything that a copy holds, its clock aside, in one order."""
    with duckdb.connect(str(place), read_only=True) as connection:
        names = sorted(row[0] for row in connection.execute("show tables").fetchall())
        return "\n".join(f"{name}: {line}" for name in names for line in _lines(connection.table(name).df()))


def _lines(table: pd.DataFrame) -> list[str]:
    kept = table[[name for name in table.columns if name not in _CLOCK]]
    return sorted(repr(row) for row in kept.astype(object).itertuples(index=False, name=None))


def _texts(tables: Mapping[str, pd.DataFrame]) -> dict[str, str]:
    """The rows of all tables that are about each world, under names that do not tell which world it is."""
    lines: dict[str, list[str]] = {}
    for name, table in tables.items():
        if "indicator" not in table.columns:
            continue
        for line, indicator in zip(
            (
                repr(row)
                for row in table.drop(columns=list(_CLOCK & set(table.columns))).itertuples(index=False, name=None)
            ),
            table["indicator"],
            strict=True,
        ):
            prefix = str(indicator).partition("_")[0]
            lines.setdefault(prefix, []).append(f"{name}: {line}".replace(f"{prefix}_", "_"))
    return {prefix: "\n".join(sorted(own)) for prefix, own in lines.items()}


def _copy(tables: Mapping[str, pd.DataFrame], world: World, text: str) -> Copy:
    days = _days(world)
    printed: dict[Key, list[dict[str, float]]] = {}
    rows = tables["observation"]
    rows = rows[rows["indicator"].isin(list(world.definitions))]
    for row in frame_rows(rows):
        numbers = {name: float(getattr(row, name)) for name in ("value", "numerator", "denominator")}
        numbers = {name: number for name, number in numbers.items() if number == number}
        # A world beside other figures has its own periods only.
        if numbers and (row.starts.date(), row.ends.date()) in days:
            period = days[row.starts.date(), row.ends.date()]
            key = Key(row.indicator, NAMES[row.area_code], period, row.source)
            printed.setdefault(key, []).append(numbers)
    hidden = tables["withheld"]
    hidden = hidden[hidden["indicator"].isin(list(world.definitions))]
    # Stretches of time that no table has are named by their days.
    why = {
        (row.indicator, row.role, NAMES[row.area_code], days.get((row.starts.date(), row.ends.date()), "")): row.why
        for row in frame_rows(hidden)
    }
    containing = frozenset(place for place, text in why.items() if text.startswith("it contains "))
    return Copy(printed, frozenset(why), text, containing)


def _days(world: World) -> dict[tuple, str]:
    labels = {key.period for facts in world.releases for key in facts} | {cell.period for cell in world.truth[0]}
    found = {}
    for label in labels:
        period = parse_period(label)
        found[period.starts, period.ends] = label
    return found
