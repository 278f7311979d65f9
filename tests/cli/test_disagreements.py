"""The command `conflicts`: what the shipped figures disagree about, and how it is printed."""

import csv
import io
import json

import pytest

from indicators.cli.disagreements import disagreements_command
from indicators.cli.errors import exit_code
from indicators.settings import DATA

COLUMNS = ["indicator", "area", "period", "value", "source", "other_value", "other_source", "difference", "kind"]


@pytest.fixture(scope="module")
def printed():
    """What the command has printed already, by its arguments."""
    return {}


@pytest.fixture
def run(shipped_store, capsys, printed):
    """A function that runs the command over the shipped data and gives its exit code, output and errors; asked the
    same again it gives the same, since nothing writes to that store.
    """

    def command(*arguments):
        if arguments not in printed:
            capsys.readouterr()
            given = ["--store", str(shipped_store), "--data", str(DATA), *arguments]
            code = exit_code(lambda: disagreements_command.main(given, standalone_mode=False))
            printed[arguments] = (code, *capsys.readouterr())
        return printed[arguments]

    return command


def rows_of(text):
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.long
def test_columns_are_those_that_were_asked_for(run):
    code, out, _ = run("--format", "csv")
    assert code == 0
    assert out.splitlines()[0].split(",") == COLUMNS


@pytest.mark.parametrize(
    ("indicator", "area", "period", "value", "other", "kind"),
    [
        ("cse_referrals", "Rutland", "2014/15", 2, 3, "two_sources"),
        ("cp_plans_31_march", "Leicestershire", "31 March 2016", 345, 347, "two_sources"),
        ("cp_plans_31_march", "Rutland", "31 March 2016", 27, 29, "two_sources"),
        ("looked_after_31_march", "Leicestershire", "31 March 2014", 456, 455, "two_sources"),
        ("looked_after_31_march", "Leicestershire", "31 March 2016", 469, 470, "two_sources"),
        ("looked_after_31_march", "Rutland", "31 March 2016", 40, 39, "two_sources"),
        ("referrals", "Leicestershire", "2013/14", 6049, 5895, "two_sources"),
    ],
)
def test_the_annual_report_and_the_official_figures_differ(run, indicator, area, period, value, other, kind):
    (row,) = (row for row in rows_of(run("--area", area, "--format", "csv")[1])
              if (row["indicator"], row["period"]) == (indicator, period))  # fmt: skip
    assert (float(row["value"]), float(row["other_value"]), row["kind"]) == (value, other, kind)
    assert float(row["difference"]) == other - value
    assert "LSCB annual report 2015/16" in row["other_source"]
    assert row["source"] != row["other_source"]


@pytest.mark.slow
def test_a_printed_share_that_its_own_counts_do_not_give(run):
    (row,) = rows_of(run("--indicator", "contacts_to_referral", "--format", "csv")[1])
    assert (row["area"], row["period"], row["kind"]) == ("Leicestershire", "2015/16", "does_not_follow")
    assert float(row["value"]) == 100 * 3953 / 12773
    assert row["other_value"] == "32"
    assert row["source"] == f"computed from {row['other_source']}"


@pytest.mark.long
def test_what_only_follows_is_left_out_unless_asked_for(run):
    _, out, said = run("--indicator", "referral_rate", "--area", "Rutland", "--format", "csv")
    assert rows_of(out) == []
    assert "No figures disagree" in said
    assert "2 figures that only follow from others are left out; --all lists them too." in said
    _, out, said = run("--indicator", "referral_rate", "--area", "Rutland", "--format", "csv", "--all")
    assert len(rows_of(out)) == 2
    assert said == ""


@pytest.mark.slow
def test_rounding_of_national_figures_is_not_listed(run):
    rows = rows_of(run("--area", "East Midlands", "--all", "--format", "csv")[1])
    # These differ by a point; numbers rounded to 10 could be a quarter of one apart.
    assert {row["indicator"] for row in rows} == {"care_leavers_eet"}
    assert all(abs(float(row["difference"])) >= 1 for row in rows)


@pytest.mark.long
def test_json_holds_the_same(run):
    listed = json.loads(run("--format", "json")[1])
    assert [list(row) for row in listed] == [COLUMNS] * len(listed)
    assert len(listed) == len(rows_of(run("--format", "csv")[1]))


@pytest.mark.slow
def test_the_table_is_for_reading(run):
    _, out, _ = run("--area", "Rutland")
    lines = out.splitlines()
    assert max(map(len, lines)) <= 100
    place = lines.index("  Rutland, 2014/15: two sources differ")
    assert [line.split()[0] for line in lines[place + 1 : place + 3]] == ["2", "3"]


@pytest.mark.parametrize("arguments", [("--area", "Ruttland"), ("--indicator", "nonsense")])
def test_an_unknown_name_is_told_with_the_nearest(run, arguments):
    code, out, said = run(*arguments)
    assert (code, out) == (2, "")
    assert f"'{arguments[1]}'" in said
