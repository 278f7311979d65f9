"""The disagreements to take away, as CSV and as a workbook."""

from datetime import date

import pandas as pd
import streamlit as st

from indicators.exports.names import file_name
from indicators.measures import Catalogue
from indicators.measures.disagreements import DOES_NOT_FOLLOW, TWO_SOURCES
from indicators.months import day_text
from indicators.pages.parts.disagreement_lines import in_order
from indicators.pages.parts.disagreement_words import why_text
from indicators.pages.parts.downloads import offer_link, offer_table

_TITLE = "Figures that are given differently"
_KINDS = {TWO_SOURCES: "two sources", DOES_NOT_FOLLOW: "does not follow from its own counts"}


def disagreements_table(rows: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """A row a pair, newest first: words and numbers at full precision."""
    ordered = in_order(rows, catalogue)
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
            "Other source": ordered["other_source_label"],
            "Difference": ordered["difference"],
            "Which is used": [why_text(row, catalogue) for row in ordered.itertuples()],
            "Follows from": ordered["follows_from"].map(titles).fillna(""),
        }
    ).reset_index(drop=True)


def offer_list(rows: pd.DataFrame, catalogue: Catalogue, *, taken_in: date) -> None:
    """The downloads of the lines shown and of those that follow; each file is made when it is asked for."""
    notes = {"Title": _TITLE, "Measure": "The first figure beside the other", "As at": day_text(taken_in)}
    areas = tuple(dict.fromkeys(catalogue.areas[code].name for code in rows["area_code"]))
    parts = ("disagreements",), areas, (day_text(taken_in),)
    with st.container(horizontal=True, gap="small", key="disagreements-downloads"):
        offer_table(
            lambda: disagreements_table(rows, catalogue),
            key="disagreements",
            name=lambda extension: file_name(*parts, extension),
            notes=notes,
            what="The lines shown, and those that follow from them,",
        )
        offer_link()
