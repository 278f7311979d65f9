"""Codes and names that disagree in publishers' files: the line is left out and told; a council's usual names are its.

The figures are made up, the codes and names those of the tiny store.
"""

import pytest

from indicators.errors import ReturnRefused
from indicators.settings import DATA
from tests.helpers.returns import arrival_store, check_return, csv_of, lait_csv, sent, wide_rows

CATEGORY = "Referrals and Re-referrals"


def values(checked):
    return {row.area_code: row.value for row in checked.figures["new"].itertuples()}


def told(checked):
    return [(one.place, one.value) for one in checked.errors]


def wide(**change):
    """A line of Leicestershire, and one of Rutland with some cells changed; None leaves the column out."""
    head, *lines = wide_rows([("Leicestershire", 2025, CATEGORY, 50), ("Rutland", 2025, CATEGORY, 7)])
    lines[1] = [
        change.get(name) or cell if change.get(name) != "" else "" for name, cell in zip(head, lines[1], strict=True)
    ]
    kept = [n for n, name in enumerate(head) if change.get(name, "") is not None]
    return csv_of([[line[n] for n in kept] for line in (head, *lines)])


@pytest.fixture(scope="module")
def of_england(tmp_path_factory):
    """A store that knows England's authorities beside its own areas."""
    folder = tmp_path_factory.mktemp("england")
    authorities = (DATA / "authorities.csv").read_text("utf-8").replace("ons_mid_2024", "report")
    return folder, arrival_store(folder, files={"authorities.csv": authorities})


def test_a_code_of_the_interactive_tool_under_another_authoritys_name_is_nobodys(read):
    checked = read(lait_csv([("Leicester", "855", 25), ("Rutland", "857", 7)]))
    assert told(checked) == [("row 2, column 'LA Number'", "855")]
    assert "855' is not the code that data/areas.csv has for Leicester;" in str(checked.errors[0])
    assert (values(checked), checked.counts["refused"]) == ({"E06000017": 7}, 1)


@pytest.mark.examples(2)
@pytest.mark.parametrize("name", ["Rutland (Vermont)", "Swansea", "Kent"])
def test_an_old_code_beside_a_name_that_is_none_of_its_is_nobodys(of_england, name):
    folder, path = of_england
    lines = lait_csv([("Leicestershire", "855", 50), (name, "857.0", 7)])
    for content, row, column in ((lines, 3, "LA Number"), (wide(la_name=name, new_la_code=None), 3, "old_la_code")):
        checked = check_return(path, sent(folder, content))
        assert [one.place for one in checked.errors] == [f"row {row}, column '{column}'"]
        assert name in str(checked.errors[0])
        assert values(checked) == {"E10000018": 50}


@pytest.mark.examples(2)
@pytest.mark.parametrize(
    "name",
    ["Rutland", "RUTLAND ", "Rutland County Council", "Rutland UA", "Rutland, County of", "City of Rutland",
     "Rutland CC", ""],
)  # fmt: skip
def test_a_councils_usual_names_are_its(of_england, name):
    folder, path = of_england
    for content in (lait_csv([(name, "857", 7)]), wide(la_name=name, new_la_code=None), wide(la_name=name)):
        checked = check_return(path, sent(folder, content))
        assert (values(checked)["E06000017"], checked.errors) == (7, ())


@pytest.mark.examples(1)
@pytest.mark.parametrize("name", ["Leicester", "Leicester City", "Leicester City Council", "Kent County Council"])
def test_a_new_code_under_any_spelling_of_another_authority_is_nobodys(of_england, name):
    folder, path = of_england
    checked = check_return(path, sent(folder, wide(la_name=name)))
    assert told(checked) == [("row 3, column 'new_la_code'", "E06000017")]
    assert f"is not the code that data/areas.csv has for {name};" in checked.errors[0].message


def test_an_unknown_new_code_with_a_known_old_one_is_told(read):
    checked = read(wide(new_la_code="E06000070"))
    assert told(checked) == [("row 3, column 'new_la_code'", "E06000070")]
    assert "the old code 857 beside it is that of Rutland. Is it a new authority, or a slip?" in str(checked.errors[0])
    assert values(checked) == {"E10000018": 50}


@pytest.mark.slow
def test_a_new_code_and_an_old_one_of_two_authorities_are_told(read):
    checked = read(wide(old_la_code="856"))
    assert told(checked) == [("row 3, column 'new_la_code'", "E06000017")]
    assert "and the old code 856 beside it are not of one authority" in str(checked.errors[0])


@pytest.mark.slow
def test_a_breakdown_of_the_interactive_tools_lines_is_no_whole(read):
    """A further column whose words are parts, and one of another name with one word in every line."""
    lines = [("Leicestershire", "855", 50), ("Rutland", "857", 7)]
    girls = read(lait_csv([(*line, "Girls") for line in lines], more=["Sex"]))
    assert told(girls) == [("rows 2, 3, column 'Sex'", "Girls")]
    assert girls.sound == 0
    constant = read(lait_csv([(*line, "Police") for line in lines], more=["Made by"]))
    assert (constant.sound, constant.errors) == (2, ())
    assert [one.value for one in constant.warnings if "in every line that is read" in one.message] == ["Made by"]


@pytest.mark.slow
def test_columns_that_explain_an_item_or_an_area_are_no_parts(read):
    more = ["Topic", "Measure", "Year_Type", "Sex"]
    line = ("Rutland", "857", 7, "Safeguarding", "Referrals", "Financial", "Total")
    checked = read(lait_csv([line, ("Leicestershire", "855", 50, *line[3:])], more=more))
    assert (checked.sound, checked.problems) == (2, ())


def test_a_percentage_for_a_count_in_a_publishers_file_is_refused_as_written(read):
    checked = read(lait_csv([("Leicestershire", "855", 50), ("Rutland", "857", "595%")]))
    assert told(checked) == [("row 3, column 'values'", "595%")]
    assert "is a percentage, but this is a number of cases" in checked.errors[0].message
    assert values(checked) == {"E10000018": 50}


def test_lines_of_the_interactive_tool_without_numbers_are_told_by_name(read):
    content = lait_csv([("Leicestershire", "", 50), ("Rutland", "", 7), ("England", "", 900)])
    checked = read(content)
    assert told(checked) == [("rows 2, 3, column 'LA Number'", "Leicestershire and Rutland")]
    assert "has no code in this file; areas are met by code alone" in checked.errors[0].message
    assert values(checked) == {"E92000001": 900}
    with pytest.raises(ReturnRefused, match="has no code in this file"):
        read(lait_csv([("Rutland", "", 7)]))
