"""What the boards of the peers show: the figures of the store, the chart of Explore and the tables of Home.

Plain DuckDB, pandas and Plotly, as a user of the peers would have them; figures of an indicator stay at hand, as ours.
"""

import re
import tomllib
from collections.abc import Sequence
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import plotly.graph_objects as go

QUADRANTS = {
    "quantitative_data": "Quantitative data",
    "qualitative_evidence": "Qualitative evidence",
    "service_users": "Engagement with service users",
    "front_line_staff": "Engagement with front-line staff",
}
MEASURES = {"rate": "Rate per 10,000 children", "value": "Number", "index": "Index (first = 100)"}
LIKE_AREAS = "Like areas (median)"
MOST_ROWS = 10
#: Neighbours with a figure that a median needs.
FEWEST_NEIGHBOURS = 5
_YEARS = ("financial_year", "snapshot", "calendar_year", "academic_year")
_TYPES = {
    "year": _YEARS, "snapshot": _YEARS, "quarter": ("quarter",), "month": ("month",), "other": ("academic_year",),
}  # fmt: skip
_COLOURS = ("#12436D", "#28A197", "#801650", "#F46A25", "#3D3D3D", "#A285D1", "#746CB1")
_NAME_LINE = re.compile(r"^-- name: (\w+)$", re.MULTILINE)


class Board:
    """The board's figures in a store that is open to read."""

    def __init__(self, store: Path | str) -> None:
        self._connection = duckdb.connect(str(store), read_only=True)
        self.figures = lru_cache(maxsize=256)(self._figures)
        self.quadrants = cache(self._quadrants)

    def query(self, name: str, **parameters: Any) -> pd.DataFrame:
        """The rows of a query of `figures.sql`; each on a cursor of its own, since servers ask on several threads."""
        with self._connection.cursor() as cursor:
            return cursor.execute(_queries()[name], parameters or None).df()

    @cached_property
    def indicators(self) -> dict[str, dict[str, Any]]:
        """Definitions by id."""
        rows = self.query("definitions")
        return {name: tomllib.loads(body) for name, body in zip(rows["indicator"], rows["body"], strict=True)}

    @cached_property
    def titles(self) -> dict[str, str]:
        """The short title of each indicator by its id, in the order of titles."""
        titles = {name: item["short_title"] for name, item in self.indicators.items()}
        return dict(sorted(titles.items(), key=lambda pair: pair[1]))

    @property
    def opening(self) -> str:
        """The indicator that Explore opens with where the address names none."""
        return self.home_indicators()[0]

    @cached_property
    def areas(self) -> dict[str, str]:
        """Names of areas by code."""
        rows = self.query("areas")
        return dict(zip(rows["code"], rows["name"], strict=True))

    @cached_property
    def codes(self) -> dict[str, str]:
        """Codes of areas by name."""
        return {name: code for code, name in self.areas.items()}

    @cached_property
    def own_areas(self) -> list[str]:
        """Codes of the areas side by side on Home: the board's own, then those that span them; all where none says."""
        bodies = self.query("board")["body"].tolist()
        if not bodies:
            return list(self.areas)
        board = tomllib.loads(bodies[0])
        names: list[str] = [*board["areas"], *board.get("combined", ())]
        return [self.codes[name] for name in names]

    @property
    def comparators(self) -> list[str]:
        """Names of what areas can be held against."""
        return [*(name for name in ("England", "East Midlands") if name in self.codes), LIKE_AREAS]

    @cached_property
    def neighbours(self) -> dict[str, list[str]]:
        """Codes of the areas like each area."""
        pairs = self.query("neighbours")
        return {str(area): rows["neighbour"].tolist() for area, rows in pairs.groupby("area")}

    @cached_property
    def events(self) -> pd.DataFrame:
        """What is worth marking on a chart."""
        return self.query("events")

    def _figures(self, indicator: str) -> pd.DataFrame:
        """The figures of an indicator in every area, with the children of the mid-year where it has rates."""
        rows = self.query("figures", indicators=[indicator])
        years = rows[rows["period_type"].isin(_YEARS)]
        rows = years if len(years) else rows
        rows = rows.assign(period=[period_label(*cells) for cells in _periods(rows)], population=float("nan"))
        population = self.indicators[indicator].get("rate_population")
        if not population:
            return rows
        people = self.query("figures", indicators=[population])
        by_year = people.assign(year=people["ends"].dt.year).set_index(["area_code", "year"])["value"]
        is_before_april = (rows["starts"].dt.month < 4) & (rows["period_type"] != "calendar_year")
        keys = zip(rows["area_code"], rows["starts"].dt.year - is_before_april, strict=True)
        return rows.assign(population=by_year.reindex(pd.MultiIndex.from_tuples(keys)).to_numpy())

    def measures(self, indicator: str) -> dict[str, str]:
        """The measures that an indicator can have, the one it opens with first."""
        has_rate = bool(self.indicators[indicator].get("rate_population"))
        return {name: words for name, words in MEASURES.items() if name != "rate" or has_rate}

    def periods(self, indicator: str, areas: Sequence[str]) -> list[str]:
        """The periods in which any of some areas, by name, has a figure, oldest first."""
        rows = self.figures(indicator)
        rows = rows[rows["area_code"].isin([self.codes[name] for name in areas]) & rows["value"].notna()]
        return list(dict.fromkeys(rows.sort_values("ends")["period"]))

    def financial_year(self, indicator: str, period: str) -> str:
        """The financial year in which a period of an indicator ends."""
        rows = self.figures(indicator)
        ends = rows.loc[rows["period"] == period, "ends"].iloc[0]
        year = ends.year - (ends.month < 4)
        return f"{year}/{(year + 1) % 100:02}"

    def lines(
        self,
        indicator: str,
        areas: Sequence[str],
        comparators: Sequence[str] = (),
        measure: str = "value",
        first: str | None = None,
        last: str | None = None,
    ) -> pd.DataFrame:
        """A row per line and period with columns line, is_comparator, ends, period and value, cut to a span.

        Areas and comparators are names, `first` and `last` labels of periods. Plain counts are held against nothing.
        """
        figures = self.figures(indicator)
        ends = dict(zip(figures["period"], figures["ends"], strict=True))
        if first in ends:
            figures = figures[figures["ends"] >= ends[first]]
        if last in ends:
            figures = figures[figures["ends"] <= ends[last]]
        figures = figures[figures["value"].notna()]
        if measure == "rate":
            figures = figures.assign(value=figures["value"] / figures["population"] * 10_000).dropna(subset="value")
        if measure == "index":
            base = figures.groupby("area_code")["value"].transform("first")
            figures = figures.assign(value=figures["value"] / base.where(base != 0) * 100).dropna(subset="value")
        is_compared = measure != "value" or self.indicators[indicator]["kind"] != "count"
        found = [self._line(figures, name, False) for name in areas]
        for name in comparators if is_compared else ():
            if name == LIKE_AREAS:
                found += [self._median(figures, area) for area in areas if self.codes[area] in self.neighbours]
            elif name not in areas:
                found.append(self._line(figures, name, True))
        return pd.concat(found, ignore_index=True) if found else self._line(figures.iloc[:0], "", False)

    def _line(self, figures: pd.DataFrame, name: str, is_comparator: bool) -> pd.DataFrame:
        rows = figures[figures["area_code"] == self.codes.get(name)]
        return rows[["ends", "period", "value"]].assign(line=name, is_comparator=is_comparator)

    def _median(self, figures: pd.DataFrame, area: str) -> pd.DataFrame:
        rows = figures[figures["area_code"].isin(self.neighbours[self.codes[area]])]
        by_period = rows.groupby(["ends", "period"], as_index=False)["value"].agg(["median", "count"])
        by_period = by_period[by_period["count"] >= FEWEST_NEIGHBOURS].rename(columns={"median": "value"})
        return by_period[["ends", "period", "value"]].assign(line=f"Areas like {area}", is_comparator=True)

    def headline(self, indicator: str, lines: pd.DataFrame) -> str:
        """What happened in each area, from its first to its last period."""
        item = self.indicators[indicator]
        clauses = []
        for name, rows in lines[~lines["is_comparator"]].groupby("line", sort=False):
            start, end = rows.iloc[0], rows.iloc[-1]
            moved = "rose" if end["value"] > start["value"] else "fell" if end["value"] < start["value"] else "stayed"
            before, after = (_number(row["value"], item) for row in (start, end))
            clauses.append(f"{moved} in {name}, from {before} in {start['period']} to {after} in {end['period']}")
        return f"{item['short_title']} " + ("; ".join(clauses) or "has no figures here")

    def chart(self, indicator: str, lines: pd.DataFrame, measure: str) -> go.Figure:
        """Lines over time, labelled at their ends, with breaks and the indicator's events marked."""
        item = self.indicators[indicator]
        figure = go.Figure()
        for place, (name, rows) in enumerate(lines.groupby("line", sort=False)):
            is_comparator = bool(rows["is_comparator"].iloc[0])
            colour = _COLOURS[place % len(_COLOURS)]
            figure.add_scatter(
                x=rows["ends"],
                y=rows["value"],
                name=name,
                mode="lines" if is_comparator else "lines+markers",
                line={
                    "color": colour,
                    "width": 1.5 if is_comparator else 2.5,
                    "dash": "dot" if is_comparator else None,
                },
                customdata=rows["period"],
                hovertemplate="%{customdata}: %{y:,.1f}",
            )
            end = rows.iloc[-1]
            label = {"text": name, "font": {"color": colour}, "showarrow": False, "xanchor": "left", "xshift": 8}
            figure.add_annotation(x=end["ends"], y=end["value"], **label)
        for happened in item.get("breaks", ()):
            if happened.get("area") in (None, *lines["line"]):
                figure.add_vline(x=str(happened["date"]), line={"dash": "dash", "color": "#888"})
        shown = {"", None, *(self.codes.get(name) for name in lines["line"])}
        for row in self.events.itertuples():
            if row.indicator in (indicator, "", None) and row.area_code in shown:
                figure.add_vline(x=str(row.happened_on), line={"dash": "dot", "color": "#888"})
        unit = item["unit"] if measure == "value" else MEASURES[measure]
        ticks = lines.sort_values("ends").drop_duplicates("period")
        figure.update_layout(
            showlegend=False,
            height=480,
            margin={"l": 50, "r": 160, "t": 30, "b": 40},
            hovermode="x unified",
            template="plotly_white",
            yaxis={"rangemode": "tozero", "title": unit},
            xaxis={"tickvals": ticks["ends"].tolist()[::2], "ticktext": ticks["period"].tolist()[::2]},
        )
        return figure

    def home_indicators(self) -> list[str]:
        """The headline indicators, at most ten a quadrant; where a quadrant has none, its first ten."""
        chosen: list[str] = []
        for quadrant in QUADRANTS:
            own = [name for name, item in self.indicators.items() if item["quadrant"] == quadrant]
            own.sort(key=lambda name: (self.indicators[name].get("headline") or 999, self.indicators[name]["title"]))
            leading = [name for name in own if self.indicators[name].get("headline")] or own
            chosen += leading[:MOST_ROWS]
        return chosen

    def _quadrants(self) -> dict[str, pd.DataFrame]:
        """A table for each quadrant, a row an indicator: the latest figure of each area and its change."""
        chosen = self.home_indicators()
        parts = [self.indicators[name].get(part) for name in chosen for part in ("numerator", "denominator")]
        wanted = list(dict.fromkeys([*chosen, *filter(None, parts)]))
        latest = self.query("latest", indicators=wanted, areas=self.own_areas)
        tables: dict[str, list[dict[str, str]]] = {title: [] for title in QUADRANTS.values()}
        for name in chosen:
            item = self.indicators[name]
            rows = _with_ratio(latest, name, item)
            usual = rows[rows["period_type"].isin(_TYPES[item["frequency"]])]
            rows = usual if len(usual) else rows
            cells = {self.areas[code]: _cell(rows[rows["area_code"] == code], item) for code in self.own_areas}
            if any(cells.values()):
                tables[QUADRANTS[item["quadrant"]]].append({"Indicator": item["short_title"], **cells})
        return {title: pd.DataFrame(rows) for title, rows in tables.items()}


def _with_ratio(latest: pd.DataFrame, name: str, item: dict[str, Any]) -> pd.DataFrame:
    """The latest figures of an indicator, those of its numerator over its denominator among them."""
    rows = latest[latest["indicator"] == name]
    if not (item.get("numerator") and item.get("denominator")):
        return rows
    keys = ["area_code", "period_type", "starts", "ends"]
    tops, bottoms = (latest[latest["indicator"] == item[part]] for part in ("numerator", "denominator"))
    both = tops.merge(bottoms, on=keys, suffixes=("", "_below"))
    both = both.assign(value=both["value"] / both["value_below"] * 100)
    return pd.concat([both[rows.columns], rows]).drop_duplicates(keys).sort_values("ends")


def _cell(rows: pd.DataFrame, item: dict[str, Any]) -> str:
    """A figure in words, with its period and the change since the period before."""
    if rows.empty:
        return ""
    rows = rows[rows["period_type"] == rows.iloc[-1]["period_type"]]
    last = rows.iloc[-1]
    text = f"{_number(last['value'], item)} ({period_label(*_periods(rows)[-1])}"
    if len(rows) > 1:
        text += f", {last['value'] - rows.iloc[-2]['value']:+,.{item.get('decimals', 0)}f}"
    return text + ")"


def _number(value: float, item: dict[str, Any]) -> str:
    unit = "%" if item["unit"] == "%" else ""
    return f"{value:,.{item.get('decimals', 0)}f}{unit}"


def _periods(rows: pd.DataFrame) -> list[tuple[str, pd.Timestamp, pd.Timestamp]]:
    return list(zip(rows["period_type"], rows["starts"], rows["ends"], strict=True))


def ends_of(periods: Sequence[str]) -> tuple[str | None, str | None]:
    """The first and the last of some periods; nothing where there are none."""
    return (periods[0], periods[-1]) if periods else (None, None)


def period_label(kind: str, starts: pd.Timestamp, ends: pd.Timestamp) -> str:
    """The label of a period."""
    year = f"{starts.year}/{ends.year % 100:02}"
    if kind == "snapshot":
        return f"{ends.day} {ends:%B %Y}"
    if kind == "academic_year":
        return f"Academic year {year}"
    if kind in ("month", "quarter"):
        return f"{starts:%B %Y}" if kind == "month" else f"{starts:%B} to {ends:%B %Y}"
    return str(ends.year) if kind == "calendar_year" else year


@cache
def _queries() -> dict[str, str]:
    _, *blocks = _NAME_LINE.split(Path(__file__).with_name("figures.sql").read_text("utf-8"))
    return dict(zip(blocks[::2], blocks[1::2], strict=True))
