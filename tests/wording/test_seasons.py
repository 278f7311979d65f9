"""Sentences about quarters: beside the same quarter a year before, and never beside the one before."""

from dataclasses import replace

import pandas as pd
import pytest

from indicators.catalogue.periods import parse_period
from indicators.wording.sentences import write_sentences
from tests.helpers.wording_series import yearly


def quarterly(*values):
    """A series of quarters that begins in 2014/15 Q1; None for a figure that is withheld."""
    item = yearly(*values)
    periods = [
        parse_period(f"{2014 + number // 4}/{15 + number // 4} Q{number % 4 + 1}") for number in range(len(values))
    ]
    points = item.points.assign(
        period=[period.label for period in periods],
        period_type="quarter",
        starts=pd.to_datetime([period.starts for period in periods]),
        ends=pd.to_datetime([period.ends for period in periods]),
    )
    return replace(item, points=points)


def said(*values):
    return [sentence.text for sentence in write_sentences([quarterly(*values)])]


@pytest.mark.parametrize("values", [(900, 600), (900, 600, 905, 610), (None, 905, 610, 300)])
def test_in_a_first_year_no_quarter_is_held_against_another(values):
    """A fall of a third between spring and the school summer is none that anybody may write down."""
    (only,) = said(*values)
    assert only.endswith("; there is no figure for the same quarter a year before to compare it with.")
    assert "fell" not in only
    assert "rose" not in only


def test_a_quarter_is_held_against_the_same_quarter_a_year_before():
    (only,) = said(900, 600, 905, 910, 890, 615)
    assert only.startswith("Contacts in Rutland ")
    assert "2014/15 Q2" in only
    assert "2015/16 Q2" in only
    assert "Q1" not in only


def test_where_that_quarter_is_withheld_nothing_is_compared():
    (only,) = said(900, None, 905, 910, 890, 615)
    assert only.endswith("a year before to compare it with.")
