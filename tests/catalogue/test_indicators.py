"""Definitions: the shipped ones load, and whatever is wrong in a file is told with file, key and remedy."""

import re
from datetime import date, datetime
from pathlib import Path

import pytest

from indicators.catalogue.indicators import (
    STAGES,
    RowFilter,
    find_indicator,
    is_called,
    parse_definitions,
    search_indicators,
)
from indicators.catalogue.toml_files import toml_files
from indicators.errors import DataProblems, UsageError
from indicators.loading.build import build
from indicators.settings import DATA
from indicators.store.database import IN_MEMORY
from tests.helpers.tiny_rows import DEFINITION
from tests.helpers.tiny_store import tiny_data, toml_text

SHIPPED = Path(__file__).parents[2] / "data" / "definitions"
FILES = sorted(SHIPPED.glob("*.toml"))


def definition(name="plans", **changes):
    return toml_text({"id": name, **DEFINITION, **changes})


def problems_of(**texts):
    """What is told about definitions given as id=text."""
    with pytest.raises(DataProblems) as caught:
        parse_definitions({f"{name}.toml": text for name, text in texts.items()})
    return [str(problem) for problem in caught.value.problems]


@pytest.fixture(scope="module")
def shipped():
    return parse_definitions(toml_files(SHIPPED))


def test_shipped_definitions_load(shipped):
    assert list(shipped) == [file.stem for file in FILES]
    assert len(shipped) > 100


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_each_shipped_definition_can_be_read_and_asked_about(file, shipped):
    indicator = shipped[file.stem]
    assert indicator.id == file.stem
    assert 2 <= len(indicator.questions) <= 4
    assert all(question.endswith("?") for question in indicator.questions)
    assert indicator.why.endswith(".")
    assert indicator.needs[0] == indicator.id
    assert indicator.is_derived == bool(indicator.denominator)


def test_what_is_left_out_has_its_usual_value():
    plans = parse_definitions({"plans.toml": definition()})["plans"]
    assert (plans.decimals, plans.per, plans.meaningful_change, plans.headline) == (0, 1.0, 10.0, None)
    assert (plans.numerator, plans.rate_population, plans.breaks) == ("", "", ())
    assert not plans.is_derived
    assert plans.needs == ("plans",)


@pytest.mark.parametrize(("kind", "per"), [("proportion", 100), ("rate", 10_000), ("mean", 1)])
def test_a_derived_kind_has_its_usual_multiplier(kind, per):
    texts = {"part.toml": definition("part"), "whole.toml": definition("whole")}
    texts["share.toml"] = definition("share", kind=kind, numerator="part", denominator="whole")
    share = parse_definitions(texts)["share"]
    assert share.per == per
    assert share.needs == ("share", "part", "whole")


def test_breaks_are_read():
    text = definition(breaks=[{"date": date(2015, 8, 1), "note": "First Response", "area": "Rutland"}])
    (only,) = parse_definitions({"plans.toml": text})["plans"].breaks
    assert (only.date, only.note, only.area) == (date(2015, 8, 1), "First Response", "Rutland")


WIDE = {"source": "national", "period": "financial_year", "columns": ["plan_count", "Plans"]}


def test_where_the_publishers_files_hold_it_is_read():
    where = [{"columns": ["category"], "values": ["Plans by length", "Plans"]}]
    tables = [WIDE | {"where": where}, {"source": "long", "period": "31 March", "items": ["CPP"]}]
    wide, long = parse_definitions({"plans.toml": definition(national=tables)})["plans"].national
    assert (wide.source, wide.period, wide.columns, wide.items) == (
        *("national", "financial_year", ("plan_count", "Plans")),
        (),
    )
    assert wide.where == (RowFilter(("category",), ("Plans by length", "Plans")),)
    assert (long.columns, long.items, long.where) == ((), ("CPP",), ())


def test_months_need_no_columns():
    (only,) = parse_definitions({"plans.toml": definition(national=[{"source": "a", "period": "months"}])})[
        "plans"
    ].national
    assert (only.period, only.columns, only.items) == ("months", (), ())


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"source": None}, "table 1: names no source; write source = with an id of sources.csv"),
        ({"source": 5}, "table 1: '5' names no source; write source = with an id of sources.csv"),
        (
            {"colums": ["a"]},
            "table 1: 'colums' is not a key of it. Did you mean columns or area_column or period_column?",
        ),
        (
            {"period": "year"},
            "table 1: 'year' is not a period of it; write one of "
            "financial_year, calendar_year, academic_year, months, or a day such as 31 March",
        ),
        (
            {"columns": None},
            "table 1: has neither columns nor items; write columns = with the names that the column has had",
        ),
        (
            {"items": ["CPP"]},
            "table 1: has both columns and items; keep columns for a wide file, items for a long one",
        ),
        ({"columns": "a"}, "table 1: 'a' is not a list of names; write columns = with texts in quotes in [ ]"),
        ({"columns": []}, "table 1: '[]' is not a list of names; write columns = with texts in quotes in [ ]"),
        (
            {"period": "months"},
            "table 1: 'columns' is not for months, whose columns are April to March; leave it out",
        ),
        (
            {"period": "30 February"},
            "table 1: '30 February' is not a period of it; write one of financial_year, "
            "calendar_year, academic_year, months, or a day such as 31 March",
        ),
        ({"numerator": ["a"]}, "table 1: 'numerator' stands without denominator; name both, or neither"),
        ({"period_column": ["a"]}, "table 1: 'period_column' stands without area_column; name both, or neither"),
        ({"lower": ["a"]}, "table 1: 'lower' stands without upper; name both, or neither"),
        (
            {"area_column": "a", "period_column": ["b"]},
            "table 1: 'a' is not a list of names; write area_column = with texts in quotes in [ ]",
        ),
        (
            {"columns": None, "items": ["CPP"], "note": ["Value note"]},
            "table 1: 'note' is for the columns of a wide file; leave it out beside items",
        ),
        (
            {"where": "all"},
            "table 1: 'all' is not a list of filters; write where = [{columns = [...], values = [...]}]",
        ),
        (
            {"where": [{"columns": ["a"]}]},
            "table 1: '{'columns': ['a']}' is no filter; write {columns = [...], values = [...]} with texts in quotes",
        ),
    ],
)
def test_one_mistake_in_a_national_table_gives_one_message(changes, message):
    table = {key: value for key, value in (WIDE | changes).items() if value is not None}
    (told,) = problems_of(plans=definition(national=[table]))
    assert told == f"definitions/plans.toml, key 'national', {message}"


def test_a_snapshot_is_not_counted_over_a_year():
    (told,) = problems_of(plans=definition(timing="snapshot", national=[WIDE]))
    assert told.endswith("'financial_year' is for flows, and this is a snapshot; write the day, such as 31 March")


def test_all_mistakes_of_all_national_tables_are_told():
    told = problems_of(plans=definition(national=[{"period": "x"}, WIDE, WIDE | {"where": [3], "itens": ["b"]}]))
    assert [line.split(": ")[0].removeprefix("definitions/plans.toml, key 'national', ") for line in told] == [
        *("table 1", "table 1", "table 1"),
        *("table 3", "table 3"),
    ]


def test_a_national_key_that_is_no_table_is_told():
    (told,) = problems_of(plans='national = ["a"]\n' + definition())
    assert "'a' is not a table; write [[national]] with source, period and columns under it" in told
    (told,) = problems_of(plans='national = "a"\n' + definition())
    assert told.endswith("key 'national': 'a' is not a list in [ ]")


def test_a_national_table_of_an_unknown_source_is_told(tmp_path):
    data = tiny_data(tmp_path, definitions={"contacts": {"national": [WIDE | {"source": "nobody"}, WIDE]}})
    with pytest.raises(DataProblems) as caught:
        build(IN_MEMORY, data)
    (told,) = map(str, caught.value.problems)
    assert told == "definitions/contacts.toml, key 'national': 'nobody' is not a source of sources.csv"


def test_shipped_national_tables_hold_each_figure_once():
    """No two tables of a definition read the same column of the same rows, nor two definitions the same item."""
    indicators = parse_definitions(toml_files(SHIPPED)).values()
    for indicator in indicators:
        read = [
            (name.casefold(), tuple(one.columns for one in table.where))
            for table in indicator.national
            for name in (*table.columns, *table.items)
        ]
        assert len(read) == len(set(read)), indicator.id
    items = [item for indicator in indicators for table in indicator.national for item in table.items]
    assert len(items) == len(set(items)) > 10


def test_a_byte_order_mark_and_windows_line_ends_do_not_matter(tmp_path):
    (tmp_path / "plans.toml").write_bytes(b"\xef\xbb\xbf" + definition().replace("\n", "\r\n").encode())
    assert list(parse_definitions(toml_files(tmp_path))) == ["plans"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"unit": None}, "key 'unit': is missing"),
        ({"poarity": "x"}, "key 'poarity': is not known. Did you mean polarity?"),
        ({"decimals": "0"}, "key 'decimals': '0' is not a whole number"),
        ({"decimals": 1.5}, "key 'decimals': '1.5' is not a whole number"),
        ({"decimals": True}, "key 'decimals': 'true' is not a whole number"),
        ({"decimals": 9}, "key 'decimals': '9' is not between 0 and 4"),
        ({"title": 5}, "key 'title': '5' is not text in quotes"),
        ({"title": " "}, "key 'title': is empty"),
        ({"short_title": "x" * 33}, f"key 'short_title': '{'x' * 33}' is longer than 32 characters"),
        ({"questions": "Why?"}, "key 'questions': 'Why?' is not a list in [ ]"),
        ({"questions": ["Why?", 3]}, "key 'questions': is not a list of texts in quotes"),
        ({"per": "100"}, "key 'per': '100' is not a number"),
        ({"per": 0}, "key 'per': '0' is not above 0"),
        ({"meaningful_change": -5}, "key 'meaningful_change': '-5' is not above 0"),
        ({"review_date": "2027-04-01"}, "key 'review_date': '2027-04-01' is not a date, 2027-04-01"),
        (
            {"review_date": datetime(2027, 4, 1)},
            "key 'review_date': '2027-04-01 00:00:00' is not a date, 2027-04-01",
        ),
        ({"timing": "daily"}, "key 'timing': 'daily' is not one of flow, snapshot"),
        (
            {"polarity": "high"},
            "key 'polarity': 'high' is not one of high_is_good, low_is_good, no_judgement",
        ),
        ({"kind": "percent"}, "key 'kind': 'percent' is not one of count, proportion, rate, mean, value"),
        ({"id": "plan"}, "key 'id': 'plan' is not the file's name; write plans"),
        ({"kind": "mean", "numerator": "other"}, "key 'numerator': 'other' stands without 'denominator'; name both"),
        ({"kind": "mean", "denominator": "other"}, "key 'denominator': 'other' stands without 'numerator'; name both"),
        (
            {"numerator": "other", "denominator": "other"},
            "key 'kind': 'count' is not derived; use proportion, rate or mean",
        ),
        ({"kindred": "othr"}, "key 'kindred': 'othr' is not an indicator. Did you mean other?"),
        ({"breaks": [{"date": date(2015, 8, 1)}]}, "needs date and note, and may name an area"),
        ({"breaks": [{"date": "2015", "note": "x"}]}, "key 'breaks': '2015' is not a date, 2015-08-01"),
        ({"breaks": [{"date": date(2015, 8, 1), "note": 3}]}, "key 'breaks': '3' is not text in quotes"),
    ],
)
def test_one_mistake_gives_one_message(changes, message):
    (told,) = problems_of(plans=definition(**changes), other=definition("other"))
    assert told.startswith("definitions/plans.toml, ")
    assert told.endswith(message)


def test_broken_toml_is_told_with_its_line():
    (told,) = problems_of(plans='id = "plans"\ntitle = no quotes\n')
    assert told.startswith("definitions/plans.toml: is not TOML: ")
    assert "line 2" in told


def test_a_file_that_is_not_utf8_is_told(tmp_path):
    (tmp_path / "plans.toml").write_bytes(definition().encode() + b'note = "caf\xe9"\n')
    with pytest.raises(DataProblems, match=r"definitions/plans\.toml: is not UTF-8 text"):
        parse_definitions(toml_files(tmp_path))


@pytest.mark.parametrize("name", ["Plans", "2plans", "plans started", "pläne"])
def test_a_file_name_that_is_no_id_is_told(name):
    (told,) = problems_of(**{name: definition(name)})
    assert "is no id; name the file in small letters, digits and _" in told


def test_everything_wrong_is_told_at_once():
    told = problems_of(
        plans=definition(unit=None, polarity="high", decimals="no", kindred="nowhere"),
        share=definition("share", kind="proportion", numerator="gone", denominator="plans"),
        broken="id = ",
        good=definition("good"),
    )
    assert [line.split(":")[0] for line in told] == [
        "definitions/plans.toml, key 'unit'",
        "definitions/plans.toml, key 'decimals'",
        "definitions/plans.toml, key 'polarity'",
        "definitions/broken.toml",
        "definitions/plans.toml, key 'kindred'",
        "definitions/share.toml, key 'numerator'",
    ]


def test_a_reference_to_a_broken_definition_is_not_a_second_mistake():
    (told,) = problems_of(plans="id = ", share=definition("share", kindred="plans"))
    assert told.startswith("definitions/plans.toml")


def test_a_derived_indicator_is_not_derived_again():
    texts = {"part": definition("part"), "whole": definition("whole")}
    texts["share"] = definition("share", kind="proportion", numerator="part", denominator="whole")
    texts["twice"] = definition("twice", kind="proportion", numerator="share", denominator="whole")
    (told,) = problems_of(**texts)
    assert told == ("definitions/twice.toml, key 'numerator': 'share' is itself derived; name a counted one")


def test_an_unknown_id_gets_the_nearest():
    indicators = parse_definitions(toml_files(SHIPPED))
    assert find_indicator("contacts", indicators).id == "contacts"
    with pytest.raises(UsageError, match="There is no indicator 'referals'. Did you mean referrals"):
        find_indicator("referals", indicators)
    assert UsageError.exit_code == 2


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("LAC", "looked_after_31_march"),
        ("Family Help", "eha_completed"),
        ("criminal exploitation", "cse_referrals"),
        ("rapid review", "serious_case_reviews"),
        ("childrens services", "contacts"),
        ("front-line staff", "staff_in_audits"),
    ],
)
def test_search_finds_by_what_people_call_it(text, found):
    indicators = parse_definitions(toml_files(SHIPPED))
    assert indicators[found] in search_indicators(text, indicators)


def test_search_reads_from_the_beginning_of_a_word():
    indicators = parse_definitions(toml_files(SHIPPED))
    hits = search_indicators("lac", indicators)
    assert hits
    assert all(is_called("LAC", hit) for hit in hits), "not all that has placement or black in it"
    assert is_called("LAC", hits[0])
    assert not is_called("LAC", hits[0], in_title=True)


def test_search_finds_words_anywhere_and_titles_first():
    indicators = parse_definitions(toml_files(SHIPPED))
    hits = search_indicators("referrals", indicators)
    titles = ["referrals" in f"{hit.title} {hit.short_title}".casefold() for hit in hits]
    assert titles == sorted(titles, reverse=True)
    assert indicators["contacts_to_referral"] in search_indicators("front DOOR threshold", indicators)
    assert search_indicators("plans no_such_word", indicators) == []
    assert len(search_indicators("", indicators)) == len(indicators)
    assert {STAGES[hit.stage] for hit in search_indicators("leaving care", indicators)} <= set(STAGES.values())


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({"quarters_add_up": "yes"}, "'yes' is neither true nor false; write one of them without quotes"),
        (
            {"quarters_add_up": True, "timing": "snapshot"},
            "'true' cannot be: this is a snapshot, the figure of one day",
        ),
        ({"quarters_add_up": True, "kind": "mean"}, "'true' is for count and proportion only; leave it out"),
        (
            {"quarters_add_up": True, "kind": "proportion", "numerator": "plans", "denominator": "plans"},
            "'true' follows from numerator and denominator; leave it out here, and write it there",
        ),
    ],
)
def test_what_cannot_be_summed_over_quarters_is_refused(keys, message):
    found = problems_of(plans=definition(), other=definition("other", **keys))
    assert [f"definitions/other.toml, key 'quarters_add_up': {message}" in problem for problem in found] == [True]


def test_different_children_are_not_summed_over_quarters(shipped):
    """Judged one by one: what happens adds up; children, staff and agencies may be in two quarters."""
    summed = {name for name, item in shipped.items() if item.quarters_add_up}
    assert {"contacts", "referrals", "cse_referrals", "missing_from_care", "board_meetings"} <= summed
    never = {
        "crisis_team_started",
        "homeless_16_17",
        "training_agencies",
        "cp_views_children",
        "neglect_training_people",
    }
    assert not summed & (never | {name for name, item in shipped.items() if item.timing == "snapshot"})


def test_no_definition_says_what_the_store_may_change():
    """Words of a file stay as they are when figures come in: they say what was so in a year, never what is so today."""
    aging = re.compile(r"(?i)received yet|\bso far\b|is held yet|no figure (?:is|has been)|\bstill (?:rises|falls)\b")
    said = {file.name: aging.findall(file.read_text("utf-8")) for file in (DATA / "definitions").glob("*.toml")}
    assert {name: words for name, words in said.items() if words} == {}
