"""Lines about the board's areas that are left out are told with how many and why; what is no such table is refused."""

import pytest

from indicators.errors import ReturnRefused
from indicators.settings import DATA
from tests.helpers.returns import AREAS, KEYS, PLACES, arrival_store, check_return, csv_of, sent, wide_csv, wide_rows

CATEGORY = "Referrals and Re-referrals"


def rows(lines, columns=("category", "sex", "referral_count"), **rest):
    return csv_of(wide_rows(lines, columns, **rest))


def left_out(checked):
    """What is told of lines that are left out: the place, what stands there, and the areas."""
    return [(one.place, one.value, one.message.rpartition(", about ")[2]) for one in checked.errors]


def values(checked):
    return {(row.area_code, row.ends.year): row.value for row in checked.figures["new"].itertuples()}


@pytest.mark.slow
def test_lines_of_one_part_alone_are_not_taken_for_the_whole(read):
    checked = read(rows([(area, 2025, CATEGORY, "Boys", 5) for area in ("Rutland", "England", "Kent")]))
    assert left_out(checked) == [("rows 2, 3, column 'sex'", "Boys", "Rutland and England")]
    assert (checked.sound, checked.counts["refused"]) == (0, 2)


@pytest.mark.long
def test_parts_beside_their_total_are_no_loss(read):
    lines = [("Rutland", 2025, CATEGORY, sex, value) for sex, value in (("Total", 9), ("Boys", 5), ("Girls", 4))]
    checked = read(rows(lines))
    assert (values(checked), checked.errors, checked.counts["refused"]) == ({("E06000017", 2025): 9}, (), 0)


@pytest.mark.slow
def test_a_total_of_one_year_says_nothing_of_another(read):
    lines = [("Rutland", 2024, CATEGORY, "Boys", 5), ("Rutland", 2025, CATEGORY, "Total", 9)]
    checked = read(rows(lines))
    assert values(checked) == {("E06000017", 2025): 9}
    assert left_out(checked) == [("row 2, column 'sex'", "Boys", "Rutland")]


@pytest.mark.examples(1)
@pytest.mark.parametrize(
    ("heading", "part"),
    [("referral_source", "Police"), ("unaccompanied_asylum_seeking", "Unaccompanied"), ("legal_status", "Section 20"),
     ("abuse", "Neglect"), ("placement_distance", "20 miles or less"), ("age", "16"), ("year_group", "11"),
     ("idaci_decile", "1")],
)  # fmt: skip
def test_one_part_in_every_line_is_not_taken_for_the_whole(read, heading, part):
    lines = [(area, 2025, CATEGORY, part, 5) for area in ("Rutland", "Leicestershire")]
    checked = read(rows(lines, ("category", heading, "referral_count")))
    assert left_out(checked) == [(f"rows 2, 3, column '{heading}'", part, "Rutland and Leicestershire")]
    assert (checked.sound, checked.counts["refused"]) == (0, 2)


@pytest.mark.long
def test_numbers_of_another_figure_are_no_parts(read):
    columns = ("category", "mean_age", "duration_median", "sex_ratio", "referral_count")
    checked = read(
        rows([("Rutland", 2025, CATEGORY, 11, 14, 2, 9), ("England", 2025, CATEGORY, "c", 15, 1, 90)], columns)
    )
    assert (values(checked), checked.errors) == ({("E06000017", 2025): 9, ("E92000001", 2025): 90}, ())
    assert {problem.value for problem in checked.warnings} == {"Repeat referrals"}


@pytest.mark.long
def test_parts_beside_lines_that_are_of_no_part(read):
    """A symbol stands for the whole: a line of girls alone is none of it, whatever most lines are."""
    lines = [("England", 2025, CATEGORY, "z", 90), ("Leicestershire", 2025, CATEGORY, "z", 50)]
    checked = read(rows([*lines, ("Rutland", 2025, CATEGORY, "Girls", 5)]))
    assert values(checked) == {("E92000001", 2025): 90, ("E10000018", 2025): 50}
    assert left_out(checked) == [("row 4, column 'sex'", "Girls", "Rutland")]


@pytest.mark.long
def test_one_word_in_every_line_of_a_column_that_nobody_knows_is_doubted(read):
    lines = [("Rutland", 2025, CATEGORY, "Police", 5), ("Leicestershire", 2025, CATEGORY, "Police", 50)]
    checked = read(rows(lines, ("category", "who", "referral_count")))
    (doubt,) = [problem for problem in checked.warnings if problem.value == "who"]
    assert doubt.place == "row 1"
    assert "has 'Police' in every line that is read" in doubt.message
    kinds = [(*lines[0][:3], "Unitary", 5), (*lines[1][:3], "County", 50)]
    of_areas = read(rows(kinds, ("category", "la_kind", "referral_count")))
    assert {problem.value for problem in of_areas.problems} == {"Repeat referrals"}


@pytest.mark.long
@pytest.mark.parametrize("word", ["Total", "TOTAL ", "All", "all children", "Persons"])
def test_totals_by_their_usual_words(read, word):
    assert values(read(rows([("Rutland", 2025, CATEGORY, word, 9)]))) == {("E06000017", 2025): 9}


@pytest.mark.slow
def test_columns_of_other_figures_and_of_days_are_no_parts(read):
    columns = ("category", "other_count", "rate", "updated", "lad_name", "referral_count")
    lines = [("Rutland", 2025, CATEGORY, "c", "12.5%", "30/10/2025", "Rutland", 9)]
    assert values(read(rows(lines, columns))) == {("E06000017", 2025): 9}


@pytest.mark.long
def test_lines_of_schools_and_wards_are_none_of_the_authority(read):
    table = wide_rows(
        [("Rutland", 2025, CATEGORY, 9), ("Leicestershire", 2025, CATEGORY, 50)], ("category", "Referrals")
    )
    school = [cell if cell != "Local authority" else "School" for cell in table[1]]
    checked = read(csv_of([table[0], school, [*school[:-1], 8], table[2]]))
    assert values(checked) == {("E10000018", 2025): 50}
    assert left_out(checked) == [("rows 2, 3, column 'geographic_level'", "School", "Rutland")]
    beside = read(csv_of([table[0], school, table[1], table[2]]))
    assert (beside.errors, len(values(beside))) == ((), 2)


@pytest.mark.examples(2)
@pytest.mark.parametrize(
    ("heading", "name"),
    [("school_name", "Uppingham"), ("provider_ukprn", "10001234"), ("ward_code", "E05001234"),
     ("lad_name", "Oakham"), ("pcon_name", "Rutland and Stamford"), ("mat_name", "A trust"), ("trust_name", "T")],
)  # fmt: skip
def test_a_place_within_the_authority_is_none_of_it(read, heading, name):
    """Whatever level the lines say: each has the authority's code and a figure of a school, or of a ward."""
    columns = ("category", heading, "referral_count")
    lines = [("Rutland", 2025, CATEGORY, name, 3), ("Leicestershire", 2025, CATEGORY, "z", 50),
             ("England", 2025, CATEGORY, "", 90)]  # fmt: skip
    checked = read(rows(lines, columns))
    assert left_out(checked) == [(f"row 2, column '{heading}'", name, "Rutland")]
    assert "is one place or body within the authority" in checked.errors[0].message
    assert sorted(values(checked)) == [("E10000018", 2025), ("E92000001", 2025)]
    own = "E06000017" if heading.endswith("code") else "Rutland Council"
    whole = read(rows([("Rutland", 2025, CATEGORY, own, 3)], columns))
    assert (values(whole), whole.errors) == ({("E06000017", 2025): 3}, ())


@pytest.mark.examples(3)
@pytest.mark.parametrize(
    ("level", "is_whole"),
    [("Local Authority", True), ("LA", True), ("Upper-tier local authority", True), ("local_authorities", True),
     ("Local authority of school", False), ("Local Authority (pre LGR)", False),
     ("Local authority maintained schools", False), ("Local authority district", False), ("Ward", False)],
)  # fmt: skip
def test_a_level_is_an_authoritys_by_its_whole_name(read, level, is_whole):
    table = wide_rows([("Rutland", 2025, CATEGORY, 9), ("England", 2025, CATEGORY, 90)])
    table[1][table[0].index("geographic_level")] = level
    checked = read(csv_of(table))
    assert left_out(checked) == ([] if is_whole else [("row 2, column 'geographic_level'", level, "Rutland")])
    assert len(values(checked)) == 1 + is_whole


@pytest.mark.examples(2)
@pytest.mark.parametrize(
    ("text", "words"),
    [("46112", "is how Excel keeps a date, 31 March 2026; write the year, such as 202526 for the one from April 2025"),
     ("2025/26p", "is not a year; publishers write 2025, 202425 or 2024-25"),
     ("", "is empty: the line says no period"), ("Total", "is not a year")],
)  # fmt: skip
def test_a_period_that_cannot_be_read_is_told_once_at_its_own_column(read, text, words):
    """Not at each figure of the line."""
    columns = ("category", "referral_count", "rereferral_percent")
    lines = [("Rutland", text, CATEGORY, 7, 20), ("Leicestershire", text, CATEGORY, 8, 25), ("England", 2025, CATEGORY,
             9, 22)]  # fmt: skip
    checked = read(rows(lines, columns))
    assert left_out(checked) == [("rows 2, 3, column 'time_period'", text, "Rutland and Leicestershire")]
    assert checked.errors[0].message.startswith(words)
    assert (checked.sound, checked.counts["refused"], checked.warnings) == (2, 2, ())


def with_code(table, code, *, name=None, old=""):
    """The first line of a table under another code of its authority."""
    line = dict(zip(table[0], table[1], strict=True)) | {"new_la_code": code, "old_la_code": old}
    return csv_of([table[0], list((line | ({"la_name": name} if name else {})).values()), *table[2:]])


TODAY = AREAS + "".join(
    f"{code},{name},local_authority,E12000009,{old},,\n"
    for code, name, old in (
        ("E06000060", "Buckinghamshire", "825"), ("E06000065", "North Yorkshire", "815"),
        ("E06000066", "Somerset", "933"), ("E06000059", "Dorset", "838"),
        ("E06000058", "Bournemouth, Christchurch and Poole", "839"), ("E06000063", "Cumberland", "942"),
        ("E06000064", "Westmorland and Furness", "943"), ("E06000061", "North Northamptonshire", "940"),
    )
).replace("Bournemouth, Christchurch and Poole", '"Bournemouth, Christchurch and Poole"')  # fmt: skip


@pytest.fixture(scope="module")
def of_today(tmp_path_factory):
    """A store of a board with neighbours that were reorganised."""
    folder = tmp_path_factory.mktemp("today")
    authorities = (DATA / "authorities.csv").read_text("utf-8").replace("ons_mid_2024", "report")
    return folder, arrival_store(folder, files={"areas.csv": TODAY, "authorities.csv": authorities})


@pytest.mark.long
@pytest.mark.parametrize(
    ("former", "name", "code"),
    [("E10000002", "Buckinghamshire", "E06000060"), ("E10000023", "North Yorkshire CC", "E06000065"),
     ("E10000027", "Somerset", "E06000066"), ("e10000027 ", "Somerset County Council", "E06000066")],
)  # fmt: skip
def test_an_authority_of_the_same_area_is_met_by_its_former_code(of_today, former, name, code):
    folder, path = of_today
    table = wide_rows([("Kent", 2019, CATEGORY, 9), ("Rutland", 2019, CATEGORY, 1)])
    checked = check_return(path, sent(folder, with_code(table, former, name=name)))
    assert (values(checked)[code, 2019], checked.errors) == (9, ())


@pytest.mark.examples(1)
@pytest.mark.parametrize(
    ("former", "name", "about"),
    [("E10000009", "Dorset", "Dorset"), ("E06000028", "Bournemouth", "Bournemouth, Christchurch and Poole"),
     ("E10000006", "Cumbria", "Cumberland"), ("E10000021", "Northamptonshire", "North Northamptonshire")],
)  # fmt: skip
def test_an_authority_that_is_no_more_is_told_and_not_taken(of_today, former, name, about):
    folder, path = of_today
    table = wide_rows([("Kent", 2018, CATEGORY, 9), ("Rutland", 2018, CATEGORY, 1)])
    checked = check_return(path, sent(folder, with_code(table, former, name=name, old="999")))
    assert left_out(checked) == [("row 2, column 'new_la_code'", former, about)]
    assert name in checked.errors[0].message
    assert (set(values(checked)), checked.counts["refused"]) == ({("E06000017", 2018)}, 1)


@pytest.mark.slow
def test_a_name_under_a_code_of_another_is_told_and_not_taken(read):
    table = wide_rows([("Leicestershire", 2025, CATEGORY, 7), ("Rutland", 2025, CATEGORY, 1)])
    checked = read(with_code(table, "E23000021"))
    assert left_out(checked) == [("row 2, column 'new_la_code'", "E23000021", "Leicestershire")]
    assert "areas are met by code alone" in checked.errors[0].message


@pytest.mark.long
def test_a_line_without_a_code_says_so(read):
    table = wide_rows([("Leicestershire", 2025, CATEGORY, 7), ("Rutland", 2025, CATEGORY, 1)])
    (error,) = read(with_code(table, "")).errors
    assert (error.place, error.value) == ("row 2, column 'new_la_code'", "Leicestershire")
    assert error.message.startswith("has no code in this file; areas are met by code alone. This line is left out")


# Columns of one plain name


@pytest.mark.long
def test_of_names_that_differ_by_a_mark_each_is_itself(tmp_path):
    table = {"source": "national", "period": "30 September", "columns": ["turnover_rate_fte", "turnover_rate_fte_%"]}
    own = {"title": "Turnover", "short_title": "Turnover", "kind": "proportion", "unit": "%", "national": [table]}
    path = arrival_store(tmp_path, definitions={"share": own})
    for columns, value in ((("turnover_rate_fte_%", "turnover_rate_fte"), 8), (("Turnover rate fte %", "x"), 9)):
        checked = check_return(path, sent(tmp_path, rows([("Rutland", 2025, 9, 8)], columns)))
        assert (values(checked), checked.problems) == ({("E06000017", 2025): value}, ())


@pytest.mark.long
def test_of_two_known_names_the_first_is_taken(read):
    checked = read(rows([("Rutland", 2025, CATEGORY, 1, 2)], ("category", "Referrals", "referral_count")))
    assert (values(checked), checked.errors) == ({("E06000017", 2025): 2}, ())


# Another table, and a definition that is spelt otherwise


def test_a_column_that_stands_in_another_table_is_not_taken(read):
    with pytest.raises(ReturnRefused) as caught:
        read(rows([("Rutland", 2025, "Boys", 7)], ("sex", "referral_count")))
    assert "not in the catalogue: the column referral_count of 'Referrals' stands in a table that has category" in (
        str(caught.value)
    )
    assert "Its lines are by sex (Boys)" in str(caught.value)


@pytest.mark.long
def test_a_condition_of_one_table_tells_parts_of_another(tmp_path):
    """Plans have no condition of their own; the lines of this file are by category."""
    path = arrival_store(tmp_path)
    columns = ("category", "referral_count", "CPP_At31")
    checked = check_return(path, sent(tmp_path, rows([("Rutland", 2025, CATEGORY, 7, 3)], columns)))
    assert {row.indicator for row in checked.figures["new"].itertuples()} == {"referrals"}
    assert left_out(checked) == [("row 2, column 'category'", CATEGORY, "Rutland")]


@pytest.mark.long
def test_a_common_name_is_taken_only_beside_its_companions(tmp_path):
    table = {"source": "national", "period": "30 September", "columns": ["cases"], "with": ["caseload_fte"]}
    own = {"cases": {"title": "Cases", "short_title": "Cases", "timing": "snapshot", "national": [table]}}
    path = arrival_store(tmp_path, definitions=own)
    assert values(check_return(path, sent(tmp_path, rows([("Rutland", 2025, 9, 8)], ("cases", "caseload_fte")))))
    with pytest.raises(ReturnRefused, match="the column cases of 'Cases' stands in a table that has caseload_fte too"):
        check_return(path, sent(tmp_path, rows([("Rutland", 2025, 9)], ("cases",))))


def own_definition(**change):
    table = {"source": "national", "period": "financial_year", "columns": ["assessments_completed"],
             "where": [{"columns": ["category"], "values": ["Assessments"]}]}  # fmt: skip
    return {"own": {"title": "Assessments", "short_title": "Assessments", "national": [table | change]}}


@pytest.mark.examples(1)
@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"columns": ["assesments_completed"]}, "looks for the column 'assesments_completed', which the file has not; "
         "it has 'assessments_completed'"),
        ({"columns": ["number"]}, "looks for the column 'number' in these lines, which the file has not"),
        ({"where": [{"columns": ["catagory"], "values": ["Assessments"]}]},
         "tells lines apart by the column 'catagory', which the file has not; it has 'category'"),
        ({"where": [{"columns": ["category"], "values": ["Assesments"]}]},
         "looks for lines whose 'category' is 'Assesments', which the file has not; it has 'Assessments'"),
    ],
)  # fmt: skip
def test_a_slip_in_ones_own_definition_is_answered_about_that_definition(tmp_path, change, words):
    path = arrival_store(tmp_path, definitions=own_definition(**change))
    content = rows([("Rutland", 2025, "Assessments", 7)], ("category", "assessments_completed"))
    with pytest.raises(ReturnRefused) as caught:
        check_return(path, sent(tmp_path, content))
    assert words in str(caught.value)
    assert "definitions/own.toml" in str(caught.value)


@pytest.mark.long
def test_a_slip_is_told_beside_a_table_that_is_taken(tmp_path):
    slip = {"columns": ["refferal_children"], "where": [{"columns": ["category"], "values": [CATEGORY]}],
            "source": "plans"}  # fmt: skip
    path = arrival_store(tmp_path, definitions=own_definition(**slip))
    content = rows([("Rutland", 2025, CATEGORY, 7, 6)], ("category", "referral_count", "referral_children"))
    checked = check_return(path, sent(tmp_path, content))
    assert values(checked) == {("E06000017", 2025): 7}
    (told,) = [problem for problem in checked.warnings if problem.value == "Assessments"]
    assert "it has 'referral_children'; mend it under [[national]] in definitions/own.toml" in told.message


# What stands for a figure


@pytest.mark.slow
def test_hidden_small_numbers_and_missing_ones_are_symbols(read):
    kept = {"<5": "c", "< 10": "c", "fewer than 5": "c", "≤5": "c", "n/a": "x", "N/A": "x", "–": "x", "None": "x"}
    checked = read(wide_csv([("Rutland", 2001 + n, text) for n, text in enumerate(kept)]))
    assert checked.errors == ()
    assert dict(zip(kept, checked.figures["new"].sort_values("ends")["symbol"], strict=True)) == kept


@pytest.mark.examples(1)
@pytest.mark.parametrize("text", ["1.234,5", "1,5", "12,34", "1,2345", "1,234,5"])
def test_a_comma_that_parts_no_thousands_is_no_number(read, text):
    (problem,) = read(wide_csv([("Rutland", 2025, text)])).errors
    assert problem.value == text
    assert problem.message.startswith("has a comma that is no thousands separator")


def test_keys_are_those_of_the_standard():
    assert len(KEYS) == len(PLACES["Rutland"]) + 2


def test_a_code_under_another_authoritys_name_is_nobodys(read):
    head, *lines = wide_rows([("Rutland", 2025, CATEGORY, 7), ("Leicestershire", 2025, CATEGORY, 9)])
    lines[0][head.index("la_name")] = "Leicestershire"
    checked = read(csv_of([head, *lines]))
    assert left_out(checked) == [("row 2, column 'new_la_code'", "E06000017", "Rutland")]
    assert "is not the code that data/areas.csv has for Leicestershire" in str(checked.errors[0])
    assert values(checked) == {("E10000018", 2025): 9}
    # A name that nobody has, as of an authority that was called otherwise, is no reason.
    lines[0][head.index("la_name")] = "Rutland County"
    assert values(read(csv_of([head, *lines]))) == {("E06000017", 2025): 7, ("E10000018", 2025): 9}
