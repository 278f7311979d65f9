"""The commands for challenges: what they print where, and how they end."""

import csv
import io
import json
from datetime import date, timedelta

import pytest

from indicators.cli.main import main
from tests.helpers.tiny_store import tiny_store_file

SOON = (date.today() + timedelta(days=30)).isoformat()
BY = ("--by", "independent chair")


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """A function that runs a command of `challenges` and gives its exit code, standard output and standard error."""
    path = tiny_store_file(
        tmp_path,
        [{"value": 901}, {"period": "2014/15", "value": 880}],
        tables={"agencies.csv": [{}]},
        plans={"lr": {}},
    )
    monkeypatch.setenv("INDICATORS_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("INDICATORS_STORE", str(path))

    def command(*arguments):
        capsys.readouterr()
        code = main(["challenges", *map(str, arguments)])
        out, error = capsys.readouterr()
        assert "Traceback" not in error
        return code, out, error

    return command


def raised(run, *more, question="Why did <b>contacts</b> rise?"):
    return run("raise", "--question", question, "--to", "COUNTY", "--due", SOON, *BY, *more)


@pytest.mark.long
def test_a_whole_life_on_the_command_line(run):
    assert run()[1:] == (
        "",
        "There is no challenge for this choice. To put one: python -m indicators challenges raise --help\n",
    )
    about = (
        "--indicator",
        "contacts",
        "--area",
        "leicestershire",
        "--period",
        "2014-15",
        "--meeting",
        "SEG, June 2016",
    )
    assert raised(run, *about, "--priority", "safe") == (
        0, "Challenge 1 is put to County council. The figure was kept as it is now: 880, 2014/15.\n", "",
    )  # fmt: skip
    assert (
        run("answer", 1, "--by", "head of service", "--words", "=A new front door.")[1]
        == "Challenge 1 is now answered.\n"
    )
    assert run("escalate", 1, *BY, "--words", "Not enough.", "--due", "2026/27" if SOON < "2027-03" else SOON)[0] == 0
    code, out, error = run("close", 1, *BY)
    assert (code, out) == (2, "")
    assert error.splitlines() == [
        "Error: The outcome is empty. Write what came of the challenge.",
        "The impact is empty. Write what changed for children.",
    ]
    assert run("close", 1, *BY, "--outcome", "Explained.", "--impact", "Seen sooner.")[0] == 0
    code, out, _ = run("show", 1)
    lines = out.splitlines()
    assert code == 0
    assert lines[0].startswith("Challenge 1 to County council: closed (due ")
    assert "about Contacts, Leicestershire, 2014/15, Children are safe: “Why did <b>contacts</b> rise?”" in " ".join(
        out.split()
    )
    assert "Outcome: “Explained.” Impact: “Seen sooner.”" in " ".join(out.split())
    assert max(map(len, lines)) <= 100


@pytest.mark.long
def test_the_list_in_three_forms_and_its_filters(run):
    raised(run, question="=1+1\n" + "why " * 100)
    raised(run, "--indicator", "contacts", "--area", "Rutland")
    run("acknowledge", 1, "--by", "County council")
    code, out, _ = run()
    assert code == 0
    assert [line for line in out.splitlines() if line[4].isdigit()] == [
        f"    1  County council: acknowledged; due {SOON}", f"    2  County council: raised; due {SOON}",
    ]  # fmt: skip
    assert max(map(len, out.splitlines())) <= 100
    rows = list(csv.DictReader(io.StringIO(run("--format", "csv")[1])))
    assert [(row["challenge"], row["state"], row["question"][:5]) for row in rows] == [
        ("1", "acknowledged", "'=1+1"), ("2", "raised", "Why d"),
    ]  # fmt: skip
    (row,) = json.loads(run("--state", "raised", "--agency", "county", "--area", "Rutland", "--format", "json")[1])
    assert (row["challenge"], row["area"], row["figure"], row["overdue"]) == (2, "Rutland", "no figure", False)
    assert run("--overdue", "--format", "json")[1] == "[]\n"
    assert json.loads(run("--agency", "Police", "--indicator", "contacts", "--format", "json")[1]) == []


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("show", 7), "Error: Challenge 7 does not exist. None was raised yet."),
        (("answer", 7, *BY, "--words", "x"), "Error: Challenge 7 does not exist. None was raised yet."),
        (("--area", "Narnia"), "Error: There is no area 'Narnia'."),
        (("--state", "lost"), "Invalid value for '--state'"),
        (("answer", 0, *BY), "Invalid value for 'N': 0 is not in the range x>=1."),
        (("escalate", 1, *BY, "--due", "soon"), "Error: 'soon' is not a day; write 2016-03-31"),
        (("close", 1), "Missing option '--by'"),
    ],
)
def test_what_cannot_be_is_told_with_exit_code_2(run, arguments, told):
    code, out, error = run(*arguments)
    assert (code, out) == (2, "")
    assert told in error


@pytest.mark.long
def test_a_question_is_refused_with_all_that_is_wrong(run):
    past = (date.today() - timedelta(days=1)).isoformat()
    code, _, error = run(
        "raise", "--question", " ", "--to", "Police", "--due", past, "--by", "x" * 201, "--priority", "no"
    )
    assert code == 2
    assert [line.split(" is ")[0].split(" has ")[0] for line in error.splitlines()] == [
        "Error: The question", f"The due date {_told(past)}", "Who asks", "The priority 'no'",
    ]  # fmt: skip
    assert raised(run, "--indicator", "contact")[2].startswith(
        "Error: There is no indicator 'contact'. Did you mean contacts"
    )
    period = raised(run, "--indicator", "contacts", "--area", "Rutland", "--period", "when")
    assert period[0] == 2
    assert period[2].startswith("Error: 'when' is not a period; write 2015/16")


def _told(day):
    return f"{date.fromisoformat(day):%-d %B %Y}"
