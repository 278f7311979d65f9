"""Lasting differences in one line: how many, how many worse, and the worst by name."""

import pandas as pd
import pytest

from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.indicators import checked_definitions
from indicators.catalogue.toml_files import toml_files
from indicators.settings import DATA
from indicators.wording.lasting import lasting_differences_text
from tests.helpers.judgements import JUDGEMENT

RUTLAND = {"area_code": "E06000017", "area": "Rutland"}
LEICESTERSHIRE = {"area_code": "E10000018", "area": "Leicestershire"}


@pytest.fixture(scope="module")
def shipped_catalogue():
    definitions, _ = checked_definitions(toml_files(DATA / "definitions"))
    return Catalogue(definitions, {}, {}, {})


def standing(*rows):
    base = {
        "indicator": "re_referrals", "rule": "comparator", "level": "real", "reading": "concern", "value": 26.3,
        "compared_with": 21.0, "against": "the median of its like areas", "unit_measure": "value",
        "period": "2024/25", **LEICESTERSHIRE,
    }  # fmt: skip
    return pd.DataFrame([JUDGEMENT | base | row for row in rows])


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (
            [{}, {"against": "England", "compared_with": 23.0}, {**RUTLAND, "value": 28.2}],
            "2 figures stand apart from like areas, England or each other; 2 are worse: Re-referrals within 12 months "
            "in Rutland (28.2%, like areas 21.0%) and in Leicestershire (26.3%, like areas 21.0%)",
        ),
        (
            [{"reading": "improvement", "against": "England"}],
            "1 figure stands apart from like areas, England or each other; none is worse",
        ),
        (
            [{}, {**RUTLAND, "reading": "improvement", "value": 2.0}],
            "2 figures stand apart from like areas, England or each other; 1 is worse: Re-referrals within 12 months "
            "in Leicestershire (26.3%, like areas 21.0%)",
        ),
        ([{"rule": "control"}], ""),
    ],
    ids=["the likest of several, the further first", "improvements", "one worse", "no difference"],
)
def test_the_line_says_how_many_and_names_the_worst(shipped_catalogue, rows, said):
    assert lasting_differences_text(standing(*rows), shipped_catalogue) == said


def test_of_many_two_are_named_and_the_rest_counted(shipped_catalogue):
    rows = standing(*({"period": f"20{year}/{year + 1}"} for year in range(20, 24)))
    assert lasting_differences_text(rows, shipped_catalogue).endswith(" and 2 more")
