"""A report pack of twenty charts against kaleido's own warm server drawing the same twenty pictures alone."""

import shutil
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import kaleido

from benchmarks.building import build_store
from benchmarks.timing import Line, in_turns
from indicators.disclosure.edition import Edition, public_edition
from indicators.exports.browser import close_browser
from indicators.exports.images import DOTS, printed_figure
from indicators.figures import read_figures
from indicators.report.charts import chart_pieces
from indicators.report.contents import Contents, ContentsItem
from indicators.report.make import make_pack
from indicators.report.year import ReportYear, parse_report_year

CHARTS, TARGET = 20, 1.3
_YEAR = parse_report_year("2015/16")


def pack_lines(work: Path, data: Path, repetitions: int) -> list[Line]:
    """How long a pack takes in all, pictures, documents and manifest, beside the pictures alone."""
    store = work / "pack.duckdb"
    build_store(store, data)
    with closing((edition := public_edition(store, data=data)).store):
        contents = _contents(edition)
        pictures = _pictures(contents, edition)
        kaleido.start_sync_server(silence_warnings=True)
        try:
            subjects = {
                "ours": lambda _: {"pack": [_pack_seconds(contents, edition, work / "packs")]},
                "kaleido": lambda _: {"pack": [_kaleido_seconds(pictures)]},
            }
            times = in_turns(subjects, repetitions)
        finally:
            kaleido.stop_sync_server(silence_warnings=True)
            close_browser()
    what = f"report pack of {len(pictures)} charts, against kaleido's warm server alone"
    return [Line(what, times["ours"]["pack"], times["kaleido"]["pack"], TARGET)]


def _contents(edition: Edition) -> Contents:
    """Charts of the first indicators with several figures in the years up to the report's."""
    catalogue = edition.catalogue
    frame = read_figures(edition.store, catalogue, sorted(catalogue.indicators), catalogue.board.own)
    is_told = (frame["rank"] == 0) & frame["value"].notna() & (frame["period_type"] == "financial_year")
    told = frame[is_told & (frame["ends"].dt.date <= _YEAR.ends) & (frame["ends"].dt.year > _YEAR.ends.year - 6)]
    counted = told.groupby(["indicator", "area_code"])["ends"].nunique().groupby("indicator").max()
    chosen = tuple(counted[counted > 1].index[:CHARTS])
    if len(chosen) < CHARTS:
        raise RuntimeError(f"only {len(chosen)} indicators of the shipped data can be charted")
    chart = ContentsItem(kind="chart", indicators=chosen, years=6)
    return Contents("Benchmark", (chart, ContentsItem(kind="sources"), ContentsItem(kind="notes")))


def _pictures(contents: Contents, edition: Edition) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Each chart's figure and how it is to be drawn, as kaleido takes them."""
    pieces = list(chart_pieces(contents.items[0], ReportYear(edition, _YEAR)))
    charts = [printed_figure(piece.printed_exhibit) for piece in pieces if piece.has_chart]
    sizes = [{"width": chart.layout.width, "height": chart.layout.height} for chart in charts]
    return [
        (chart.to_plotly_json(), {"format": "png", "scale": DOTS, **size})
        for chart, size in zip(charts, sizes, strict=True)
    ]


def _pack_seconds(contents: Contents, edition: Edition, out: Path) -> float:
    shutil.rmtree(out, ignore_errors=True)
    started = time.perf_counter()
    made = make_pack(edition, contents, _YEAR, out)
    seconds = time.perf_counter() - started
    if made.without_picture:
        raise RuntimeError(made.message)
    return seconds


def _kaleido_seconds(pictures: Sequence[tuple[dict[str, Any], dict[str, Any]]]) -> float:
    started = time.perf_counter()
    for figure, options in pictures:
        kaleido.calc_fig_sync(figure, opts=options)
    return time.perf_counter() - started
