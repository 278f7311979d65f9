"""Words of a set of the report that nobody released are in no report for anybody: its name, and earlier words of a
finding that stand as the heading of its part.
"""

from dataclasses import replace
from datetime import datetime

import pytest

from indicators.board.report_sets import ReportPart, ReportSet
from indicators.report.contents import Contents, ContentsItem
from indicators.report.record import contents_with_set, permitted_contents

RELEASED = "Audits vary."
CHART = ReportPart("explore?indicator=contacts&area=Rutland", "Contacts: Rutland")


def finding_part(title):
    return ContentsItem(kind="view", title=title, address="findings?finding=words", paragraphs=(RELEASED,))


def test_the_name_of_a_set_is_for_the_board(edition):
    at = datetime(2026, 12, 1)
    one = ReportSet(
        number=1, version=1, title="The 3 of Oak House", parts=(CHART,), is_withdrawn=False, at=at, by="", what=""
    )
    of_set, of_both = (contents_with_set(given, one, edition.store) for given in (None, Contents("Our report", ())))
    assert of_set.title == "The 3 of Oak House"
    public = permitted_contents(of_set, edition)
    assert public.title == "Safeguarding report"
    assert public.items == of_set.items
    assert permitted_contents(of_both, edition).title == "Our report"
    assert permitted_contents(replace(of_set, title="Other"), edition) == public


@pytest.mark.parametrize(
    ("heading", "shown"),
    [
        ("Audits vary.", "Audits vary."),
        ("Audits v…", "Audits v…"),
        ("3 children of one family said so", "Qualitative evidence: Rutland, 2015/16"),
    ],
)
def test_a_finding_has_a_heading_of_released_words(edition, heading, shown):
    (item,) = permitted_contents(Contents("X", (finding_part(heading),)), edition).items
    assert (item.title, item.address) == (shown, "findings?finding=finding_00001")
