"""Home and Explore in Dash: pages, callbacks, `dcc.Graph`."""

import os

from dash import Dash, Input, Output, callback, dcc, html, page_container, register_page

from benchmarks.race.figures import MEASURES, Board, ends_of

board = Board(os.environ["RACE_STORE"])
app = Dash(__name__, use_pages=True, pages_folder="", suppress_callback_exceptions=True, title="Board")
AREAS = list(board.areas.values())


def home():
    """The four quadrants, two by two."""
    return html.Div(
        [_quadrant(title, table) for title, table in board.quadrants().items()],
        style={"display": "grid", "gridTemplateColumns": "1fr 1fr", "gap": "2rem"},
    )


def _quadrant(title, table):
    head = html.Thead(html.Tr([html.Th(name) for name in table.columns]))
    body = html.Tbody([html.Tr([html.Td(cell) for cell in row]) for row in table.itertuples(index=False)])
    return html.Section([html.H2(title), html.Table([head, body])], className="quadrant")


def explore(indicator=None, area=None, **_):
    """The choices on the left, the chart on the right; the address says what it opens with."""
    indicator = indicator if indicator in board.indicators else board.opening
    areas = [area] if area in AREAS else AREAS[:1]
    options = list(board.measures(indicator).items())
    periods = board.periods(indicator, areas)
    first, last = ends_of(periods)
    titles = [{"label": title, "value": name} for name, title in board.titles.items()]
    choices = [
        html.Label("Indicator"),
        dcc.Dropdown(id="indicator", options=titles, value=indicator, clearable=False),
        html.Label("Areas"),
        dcc.Dropdown(id="areas", options=AREAS, value=areas, multi=True),
        html.Label("Compare with"),
        dcc.Checklist(id="comparators", options=board.comparators, value=[]),
        html.Label("Show"),
        dcc.RadioItems(
            id="measure", options=[{"label": words, "value": name} for name, words in options], value=options[0][0]
        ),
        html.Label("From"),
        dcc.Dropdown(id="first", options=periods, value=first, clearable=False),
        html.Label("To"),
        dcc.Dropdown(id="last", options=periods, value=last, clearable=False),
    ]
    shown = [html.H2(id="headline"), dcc.Graph(id="chart")]
    return html.Div(
        [html.Div(choices), html.Div(shown)],
        style={"display": "grid", "gridTemplateColumns": "1fr 3fr", "gap": "2rem"},
    )


@callback(
    Output("measure", "options"),
    Output("measure", "value"),
    Output("first", "options"),
    Output("first", "value"),
    Output("last", "options"),
    Output("last", "value"),
    Input("indicator", "value"),
    prevent_initial_call=True,
)
def choose_indicator(indicator):
    """What another indicator offers."""
    periods = board.periods(indicator, AREAS)
    first, last = ends_of(periods)
    measures = [{"label": MEASURES[name], "value": name} for name in board.measures(indicator)]
    return measures, measures[0]["value"], periods, first, periods, last


@callback(
    Output("chart", "figure"),
    Output("headline", "children"),
    Input("indicator", "value"),
    Input("areas", "value"),
    Input("comparators", "value"),
    Input("measure", "value"),
    Input("first", "value"),
    Input("last", "value"),
)
def draw(indicator, areas, comparators, measure, first, last):
    """The chart and its headline for what is chosen."""
    lines = board.lines(indicator, areas or [], comparators, measure, first, last)
    return board.chart(indicator, lines, measure), board.headline(indicator, lines)


register_page("home", path="/", layout=home)
register_page("explore", path="/explore", layout=explore)
app.layout = html.Main(
    [html.Nav([dcc.Link("Home", href="/"), " ", dcc.Link("Explore", href="/explore")]), page_container]
)

if __name__ == "__main__":
    app.run(host="127.0.0.1", port=int(os.environ["RACE_PORT"]), debug=False)
