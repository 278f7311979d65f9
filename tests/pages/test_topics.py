"""Topics: what there is on each, and what is missing said plainly; the address opens the same view."""

import re
from html import unescape

import pytest

from indicators.catalogue.topics import TOPICS
from tests.helpers.form_filling import box
from tests.helpers.tiny_store import tiny_store_file
from tests.pages.conftest import html


@pytest.mark.examples(1)
@pytest.mark.parametrize("topic", ["neglect", "send"])
def test_a_topic_opens_by_its_address(opened, topic):
    app = opened("topics", topic=topic)
    assert box(app, "Topic").value == topic
    assert f'<h1 class="headline">{TOPICS[topic].title}: ' in html(app)


@pytest.mark.long
def test_what_is_missing_is_said_plainly(opened):
    page = unescape(html(opened("topics", topic="exploitation")))
    assert "CSE and exploitation: " in page
    assert "No word from front-line staff." in page
    assert "The CSE risk assessment tool is still seldom used when agencies refer." in page
    assert "CSE, trafficking and missing children: 3 measures" in page
    # No figure yet, with who has it.
    assert "Asked for, and no figure yet" in page


@pytest.mark.long
def test_a_share_and_its_count_are_one_row(opened_with_all):
    page = unescape(html(opened_with_all("topics", topic="neglect")))
    assert ">Neglect concerns (share)</a>" in page
    assert "676 of 5,008" in page
    assert ">Neglect concerns</a>" not in page


@pytest.mark.long
def test_what_changed_stands_on_top_and_the_rest_unfolds_by_stage(opened_with_all):
    page = html(opened_with_all("topics", topic="health"))
    table = page.split("</table>")[0]
    assert len(re.findall("<tr><th scope=.row", table)) == 10
    assert table.count("clear change") + table.count("unusual change") > 9
    assert "<summary>Looked after: " in page


def test_an_unknown_topic_is_said_and_the_first_opens(opened):
    app = opened("topics", topic="<b>none</b>")
    assert box(app, "Topic").value == "exploitation"
    assert "none" in app.warning[0].value


@pytest.mark.parametrize(
    ("values", "headline"),
    [
        ({"Rutland": (2, 5)}, "too few to tell"),
        ({"Rutland": (717, 720), "Leicestershire": (2, 5)}, "no clear change"),
        ({"Rutland": (717, 1200)}, "1 of 1 figure has clearly changed"),
        ({"Rutland": (717,)}, "cannot be compared"),
    ],
)
def test_the_headline_says_what_the_figures_bear(own_tiny, tmp_path, values, headline):
    periods = ("2014/15", "2015/16")
    facts = [
        {"area": area, "period": period, "value": value}
        for area, numbers in values.items()
        for period, value in zip(periods[-len(numbers) :], numbers, strict=True)
    ]
    own_tiny.path.unlink()
    tiny_store_file(tmp_path, facts, definitions={"contacts": {"topics": ["neglect"], "rate_population": None}})
    assert f"Neglect: {headline}" in unescape(html(own_tiny("topics", topic="neglect")))
