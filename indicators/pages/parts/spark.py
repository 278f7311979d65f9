"""A line the size of a word as a picture: the page's HTML filter takes out inline SVG, a picture stays."""

from base64 import b64encode

from indicators.charts.sparkline import sparkline_svg
from indicators.measures import Series


def spark_html(history: Series, *, width: int = 64, height: int = 22) -> str:
    """The points of a series as an image; `` where fewer than two have a figure."""
    points = history.points
    values = points["value"].tolist()
    if sum(value == value for value in values) < 2:
        return ""
    is_provisional = points["status"].iloc[-1] == "provisional"
    svg = sparkline_svg(values, provisional_last=is_provisional, width=width, height=height)
    return f'<img class="spark" alt="" src="data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}">'
