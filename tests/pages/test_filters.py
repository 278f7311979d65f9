"""Filters of a page: what the address names, what may be chosen, and what stands in the address and on paper."""

import pytest
from streamlit.testing.v1 import AppTest

from indicators.pages.components.filters import ANY, Filter, filter_parameters, filter_words

YEARS = {"2015/16": "2015/16", "2014/15": "2014/15"}
AREAS = {"E10000018": "Leicestershire", "E06000017": "Rutland"}
AREA = Filter("area", "Area", AREAS | {"others": "Other areas"}, everything="Both", address_texts=AREAS)
YEAR = Filter("year", "Year", YEARS)
OPENING = Filter("year", "Year to 31 March", YEARS, opening="2014/15", printed_label="Year")
TEXT = Filter("text", "Search")


@pytest.mark.parametrize(
    ("one", "text", "value"),
    [
        (AREA, "", ANY),
        (AREA, "E06000017", "E06000017"),
        (AREA, " rutland ", "E06000017"),
        (AREA, "others", "others"),
        (AREA, "Others", None),
        (AREA, "Ruttland", None),
        (YEAR, "", "2015/16"),
        (YEAR, "2014/15", "2014/15"),
        (YEAR, "2014/15 ", None),
        (OPENING, "", "2014/15"),
        (TEXT, "a" * 300, "a" * 200),
    ],
)
def test_the_address_names_what_may_be_chosen(one, text, value):
    assert one.parse(text) == value


@pytest.mark.parametrize("value", [None, 1, ["a"], {"a": 1}, "/dev/zero", "x" * 100_000])
def test_nothing_else_can_be_chosen(value):
    assert not any(one.allows(value) for one in (AREA, YEAR, OPENING))


def test_defaults_stand_in_no_address_and_what_leaves_nothing_out_on_no_paper():
    filters = (AREA, OPENING, TEXT)
    opening = {"area": ANY, "year": "2014/15", "text": ""}
    assert filter_parameters(filters, opening) == dict.fromkeys(opening)
    assert filter_words(filters, opening) == {"Area": "", "Year": "2014/15", "Search": ""}
    narrowed = {"area": "E06000017", "year": "2015/16", "text": "<b>"}
    assert filter_parameters(filters, narrowed) == {"area": "Rutland", "year": "2015/16", "text": "<b>"}
    assert filter_words(filters, narrowed) == {"Area": "Rutland", "Year": "2015/16", "Search": "<b>"}
    kind = Filter("kind", "Kind", {"a": "Short"}, everything="Both kinds", printed_words={"a": "In full"})
    assert filter_words((kind,), {"kind": "a"}) == {"Kind": "In full"}


def page_of_filters():
    import streamlit as st

    from indicators.pages.components.filters import Filter, chosen_values, clear_filters, draw_filters, restore_filters

    filters = (
        Filter("stage", "Stage", {"a": "First", "b": "Second"}, everything="All"),
        Filter("year", "Year", {"2015/16": "2015/16", "2014/15": "2014/15"}, opening="2014/15"),
        Filter("show", "Show", {"some": "Some", "all": "All"}, is_segmented=True),
        Filter("text", "Search"),
    )
    brought = {name: st.query_params.get_all(name) for name in st.query_params if name != "reset"}
    if not st.session_state.get("is_open"):
        unknown = restore_filters("page", filters, brought, reset_unknown="reset" in st.query_params)
        st.session_state["is_open"], st.session_state["unknown"] = True, unknown
    st.session_state["chosen"] = draw_filters("page", filters)
    assert st.session_state["chosen"] == chosen_values("page", filters)
    st.button("Clear", on_click=clear_filters, args=("page", ("stage", "text")))


def opened(query, **session):
    app = AppTest.from_function(page_of_filters)
    for name, value in session.items():
        app.session_state[f"page:{name}"] = value
    for name, value in query.items():
        app.query_params[name] = value
    app.run(timeout=30)
    assert not app.exception
    return app


OPENED = {"stage": "", "year": "2014/15", "show": "some", "text": ""}


@pytest.mark.parametrize(
    ("query", "session", "changed", "unknown"),
    [
        ({}, {}, {}, []),
        ({"stage": "b", "show": "all", "text": "x", "other": "y"}, {}, {"stage": "b", "show": "all", "text": "x"}, []),
        ({"stage": "nonsense"}, {"stage": "a"}, {"stage": "a"}, ["nonsense"]),
        ({"stage": "nonsense", "reset": "1"}, {"stage": "a"}, {}, ["nonsense"]),
        ({"year": "x", "stage": "y", "show": "z"}, {}, {}, ["x", "y", "z"]),
        ({}, {"stage": "/dev/zero", "year": "1066/67", "show": "nothing"}, {}, []),
        ({}, {"stage": ["a"], "year": None, "show": {"a": 1}}, {}, []),
    ],
)
def test_what_is_chosen_comes_from_the_address_and_the_session(query, session, changed, unknown):
    app = opened(query, **session)
    assert app.session_state["chosen"] == OPENED | changed
    assert app.session_state["unknown"] == unknown


def test_a_button_clears_the_filters_that_it_names():
    app = opened({"stage": "b", "year": "2015/16", "text": "x"})
    app.button[0].click().run()
    assert app.session_state["chosen"] == OPENED | {"year": "2015/16"}
    assert [box.label for box in (*app.selectbox, *app.text_input)] == ["Stage", "Year", "Search"]
