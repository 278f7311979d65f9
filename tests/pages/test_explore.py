"""Explore: the address holds the view, and what is shown follows the choices."""

import json

import plotly.io
import pytest

from tests.pages.conftest import html


def figure(app):
    """The chart of the page as Plotly's own object."""
    return plotly.io.from_json(app.get("plotly_chart")[0].proto.spec)


def drawn(app) -> dict[str, list]:
    """The lines of the chart that have points, by name, with their values."""
    return {trace.name: list(trace.y) for trace in figure(app).data if trace.name}


def address(app, name: str) -> list[str]:
    """What the address says of one choice."""
    found = app.query_params[name]
    return [found] if isinstance(found, str) else found


def test_opens_on_contacts_in_both_areas_as_rates(opened):
    app = opened("explore")
    assert "Contacts per 10,000 children fell 13% in Leicestershire and rose 24% in Rutland" in html(app)
    assert {"Leicestershire", "Rutland"} <= drawn(app).keys()


def test_the_address_brings_the_view_and_keeps_it(opened):
    app = opened("explore", indicator="cse_referrals", area="Rutland", measure="value", periods="quarter")
    assert drawn(app)["Rutland"] == [2, 2, 2, 2]
    assert address(app, "indicator") == ["cse_referrals"]
    assert address(app, "area") == ["Rutland"]
    assert address(app, "periods") == ["quarter"]


def test_a_choice_changes_the_address(opened):
    app = opened("explore")
    app.multiselect(key="explore:areas").set_value(["E06000017"]).run()
    assert address(app, "area") == ["Rutland"]
    assert "Leicestershire" not in drawn(app)


def test_an_address_with_an_unknown_id_says_so_and_shows_the_rest(opened):
    app = opened("explore", indicator=["contacts", "nonsense"])
    assert "nonsense" in app.warning[0].value
    assert drawn(app)


def test_search_by_topic_narrows_the_indicators(opened):
    app = opened("explore")
    app.text_input(key="explore:search").set_value("neglect").run()
    offered = app.multiselect(key="explore:indicators").options
    assert "Contacts to children's services" in offered, "what is chosen stays"
    assert 2 <= len(offered) < 20


def test_a_search_without_a_hit_says_so(opened):
    app = opened("explore")
    app.text_input(key="explore:search").set_value("zzzz").run()
    assert any("Nothing is called" in caption.value for caption in app.caption)


def test_nothing_chosen_says_what_to_do(opened):
    app = opened("explore")
    app.multiselect(key="explore:indicators").set_value([]).run()
    assert "Choose an indicator" in app.info[0].value
    assert not app.exception


def test_comparators_are_offered_for_rates_and_refused_for_plain_numbers(opened):
    app = opened("explore", indicator="referrals", **{"with": ["E92000001", "neighbours"]})
    assert {"England", "Rutland's statistical neighbours (median)"} <= drawn(app).keys()
    app.button_group(key="explore:measure").set_value("value").run()
    assert "England" not in drawn(app)
    assert "not with plain numbers" in html(app)


def test_several_indicators_become_small_multiples_and_a_table_each(opened):
    app = opened("explore", indicator=["contacts", "referrals", "re_referrals"])
    assert len([axis for axis in json.loads(figure(app).to_json())["layout"] if axis.startswith("xaxis")]) == 3
    assert html(app).count('<table class="figures"><caption>Re') == 2


def test_the_span_cuts_chart_and_table(opened):
    app = opened("explore", indicator="referrals", **{"from": "2013/14", "to": "2015/16"})
    assert len(drawn(app)["Rutland"]) == 3
    assert address(app, "from") == ["2013/14"]


def test_a_span_the_wrong_way_round_is_put_right(opened):
    app = opened("explore", indicator="referrals", **{"from": "2015/16", "to": "2013/14"})
    assert len(drawn(app)["Rutland"]) > 3


def test_other_published_figures_are_listed(opened):
    page = html(opened("explore", indicator="contacts_to_referral"))
    assert "computed: 3,953 of 12,773" in page
    assert ">32%" in page


@pytest.mark.parametrize("measure", ["rate", "value", "index"])
def test_every_measure_draws_for_a_count(opened, measure):
    assert drawn(opened("explore", indicator="referrals", measure=measure))["Rutland"]


def test_the_index_starts_at_100(opened):
    assert drawn(opened("explore", indicator="contacts", measure="index"))["Rutland"][0] == pytest.approx(100)


def test_target_line_is_drawn_where_the_report_names_one(opened):
    app = opened("explore", indicator="early_help_timeliness", area="Leicestershire")
    assert "95%" in figure(app).to_json()


def test_every_figure_unfolds_with_its_source(opened):
    app = opened("explore", indicator="referrals", area="Rutland")
    assert "Figures by source" not in html(app)
    app.session_state["every-referrals"] = True
    app.run()
    assert "Figures by source" in html(app)
    assert "data table C6" in html(app)
