"""What every part of one plot area needs to know of it."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from indicators.charts import axes
from indicators.charts.theme import BLACK, Sizes


@dataclass(frozen=True)
class Frame:
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
