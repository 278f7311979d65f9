"""Whatever the figures are: every sentence holds, none bridges a break, none claims what a reader cannot see."""

import random
from contextlib import closing
from datetime import date

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from indicators.catalogue.catalogue import load_catalogue
from indicators.wording.verify import verified_sentences
from tests.helpers.tiny_store import tiny_store
from tests.wording.conftest import CHILDREN, YEARS, row, told_of

KINDS = ("count", "proportion", "mean", "count")
BREAK = date(2014, 4, 1)
DEFINED = {
    f"things_{place}": {
        "title": f"Things {place} of 12",
        "short_title": f"Things {place}",
        "kind": KINDS[place % 4],
        "unit": "%" if KINDS[place % 4] == "proportion" else "things",
        "decimals": place % 3,
        "rate_population": "population_0_17" if place % 4 == 0 else None,
        "breaks": [{"date": BREAK, "note": "Anew."}] if place % 4 == 3 else [],
    }
    for place in range(16)
}


def drawn_value(chance, kind):
    """A figure, seldom a symbol or none."""
    if chance.random() < 0.2:
        return chance.choice([None, "c", "x", "z", "low"])
    return chance.choice([chance.randint(0, 40), chance.randint(0, 100 if kind == "proportion" else 20_000)])


def drawn_facts(seed):
    """A fact for most indicators, areas and years."""
    chance = random.Random(seed)
    for name, definition in DEFINED.items():
        for area in ("Leicestershire", "Rutland", "England"):
            for period in YEARS:
                value = drawn_value(chance, definition["kind"])
                status = chance.choice(["final", "provisional"]) if isinstance(value, int) else "final"
                if value is not None:
                    yield row(name, area, period, value, status=status)


# A smaller seed is no simpler example, and each costs a store.
@pytest.mark.slow
@settings(max_examples=2, phases=[Phase.explicit, Phase.generate])
@given(st.integers(0, 2**32))
def test_every_sentence_about_drawn_figures_holds(tmp_path_factory, seed):
    facts = list(drawn_facts(seed))
    folder = tmp_path_factory.mktemp("drawn")
    with closing(tiny_store(folder, facts, definitions=DEFINED, populations=CHILDREN)) as store:
        catalogue = load_catalogue(store)
        told = told_of(store, catalogue, list(DEFINED))
        assert len(told) > len(DEFINED)
        assert verified_sentences(told, store, catalogue) == told
    held = {(fact["indicator"], fact["area"], fact["period"]) for fact in facts if fact["value"] != ""}
    for sentence in told:
        moves(sentence, held)


def moves(sentence, held):
    """A change is between adjacent years or over three and more figures, and never across a break."""
    if " between " not in sentence.text and "much the same" not in sentence.text:
        return
    first, last = min(sentence.claims + sentence.supporting_claims, key=lambda it: it.period), sentence.claims[-1]
    area = {"E10000018": "Leicestershire", "E06000017": "Rutland"}[last.area_code]
    between = [year for year in YEARS if first.period.label <= year <= last.period.label]
    known = [year for year in between if (last.indicator, area, year) in held]
    assert len(between) == 2 or len(known) >= 3, sentence.text
    if DEFINED[last.indicator]["breaks"]:
        assert first.period.starts >= BREAK, sentence.text
