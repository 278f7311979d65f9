"""Home and Explore in Panel: widgets, `pn.bind`, the Plotly pane."""

import os

import panel as pn

from benchmarks.race.figures import Board, ends_of

pn.extension("plotly")
board = Board(os.environ["RACE_STORE"])
AREAS = list(board.areas.values())


def home():
    """The four quadrants, two by two."""
    tables = [
        pn.Column(f"## {title}", pn.pane.DataFrame(table, index=False, sizing_mode="stretch_width"))
        for title, table in board.quadrants().items()
    ]
    return pn.Column(_menu(), pn.GridBox(*tables, ncols=2))


def explore():
    """The choices on the left, the chart on the right; the address says what it opens with."""
    address = {name: values[0].decode() for name, values in pn.state.session_args.items()}
    opening = address.get("indicator", board.opening)
    area = address.get("area", AREAS[0])
    options = {title: name for name, title in board.titles.items()}
    measures = {words: name for name, words in board.measures(opening).items()}
    periods = board.periods(opening, [area])
    since, until = ends_of(periods)
    indicator = pn.widgets.Select(name="Indicator", options=options, value=opening)
    areas = pn.widgets.MultiChoice(name="Areas", options=AREAS, value=[area])
    comparators = pn.widgets.CheckBoxGroup(name="Compare with", options=board.comparators)
    measure = pn.widgets.RadioBoxGroup(name="Show", options=measures, value=next(iter(measures.values())))
    first = pn.widgets.Select(name="From", options=periods, value=since)
    last = pn.widgets.Select(name="To", options=periods, value=until)

    def choose_indicator(event):
        """What another indicator offers."""
        offered = board.periods(event.new, AREAS)
        since, until = ends_of(offered)
        measure.options = {words: name for name, words in board.measures(event.new).items()}
        first.param.update(options=offered, value=since)
        last.param.update(options=offered, value=until)

    indicator.param.watch(choose_indicator, "value")
    choices = (indicator, areas, comparators, measure, first, last)
    lines = pn.bind(board.lines, *choices)
    headline = pn.bind(lambda name, found: f"## {board.headline(name, found)}", indicator, lines)
    chart = pn.bind(board.chart, indicator, lines, measure)
    shown = pn.Column(pn.pane.Markdown(headline), pn.pane.Plotly(chart, sizing_mode="stretch_width"))
    return pn.Column(_menu(), pn.Row(pn.Column(*choices, width=320), shown, sizing_mode="stretch_width"))


def _menu():
    return pn.pane.Markdown("[Home](/) [Explore](/explore)")


if __name__ == "__main__":
    pn.serve(
        {"/": home, "explore": explore},
        port=int(os.environ["RACE_PORT"]),
        address="127.0.0.1",
        websocket_origin="*",
        show=False,
        title="Board",
        # Many ask at once, and none waits for another's figures.
        num_threads=4,
    )
