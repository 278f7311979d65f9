"""Nothing says that a figure rose or fell by what rounds to nothing: over every indicator, area and measure held."""

import re
from dataclasses import replace
from datetime import date

import pytest

from indicators.catalogue.catalogue import load_catalogue
from indicators.figures import MEASURES, period_groups, read_figures, select_series
from indicators.figures.latest import latest_figure
from indicators.signals.cycle import judge_cycle
from indicators.store.database import open_store
from indicators.wording.headlines import alt_text, chart_headline
from indicators.wording.numbers import movement_text, size_text
from indicators.wording.sentences import write_sentences
from indicators.wording.statements import effect_text, statement
from tests.helpers.areas import BOARD, BOARD_AREAS, EAST_MIDLANDS, ENGLAND

#: A movement, or a distance, whose size is nought.
NOTHING = re.compile(
    r"\b(?:rose|fell|up|down|stood|by)(?: by)? [+−]?0(?:\.0+)?(?![\d.,])|[+−]0(?:\.0+)?(?![\d.,])"
    r"|(?<![\d.,])0(?:\.0+)?(?:%| points?)? (?:above|below|higher|lower|more|fewer)\b"
)
OURS = (*BOARD_AREAS, BOARD, EAST_MIDLANDS, ENGLAND)
FROM_TO_THE_SAME = re.compile(r"\bfrom (\S+) to \1(?![\d.,%])")


@pytest.fixture(scope="module")
def store(shipped_store):
    return open_store(shipped_store)


@pytest.fixture(scope="module")
def catalogue(store):
    return load_catalogue(store)


def _wrong(text):
    return bool(NOTHING.search(text) or FROM_TO_THE_SAME.search(re.sub(r"<[^>]+>", " ", text)))


def test_pattern_finds_what_it_is_for():
    assert all(map(_wrong, ["Plans rose by 0 in Rutland", "fell 0 points in Rutland", "−0%", "0.0% above England"]))
    assert all(map(_wrong, ["up 0.0 since 2014/15", "rose steadily, from 31% to 31%"]))
    assert not any(
        map(_wrong, ["rose by 0.1 in Rutland", "fell from 10 to 0 in", "rose by 10 from 0", "−2 to 0 points"])
    )


@pytest.mark.long
def test_no_headline_alt_text_movement_or_sentence(store, catalogue):
    found, told = [], 0
    # Every fifth will do, and others each time that one is added: all of them take minutes.
    everything = read_figures(store, catalogue, sorted(catalogue.indicators)[::5], list(OURS))
    for name, frame in everything.groupby("indicator"):
        indicator = catalogue.indicators[name]
        for _, own in frame.groupby("area_code"):
            for measure in MEASURES:
                if measure == "rate" and not indicator.rate_population:
                    continue
                for group in period_groups(own):
                    item = select_series(own, catalogue, name, own["area_code"].iloc[0], measure=measure, periods=group)
                    # As it stood before too: what is the newest figure today was not always.
                    ends = item.known.index[-3:]
                    cuts = [replace(item, points=item.points.loc[:end]) for end in ends]
                    texts = [movement_text(latest_figure(cut)) for cut in cuts]
                    texts += [chart_headline([item]), alt_text([item])]
                    texts += [line.text for line in write_sentences([item], [])]
                    told += len(texts)
                    found += [text for text in texts if _wrong(text)]
    assert told > 1_500
    assert found == []


@pytest.mark.long
@pytest.mark.parametrize("year", [2013, 2016, 2025])
def test_no_statement_of_a_cycle(store, catalogue, year):
    cycle = judge_cycle(store, catalogue, as_at=date(year, 3, 31), targets=store.query("targets"))
    texts = [
        text
        for row in cycle.judged.itertuples(index=False)
        for text in (statement(row, catalogue), effect_text(row, catalogue.indicators[row.indicator]))
    ]
    assert texts
    assert [text for text in texts if _wrong(text)] == []


@pytest.mark.parametrize(
    ("kind", "decimals", "measure", "before", "now", "size"),
    [
        ("proportion", 0, "value", 31.4, 31.6, "less than 1 point"),
        ("proportion", 1, "value", 31.34, 31.36, "less than 0.1 points"),
        ("proportion", 0, "value", 31.4, 32.4, "1 point"),
        ("count", 0, "rate", 45.1, 45.2, "0.1"),
        ("count", 0, "rate", 276.4, 276.6, "less than 1"),
        ("count", 0, "rate", 45.14, 45.16, "less than 0.1"),
        ("count", 0, "index", 100.4, 100.6, "less than 1"),
        ("mean", 1, "value", 40.04, 40.06, "less than 0.1"),
        ("count", 0, "value", 470, 471, "1"),
        ("count", 0, "value", 12, 12, "0"),
    ],
)
def test_size_of_a_small_change(catalogue, kind, decimals, measure, before, now, size):
    indicator = replace(catalogue.indicators["contacts"], kind=kind, decimals=decimals)
    assert size_text(before, now, indicator, measure) == size
