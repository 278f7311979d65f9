"""The disagreements as files to download."""

from collections.abc import Sequence

import pandas as pd

from indicators.catalogue.catalogue import Catalogue
from indicators.exports.exhibit import Exhibit
from indicators.exports.formats import TABLE_FORMATS
from indicators.figures.disagreements import DOES_NOT_FOLLOW, QUARTERS_DIFFER, TWO_SOURCES
from indicators.frames import frame_rows
from indicators.pages.components.downloads import Download, audience_box, offer_downloads
from indicators.pages.components.session import DashboardData
from indicators.pages.disagreements.filters import DisagreementFilters, page_disagreements
from indicators.pages.disagreements.lists import in_order, other_source_text, reason_text

DISAGREEMENTS_TITLE = "Figures that are given differently"
#: The columns that a document has room for.
_DOCUMENT_COLUMNS = ["Indicator", "Area", "Period", "Figure", "Source", "Other figure", "Other source", "Difference"]
_KINDS = {
    TWO_SOURCES: "two sources",
    DOES_NOT_FOLLOW: "does not follow from its own counts",
    QUARTERS_DIFFER: "is not what its four quarters add up to",
}


def disagreements_table(rows: pd.DataFrame, catalogue: Catalogue, *, order: str = "") -> pd.DataFrame:
    """A row a pair, newest first or in another order of the page: words and numbers at full precision."""
    ordered = in_order(rows, catalogue, order)
    titles = {name: item.title for name, item in catalogue.indicators.items()}
    return pd.DataFrame(
        {
            "Indicator": ordered["indicator"].map(titles),
            "Area": [catalogue.areas[code].name for code in ordered["area_code"]],
            "Period": ordered["period"],
            "Unit": ordered["unit"],
            "Kind": ordered["kind"].map(_KINDS),
            "Figure": ordered["value"],
            "Source": ordered["source_label"],
            "Worked out from": ordered["counts"],
            "Other figure": ordered["other_value"],
            "Other source": [other_source_text(row) for row in frame_rows(ordered)],
            "Difference": ordered["difference"],
            "Which is used": [reason_text(row, catalogue) for row in frame_rows(ordered)],
            "Follows from": ordered["follows_from"].map(titles).fillna(""),
        }
    ).reset_index(drop=True)


def offer_disagreements(
    data: DashboardData, chosen: DisagreementFilters, areas: Sequence[str], rows: pd.DataFrame
) -> None:
    """The files of the lines shown and of those that follow; those for anybody are found anew in public figures."""
    names = dict.fromkeys(data.catalogue.areas[code].name for code in rows["area_code"])
    download = Download(
        made=lambda figures: disagreements_exhibit(
            figures, chosen.of(page_disagreements(figures, areas, chosen.area), figures.catalogue), order=chosen.sort
        ),
        indicators=("disagreements",),
        areas=tuple(names),
        periods=(data.as_at_text(rows["ends"].dt.date),),
        figures=lambda: frozenset(
            zip(
                rows["indicator"],
                (data.catalogue.areas[code].name for code in rows["area_code"]),
                rows["period"],
                strict=True,
            )
        ),
    )
    offer_downloads(download, audience_box(data, key="disagreements"), key="disagreements", only=TABLE_FORMATS)


def disagreements_exhibit(data: DashboardData, rows: pd.DataFrame, *, order: str = "") -> Exhibit:
    """Some disagreements as they leave the page."""
    return Exhibit(
        title=DISAGREEMENTS_TITLE,
        subtitle="The first figure beside the other",
        source_note="; ".join(row_sources(rows)),
        as_at=data.as_at_text(rows["ends"].dt.date),
        table=disagreements_table(rows, data.catalogue, order=order)[_DOCUMENT_COLUMNS],
        data=disagreements_table(rows, data.catalogue, order=order),
        audience=data.audience,
    )


def row_sources(rows: pd.DataFrame) -> tuple[str, ...]:
    """The sources of some disagreements, each once."""
    return tuple(dict.fromkeys(name for name in (*rows["source_label"], *rows["other_source_label"]) if name))
