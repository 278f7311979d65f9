"""The figures as one audience may have them: the board's own store, or the public copy of it."""

import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from indicators.audience import Audience
from indicators.disclosure.cells import PRINTED, Cell, counts_of, linked_areas
from indicators.disclosure.kept import kept_copy
from indicators.disclosure.public_copy import write_public_copy
from indicators.disclosure.register import LONGEST, Entry, published_before, register, register_state
from indicators.disclosure.release import Release, held_counts, release_of
from indicators.disclosure.rule import Rule
from indicators.disclosure.settings import Settings, load_settings
from indicators.measures import Catalogue, figures, load_catalogue
from indicators.returns.ensure import data_folder
from indicators.store import Store, open_store

#: Raised by whoever changes what a public copy holds, so that copies made before are made anew.
_MAKE = 5
WITHHELD = ["indicator", "area_code", "period_type", "starts", "ends", "why"]


@dataclass(frozen=True)
class Edition:
    """The figures as one audience may have them, in a store that is open for reading.

    `version` tells data, rule and audience: the key of caches, written in manifests. `as_at` is the day of the last
    return. `withheld` has a row a figure that is withheld, with the columns `WITHHELD`, and no number; none for the
    board. `rule` is what small numbers are withheld by.
    """

    audience: Audience
    store: Store
    catalogue: Catalogue
    version: str
    as_at: date
    withheld: pd.DataFrame
    rule: Rule = Rule()

    @property
    def data_version(self) -> str:
        """The version of the store that the figures are from: the same for both audiences."""
        return self.version.partition(f" {self.audience}")[0]


def board_edition(path: Path) -> Edition:
    """The true figures; raises StoreError where the store cannot be used."""
    store = open_store(path)
    nothing = pd.DataFrame(columns=WITHHELD)
    return Edition(Audience.BOARD, store, load_catalogue(store), f"{store.version} board", _as_at(store), nothing)


def public_edition(path: Path, *, data: Path | None = None) -> Edition:
    """The figures as anybody may have them, from a copy of the store that is made where there is none.

    The rule is that of `data` (the data folder by default). Raises DisclosureRefused, naming the figures, where
    something that must be withheld could be worked out; DataProblems where the settings are unsound; StoreError where
    the store cannot be read, or the copy not be written.
    """
    settings = load_settings(data or data_folder())
    source = open_store(path, reads_files=True)
    try:
        key = _key(source, settings)
        place = kept_copy(path, key, lambda aside: _write(source, settings, aside))
        version, as_at = f"{source.version} public {key}", _as_at(source)
    finally:
        source.close()
    store = open_store(place)
    withheld = store.query("disclosure/withheld_figures")
    rows = withheld.loc[withheld["role"] == "", WITHHELD].reset_index(drop=True)
    return Edition(Audience.PUBLIC, store, load_catalogue(store), version, as_at, rows, settings.rule)


def release_now(path: Path, *, data: Path | None = None) -> Release:
    """What may be published and what not, with the true numbers: for the board's eyes. Raises as `public_edition`."""
    store = open_store(path)
    try:
        return _release(store, load_settings(data or data_folder()))
    finally:
        store.close()


def remember_published(path: Path, edition: Edition, *, what: str, by: str, data: Path | None = None) -> None:
    """Register what an edition lets out and withholds, before it is let out; again for the same, nothing happens.

    Only a public edition publishes anything. `what` names the publication (as much of it as the register has room
    for), `by` the role that made it; raises UsageError where one is missing, StoreError where the store cannot be
    written. The rule is that of `data`, as in `public_edition`.
    """
    if edition.audience is Audience.PUBLIC:
        rule = edition.store.query("disclosure/rule_of_copy").iloc[0]["rule"]
        entries = [*_printed(edition), *_withheld(path, edition, data)]
        register(path, entries, what=what[:LONGEST], by=by, data_version=edition.data_version, rule=rule)


def _write(source: Store, settings: Settings, aside: Path) -> None:
    write_public_copy(source, _release(source, settings), aside)


def _release(store: Store, settings: Settings) -> Release:
    catalogue = load_catalogue(store)
    return release_of(held_counts(store, catalogue, settings), catalogue, settings, published_before(store))


def _printed(edition: Edition) -> list[Entry]:
    """The counts of the linked areas that an edition shows, and the rates and percentages, each with its number."""
    catalogue = edition.catalogue
    shown = figures(edition.store, catalogue, sorted(catalogue.indicators), linked_areas(catalogue))
    printed: list[Entry] = [
        (cell, float(one.value)) for cell, given in counts_of(shown, catalogue).items() for one in given
    ]
    is_count = shown["indicator"].map(lambda name: catalogue.indicators[name].kind == "count").astype(bool)
    rows = shown[~is_count & shown["value"].notna() & ~shown["computed"].astype(bool)].itertuples()
    return printed + [
        (Cell(row.indicator, PRINTED, row.area_code, row.starts.date(), row.ends.date()), row.value) for row in rows
    ]


def _withheld(path: Path, edition: Edition, data: Path | None) -> list[Entry]:
    """The counts that an edition withholds, those too of which it shows no symbol."""
    catalogue = edition.catalogue
    hidden = edition.store.query("disclosure/withheld_figures")
    is_count = hidden["indicator"].map(lambda name: catalogue.indicators[name].kind == "count").astype(bool)
    rows = hidden[is_count | (hidden["role"] != "")].itertuples()
    cells = {Cell(row.indicator, row.role, row.area_code, row.starts.date(), row.ends.date()) for row in rows}
    cells |= release_now(path, data=data).causes.keys()
    return [(cell, None) for cell in sorted(cells)]


def _key(store: Store, settings: Settings) -> str:
    """What a public copy is made of: returns, findings, rule, earlier publications, and how stores are laid out.

    Only findings that may be published: a file that is published carries the key.
    """
    record = store.query("disclosure/public_findings").to_csv(index=False)
    layout = store.query("layout")["sha256"].tolist()
    parts = (_MAKE, store.version, record, settings.text, register_state(store), layout)
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def _as_at(store: Store) -> date:
    return store.query("data_version").iloc[0]["last_happened_at"].date()
