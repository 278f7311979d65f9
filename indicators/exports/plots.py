"""Lines over time as plots that a slide holds: one list of periods for all lines, gaps kept open."""

from collections.abc import Sequence
from typing import cast

from indicators.charts.lines import ChartLine, read_lines
from indicators.charts.theme import series_styles
from indicators.exports.cells import plain_value
from indicators.exports.exhibit import Plot, PlotLine
from indicators.figures import Series
from indicators.wording.headlines import chart_subtitle


def line_plots(series: Sequence[Series], comparators: Sequence[Series] = (), *, title: str = "") -> tuple[Plot, ...]:
    """One plot of all lines over the periods that any of them has, in time order; none where no line has a figure.

    All series share one unit. Lines look as in the picture of the same series. `title` names the plot where an
    exhibit has several; without it the first series' subtitle does.
    """
    lines = [line for line in read_lines([*series, *comparators]) if line.known]
    if not lines:
        return ()
    looks = dict(zip(map(id, [*series, *comparators]), series_styles(series, comparators), strict=True))
    quiet = {id(item) for item in comparators}
    periods = _periods(lines)
    return (
        Plot(
            title=title or chart_subtitle([line.series for line in lines]),
            unit=lines[0].series.shared_unit(line.series for line in lines),
            categories=tuple(periods),
            lines=tuple(
                PlotLine(
                    name=line.name,
                    ys=_aligned(line, periods),
                    is_background=id(line.series) in quiet,
                    style=looks[id(line.series)],
                )
                for line in lines
            ),
            decimals=max(line.decimals for line in lines),
        ),
    )


def _periods(lines: Sequence[ChartLine]) -> list[str]:
    """The periods of all lines, each once, by the day on which they stand."""
    days = {period: day for line in lines for day, period in zip(line.days, line.periods, strict=True)}
    return sorted(days, key=lambda period: (days[period], period))


def _aligned(line: ChartLine, periods: Sequence[str]) -> tuple[float | None, ...]:
    values = dict(zip(line.periods, line.values, strict=True))
    aligned_values = [values.get(period) for period in periods]
    return tuple(None if value is None else cast(float, plain_value(value)) for value in aligned_values)
