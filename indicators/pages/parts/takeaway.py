"""A chart or table to take away: picture, data, workbook, link."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from indicators.charts.framing import for_export
from indicators.exports.image import image_bytes
from indicators.exports.names import file_name
from indicators.months import day_text
from indicators.pages.parts.downloads import offer_link, offer_table

PLOTLY = {"displayModeBar": False, "showSendToCloud": False, "responsive": True}
_PICTURES = {"png": "image/png", "svg": "image/svg+xml"}


@dataclass(frozen=True)
class Takeaway:
    """A chart with the words and the table that travel with it; indicators, areas and periods name its files.

    `as_at` is what follows "As at" in words; with `known_on` the figures are those known on that day.
    """

    figure: go.Figure
    title: str
    subtitle: str
    source_note: str
    as_at: date | str
    table: Callable[[], pd.DataFrame]
    indicators: tuple[str, ...]
    areas: tuple[str, ...]
    periods: tuple[str, ...]
    known_on: date | None = None

    def name(self, extension: str) -> str:
        """The file's name, from indicators, areas, periods and the day as known on."""
        return file_name(self.indicators, self.areas, self.periods, extension, known_on=self.known_on)

    @property
    def notes(self) -> Mapping[str, str]:
        """What stands around the table in a file."""
        day = day_text(self.as_at) if isinstance(self.as_at, date) else self.as_at
        return {"Title": self.title, "Measure": self.subtitle, "Source": self.source_note, "As at": day}


def offer(taken: Takeaway, *, key: str) -> None:
    """The row of downloads under a chart; each file is made when it is asked for."""
    with st.container(horizontal=True, gap="small", key=f"{key}-downloads"):
        for format, mime in _PICTURES.items():
            st.download_button(
                format.upper(),
                data=lambda format=format: _picture(taken, format),
                file_name=taken.name(format),
                mime=mime,
                on_click="ignore",
                key=f"{key}-{format}",
                icon=":material/image:",
                help=f"The chart as a picture ({format.upper()}), with title, source and date inside it",
            )
        told = {"notes": taken.notes, "sources": [taken.source_note], "what": "The table"}
        offer_table(taken.table, key=key, name=taken.name, **told)
        offer_link()


def _picture(taken: Takeaway, format: str) -> bytes:
    """The chart with its words inside."""
    framed = for_export(
        taken.figure,
        as_at=taken.as_at,
        title=taken.title,
        subtitle=taken.subtitle,
        source_note=taken.source_note,
    )
    return image_bytes(framed, format=format)
