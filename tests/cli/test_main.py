"""The command line: what it prints where, in which form, and how it ends."""

import csv
import importlib.util
import io
import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import click
import pytest

from indicators.cli import main as cli_main
from indicators.cli.main import main
from indicators.settings import ROOT
from tests.helpers.tiny_store import tiny_data, tiny_store_file, write_definitions, write_files

COLUMNS = [
    "indicator", "title", "quadrant", "area", "period", "value", "numerator", "denominator", "unit", "status",
    "symbol", "source",
]  # fmt: skip
FACTS = [
    {"value": 12773, "status": "provisional"},
    {"indicator": "referrals", "value": 3953},
    {"indicator": "contacts_to_referral", "value": 32},
    {"area": "Rutland", "value": 901},
    {"area": "Rutland", "period": "2014/15", "value": "", "symbol": "c"},
    {"area": "Rutland", "period": "2012/13", "value": 690},
    {"area": "Rutland", "period": "2015/16 Q1", "value": 200},
    {"area": "Rutland", "period": "31 March 2016", "value": 7},
    {"area": "Rutland", "period": "April 2015", "value": 66},
]
POPULATIONS = [{"area": "Rutland", "value": 8000}]


@pytest.fixture
def places(tmp_path, monkeypatch):
    """A tiny data folder and a store of it, found by the environment."""
    store = tiny_store_file(tmp_path, FACTS, populations=POPULATIONS)
    monkeypatch.setenv("INDICATORS_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("INDICATORS_STORE", str(store))
    return tmp_path / "data", store


@pytest.fixture
def unbuilt(places):
    """The same before there is a store."""
    places[1].unlink()
    return places


@pytest.fixture
def run(places, capsys):
    """A function that runs a command and gives its exit code, standard output and standard error."""

    def command(*arguments):
        capsys.readouterr()
        code = main([str(argument) for argument in arguments])
        return code, *capsys.readouterr()

    return command


def rows_of(text):
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize("name", [None, *cli_main.COMMANDS])
def test_every_command_has_help_with_an_example(run, name):
    code, out, _ = run(*filter(None, [name, "--help"]))
    assert code == 0
    assert "Example: python -m indicators" in out
    example = next(line for line in out.splitlines() if "Example:" in line)
    assert name is None or f"indicators {name}" in example


@pytest.mark.parametrize("name", cli_main.COMMANDS)
def test_the_list_of_commands_says_of_each_what_its_own_help_begins_with(name):
    command = cli_main.cli.get_command(click.Context(cli_main.cli), name)
    own_words = " ".join((command.help or "").split())
    assert own_words.startswith(cli_main.COMMANDS[name].words)
    assert command.name == name


@pytest.mark.long
def test_build_says_what_the_store_holds(run, unbuilt):
    assert run("build")[:2] == (0, f"{os.environ['INDICATORS_STORE']} holds 10 figures in 2 files.\n")
    code, out, error = run("build", "--quiet")
    assert (code, error) == (0, "")
    assert out.endswith("10 figures in 2 files, as it did before.\n")


@pytest.mark.long
def test_build_shows_progress_on_standard_error_unless_told_not_to(run, unbuilt):
    assert "Writing the store" in run("build")[2]
    unbuilt[1].unlink()
    assert run("build", "--anew", "--quiet")[2] == ""


@pytest.mark.long
def test_build_replaces_an_unreadable_store_only_when_asked(run, places):
    places[1].write_text("no store\n" * 1000)
    code, out, error = run("build")
    assert (code, out) == (1, "")
    assert "--replace" in error
    code, _, error = run("build", "--replace")
    assert code == 0
    assert "unreadable-1" in error


@pytest.mark.long
def test_check_data_counts_what_is_sound_or_lists_every_problem(run, unbuilt):
    code, out, hints = run("check-data")
    assert (code, out) == (0, f"10 figures in 2 files in {unbuilt[0]} are sound.\n")
    assert hints.splitlines() == [
        "8 texts without a decision, so not published. To see them: python -m indicators texts --awaiting"
    ]
    write_files(unbuilt[0], {"facts/a.csv": [{"value": "many"}, {"area": "Ruttland"}]})
    code, out, error = run("check-data")
    lines = error.splitlines()
    assert (code, out, len(lines)) == (1, "", 3)
    assert "row 2, column 'value': 'many'" in lines[0]
    assert "Did you mean Rutland" in lines[1]
    assert lines[2].startswith("2 problems")
    assert not unbuilt[1].exists()


@pytest.mark.slow
def test_check_data_hints_at_what_protects_more_than_it_need(run, places):
    write_definitions(places[0], {"contacts": {"counts": None}})
    write_files(places[0], {"disclosure.toml": 'things = ["contacts"]\n'})
    code, _, hints = run("check-data")
    assert code == 0
    assert hints.splitlines()[0] == (
        "1 definition without what is counted, so small counts are protected: contacts. Write counts = "
        '"children", or one of children, families, people, staff, organisations, activities, things.'
    )
    assert "disclosure.toml, key 'things': is not heeded any more" in hints


@pytest.mark.long
def test_texts_are_listed_with_their_decisions_and_doubts(run, places):
    public = {"texts": ["caveats"], "decided_by": "business office", "decided_on": date(2026, 11, 28)}
    caveats = ["Rutland had a pair, or a third of nine."]
    write_definitions(places[0], {"contacts": {"caveats": caveats, "public": public}})
    code, out, said = run("texts", "--format", "csv")
    rows = {row["place"]: row for row in rows_of(out)}
    assert code == 0
    own = rows["definitions/contacts.toml, caveats"]
    assert (own["public"], own["decided_by"], own["decided_on"]) == ("yes", "business office", "2026-11-28")
    assert "“pair” tells the number 2" in own["doubts"]
    assert "“a third (of 9)” tells the number 3" in own["doubts"]
    assert (
        rows["definitions/contacts.toml, why"]["decision"] == "is not to be published, decided by business office "
        "on 28 November 2026"
    )
    assert "for 6 a decision is awaited; until then they are not published" in said
    code, out, _ = run("texts", "--awaiting")
    assert "definitions/contacts.toml" not in out
    assert "definitions/referrals.toml, why: awaits a decision: not published" in out
    assert all(len(line) <= 100 for line in out.splitlines())


@pytest.mark.slow
def test_observations_have_the_columns_and_every_source(run):
    code, out, _ = run("observations", "--format", "csv")
    rows = rows_of(out)
    assert code == 0
    assert list(rows[0]) == COLUMNS
    shares = [row for row in rows if row["indicator"] == "contacts_to_referral" and row["area"] == "Leicestershire"]
    assert [(row["value"], row["numerator"], row["denominator"], row["source"]) for row in shares] == [
        (repr(3953 / 12773 * 100), "3953", "12773", "computed from Annual report, page 9"),
        ("32", "", "", "Annual report, page 9"),
    ]
    hidden = next(row for row in rows if row["symbol"])
    assert (hidden["area"], hidden["period"], hidden["value"], hidden["symbol"]) == ("Rutland", "2014/15", "", "c")
    assert {row["period"] for row in rows} >= {"2015/16", "2015/16 Q1", "31 March 2016", "April 2015"}


@pytest.mark.slow
def test_observations_as_json(run):
    rows = json.loads(run("observations", "--area", "rutland", "--indicator", "contacts", "--format", "json")[1])
    assert [list(row) for row in rows] == [COLUMNS] * 6
    assert [row["value"] for row in rows] == [690, None, 66, 200, 901, 7]
    assert rows[0]["numerator"] is None
    assert {row["area"] for row in rows} == {"Rutland"}


@pytest.mark.slow
def test_a_table_fits_100_columns_and_marks_what_is_provisional_or_missing(run):
    out = run("observations")[1]
    assert max(map(len, out.splitlines())) <= 100
    assert "12,773 [p]" in out
    assert " [c] " in out
    begins = {line.index("Annual") for line in out.splitlines() if line.startswith("  Rutland  ") and "Annual" in line}
    assert len(begins) == 1


@pytest.mark.slow
def test_show_gives_a_row_a_period_and_area(run):
    rows = rows_of(run("show", "contacts", "--format", "csv")[1])
    assert [(row["area"], row["period"], row["value"], row["symbol"]) for row in rows] == [
        ("Leicestershire", "2015/16", "12773", ""),
        ("Rutland", "2012/13", "690", ""),
        ("Rutland", "2014/15", "", "c"),
        ("Rutland", "2015/16", "901", ""),
        ("Rutland", "31 March 2016", "7", ""),
        ("Leicestershire and Rutland", "2015/16", "13674", ""),
    ]
    assert rows[-1]["source"] == "computed from Annual report, page 9"
    assert rows[0]["other_figures"] == "0"


@pytest.mark.slow
def test_show_gives_rates_and_other_periods(run):
    rows = json.loads(run("show", "contacts", "--measure", "rate", "--area", "Rutland", "--format", "json")[1])
    assert (rows[-1]["value"], rows[-1]["numerator"], rows[-1]["denominator"]) == (7 / 8000 * 10_000, 7, 8000)
    assert rows[-1]["unit"] == "contacts per 10,000 children"
    rows = json.loads(run("show", "contacts", "--periods", "quarter", "--format", "json")[1])
    assert [row["period"] for row in rows] == ["2015/16 Q1"]


@pytest.mark.slow
@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_no_figures_are_an_empty_result_with_a_hint(run, form):
    code, out, error = run("show", "referrals", "--periods", "month", "--format", form)
    assert code == 0
    assert len(out.splitlines()) <= 1
    assert "observations --indicator referrals" in error


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["show", "contcts"], "Did you mean contacts"),
        (["show", "contacts", "--area", "Ruttland"], "Did you mean Rutland"),
        (["observations", "--indicator", "contcts"], "Did you mean contacts"),
        (["observations", "--area", "Ruttland"], "Did you mean Rutland"),
        (["show", "contacts_to_referral", "--measure", "rate"], "choose its value or its index"),
        (["show", "contacts", "--measure", "share"], "'value', 'rate', 'index'"),
        (["show", "contacts", "--periods", "decade"], "'quarter'"),
        (["show"], "ID"),
        (["observations", "--format", "xml"], "'json'"),
        (["shew"], "shew"),
        ([], "Commands:"),
    ],
)
def test_what_cannot_be_asked_ends_with_2_and_the_remedy(run, arguments, said):
    code, out, error = run(*arguments)
    assert (code, out) == (2, "")
    assert said in error
    assert "Traceback" not in error


@pytest.mark.long
def test_options_may_stand_before_or_after_the_command(run, unbuilt, tmp_path):
    before, after = tmp_path / "before.duckdb", tmp_path / "after.duckdb"
    assert run("--store", before, "--data", unbuilt[0], "build")[0] == 0
    assert run("build", "--store", after)[0] == 0
    assert (before.exists(), after.exists(), unbuilt[1].exists()) == (True, True, False)


@pytest.mark.long
def test_a_broken_data_folder_shows_the_last_good_figures(run, places):
    run("build")
    write_files(places[0], {"facts/a.csv": [{"value": "many"}]})
    code, out, error = run("show", "contacts", "--area", "Rutland", "--format", "csv")
    assert (code, rows_of(out)[0]["value"]) == (0, "690")
    assert "'many'" in error
    assert "last good figures" in error
    places[1].unlink()
    code, out, error = run("show", "contacts")
    assert (code, out) == (1, "")
    assert "is not there any more" in error
    code, out, error = run("build", "--anew")
    assert (code, out) == (1, "")
    assert error.splitlines()[-1].startswith("1 problem ")


@pytest.mark.long
def test_text_that_a_spreadsheet_would_run_is_made_harmless(run, places, tmp_path):
    titles = dict(
        zip(("contacts", "referrals", "population_0_17", "more"), ("=1+1", "+1+1", "-1+1", "@1+1"), strict=True)
    )
    definitions = {name: {"title": title} for name, title in titles.items()}
    tiny_data(tmp_path, [{"indicator": name} for name in titles], definitions=definitions)
    rows = rows_of(run("observations", "--format", "csv")[1])
    found = {row["indicator"]: row["title"] for row in rows}
    assert {name: found[name] for name in titles} == {name: f"'{title}" for name, title in titles.items()}
    rows = json.loads(run("observations", "--format", "json")[1])
    found = {row["indicator"]: row["title"] for row in rows}
    assert {name: found[name] for name in titles} == titles


@pytest.mark.slow
def test_the_unexpected_is_told_shortly_and_in_full_only_on_request(run, unbuilt, monkeypatch):
    unbuilt[1].mkdir()  # no file can be built where a folder stands
    code, _, error = run("show", "contacts")
    assert code == 1
    assert "Traceback" not in error
    monkeypatch.setattr("indicators.cli.figures.load_catalogue", None)
    unbuilt[1].rmdir()
    code, _, error = run("show", "contacts")
    assert code == 1
    assert "INDICATORS_DEBUG=1" in error
    assert "Traceback" not in error
    monkeypatch.setenv("INDICATORS_DEBUG", "1")
    assert "Traceback" in run("show", "contacts")[2]


@pytest.mark.long
def test_a_reader_that_stops_early_is_no_error(board_store, board_data):
    command = [sys.executable, "-m", "indicators", "observations", "--format", "csv"]
    environment = {**os.environ, "INDICATORS_DATA": str(board_data), "INDICATORS_STORE": str(board_store)}
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        process.stdout.readline()
        process.stdout.close()
        error = process.stderr.read()
    assert process.returncode == 0
    assert "Error" not in error
    assert "Traceback" not in error
    assert "Broken" not in error


@pytest.fixture(scope="module")
def report():
    """The annual report's tables, typed out in another test file."""
    spec = importlib.util.spec_from_file_location(
        "report_facts", Path(__file__).parents[1] / "loading" / "test_report_facts.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.long
def test_observations_hold_both_tables_of_the_annual_report(run, board_store, board_data, report, monkeypatch):
    monkeypatch.setenv("INDICATORS_DATA", str(board_data))
    monkeypatch.setenv("INDICATORS_STORE", str(board_store))
    found = {
        (row["indicator"], row["area"], row["period"], row["value"], row["status"], row["symbol"])
        for row in rows_of(run("observations", "--format", "csv")[1])
        if "LSCB annual report 2015/16" in row["source"] and not row["source"].startswith("computed")
    }
    cells = list(report.profile_cells())
    profile = {
        (indicator, area, period, "" if value is None else str(int(value)), status, "x" if value is None else "")
        for indicator, area, period, value, status in cells
    }
    cse = {
        ("cse_referrals", area, period, str(value), "final", "")
        for area, figures in report.CSE.items()
        for period, value in zip(report.CSE_PERIODS, figures, strict=True)
    }
    assert len(profile) == 54
    assert len(cse) == 12
    assert profile | cse <= found


SIGNAL_COLUMNS = [
    "indicator", "area", "period", "rule", "level", "reading", "statement", "value", "compared_with", "effect",
    "effect_lower", "effect_upper", "p_chance", "p_usual", "q",
]  # fmt: skip


@pytest.fixture(scope="module")
def told():
    """What `signals` has said in this file, by its arguments: to judge a cycle takes a second."""
    return {}


@pytest.fixture
def signals(run, board_store, board_data, told):
    """A function that runs `signals` on the shipped data."""

    def command(*arguments):
        if arguments not in told:
            told[arguments] = run("signals", "--data", board_data, "--store", board_store, *arguments)
        return told[arguments]

    return command


@pytest.mark.long
def test_signals_are_the_shortlist_with_their_sentences(signals):
    code, out, error = signals("--as-at", "2016-03-31", "--format", "csv")
    rows = rows_of(out)
    assert (code, error) == (0, "")
    assert list(rows[0]) == SIGNAL_COLUMNS
    found = next(row for row in rows if (row["indicator"], row["area"]) == ("contacts", "Leicestershire"))
    assert (found["period"], found["rule"], found["level"]) == ("2015/16", "change", "real")
    assert (found["value"], found["compared_with"]) == ("12773", "14632")
    assert found["statement"].startswith(
        "Contacts in Leicestershire fell from 14,632 in 2014/15 to 12,773 in 2015/16 (−13%): clear change, more than"
    )
    assert len(found["effect"]) > 6, "at full precision"
    levels = [row["level"] for row in rows]
    assert levels == sorted(levels, key=["unusual", "real"].index)


@pytest.mark.long
def test_signals_as_json_hold_null_where_there_is_no_number(signals):
    rows = json.loads(signals("--as-at", "2015/16", "--area", "rutland", "--format", "json")[1])
    assert [list(row) for row in rows] == [SIGNAL_COLUMNS] * len(rows)
    assert {row["area"] for row in rows} == {"Rutland"}
    trust = [row for row in rows if row["rule"] == "data"]
    assert trust
    assert all(row["q"] is None and row["effect"] is None for row in trust)


@pytest.mark.long
def test_signals_to_read_fit_100_columns_under_their_levels(signals):
    out = signals("--as-at", "2015/16")[1]
    lines = out.splitlines()
    assert max(map(len, lines)) <= 100
    heads = [line for line in lines if not line.startswith(" ")]
    order = ("Unusual", "Clear", "Cannot be trusted yet")
    assert heads == [head for head in order if head in heads]
    assert heads[-1] == order[-1]
    assert "    Contacts, Leicestershire, 2015/16: neither good nor bad in itself" in lines
    flowing = " ".join(line.strip() for line in lines)
    assert "more than chance explains, but figures like this often move so much in a year." in flowing


@pytest.mark.long
def test_a_period_stands_for_its_last_day(signals):
    assert signals("--as-at", "2015/16")[1] == signals("--as-at", "2016-03-31")[1] != signals()[1]


@pytest.mark.long
@pytest.mark.parametrize("form", ["table", "json"])
def test_no_signals_are_an_empty_result_with_a_word(signals, form):
    code, out, error = signals("--area", "England", "--format", form)
    assert code == 0
    assert len(out.splitlines()) <= 1
    assert "Nothing warrants challenge" in error


@pytest.mark.parametrize("day", ["yesterday", "2016-02-30", "31/3/2016", "2015-17"])
def test_a_day_that_is_none_ends_with_2_and_what_to_write(run, day):
    code, out, error = run("signals", "--as-at", day)
    assert (code, out) == (2, "")
    assert "write 2016-03-31, or a period such as 2015/16" in error


def test_signals_of_an_unknown_area_end_with_the_nearest_name(signals):
    code, out, error = signals("--area", "Ruttland")
    assert (code, out) == (2, "")
    assert "Did you mean Rutland" in error


@pytest.mark.long
def test_a_demonstration_is_not_made_in_a_folder_of_somebodys(tmp_path):
    (tmp_path / "minutes.txt").write_text("minutes")
    command = [sys.executable, "-m", "indicators", "demo", "--out", str(tmp_path), "--quiet"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "is not empty. Name another folder" in ran.stderr


@pytest.mark.slow
def test_a_filled_in_list_of_texts_becomes_decisions(run, places, tmp_path):
    _, out, _ = run("texts", "--awaiting", "--format", "csv")
    rows = rows_of(out)
    own = [row for row in rows if row["place"].startswith("definitions/contacts.toml")]
    assert own
    for row in own:
        row["public"] = "yes" if row["place"].endswith(", why") else "no"
    words = tmp_path / "words.csv"
    with words.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    code, _, error = run("texts", "--decide", words, "--by", "Press office", "--yes")
    assert code != 0
    assert "'Press office' may not decide" in error
    code, out, _ = run("texts", "--decide", words, "--yes")
    assert (code, out) == (
        0,
        f"Decided about {len(own)} texts of 1 definition: 1 may be published, {len(own) - 1} not.\n",
    )
    assert "definitions/contacts.toml" not in run("texts", "--awaiting")[1]
    assert "decides nothing that was not decided before" in run("texts", "--decide", words, "--yes")[1]
    own[0]["public"] = "perhaps"
    words.write_text(f'place,public,text\n"{own[0]["place"]}",perhaps,\n', "utf-8")
    code, _, error = run("texts", "--decide", words, "--yes")
    assert code == 1
    assert "words.csv, row 2: 'perhaps' is not an answer" in error
