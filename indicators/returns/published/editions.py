"""Sources of which a newer edition came: their titles name it from then on."""

from datetime import date

import pandas as pd

from indicators.store import Store


def newer_editions(store: Store, today: date) -> pd.DataFrame:
    """The rows of `source` for the publishers' tables of which the return in `compared` is a newer edition.

    The year of the edition is put for the former one wherever the source names it; a link to one year's edition
    becomes the link to the newest. The day is that on which it came, since the file does not say its own.
    """
    indicators = list(store.fetch("load/staged_indicators")["indicator"])
    newer = store.fetch("load/newer_editions", indicators=indicators)
    sources = store.fetch("sources").set_index("source")
    rows = [
        _renewed(sources.loc[one.source], one.source, str(one.known_ends.year), str(one.ends.year), today)
        for one in newer.itertuples()
        if one.source in sources.index and one.known_ends.year < one.ends.year
    ]
    return pd.DataFrame(rows)


def _renewed(known: pd.Series, source: str, former: str, year: str, today: date) -> dict[str, object]:
    renewed = {name: str(known[name]).replace(former, year) for name in ("title", "edition", "place")}
    return {
        "source": source,
        **renewed,
        "publisher": known["publisher"],
        "date": today,
        "url": str(known["url"]).removesuffix(f"/{former}"),
        "licence": known["licence"],
    }
