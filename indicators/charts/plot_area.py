"""One plot area over time: the span, scale and size that everything in it shares, and its two axes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from indicators.charts import axes
from indicators.charts.lines import ChartLine
from indicators.charts.theme import (
    BLACK,
    GRID,
    NO_BREAK,
    Sizes,
    axis_layout,
    escape,
    format_number,
    sentence_case,
    text_width,
)


@dataclass(frozen=True)
class PlotFrame:
    """A plot area: its axes' suffix, sizes, time span, value scale and height in pixels.

    `latest` is the ISO day of the newest figure; `single` says that all figures stand at one day.
    """

    suffix: str
    size: Sizes
    legend: bool
    start: pd.Timestamp
    end: pd.Timestamp
    latest: str
    single: bool
    scale: axes.Scale
    height: float

    @property
    def label_at(self) -> str:
        """Labels stand at the right edge, or next to the points where there is one period only."""
        return self.latest if self.single else self.end.isoformat()

    def note(self, text: str, **settings: Any) -> dict[str, Any]:
        """A Plotly annotation without an arrow, in the size of notes; `settings` place it."""
        return {
            "text": text,
            "showarrow": False,
            "font": {"size": self.size.note, "color": BLACK},
            "borderpad": 0,
            **settings,
        }

    def over(self, text: str, **settings: Any) -> dict[str, Any]:
        """A note whose place is given as a share of the plot area."""
        return self.note(text, xref=f"x{self.suffix} domain", yref=f"y{self.suffix} domain", **settings)


@dataclass(frozen=True)
class Mark:
    """What stands over the plot at a date: a break's own words, or an event's number with its words to hover."""

    date: date
    text: str
    hover: str = ""

    @property
    def is_event(self) -> bool:
        """Whether this is an event: a number in a box on a thin line."""
        return bool(self.hover)


def plot_frame(
    lines: Sequence[ChartLine],
    *,
    others: Iterable[float] = (),
    marks: Sequence[Mark] = (),
    suffix: str,
    size: Sizes,
    legend: bool,
    height: float,
) -> PlotFrame:
    """The frame that holds every figure of some lines, their intervals and `others`, such as targets.

    At least one line has a figure. Events within the periods shown are inside the frame.
    """
    index = lines[0].series.measure == "index"
    scale = axes.value_scale(
        [*_drawn(lines), *others, *([100.0] if index else [])],
        from_zero=not index,
        whole=lines[0].decimals == 0,
        ticks=5 if height > 220 else 4,
    )
    shown = [line for line in lines if line.known]
    first = pd.Timestamp(min(line.days[line.known[0]] for line in shown))
    latest = max(line.days[line.last] for line in shown)
    last = pd.Timestamp(latest)
    single = first == last
    moments = [first, last, *(pd.Timestamp(mark.date) for mark in marks if mark.is_event)]
    start, end = min(moments), max(moments)
    pad = max((end - start) * 0.04, pd.Timedelta(days=4)) if start != end else pd.Timedelta(days=150)
    # Half a day keeps the last label's own point inside the axis: Plotly hides it beyond.
    end += pad if single else pd.Timedelta(hours=12)
    return PlotFrame(suffix, size, legend, start - pad, end, latest, single, scale, height)


def _drawn(lines: Sequence[ChartLine]) -> list[float]:
    """Every value that the axis must hold, the ends of intervals included."""
    values = [line.figure_at(index) for line in lines for index in line.known]
    for line in lines:
        for column in ("lower", "upper"):
            if column in line.series.points:
                values += line.series.points[column].tolist()
    return values


def left_room(line: ChartLine, frame: PlotFrame) -> float:
    """Pixels that the labels of the value axis need."""
    widths = [text_width(text, frame.size.font) for text in _tick_texts(line, frame)]
    return max(widths) + 14


def unit_note(unit: str, frame: PlotFrame, *, left: float, above: float) -> dict[str, Any]:
    """The unit, over the value axis and over `above` pixels of notes."""
    text = "Per cent" if unit == "%" else sentence_case(unit)
    return frame.over(
        escape(text),
        name="unit",
        x=0,
        y=1,
        xanchor="left",
        yanchor="bottom",
        xshift=unit_shift(left),
        yshift=above + 14,
    )


def unit_shift(left: float) -> int:
    """Pixels from the plot to where words over the value axis begin."""
    return -round(left) + 4


def time_axis(lines: Sequence[ChartLine], frame: PlotFrame, *, width: float) -> dict[str, Any]:
    """The axis below, its labels the periods of the commonest kind, as many as fit `width` pixels."""
    first, last = frame.start.isoformat(), frame.end.isoformat()
    kinds = [kind for line in lines for kind in line.series.points["period_type"].tolist()]
    kind = max(dict.fromkeys(kinds), key=kinds.count)
    periods = {
        day: period
        for line in lines
        for day, period, own in zip(line.days, line.periods, line.series.points["period_type"], strict=True)
        if own == kind and first <= day <= last
    }
    values, texts = axes.period_ticks(periods, kind, width=width, size=frame.size.font)
    return axis_layout(
        type="date",
        range=[first, last],
        tickvals=values,
        ticktext=texts,
        tickfont={"size": frame.size.font},
        showgrid=False,
        ticklen=6,
        linecolor=BLACK,
        # Each line of the box names its own period; a day over them, the middle of it, would be taken for a date.
        unifiedhovertitle={"text": NO_BREAK},
    )


def value_axis(line: ChartLine, frame: PlotFrame) -> dict[str, Any]:
    """The axis at the left, in the unit of a line."""
    return axis_layout(
        range=[frame.scale.low, frame.scale.high],
        tickvals=list(frame.scale.ticks),
        ticktext=_tick_texts(line, frame),
        tickfont={"size": frame.size.font},
        ticks="",
        showline=False,
        gridcolor=GRID,
    )


def _tick_texts(line: ChartLine, frame: PlotFrame) -> list[str]:
    percent = "%" if line.series.unit.startswith("%") else ""
    return [format_number(tick, frame.scale.decimals) + percent for tick in frame.scale.ticks]
