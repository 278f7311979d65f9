"""`sum_of` in a definition: counts that add up to another."""

import pytest

from indicators.catalogue.indicators import parse_definitions
from indicators.errors import DataProblems
from tests.helpers.tiny_rows import DEFINITION, DEFINITIONS
from tests.helpers.tiny_store import toml_text


def parsed(parts, **rest):
    """The whole of some parts, beside two counts, a population and a proportion."""
    texts = {**DEFINITIONS, "whole": {"sum_of": parts, **rest}}
    return parse_definitions(
        {f"{name}.toml": toml_text({**DEFINITION, "id": name, **keys}) for name, keys in texts.items()}
    )["whole"]


def test_parts_are_ids():
    assert parsed(["contacts", "referrals"]).sum_of == ("contacts", "referrals")
    assert parsed([]).sum_of == ()


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        (["contact"], "is not an indicator. Did you mean contacts"),
        (["contacts", "contacts"], "named twice"),
        (["whole"], "is the indicator itself"),
        (["contacts_to_referral"], "both must be of kind count"),
        (["population_0_17"], "both must have the same timing"),
        ([3], "is not a list of texts"),
    ],
)
def test_parts_that_cannot_add_up(parts, message):
    with pytest.raises(DataProblems, match=message):
        parsed(parts)
