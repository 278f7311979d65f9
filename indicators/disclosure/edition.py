"""The figures as one audience may have them: the board's own store, or its public copy.

The register records what each publication released and suppressed, so that later ones take it into account.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from indicators import clock
from indicators.access import Audience
from indicators.catalogue.catalogue import Catalogue, load_catalogue
from indicators.disclosure.linked_tables import PRINTED, Cell, counts_of, linked_areas
from indicators.disclosure.public_copy import cached_copy, write_public_copy
from indicators.disclosure.release import PublicationHistory, Release, make_release, read_linked_tables
from indicators.disclosure.rules import DisclosureSettings, Rule, load_disclosure_settings
from indicators.errors import UsageError
from indicators.figures import read_figures
from indicators.frames import frame_rows, map_values
from indicators.settings import data_folder
from indicators.store.database import Store, open_store
from indicators.store.rewrite import rewrite

#: Characters that the name of a publication may have.
LONGEST_PUBLICATION_NAME = 200
#: A count, or a printed rate, that was let out with its number, or withheld (None).
RegisterEntry = tuple[Cell, float | None]


def publication_history(store: Store) -> PublicationHistory:
    """What earlier publications let out and withheld."""
    printed: dict[Cell, set[float]] = defaultdict(set)
    suppressed = set()
    for cell, value in _entries(store.query("published_cells")):
        if value is None:
            suppressed.add(cell)
        else:
            printed[cell].add(value)
    return PublicationHistory(dict(printed), frozenset(suppressed))


def register_state(store: Store) -> str:
    """A text that changes whenever something is registered."""
    last = store.query("last_publication").iloc[0]
    return f"{last['publication']}-{last['cells']}"


def add_to_register(
    path: Path, entries: Iterable[RegisterEntry], *, what: str, by: str, data_version: str, rule: str
) -> bool:
    """Write down what a publication let out and withheld, as far as that is not known; whether anything was new.

    `what` names the publication and `by` the role that made it. Raises UsageError where either is missing or too
    long, StoreError where the store cannot be written. What is known already leaves the store untouched.
    """
    for name, text in (("what was published", what), ("who published it (a role)", by)):
        if not 0 < len(text.strip()) <= LONGEST_PUBLICATION_NAME:
            raise UsageError(f"Say {name}, in at most {LONGEST_PUBLICATION_NAME} characters.")
    entries = set(entries)
    store = open_store(path)
    try:
        if not entries - _registered(store):
            return False
    finally:
        store.close()
    with rewrite(path) as writing:
        new = sorted(entries - _registered(writing), key=lambda entry: (entry[0], entry[1] is None, entry[1] or 0))
        with writing.transaction():
            number = int(writing.fetch("last_publication").iloc[0]["publication"]) + 1
            publication = {"publication": number, "happened_by": by.strip(), "what": what.strip(), "rule": rule}
            happened = {"happened_at": clock.now(), "data_version": data_version}
            writing.append("publication", pd.DataFrame([publication | happened]))
            cells = pd.DataFrame([(*cell, value) for cell, value in new], columns=[*Cell._fields, "value"])
            writing.append("publication_cell", cells.astype({"value": "float64"}).assign(publication=number))
    return True


def _registered(store: Store) -> set[RegisterEntry]:
    return set(_entries(store.query("published_cells")))


def _entries(rows: pd.DataFrame) -> Iterable[RegisterEntry]:
    for row in frame_rows(rows):
        cell = Cell(row.indicator, row.role, row.area_code, _day(row.starts), _day(row.ends))
        yield cell, None if pd.isna(row.value) else float(row.value)


def _day(moment: pd.Timestamp) -> date:
    return moment.date()


#: Raised by whoever changes what a public copy holds, so that copies made before are made anew.
_COPY_VERSION = 5
SUPPRESSED_COLUMNS = ["indicator", "area_code", "period_type", "starts", "ends", "why"]


@dataclass(frozen=True)
class Edition:
    """The figures as one audience may have them, in a store that is open for reading.

    `version` tells data, rule and audience: the key of caches, written in manifests. `as_at` is the day of the last
    return. `suppressed` has a row a figure that is withheld, with the columns `SUPPRESSED_COLUMNS`, and no number; none
    for the board. `rule` is what small numbers are withheld by.
    """

    audience: Audience
    store: Store
    catalogue: Catalogue
    version: str
    as_at: date
    suppressed: pd.DataFrame
    rule: Rule = Rule()

    @property
    def data_version(self) -> str:
        """The version of the store that the figures are from: the same for both audiences."""
        return self.version.partition(f" {self.audience}")[0]


def board_edition(path: Path) -> Edition:
    """The true figures; raises StoreError where the store cannot be used."""
    store = open_store(path)
    nothing = pd.DataFrame(columns=SUPPRESSED_COLUMNS)
    return Edition(Audience.BOARD, store, load_catalogue(store), f"{store.version} board", _as_at(store), nothing)


def public_edition(path: Path, *, data: Path | None = None) -> Edition:
    """The figures as anybody may have them, from a copy of the store that is made where there is none.

    The rule is that of `data` (the data folder by default). Raises DisclosureRefused, naming the figures, where
    something that must be withheld could be worked out; DataProblems where the settings are unsound; StoreError where
    the store cannot be read, or the copy not be written.
    """
    settings = load_disclosure_settings(data or data_folder())
    source = open_store(path, reads_files=True)
    try:
        key = _copy_key(source, settings)
        copy_path = cached_copy(path, key, lambda aside: _write_copy(source, settings, aside))
        version, as_at = f"{source.version} public {key}", _as_at(source)
    finally:
        source.close()
    store = open_store(copy_path)
    suppressed = store.query("withheld_figures")
    rows = suppressed.loc[suppressed["role"] == "", SUPPRESSED_COLUMNS].reset_index(drop=True)
    return Edition(Audience.PUBLIC, store, load_catalogue(store), version, as_at, rows, settings.rule)


def current_release(path: Path, *, data: Path | None = None) -> Release:
    """What may be published and what not, with the true numbers: for the board's eyes. Raises as `public_edition`."""
    store = open_store(path)
    try:
        return _release(store, load_disclosure_settings(data or data_folder()))
    finally:
        store.close()


def register_publication(path: Path, edition: Edition, *, what: str, by: str, data: Path | None = None) -> None:
    """Register what an edition lets out and withholds, before it is let out; again for the same, nothing happens.

    Only a public edition publishes anything. `what` names the publication (as much of it as the register has room
    for), `by` the role that made it; raises UsageError where one is missing, StoreError where the store cannot be
    written. The rule is that of `data`, as in `public_edition`.
    """
    if edition.audience is Audience.PUBLIC:
        rule = edition.store.query("public_copy_rule").iloc[0]["rule"]
        entries = [*_published_entries(edition), *_suppressed_entries(path, edition, data)]
        add_to_register(
            path, entries, what=what[:LONGEST_PUBLICATION_NAME], by=by, data_version=edition.data_version, rule=rule
        )


def _write_copy(source: Store, settings: DisclosureSettings, aside: Path) -> None:
    write_public_copy(source, _release(source, settings), aside)


#: The release that was worked out last, by the state of its store and the key of its copy: what is registered as let
#: out is what was made public a moment before.
_last_release: dict[tuple[str, str, str], Release] = {}


def _release(store: Store, settings: DisclosureSettings) -> Release:
    made_of = (str(store.path), store.identity, _copy_key(store, settings))
    release = _last_release.get(made_of) if store.identity else None
    if release is None:
        catalogue = load_catalogue(store)
        tables = read_linked_tables(store, catalogue, settings)
        release = make_release(tables, catalogue, settings, publication_history(store))
        if store.identity:
            _last_release.clear()
            _last_release[made_of] = release
    return release


def _published_entries(edition: Edition) -> list[RegisterEntry]:
    """The counts of the linked areas that an edition shows, and the rates and percentages, each with its number."""
    catalogue = edition.catalogue
    shown = read_figures(edition.store, catalogue, sorted(catalogue.indicators), linked_areas(catalogue))
    printed: list[RegisterEntry] = [
        (cell, float(observation.value))
        for cell, observations in counts_of(shown, catalogue).items()
        for observation in observations
    ]
    is_count = map_values(shown["indicator"], lambda name: catalogue.indicators[name].kind == "count").astype(bool)
    rows = frame_rows(shown[~is_count & shown["value"].notna() & ~shown["computed"].astype(bool)])
    return printed + [
        (Cell(row.indicator, PRINTED, row.area_code, row.starts.date(), row.ends.date()), row.value) for row in rows
    ]


def _suppressed_entries(path: Path, edition: Edition, data: Path | None) -> list[RegisterEntry]:
    """The counts that an edition withholds, those too of which it shows no symbol."""
    catalogue = edition.catalogue
    suppressed = edition.store.query("withheld_figures")
    is_count = map_values(suppressed["indicator"], lambda name: catalogue.indicators[name].kind == "count").astype(bool)
    rows = frame_rows(suppressed[is_count | (suppressed["role"] != "")])
    cells = {Cell(row.indicator, row.role, row.area_code, row.starts.date(), row.ends.date()) for row in rows}
    cells |= current_release(path, data=data).suppressions.keys()
    return [(cell, None) for cell in sorted(cells)]


def _copy_key(store: Store, settings: DisclosureSettings) -> str:
    """What a public copy is made of: returns, findings, rule, earlier publications, and how stores are laid out.

    Only findings that may be published: a file that is published carries the key.
    """
    record = store.query("public_findings").to_csv(index=False)
    layout = store.query("layout")["sha256"].tolist()
    parts = (_COPY_VERSION, store.version, record, settings.text, register_state(store), layout)
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def _as_at(store: Store) -> date:
    return store.query("data_version").iloc[0]["last_happened_at"].date()
