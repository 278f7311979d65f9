"""Home and Explore in Vizro: pages, dynamic data, parameters, captured charts and figures."""

import os

import vizro.models as vm
from dash import html
from vizro import Vizro
from vizro.managers import data_manager
from vizro.models.types import capture
from vizro.tables import dash_ag_grid

from benchmarks.race.figures import MEASURES, Board

board = Board(os.environ["RACE_STORE"])
AREAS = list(board.areas.values())
PERIODS = [f"{year}/{(year + 1) % 100:02}" for year in range(1999, 2030)]


def lines(indicator=board.opening, areas=AREAS[:1], comparators=(), measure="rate", first="", last=""):
    """The lines of the choices; a span is chosen by its first and last financial year."""
    measure = measure if measure in board.measures(indicator) else "value"
    by_year = {board.financial_year(indicator, period): period for period in board.periods(indicator, AREAS)}
    found = board.lines(indicator, areas, comparators, measure, by_year.get(first), by_year.get(last))
    return found.assign(indicator=indicator, measure=measure)


@capture("graph")
def line_chart(data_frame):
    """The chart of the lines."""
    return board.chart(data_frame["indicator"].iloc[0], data_frame, data_frame["measure"].iloc[0])


@capture("figure")
def headline(data_frame):
    """What the lines say in words."""
    return html.H2(board.headline(data_frame["indicator"].iloc[0], data_frame))


def choice(name, selector):
    """A parameter of the lines, which the address holds too."""
    targets = [f"chart.data_frame.{name}", f"headline.data_frame.{name}"]
    return vm.Parameter(id=name, targets=targets, selector=selector, show_in_url=True)


data_manager["lines"] = lines
TITLES = [{"label": title, "value": name} for name, title in board.titles.items()]
SHOWN = [{"label": words, "value": name} for name, words in MEASURES.items()]

home = vm.Page(
    title="Home",
    path="/",
    layout=vm.Grid(grid=[[0, 1], [2, 3]], row_min_height="520px"),
    components=[
        vm.Table(title=title, figure=dash_ag_grid(table, dashGridOptions={"domLayout": "autoHeight"}))
        for title, table in board.quadrants().items()
    ],
)
explore = vm.Page(
    title="Explore",
    path="/explore",
    layout=vm.Grid(grid=[[0], *[[1]] * 4]),
    components=[
        vm.Figure(id="headline", figure=headline("lines")),
        vm.Graph(id="chart", figure=line_chart("lines")),
    ],
    controls=[
        choice("indicator", vm.Dropdown(title="Indicator", options=TITLES, value=board.opening, multi=False)),
        choice("areas", vm.Dropdown(title="Areas", options=AREAS, value=AREAS[:1], multi=True)),
        choice("comparators", vm.Checklist(title="Compare with", options=board.comparators, value=[])),
        choice("measure", vm.RadioItems(title="Show", options=SHOWN, value="rate")),
        choice("first", vm.Dropdown(title="From", options=PERIODS, value=PERIODS[0], multi=False)),
        choice("last", vm.Dropdown(title="To", options=PERIODS, value=PERIODS[-1], multi=False)),
    ],
)

if __name__ == "__main__":
    app = Vizro().build(vm.Dashboard(title="Board", theme="vizro_light", pages=[home, explore]))
    app.run(host="127.0.0.1", port=int(os.environ["RACE_PORT"]), debug=False)
