"""Explore: the address holds the view, and what is shown follows the choices."""

import json
from datetime import date
from urllib.parse import parse_qs

import pytest

from indicators.catalogue.catalogue import load_catalogue
from indicators.pages.components.indicator_search import FigureSpan, search_hits
from indicators.store.database import open_for_reading
from tests.helpers.explore_page import addition, address, choose, controls, drawn, figure
from tests.helpers.pages import switch_to
from tests.pages.conftest import html


@pytest.mark.long
def test_opens_on_contacts_in_both_areas_as_rates(opened):
    app = opened("explore")
    assert "Contacts per 10,000 children fell 13% in Leicestershire, from 1,093 in 2014/15 to 949 in 2015/16" in html(
        app
    )
    assert {"Leicestershire", "Rutland"} <= drawn(app).keys()


@pytest.mark.long
def test_the_address_brings_the_view_and_keeps_it(opened):
    app = opened("explore", indicator="cse_referrals", area="Rutland", measure="value", periods="quarter")
    assert drawn(app)["Rutland"] == [2, 2, 2, 2]
    assert address(app, "indicator") == ["cse_referrals"]
    assert address(app, "area") == ["Rutland"]
    assert address(app, "periods") == ["quarter"]


@pytest.mark.slow
def test_a_choice_changes_the_address(opened):
    app = opened("explore")
    choose(app, areas=("E06000017",))
    assert address(app, "area") == ["Rutland"]
    assert "Leicestershire" not in drawn(app)


def test_an_address_with_an_unknown_id_says_so_and_shows_the_rest(opened):
    app = opened("explore", indicator=["contacts", "nonsense"])
    assert "nonsense" in app.warning[0].value
    assert drawn(app)


def hits(app) -> list[str]:
    """The hits of the search, in their order."""
    return [button.key.removeprefix("explore-hit-") for button in app.button if button.key.startswith("explore-hit-")]


def search(app, text):
    return app.text_input(key="explore:search").set_value(text).run()


@pytest.mark.long
@pytest.mark.parametrize(
    ("text", "first"),
    [("CSE", "cse_referrals"), ("criminal exploitation", "factor_cce"), ("LAC", "looked_after_31_march"),
     ("children in care", "looked_after_31_march"), ("plans", "cp_plans_31_march")],
)  # fmt: skip
def test_the_search_finds_by_word_synonym_and_topic_those_with_figures_first(opened_with_all, text, first):
    found = hits(search(opened_with_all("explore"), text))
    assert found[0] == first
    assert len(found) <= 8


@pytest.mark.long
def test_a_hit_is_shown_by_one_click_in_the_areas_that_have_it(opened):
    app = search(opened("explore"), "board meetings")
    app.button(key="explore-hit-board_meetings").click().run()
    assert not app.exception
    assert address(app, "indicator") == ["board_meetings"]
    assert drawn(app).keys() == {"Leicestershire and Rutland"}
    assert hits(app) == []


@pytest.mark.long
def test_the_list_is_grouped_and_its_counts_are_what_it_offers(opened_with_all):
    app = opened_with_all("explore")
    counts = app.selectbox(key="explore:group").options
    assert counts[0] == "All indicators (333 of 476)"
    offered = app.multiselect(key="explore:indicators").options
    assert sum("no figures yet" in label for label in offered) == 143
    assert len(offered) == 476
    assert "no figures yet" not in "".join(offered[:333])


@pytest.mark.slow
def test_a_search_without_a_hit_says_so(opened):
    app = search(opened("explore"), "zzzz")
    assert any("Nothing is called" in caption.value for caption in app.caption)


@pytest.mark.slow
def test_nothing_chosen_says_what_to_do(opened):
    app = opened("explore")
    app.multiselect(key="explore:indicators").set_value([]).run()
    assert "Choose an indicator" in app.info[0].value
    assert not app.exception


@pytest.mark.long
def test_comparators_are_offered_for_rates_and_refused_for_plain_numbers(opened):
    app = opened("explore", indicator="referrals", **{"with": ["E92000001", "neighbours"]})
    assert {"England", "Rutland's like areas (median)"} <= drawn(app).keys()
    choose(app, measure="value")
    assert "England" not in drawn(app)
    assert "not with plain numbers" in html(app)


@pytest.mark.long
def test_several_indicators_become_small_multiples_and_a_table_each(opened):
    app = opened("explore", indicator=["contacts", "referrals", "re_referrals"])
    assert len([axis for axis in json.loads(figure(app).to_json())["layout"] if axis.startswith("xaxis")]) == 3
    assert html(app).count('<table class="figures"><caption>Re') == 2


@pytest.mark.slow
def test_the_span_cuts_chart_and_table(opened):
    app = opened("explore", indicator="referrals", **{"from": "2013/14", "to": "2015/16"})
    assert len(drawn(app)["Rutland"]) == 3
    assert address(app, "from") == ["2013/14"]


@pytest.mark.long
def test_a_span_the_wrong_way_round_is_put_right(opened):
    app = opened("explore", indicator="referrals", **{"from": "2015/16", "to": "2013/14"})
    assert len(drawn(app)["Rutland"]) > 3


@pytest.mark.slow
def test_other_published_figures_are_listed(opened):
    page = html(opened("explore", indicator="contacts_to_referral"))
    assert "computed: 3,953 of 12,773" in page
    assert ">32%" in page


@pytest.mark.examples(1)
@pytest.mark.slow
@pytest.mark.parametrize("measure", ["rate", "value", "index"])
def test_every_measure_draws_for_a_count(opened, measure):
    assert drawn(opened("explore", indicator="referrals", measure=measure))["Rutland"]


@pytest.mark.slow
def test_the_index_starts_at_100(opened):
    assert drawn(opened("explore", indicator="contacts", measure="index"))["Rutland"][0] == pytest.approx(100)


@pytest.mark.slow
def test_target_line_is_drawn_where_the_report_names_one(opened):
    app = opened("explore", indicator="early_help_timeliness", area="Leicestershire")
    assert "95%" in figure(app).to_json()


@pytest.mark.slow
def test_every_figure_unfolds_with_its_source(opened):
    app = opened("explore", indicator="referrals", area="Rutland")
    assert "Figures by source" not in html(app)
    app.session_state["every-referrals"] = True
    app.run()
    assert "Figures by source" in html(app)
    assert "data table C6" in html(app)


MONTHS = {"indicator": "referrals", "periods": "month"}


def names(app) -> set[str]:
    """The names of the traces of the chart."""
    return {trace.name for trace in figure(app).data if trace.name}


def notes_of(app, name: str) -> list[str]:
    return [note.text for note in figure(app).layout.annotations if note.name == name]


def test_nothing_but_events_is_added_at_first_and_the_address_stays_short(opened):
    app = opened("explore")
    assert [addition(app, name)["checked"] for name in ("intervals", "limits", "events")] == [False, False, True]
    assert not {"add", "chart"} & set(app.query_params)


@pytest.mark.long
def test_additions_go_into_the_address_and_come_back_from_it(opened):
    app = opened("explore", **MONTHS)
    choose(app, additions=frozenset({"limits", "events"}))
    assert address(app, "add") == ["limits", "events"]
    again = opened("explore", add=["limits", "events"], **MONTHS)
    assert figure(again).to_json() == figure(app).to_json()


@pytest.mark.long
def test_an_address_can_say_that_nothing_is_added(opened):
    app = opened("explore", indicator="cse_referrals")
    assert notes_of(app, "event")
    choose(app, additions=frozenset())
    assert address(app, "add") == ["none"]
    assert not notes_of(app, "event")
    assert not notes_of(opened("explore", indicator="cse_referrals", add="none"), "event")


@pytest.mark.long
def test_control_limits_are_drawn_for_each_area_with_13_comparable_figures(opened):
    app = opened("explore", add="limits", **MONTHS)
    titles = notes_of(app, "panel-title")
    assert titles == ["<b>Leicestershire</b>", "<b>Rutland</b>"]
    assert "adjusted for the time of year" in html(app)
    assert "limits below 0 are drawn at 0" in html(app).replace("Limits", "limits")
    assert "stands out from its usual ups and downs, neither good nor bad in itself" in html(app)


@pytest.mark.slow
def test_control_limits_do_not_reach_over_a_break(opened):
    """Leicestershire counts otherwise since August 2015: ten years compare, which is too few."""
    app = opened("explore", indicator="re_referrals", add="limits")
    assert "Leicestershire: 10 figures compare; control limits need 13." in html(app)
    assert "Rutland: 2024/25 (26.8%)" in html(app)
    assert "Mean" in names(app)


@pytest.mark.slow
def test_control_limits_are_refused_with_the_reason_below_13_figures(opened):
    app = opened("explore", indicator="cse_referrals", add="limits")
    assert addition(app, "limits")["disabled"]
    assert "Control limits: from 13 figures that compare with each other; Leicestershire has 2" in html(app)
    assert "Mean" not in names(app)


@pytest.mark.long
def test_intervals_are_drawn_as_bars_or_bands_and_not_with_limits(opened):
    short = figure(opened("explore", indicator="cse_referrals", add="intervals"))
    assert any(trace.error_y.array for trace in short.data)
    long = figure(opened("explore", indicator="referrals", add="intervals"))
    assert sum(trace.fill == "toself" for trace in long.data) == 2
    assert addition(opened("explore", add=["intervals", "limits"], **MONTHS), "intervals")["disabled"]


@pytest.mark.slow
def test_plain_numbers_and_an_index_have_no_intervals(opened):
    for measure, reason in (("value", "not for plain numbers"), ("index", "an index has none")):
        app = opened("explore", indicator="referrals", measure=measure, add="intervals")
        assert addition(app, "intervals")["disabled"]
        assert reason in html(app)


@pytest.mark.slow
def test_events_of_a_wider_area_stand_in_the_boards_and_are_listed(opened):
    app = opened("explore", indicator="cse_referrals", area="Rutland")
    assert notes_of(app, "event") == ["1", "2"]
    page = html(app)
    assert "(1) CSE coordinator appointed for the whole sub-region (June 2015)" in page
    assert "Trial of the joint inspection" not in page, "that was in Leicestershire"


@pytest.mark.slow
def test_a_target_says_whether_it_is_met(opened):
    both = opened("explore", indicator="cse_referrals_boys", area="Leicestershire and Rutland")
    assert "Target: at least 20%" in figure(both).to_json()
    assert "not judged" in html(both)


@pytest.mark.long
def test_the_funnel_names_our_areas_among_the_others(opened):
    app = opened("explore", indicator="referral_rate", chart="funnel")
    assert {"Leicestershire", "Rutland", "Other areas", "99.8% limits", "95% limits"} <= names(app)
    assert address(app, "chart") == ["funnel"]
    page = html(app)
    assert "Leicestershire (458.0) lies below the 99.8% limits; England is at 519.4." in page
    assert "Rutland (480.5) lies within the 95% limits; England is at 519.4." in page
    assert "counting chance only" in page
    dots = sum(len(trace.x) for trace in figure(app).data if trace.mode == "markers")
    assert dots == page.count("limits</td>") == 18


@pytest.mark.slow
def test_the_funnel_takes_the_last_period_of_the_range(opened):
    app = opened("explore", indicator="re_referrals", chart="funnel", **{"from": "2013/14", "to": "2015/16"})
    assert "2015/16: Leicestershire" in html(app)


@pytest.mark.slow
def test_a_rate_worked_out_of_a_count_has_the_same_funnel(opened):
    made, published = (
        figure(opened("explore", indicator=name, chart="funnel")) for name in ("referrals", "referral_rate")
    )
    own = [next(trace for trace in item.data if trace.name == "Rutland") for item in (made, published)]
    assert list(own[0].y) == pytest.approx(list(own[1].y))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ({"indicator": "referrals", "measure": "value"}, "plain numbers of large and small areas do not compare"),
        ({"indicator": ["referrals", "re_referrals"]}, "one indicator at a time"),
    ],
)
def test_without_a_funnel_the_reason_is_said_and_lines_are_shown(opened, query, reason):
    app = opened("explore", chart="funnel", **query)
    assert reason in html(app)
    assert "Other areas" not in names(app)


@pytest.mark.long
def test_a_funnel_of_too_few_areas_says_so(opened):
    app = opened("explore", chart="funnel", **MONTHS)
    assert "Funnel: only 2 areas have a figure with its base for March 2022; a funnel needs 5." in html(app)
    assert controls(app)["chart"]["value"] == "funnel", "the way back stands beside the reason"
    assert "Rutland" in names(app)


@pytest.mark.long
def test_choices_survive_a_visit_to_another_page(opened):
    app = opened("explore", indicator="re_referrals", add=["intervals"], chart="funnel")
    switch_to(app, "about").run()
    switch_to(app, "explore").run()
    assert address(app, "chart") == ["funnel"]
    assert address(app, "add") == ["intervals"]


def test_text_of_a_link_is_never_read_as_markdown(opened):
    app = opened("explore", indicator="![x](https://example.org/x.png) <b>contacts</b>")
    told = app.warning[0].value
    assert "](" not in told
    assert "\\!" in told


@pytest.mark.long
def test_a_challenge_about_the_chart_brings_its_view(opened):
    view = {"indicator": "contacts", "area": ["Rutland", "Leicestershire"], "measure": "value", "to": "2014/15"}
    link = opened("explore", **view).get("page_link")[0].proto
    assert link.label == "Raise a challenge about this chart"
    assert parse_qs(link.query_string) == {
        "section": ["raise"],
        "indicator": ["contacts"],
        "area": ["Rutland"],
        "beside": ["E10000018"],
        "measure": ["value"],
        "periods": ["year"],
        "as_at": ["2015-03-31"],
    }


@pytest.mark.slow
def test_only_provisional_points_are_said_to_be_hollow(opened):
    page = html(opened("explore", indicator="contacts", measure="value"))
    assert "provisional (hollow points)" in page
    assert "revised (hollow points)" not in page


def test_of_two_hits_called_alike_the_one_with_new_figures_comes_first(board_store):
    with open_for_reading(board_store) as store:
        catalogue = load_catalogue(store)
    new, old = FigureSpan(date(2026, 9, 30), 2), FigureSpan(date(2015, 12, 31), 1)
    spans = {"neglect_referrals": new, "neglect_confidence_identifying": old}
    assert [item.id for item in search_hits("neglect", catalogue, spans)][:2] == list(spans)
    swapped = dict(zip(spans, [old, new], strict=True))
    assert [item.id for item in search_hits("neglect", catalogue, swapped)][:2] == list(reversed(spans))
