"""The views of Explore that the browser turns to by itself: those that the server makes, and nothing else."""

import json
import random
import zlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.access.permissions import ANYBODY, NOBODY, acting_as
from indicators.catalogue.catalogue import load_catalogue
from indicators.pages.components.session import dashboard_data
from indicators.pages.explore import live_view
from indicators.pages.explore.choice import (
    ADDITION_WORDS,
    CHART_WORDS,
    MEASURE_WORDS,
    MOST_LINES,
    PERIOD_WORDS,
    ViewChoice,
    comparator_words,
    parse_choice,
)
from indicators.pages.explore.live_view import MOST_AHEAD, view_text, views_ahead
from indicators.pages.explore.settle import settle
from indicators.pages.explore.view import explore_exhibit
from indicators.store.database import open_for_reading
from tests.helpers.explore_page import choose, controls, view

INDICATORS = ("contacts", "referrals", "re_referrals", "cp_plans_31_march", "looked_after_31_march", "cse_referrals")
BASE = "the base"


@pytest.fixture
def data(board_store, monkeypatch):
    monkeypatch.setenv("INDICATORS_STORE", str(board_store))
    return dashboard_data()


@pytest.fixture
def patient(monkeypatch):
    """All views that are asked for are made, however long it takes."""
    monkeypatch.setattr(live_view, "AHEAD_SECONDS", 60)


def some_choice(chance: random.Random, catalogue) -> ViewChoice:
    """Any choice that a reader can make."""
    areas = tuple(chance.sample(list(catalogue.areas), chance.randint(1, MOST_LINES)))
    held = chance.sample(list(comparator_words(catalogue)), chance.randint(0, 2))
    added = chance.sample(list(ADDITION_WORDS), chance.randint(0, 3))
    return ViewChoice(
        areas=chance.choice([None, areas]),
        comparators=tuple(code for code in comparator_words(catalogue) if code in held),
        measure=chance.choice([None, *MEASURE_WORDS]),
        periods=chance.choice([None, *PERIOD_WORDS]),
        first=chance.choice([None, None, "2013/14"]),
        last=chance.choice([None, None, "2015/16", "2023/24"]),
        additions=frozenset(added),
        chart=chance.choice([*CHART_WORDS, "time"]),
    )


def points(figure) -> list:
    """The points of a chart, by the name of their line."""
    traces = json.loads(figure)["data"] if isinstance(figure, str) else json.loads(figure.to_json())["data"]
    return [(trace.get("name"), trace.get("x"), trace.get("y")) for trace in traces]


@pytest.mark.slow
def test_screen_and_exported_picture_show_the_same_points(data):
    chance = random.Random(18)
    compared = 0
    for _ in range(200):
        indicator = chance.choice(INDICATORS)
        settled = settle(data, (indicator,), some_choice(chance, data.catalogue))
        shown = json.loads(view_text(data, settled, narrow=False))
        if not shown["figure"]:
            continue
        exhibit = explore_exhibit(data, settled.filters, settled.options)
        assert points(shown["figure"]) == points(exhibit.figure)
        assert str(exhibit.title) in shown["heading"].replace("&#39;", "'").replace("&#x27;", "'")
        compared += 1
        if compared == 50:
            break
    assert compared == 50


@pytest.mark.long
def test_a_view_made_ahead_is_the_one_that_the_page_shows_when_it_is_chosen(opened, data, patient):
    app = opened("explore", indicator="re_referrals")
    first = view(app)
    for changed in (
        {"comparators": ("E92000001",)},
        {"measure": "index"},
        {"areas": ("E06000017",)},
        {"first": "2015/16"},
    ):
        choice = replace(parse_choice(first["choice"], data.catalogue), **changed)
        ahead = views_ahead(
            data, ("re_referrals",), {"base": BASE, "choices": {choice.key: choice.plain}}, base=BASE, narrow=False
        )
        app.session_state["explore:choice"] = parse_choice(first["choice"], data.catalogue)
        choose(app, **changed)
        assert json.loads(ahead[choice.key]) == view(app)


def test_the_browser_and_python_name_a_choice_alike(data):
    """The browser joins the values of a choice in the order in which they are sent."""
    choice = ViewChoice(areas=("E06000017",), comparators=("E92000001",), first="2013/14", additions=frozenset())
    assert choice.key == '[["E06000017"],["E92000001"],null,null,"2013/14",null,[],"time"]'
    assert list(choice.plain) == ["areas", "with", "measure", "periods", "from", "to", "add", "chart"]
    assert parse_choice(choice.plain, data.catalogue) == choice


@pytest.mark.long
def test_the_choice_that_is_shown_leads_back_to_its_own_view(data):
    chance = random.Random(5)
    for _ in range(20):
        settled = settle(data, ("referrals",), some_choice(chance, data.catalogue))
        again = parse_choice(json.loads(json.dumps(settled.choice.plain)), data.catalogue)
        assert again == settled.choice
        assert settle(data, ("referrals",), again).options == settled.options


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["E06000017", "rate"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELDS = st.dictionaries(st.sampled_from(list(ViewChoice().plain)), ANYTHING)


@pytest.mark.slow
@given(value=ANYTHING | FIELDS)
def test_whatever_a_browser_sends_is_a_choice_of_what_there_is_or_none(board_catalogue, value):
    choice = parse_choice(value, board_catalogue)
    if choice is None:
        assert not isinstance(value, dict)
        return
    assert set(choice.areas or ()) <= board_catalogue.areas.keys()
    assert len(choice.areas or ()) <= MOST_LINES
    assert set(choice.comparators) <= comparator_words(board_catalogue).keys()
    assert choice.measure in (None, *MEASURE_WORDS)
    assert choice.periods in (None, *PERIOD_WORDS)
    assert choice.additions <= ADDITION_WORDS.keys()
    assert choice.chart in CHART_WORDS


@pytest.fixture(scope="module")
def board_catalogue(board_store):
    with open_for_reading(board_store) as store:
        return load_catalogue(store)


@pytest.mark.parametrize(
    "asked",
    [None, 1, "x", [], {}, {"base": "another", "choices": {"a": {}}}, {"base": BASE}, {"base": BASE, "choices": [1]},
     {"base": BASE, "choices": {"a": None, "b": 7}}],
)  # fmt: skip
def test_nothing_is_made_for_what_is_no_choice_or_of_other_figures(data, asked):
    assert views_ahead(data, ("contacts",), asked, base=BASE, narrow=False) == {}


@pytest.mark.long
def test_one_asking_makes_no_more_than_its_share(data, patient):
    labels = [f"{year}/{year - 1999}" for year in range(2000, 2040)]
    choices = {label: replace(ViewChoice(), last=label).plain for label in labels}
    made = views_ahead(data, ("contacts",), {"base": BASE, "choices": choices}, base=BASE, narrow=False)
    assert list(made) == labels[:MOST_AHEAD]


def test_while_one_visitor_is_served_ahead_another_waits_for_a_turn(data):
    with live_view._ahead_lock:
        asked = {"base": BASE, "choices": {"a": ViewChoice().plain}}
        assert views_ahead(data, ("contacts",), asked, base=BASE, narrow=False) == {}


@pytest.mark.long
def test_nothing_of_the_boards_is_made_ahead_once_a_sign_in_has_ended(data, patient):
    """The page asked who is there when it was drawn; what the browser asks later is a run of its own."""
    asked = {"base": BASE, "choices": {"a": ViewChoice().plain}}
    for user in (NOBODY, ANYBODY):
        with acting_as(user):
            assert views_ahead(data, ("contacts",), asked, base=BASE, narrow=False) == {}
    with acting_as(user):
        assert views_ahead(data.for_public(), ("contacts",), asked, base=BASE, narrow=False).keys() == {"a"}


@pytest.mark.long
def test_a_view_made_ahead_for_anybody_withholds_what_the_public_copy_does(data, patient):
    chosen = ViewChoice(areas=("E06000017",), measure="value", periods="year")
    asked = {"base": BASE, "choices": {"a": chosen.plain}}
    own, public = (
        json.loads(views_ahead(figures, ("cse_referrals",), asked, base=BASE, narrow=False)["a"])
        for figures in (data, data.for_public())
    )
    assert own["figure"]
    assert not public["figure"], "both years are small"


@pytest.mark.long
def test_the_views_ahead_of_the_widest_choice_are_few_bytes(data, patient):
    """The page's view, and all that a browser at rest asks for beside it."""
    wide = ViewChoice(
        areas=(*data.catalogue.board.own, *data.catalogue.board.combined)[:MOST_LINES],
        comparators=tuple(comparator_words(data.catalogue)),
        additions=frozenset({"intervals", "events"}),
    )
    texts = [view_text(data, settle(data, INDICATORS[:MOST_LINES], wide), narrow=False)]
    for changed in (
        *({"comparators": wide.comparators[:place]} for place in range(3)),
        *({"measure": name} for name in MEASURE_WORDS),
        *({"areas": wide.areas[:place]} for place in (1, 2, 3)),
        *({"additions": wide.additions - {name}} for name in wide.additions),
    ):
        texts.append(view_text(data, settle(data, INDICATORS[:MOST_LINES], replace(wide, **changed)), narrow=False))
    assert len(zlib.compress("".join(texts).encode())) <= 300_000
    assert sum(len(zlib.compress(text.encode())) for text in texts) <= 300_000


@pytest.mark.slow
def test_without_an_area_the_choices_stay_and_say_what_is_missing(opened):
    app = choose(opened("explore"), areas=())
    assert "Choose an area" in app.info[0].value
    assert controls(app)["areas"]["chosen"] == []
    assert controls(app)["areas"]["others"]
