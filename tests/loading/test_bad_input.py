"""What is wrong in `data/` is told in full, by file, row, column, value and remedy; the store stays as it was."""

import pytest

from indicators.errors import DataProblems
from indicators.loading.build import build
from indicators.store.database import IN_MEMORY, open_store
from tests.helpers.tiny_rows import FACT
from tests.helpers.tiny_store import csv_text, current, tiny_data, tiny_store_file


@pytest.fixture
def told(tmp_path):
    """What a build over a good store tells about changed data, having checked that the store stayed whole."""

    def give(facts=(), **rest):
        path = tiny_store_file(tmp_path / "good", facts=[{}])
        before = path.read_bytes()
        data = tiny_data(tmp_path / "bad", facts, **rest)
        with pytest.raises(DataProblems) as caught:
            build(path, data)
        assert path.read_bytes() == before
        assert sorted(file.name for file in path.parent.glob("[!.]*")) == ["data", "store.duckdb"]
        with pytest.raises(DataProblems) as checked:
            build(IN_MEMORY, data)
        assert checked.value.problems == caught.value.problems
        return [str(problem) for problem in caught.value.problems]

    return give


SHARE = {"indicator": "share", "value": ""}
SHARES = {"share": {"kind": "proportion", "unit": "%"}}


#: A row that is wrong, and what is told of it.
WRONG = (
    ({"indicator": "contcts"}, "column 'indicator': 'contcts' is not an indicator. Did you mean contacts"),
    ({"indicator": ""}, "column 'indicator': is not an indicator. "),
    ({"area": "Rutlnd"}, "column 'area': 'Rutlnd' is not an area of areas.csv. Did you mean Rutland?"),
    ({"source": "reprt"}, "column 'source': 'reprt' is not a source of sources.csv. Did you mean report?"),
    ({"value": "many"}, "column 'value': 'many' is not a number; write digits only, such as 1234.5"),
    (
        {"value": "22,5"},
        "column 'value': '22,5' has a comma that is no thousands separator; write a decimal with a point",
    ),
    ({"value": "#REF!"}, "column 'value': '#REF!' is an error of Excel; mend the formula, or write the number"),
    ({"value": "−5"}, "column 'value': '−5' begins with a dash; write a minus sign, the hyphen of the keyboard"),
    ({"period": "2015-16"}, "column 'period': '2015-16' is not a period; write 2015/16"),
    ({"period": ""}, "column 'period': is empty; write a period such as 2015/16"),
    ({"value": -1}, "column 'value': '-1' is a negative count; counts are 0 or more"),
    (SHARE | {"value": -1}, "column 'value': '-1' is below 0; percentages, rates and averages are 0 or more"),
    (SHARE | {"value": 101}, "column 'value': '101' is a percentage above 100; check the figure"),
    (
        SHARE | {"numerator": 9, "denominator": 8},
        "column 'numerator': '9' is above its denominator; the part cannot be larger than the whole",
    ),
    (
        SHARE | {"numerator": 0, "denominator": 0},
        "column 'denominator': '0' is not above 0; a denominator counts what was looked at",
    ),
    (
        SHARE | {"numerator": -1, "denominator": 8},
        "column 'numerator': '-1' is a negative count; counts are 0 or more",
    ),
    (
        SHARE | {"numerator": "nine", "denominator": 8},
        "column 'numerator': 'nine' is not a number; write digits only, such as 1234.5",
    ),
    (
        SHARE | {"numerator": 9, "denominator": "inf"},
        "column 'denominator': 'inf' is not a number; write digits only, such as 1234.5",
    ),
    (
        SHARE | {"numerator": 9},
        "column 'numerator': '9' and denominator go together; give both or none",
    ),
    ({"value": ""}, "column 'value': has no figure; give a value, a numerator with its denominator, or a symbol"),
    ({"symbol": "c"}, "column 'symbol': 'c' says that there is no figure, but one is given; keep one of the two"),
    ({"symbol": "n/a", "value": ""}, "column 'symbol': 'n/a' is not a symbol; use c, x, z, u, low or k"),
    ({"status": "draft"}, "column 'status': 'draft' is not a status; use final, provisional or revised"),
    ({"note": "a\0b"}, "column 'note': 'a\\x00b' holds a character that cannot be shown (NUL)"),
)


@pytest.mark.long
def test_each_wrong_cell_gives_one_message(told):
    years = [f"{year}/{(year + 1) % 100:02d}" for year in range(1980, 1980 + len(WRONG))]
    rows = [{"period": year} | row for year, (row, _) in zip(years, WRONG, strict=True)]
    lines = {line.split(", ", 2)[1]: line for line in told([{}, *rows], definitions=SHARES)}
    assert len(lines) == len(WRONG)
    for number, (_, message) in enumerate(WRONG, 3):
        assert lines[f"row {number}"].startswith(f"facts/a.csv, row {number}, {message}")


@pytest.mark.long
def test_what_is_no_number_is_told(told):
    texts = [
        *("12%", "1_000", "nan", "NaN", "inf", "-inf", "infinity", "1e400", "£5", "5*", "n/a", "x", "--5"),
        *("1 234", "0x10", "TRUE", "٣", "１", "5.5.5", "5-", "(5)", "1e"),
    ]
    lines = told([{"value": text, "period": str(2000 + place)} for place, text in enumerate(texts)])
    assert len(lines) == len(texts)
    for row, (line, text) in enumerate(zip(lines, texts, strict=True), 2):
        words = f"column 'value': '{text}' is not a number; write digits only"
        assert line.startswith(f"facts/a.csv, row {row}, {words}")


@pytest.mark.long
def test_populations_are_checked_as_facts_are(told):
    (line,) = told(populations=[{"value": "many"}])
    assert line.startswith("populations.csv, row 2, column 'value': 'many' is not a number")


@pytest.mark.long
def test_the_same_mistake_in_many_rows_is_told_once(told):
    lines = told([{"area": "Narnia", "period": f"{year}/{year % 100 + 1:02d}"} for year in range(2001, 2012)])
    assert lines == [
        "facts/a.csv, rows 2, 3, 4, 5, 6 and 6 more, column 'area': 'Narnia' is not an area of areas.csv. "
        "Known: Leicestershire, E10000018, Rutland, E06000017, Leicester, E06000016, "
        "Leicestershire and Rutland, LR…."
    ]


@pytest.mark.long
def test_too_many_mistakes_are_counted(told):
    lines = told([{"value": f"bad {number}", "period": f"{1950 + number}"} for number in range(60)])
    assert len(lines) == 51
    assert lines[-1] == "facts/a.csv: has 10 more mistakes"


@pytest.mark.long
def test_a_figure_given_twice_in_one_file_is_told(told):
    (line,) = told([{}, {"value": 5, "period": "2014/15"}, {"value": 7, "area": "E10000018"}])
    assert line == (
        "facts/a.csv, row 4: 'contacts, E10000018, 2015/16, source report' is given 2 times: "
        "facts/a.csv row 2 and facts/a.csv row 4; keep one"
    )


@pytest.mark.long
def test_a_figure_given_twice_in_two_files_is_told(told):
    (line,) = told([{}], files={"facts/b.csv": [{"area": "Rutland"}, {}]})
    assert line == (
        "facts/b.csv, row 3: 'contacts, E10000018, 2015/16, source report' is given 2 times: "
        "facts/a.csv row 2 and facts/b.csv row 3; keep one"
    )


@pytest.mark.long
def test_a_figure_given_again_in_a_new_file_beside_an_unchanged_one_is_told(tmp_path):
    path = tiny_store_file(tmp_path, facts=[{}])
    before = path.read_bytes()
    data = tiny_data(tmp_path, facts=[{}], files={"facts/b.csv": [{"value": 5}]})
    with pytest.raises(DataProblems, match=r"facts/a\.csv row 2 and facts/b\.csv row 2"):
        build(path, data)
    assert path.read_bytes() == before


@pytest.mark.long
def test_many_figures_given_twice_are_counted(told):
    rows = [{"period": f"{1950 + number}"} for number in range(60)]
    lines = told(rows, files={"facts/b.csv": rows})
    assert len(lines) == 51
    assert lines[-1] == "facts: have 10 more figures given twice"


@pytest.mark.slow
def test_one_figure_of_two_sources_is_no_mistake(tmp_path):
    assert build(IN_MEMORY, tiny_data(tmp_path, facts=[{}, {"source": "national"}])).figures == 2


@pytest.mark.long
def test_counts_that_would_give_more_than_all_are_told(told):
    (line,) = told([{"value": 100}, {"indicator": "referrals", "value": 120}])
    assert line == (
        "facts/a.csv, row 3, column 'value': '120' (referrals, E10000018, 2015/16) is above its denominator 100 "
        "(contacts) in contacts_to_referral; the part cannot be larger than the whole"
    )


@pytest.mark.slow
def test_counts_of_two_sources_are_not_held_against_each_other(tmp_path):
    build(
        IN_MEMORY,
        tiny_data(tmp_path, facts=[{"value": 100}, {"indicator": "referrals", "value": 120, "source": "national"}]),
    )


@pytest.mark.long
def test_a_broken_definition_is_told_once_and_not_with_its_figures(told):
    lines = told([{}, {"area": "Rutland"}], definitions={"contacts": {"kind": "sum"}})
    assert lines == ["definitions/contacts.toml, key 'kind': 'sum' is not one of count, proportion, rate, mean, value"]


@pytest.mark.long
def test_everything_wrong_everywhere_is_told_at_once(told):
    lines = told(
        [{"value": "x"}, {"value": -1, "period": "2014/15", "indicator": "referrals"}, {}, {}],
        definitions={"contacts": {"unit": None}, "referrals": {"preferred_sources": ["nobody"]}},
        tables={
            "targets.csv": [{"value": "1_000"}],
            "findings.csv": [{"finding": "a", "period": "2015"}, {"finding": "a", "strength": "good"}],
            "events.csv": [{"date": "1 August 2015"}],
            "areas.csv": [{"code": "X1", "name": "Rutland", "level": "village", "parts": "X2"}],
            "neighbours.csv": [{"rank": "first"}],
            "sources.csv": [{"source": "report", "date": ""}],
        },
    )
    for message in (
        "definitions/contacts.toml, key 'unit': is missing",
        "definitions/referrals.toml, key 'preferred_sources': 'nobody' is not a source of sources.csv",
        "areas.csv, row 8, column 'level': 'village' is not one of country, region, local_authority, combined",
        "areas.csv, row 8, column 'parts': 'X2' names the part X2, which is not a code of areas.csv",
        "areas.csv, row 8: 'Rutland' is given before, in row 3; keep one",
        "sources.csv, row 4, column 'date': is not a date; write 2016-03-31",
        "sources.csv, row 4: 'report' is given before, in row 2; keep one",
        "neighbours.csv, row 2, column 'rank': 'first' is not a whole number",
        "targets.csv, row 2, column 'value': '1_000' is not a number; write digits only, such as 1234.5",
        "findings.csv, row 3, column 'strength': 'good' is not one of strength, mixed, weakness, gap",
        "findings.csv, row 3: 'a' is given before, in row 2; keep one",
        "events.csv, row 2, column 'date': '1 August 2015' is not a date; write 2016-03-31",
    ):
        assert message in lines
    assert any(line.startswith("facts/a.csv, row 2, column 'value': 'x' is not a number") for line in lines)
    assert any(line.startswith("facts/a.csv, row 3, column 'value': '-1' is a negative count") for line in lines)
    assert any("row 4 and facts/a.csv row 5" in line for line in lines)


@pytest.mark.slow
def test_a_missing_table_is_told(tmp_path):
    data = tiny_data(tmp_path)
    (data / "areas.csv").unlink()
    with pytest.raises(DataProblems, match=r"areas\.csv: is missing from the data folder"):
        build(IN_MEMORY, data)


def test_a_missing_folder_is_told(tmp_path):
    with pytest.raises(DataProblems, match="definitions: holds no .toml file in .*nowhere"):
        build(tmp_path / "store.duckdb", tmp_path / "nowhere")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.long
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("code,name\n", "areas.csv, column 'level': is missing"),
        ("", "areas.csv, column 'code': is missing"),
        ("code,name,level,region_code,old_code,parts,note,extra\n", "column 'extra': is not known"),
        ("code,name,level,region_code,old_code,parts,note,note\n", "areas.csv, row 1: names a column twice"),
        ("code,name,level,region_code,old_code,parts,note\nX1,X\n", "areas.csv, row 2: has not 7 cells"),
        ("x" * 200_000, "areas.csv: cannot be read as CSV: a line is longer than 100,000 characters"),
        (b"caf\xe9", "areas.csv: is not UTF-8; save the file as 'CSV UTF-8'"),
        ('code,name,level,region_code,old_code,parts,note\n"X1"x,X,,,,,\n', "areas.csv: cannot be read as CSV"),
    ],
)
def test_a_small_table_of_wrong_form_is_told(told, text, message):
    assert any(message in line for line in told(files={"areas.csv": text}))


@pytest.mark.slow
def test_rows_are_counted_as_a_spreadsheet_counts_them(told):
    lines = csv_text(
        [{}, {"value": "a", "period": "2013/14", "note": "two\nlines"}, {"value": "b", "period": "2014/15"}], FACT
    ).split("\n", 2)
    text = f"{lines[0]}\n\n{lines[1]}\n\n\n{lines[2]}"
    first, second = told(files={"facts/a.csv": text})
    assert first.startswith("facts/a.csv, row 6, column 'value': 'a'")
    assert second.startswith("facts/a.csv, row 7, column 'value': 'b'")


@pytest.mark.long
@pytest.mark.parametrize(
    ("row", "words"),
    [
        (
            {"value": 20000000000000000},
            "column 'value': '20000000000000000' is larger than anything that is counted here",
        ),
        ({"value": 20160401123456}, "it reads as 1 April 2016 12:34:56, a moment in place of a figure"),
        ({"value": 12.5}, "column 'value': '12.5' is not a whole number"),
        (SHARE | {"numerator": 1.5, "denominator": 8}, "column 'numerator': '1.5' is not a whole number"),
        (SHARE | {"numerator": 1, "denominator": 8.5}, "column 'denominator': '8.5' is not a whole number"),
        (SHARE | {"numerator": 1, "denominator": 2e9}, "column 'denominator': '2000000000.0' is larger than anything"),
    ],
)
def test_numbers_that_nobody_counted_are_refused_at_their_line(told, row, words):
    (line,) = told([{"period": "2014/15"}, row], definitions=SHARES)
    assert "facts/a.csv, row 3" in line
    assert words in line


@pytest.mark.slow
def test_dust_on_a_count_is_rounded_and_told(tmp_path):
    data = tiny_data(tmp_path, [{"value": "900.9999999999998"}, {"period": "2014/15", "value": "-0"}])
    report = build(tmp_path / "store.duckdb", data)
    (warning,) = report.warnings
    assert str(warning) == (
        "facts/a.csv, row 2, column 'value': '900.9999999999998' is taken as 901, as whole numbers are counted"
    )
    store = open_store(tmp_path / "store.duckdb")
    values = current(store).sort_values("ends")["value"]
    store.close()
    assert [str(value) for value in values] == ["0.0", "901.0"]
