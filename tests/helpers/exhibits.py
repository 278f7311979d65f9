"""Exhibits to export: contacts in two areas over three years with a gap, a withheld figure, and hostile words."""

import io

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from PIL import Image

from indicators.access import Audience
from indicators.exports.exhibit import Exhibit, Plot, PlotLine

MARK = Audience.BOARD.mark
YEARS = ("2013/14", "2014/15", "2015/16")
#: Formulas, markup, what XML forbids, scripts of both directions, and more than 500 characters of them.
HOSTILE = "=1+1 <b>x</b> <a href='y'>&amp; %{x} \x00\x0b\ud800\ufffe العربية 中文 😀 é\r\n" * 10
#: The same as files hold it: on one line, without what XML forbids.
SHOWN = " ".join(["=1+1", "<b>x</b>", "<a", "href='y'>&amp;", "%{x}", "العربية", "中文", "😀", "é"] * 10)
PLOT = Plot(
    title="Contacts",
    unit="contacts",
    categories=YEARS,
    lines=(
        PlotLine("Leicestershire", (14632, 13500, 12773)),
        PlotLine("Rutland", (901, None, 1129)),
        PlotLine("England", (5000.5, 6000, 7000), is_background=True),
    ),
)


def table():
    """Six figures, one of them withheld."""
    return pd.DataFrame(
        {
            "Area": ["Leicestershire"] * 3 + ["Rutland"] * 3,
            "Year": YEARS * 2,
            "Value": [14632, 13500, 12773, 901, np.nan, 1129],
            "Symbol": ["", "", "", "", "c", ""],
        }
    )


def exhibit(**changes):
    """An exhibit for the board with a plot and no picture, some of it changed."""
    settings = {
        "title": "Contacts fell",
        "subtitle": "Contacts, number",
        "source_note": "annual report",
        "as_at": "31 March 2016",
        "table": table(),
        "audience": Audience.BOARD,
        "alt": "Leicestershire fell from 14,632.",
        "notes": ("Event (1): a policy",),
        "plots": (PLOT,),
    }
    return Exhibit(**settings | changes)


def hostile(**changes):
    """An exhibit whose every word is hostile."""
    words = dict.fromkeys(("title", "subtitle", "source_note", "as_at", "alt"), HOSTILE)
    plot = Plot(title=HOSTILE, unit=HOSTILE, categories=(HOSTILE, "+b"), lines=(PlotLine(HOSTILE, (1, 2)),))
    # No frame holds halves of characters as text, as no store does.
    whole = HOSTILE.replace("\ud800", "")
    frame = pd.DataFrame({whole: [whole, "=2", "-3", "@x", "+1"]})
    return exhibit(**words | {"notes": (HOSTILE,), "plots": (plot,), "table": frame} | changes)


def blank_png(width=1890, height=945):
    """A white picture at 300 dots an inch."""
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(buffer, "PNG", dpi=(300, 300))
    return buffer.getvalue()


def figure():
    """A chart of two points as our charts make them: with margins and a height."""
    layout = {"height": 300, "margin": {"l": 40, "r": 40, "t": 20, "b": 40}, "meta": {"notes": ["Dots are years"]}}
    return go.Figure({"data": [{"type": "scatter", "x": [1, 2], "y": [3, 4], "name": "A"}], "layout": layout})
