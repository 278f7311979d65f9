"""The words of a comparison: labels of its points, names of its rows, and the unit."""

from typing import Any

import pandas as pd

from indicators.charts import theme
from indicators.charts.text import escape, markup, sentence_case, text_width


def labels(
    rows: pd.DataFrame, heights: dict[Any, float], *, size: theme.Sizes, narrow: bool, left: float
) -> tuple[list[dict[str, Any]], float]:
    """A label right of every point, or over it on a narrow screen; the room they need on the right."""
    notes, widest = [], 0.0
    for row in rows.itertuples():
        gone = pd.isna(row.value)
        reason = row.label or (f"[{row.symbol}]" if row.symbol else "no figure")
        text = f"{row.area} {reason}"
        widest = max(widest, text_width(text, size.note))
        upper = row.value if pd.isna(row.upper) or row.role == "comparator" else row.upper
        ends = {
            "xref": "x",
            "x": 0.0 if gone else max(float(row.value), float(upper)),
            "xshift": 4 if gone else 12,
        }
        over = {"xref": "paper", "x": 0, "xshift": 4 - left, "yshift": 19}
        notes.append(
            {
                "name": "label",
                "text": escape(text),
                "font": {"size": size.note, "color": theme.BLACK},
                "showarrow": False,
                "yref": "y",
                "y": heights[row.Index],
                "xanchor": "left",
                "align": "left",
                "borderpad": 0,
                **(over if narrow else ends),
            }
        )
    return notes, (28 if narrow else widest + 24)


def row_names(
    names: dict[str, list[str]],
    tops: dict[str, float],
    step: float,
    *,
    left: float,
    size: theme.Sizes,
    narrow: bool,
) -> list[dict[str, Any]]:
    """Each indicator's name: left of its rows, or over them on a narrow screen."""
    return [
        {
            "name": "row",
            "text": f"<b>{escape(name)}</b>" if narrow else markup(lines),
            "font": {"size": size.font, "color": theme.BLACK},
            "showarrow": False,
            "xref": "paper",
            "yref": "y",
            "x": 0,
            "y": tops[name] - 4 if narrow else tops[name] - step / 2,
            "xanchor": "left",
            "yanchor": "top" if narrow else "middle",
            "xshift": 4 - left,
            "align": "left",
            "borderpad": 0,
        }
        for name, lines in names.items()
    ]


def unit_note(unit: str, left: float, size: theme.Sizes) -> dict[str, Any]:
    """The unit of all figures, over the plot."""
    return {
        "name": "unit",
        "text": escape("Per cent" if unit == "%" else sentence_case(unit)),
        "font": {"size": size.note, "color": theme.BLACK},
        "showarrow": False,
        "xref": "paper",
        "yref": "paper",
        "x": 0,
        "y": 1,
        "xanchor": "left",
        "yanchor": "bottom",
        "xshift": 4 - left,
        "yshift": 6,
        "borderpad": 0,
    }
