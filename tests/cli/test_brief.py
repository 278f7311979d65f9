"""The command brief: what is new in words and files, and silence where nothing happened."""

from datetime import date
from io import BytesIO

import pytest
from docx import Document

from indicators.board.challenges import raise_challenge
from indicators.board.meetings import record_meeting
from indicators.cli.main import main
from indicators.clock import clock_set_to
from tests.helpers.challenges import asked
from tests.helpers.tiny_store import tiny_store_file

MEETING = date(2017, 6, 14)


@pytest.fixture
def chosen(tmp_path):
    """The options that choose a store with a meeting, and a challenge raised two weeks after it."""
    path = tiny_store_file(tmp_path, [{"value": 901}], files={"board.toml": 'name = "The board"'})
    with clock_set_to(MEETING):
        record_meeting(path, day=MEETING, name="SEG", by="Business office")
    with clock_set_to(date(2017, 6, 28)):
        raise_challenge(path, asked(question="Why?", due=date(2017, 12, 1)))
    with clock_set_to(date(2017, 7, 3)):
        yield ("--store", str(path), "--data", str(tmp_path / "data"))


@pytest.mark.slow
def test_it_says_what_is_new_since_the_last_meeting(chosen, capsys):
    assert main(["brief", *chosen]) == 0
    said = capsys.readouterr().out
    assert said.startswith("Since the meeting of 14 June 2017\nThe board · As at 3 July 2017\n")
    assert (
        "- Challenge 1 to County council, “Why?”: raised on 28 June 2017; an answer is due by 1 December 2017." in said
    )


@pytest.mark.long
def test_it_is_silent_where_nothing_happened_and_writes_no_file(chosen, tmp_path, capsys):
    out = tmp_path / "brief.docx"
    assert main(["brief", "--since", "2017-06-28", "--format", "docx", "--out", str(out), *chosen]) == 0
    assert main(["brief", "--since", "2017-06-28", *chosen]) == 0
    assert capsys.readouterr() == ("", "")
    assert not out.exists()


@pytest.mark.long
def test_it_writes_a_file(chosen, tmp_path, capsys):
    out = tmp_path / "brief.docx"
    assert main(["brief", "--since", "2017-06-14", "--format", "docx", "--out", str(out), *chosen]) == 0
    assert Document(BytesIO(out.read_bytes())).paragraphs[0].text == "Since the meeting of 14 June 2017"
    assert capsys.readouterr().out == ""


@pytest.mark.examples(1)
@pytest.mark.parametrize(
    ("options", "code", "message"),
    [
        (("--since", "2017-08-01"), 2, "1 August 2017 is still to come"),
        (("--since", "soon"), 2, "'soon' is not a day"),
        (("--format", "pdf"), 2, "Say where to write it: --out agenda.pdf"),
        (("--out", "nowhere/at/all.txt"), 2, "could not be written to nowhere/at/all.txt (No such file"),
    ],
)
def test_what_cannot_be_is_said_in_words(chosen, options, code, message, capsys):
    assert main(["brief", *options, *chosen]) == code
    said = capsys.readouterr()
    assert message in said.err
    assert said.out == ""
