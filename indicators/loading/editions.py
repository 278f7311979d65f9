"""The kinds of files that are sent, and which edition of a publisher's table a figure comes from.

When a newer edition is loaded, the source's title names that edition from then on.
"""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

import pandas as pd

from indicators.catalogue.catalogue import edition_text, edition_year, stored_indicators
from indicators.catalogue.indicators import Indicator
from indicators.frames import frame_rows
from indicators.store.database import Store


class FileKind(StrEnum):
    """What a file is, as the person who sent it would say."""

    WORKBOOK = "workbook"
    SHEET = "table of a return"
    LONG = "list of figures"
    WIDE = "open data of a department"
    LAIT = "extract of the Local Authority Interactive Tool"
    PUBLISHED = "table of another publisher, one figure a row"
    NEIGHBOURS = "model of statistical neighbours"


def renewed_sources(store: Store, today: date) -> pd.DataFrame:
    """The rows of `source` for the publishers' tables of which the return in `compared` is an edition.

    An older one than is known, or one that came before, has its row too: it stands as soon as the others are withdrawn.
    The year of the edition is put for the former one wherever the source names it; a link to one year's edition becomes
    the link to the newest. The day is that on which it came, since the file does not say its own.
    """
    editions = store.fetch("compared_editions")
    sources = store.fetch("sources").set_index("source")
    rows = [
        _renewed_source(sources.loc[edition.source], edition.source, former, edition.ends.year, today)
        for edition in frame_rows(editions)
        if edition.source in sources.index and (former := edition_year(str(sources.loc[edition.source, "edition"])))
    ]
    return pd.DataFrame(rows)


def published_sources(indicators: Iterable[Indicator], sources: pd.DataFrame) -> dict[str, int]:
    """The sources that definitions name as publishers' tables, each with the year of its edition; 0 for none."""
    editions = dict(zip(sources["source"], sources["edition"], strict=True))
    named = {table.source for indicator in indicators for table in indicator.national}
    return {name: edition_year(str(editions[name])) for name in sorted(named & editions.keys())}


def fill_editions(store: Store) -> None:
    """Give figures of publishers' tables that were kept before editions were the edition that they came from."""
    published = published_sources(stored_indicators(store).values(), store.query("data_folder_sources"))
    if not published or not store.query("figures_without_edition", published=list(published)).iloc[0]["figures"]:
        return
    with store.transaction():
        store.execute(
            "fill_editions",
            published=list(published),
            years=list(published.values()),
            kinds=[str(FileKind.WIDE), str(FileKind.LAIT), str(FileKind.PUBLISHED)],
        )


def _renewed_source(known: pd.Series, source: str, former: int, year: int, today: date) -> dict[str, object]:
    renewed = {name: edition_text(str(known[name]), former, year) for name in ("title", "edition", "place")}
    return {
        "source": source,
        **renewed,
        "publisher": known["publisher"],
        "date": today,
        "url": str(known["url"]).removesuffix(f"/{former}"),
        "licence": known["licence"],
    }
