"""The structured log: lines of fixed fields, into which no figure and no text of people can get."""

import ast
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators import event_log
from indicators.cli.main import COMMANDS, main
from indicators.errors import StoreError
from indicators.event_log import FIELDS, LogEvent, LogOutcome, log_event, logged
from indicators.settings import ROOT
from tests.helpers.disks import fill
from tests.helpers.tiny_store import tiny_data

WORDS = {
    "level": {"info", "error"},
    "event": {event.value for event in LogEvent},
    "outcome": {outcome.value for outcome in LogOutcome},
    "page": {"", "other", *(file.parent.name for file in (ROOT / "indicators" / "pages").glob("*/page.py"))},
    "command": {"", "other", *COMMANDS},
    "error": {"", "other", *event_log._error_names()},
}
PATTERNS = {
    "time": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00",
    "version": r"\d+\.\d+\.\d+",
    "process": r"\d+",
    "duration_ms": r"None|\d+",
}


@pytest.fixture
def log(tmp_path, monkeypatch):
    """A function that gives the lines of the log, each of which must be sound."""
    path = tmp_path / "log.jsonl"
    monkeypatch.setenv("INDICATORS_LOG", str(path))
    yield lambda: sound_lines(path)
    monkeypatch.delenv("INDICATORS_LOG")
    event_log._is_ready("", "info")


def sound_lines(path):
    lines = [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []
    for line in lines:
        assert tuple(line) == FIELDS == (*line,)
        assert {name for name, words in WORDS.items() if line[name] not in words} == set()
        assert {name for name, like in PATTERNS.items() if not re.fullmatch(like, str(line[name]))} == set()
    assert {*WORDS, *PATTERNS} == set(FIELDS)
    return lines


class OfSomebody(Exception):
    """An error with figures in its words, and of a class that is none of ours."""


@given(page=st.text(), command=st.text(), words=st.text(), kind=st.sampled_from([OfSomebody, StoreError, ValueError]))
def test_no_text_gets_in_whatever_it_is_told(tmp_path_factory, page, command, words, kind):
    path = tmp_path_factory.mktemp("log") / "log.jsonl"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INDICATORS_LOG", str(path))
        log_event(LogEvent.PAGE_DRAWN, page=page, command=command, seconds=0.1, error=kind(words))
        (line,) = sound_lines(path)
    assert line["error"] == ("other" if kind is OfSomebody else kind.__name__)


def test_events_and_outcomes_are_those_that_are_named(log):
    for wrong in ("8 referrals in Rutland", ""):
        with pytest.raises(ValueError, match="is not a valid"):
            log_event(wrong)
        with pytest.raises(ValueError, match="is not a valid"):
            log_event(LogEvent.RESTORED, outcome=wrong)
    assert log() == []


def test_a_block_says_how_it_ended_and_lets_errors_go_on(log):
    with logged(LogEvent.PAGE_DRAWN, page="explore"):
        pass
    with pytest.raises(StoreError), logged(LogEvent.PAGE_DRAWN, page="explore"):
        raise StoreError("12,773 contacts")
    with pytest.raises(ZeroDivisionError), logged(LogEvent.PAGE_DRAWN, page="Rutland had 8"):
        raise ZeroDivisionError("12,773 contacts")
    assert [(line["outcome"], line["error"], line["level"], line["page"]) for line in log()] == [
        ("done", "", "info", "explore"),
        ("refused", "StoreError", "info", "explore"),
        ("failed", "ZeroDivisionError", "error", "other"),
    ]


@pytest.mark.long
def test_commands_are_logged_without_what_was_asked(log, tmp_path, capsys):
    data = tiny_data(tmp_path, facts=[{"value": 98765}])
    places = ["--store", str(tmp_path / "secret-name.duckdb"), "--data", str(data)]
    assert main(["build", *places]) == 0
    assert main(["show", "contacts", "--area", "Rutland-or-so", *places]) == 2
    assert main(["no-such-command"]) == 2
    capsys.readouterr()
    lines = log()
    assert [(line["command"], line["outcome"]) for line in lines] == [
        ("build", "done"), ("show", "refused"), ("", "refused"),
    ]  # fmt: skip
    text = json.dumps(lines)
    assert not any(word in text for word in ("98765", "Rutland", "secret-name", "no-such"))


def test_nothing_is_written_without_the_setting_or_below_the_level(tmp_path, monkeypatch, capfd):
    monkeypatch.delenv("INDICATORS_LOG", raising=False)
    log_event(LogEvent.RESTORED)
    assert capfd.readouterr() == ("", "")
    path = tmp_path / "log.jsonl"
    monkeypatch.setenv("INDICATORS_LOG", str(path))
    monkeypatch.setenv("INDICATORS_LOG_LEVEL", "error")
    log_event(LogEvent.RESTORED)
    log_event(LogEvent.RESTORED, outcome=LogOutcome.FAILED)
    assert len(sound_lines(path)) == 1


def test_the_log_is_its_owners_alone_and_found_again_when_it_was_moved(log, tmp_path):
    log_event(LogEvent.RESTORED)
    path = tmp_path / "log.jsonl"
    assert path.stat().st_mode & 0o777 == 0o600
    path.rename(tmp_path / "log.1")
    log_event(LogEvent.RESTORED)
    assert (len(log()), len(sound_lines(tmp_path / "log.1"))) == (1, 1)


def test_a_log_that_cannot_be_written_stops_nobody(tmp_path, small_disk, monkeypatch, capfd):
    fill(small_disk, 0)
    for place in (small_disk / "log.jsonl", tmp_path / "no" / "log.jsonl"):
        monkeypatch.setenv("INDICATORS_LOG", str(place))
        log_event(LogEvent.RESTORED)
    assert capfd.readouterr() == ("", "")


@pytest.mark.long
def test_every_line_of_ours_goes_through_the_one_function():
    """No other module hands a message to this logger, and no caller names a field that takes text."""
    for path in [*(ROOT / "indicators").rglob("*.py"), ROOT / "app.py"]:
        if path.name == "event_log.py":
            continue
        text = path.read_text("utf-8")
        assert "indicators.events" not in text, path
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("log_event", "logged"):
                assert {keyword.arg for keyword in node.keywords} <= {
                    "page", "command", "seconds", "outcome", "error", "refusals",
                }, path  # fmt: skip
    assert Path(event_log.__file__).name == "event_log.py"
