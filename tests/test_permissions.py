"""The table of what each role may do, and that the check stands in the functions that write."""

import inspect
import re
from datetime import timedelta
from pathlib import Path

import pytest

from indicators import clock
from indicators.access import permissions
from indicators.access.log import AccessEvent, read_access_log
from indicators.access.permissions import (
    ANYBODY,
    COMMAND_LINE,
    NOBODY,
    OF_OWN_AGENCY,
    PERMISSIONS,
    THIS_MACHINE,
    Permission,
    Role,
    SignIn,
    User,
    acting_as,
    check_permission,
    current_user,
    permission_of,
    signed_as,
)
from indicators.board import actions, challenges, drafts, findings, meetings, report_sets, scorecards
from indicators.board.challenges import NewChallenge, NewChallengeEvent, Step, step_permission
from indicators.errors import AccessRefused, RecordRefused
from indicators.loading import new_definition
from indicators.report import contents, make
from indicators.returns import accept
from tests.helpers.tiny_store import tiny_store_file

ROOT = Path(__file__).resolve().parents[1]


def user_of(*roles, agencies=(), **more):
    return User("Ada Lovelace", frozenset(roles), SignIn.OPENID, frozenset(agencies), **more)


@pytest.fixture
def store(tmp_path, monkeypatch):
    tables = {"agencies.csv": [{}, {"agency": "police", "name": "Police", "source": "national"}]}
    path = tiny_store_file(tmp_path, [{}], plans={"lr": {}}, tables=tables)
    monkeypatch.setenv("INDICATORS_STORE", str(path))
    return path


#: Every function that writes, with what it needs; two ask inside, where they know whose it is.
WRITERS = {
    "raise_challenge": (challenges, Permission.RAISE_CHALLENGES),
    "move_challenge": (challenges, None),
    "report_action": (actions, Permission.REPORT_ACTIONS),
    "add_finding": (findings, Permission.WRITE_FINDINGS),
    "edit_finding": (findings, Permission.WRITE_FINDINGS),
    "withdraw_finding": (findings, Permission.WRITE_FINDINGS),
    "record_meeting": (meetings, Permission.RECORD_MEETINGS),
    "cancel_meeting": (meetings, Permission.RECORD_MEETINGS),
    "add_scorecard": (scorecards, Permission.CHANGE_SCORECARDS),
    "change_scorecard": (scorecards, Permission.CHANGE_SCORECARDS),
    "withdraw_scorecard": (scorecards, Permission.CHANGE_SCORECARDS),
    "add_report_part": (report_sets, Permission.CHANGE_REPORT_SETS),
    "rename_report_set": (report_sets, Permission.CHANGE_REPORT_SETS),
    "withdraw_report_set": (report_sets, Permission.CHANGE_REPORT_SETS),
    "restore_report_set": (report_sets, Permission.CHANGE_REPORT_SETS),
    "change_report_set": (report_sets, Permission.CHANGE_REPORT_SETS),
    "save_contents": (contents, Permission.CHANGE_REPORT_SETS),
    "discard_contents": (contents, Permission.CHANGE_REPORT_SETS),
    "make_pack": (make, Permission.MAKE_REPORT),
    "add_definition": (new_definition, Permission.ADD_INDICATORS),
    "accept_return": (accept, None),
    "withdraw_return": (accept, Permission.WITHDRAW_RETURNS),
    "save_draft": (drafts, None),
    "discard_draft": (drafts, None),
}


@pytest.mark.parametrize("name", WRITERS)
def test_a_function_that_writes_requires_what_the_table_says(name):
    module, permission = WRITERS[name]
    assert permission_of(getattr(module, name)) is permission


def test_no_other_function_of_the_board_writes():
    """Whatever rewrites the store, or writes a file of the record, is in the table above or is called from there."""
    calls = re.compile(r"\b(write_once|rewrite)\(")
    writing = set()
    for module in (*(ROOT / "indicators" / "board").glob("*.py"), ROOT / "indicators" / "returns" / "accept.py"):
        for part in re.split(r"\n(?=def |@)", module.read_text("utf-8")):
            name = re.search(r"^def (\w+)", part, re.MULTILINE)
            if name and calls.search(part):
                writing.add(name[1])
    assert writing - {"write_once"} - {name for name in writing if name.startswith("_")} <= set(WRITERS)


@pytest.mark.parametrize("name", [name for name, (_, permission) in WRITERS.items() if permission])
@pytest.mark.parametrize("role", Role)
def test_who_may_not_is_refused_before_anything_else(name, role, store):
    module, permission = WRITERS[name]
    function = getattr(module, name)
    if permission in PERMISSIONS[role]:
        return
    arguments = [None] * sum(
        one.kind is one.POSITIONAL_OR_KEYWORD for one in inspect.signature(function).parameters.values()
    )
    with acting_as(user_of(role, agencies=["police"])), pytest.raises(AccessRefused) as refused:
        function(*arguments)
    assert str(permission) in str(refused.value)
    assert "Who may: " in str(refused.value)
    assert [(one.event, one.what) for one in read_access_log(store)] == [(AccessEvent.REFUSED, str(permission))]


def test_deny_is_the_default():
    assert {role for role in Role if role not in PERMISSIONS} == set()
    assert NOBODY.permissions == frozenset()
    assert ANYBODY.permissions == user_of(Role.VISITOR).permissions == {Permission.SEE_PUBLIC_FIGURES}
    assert user_of().permissions == frozenset()


def test_whoever_sits_at_the_machine_may_do_everything():
    assert THIS_MACHINE.permissions == COMMAND_LINE.permissions == set(Permission)
    assert not any(THIS_MACHINE.is_limited(one) for one in Permission)
    assert current_user().source in (SignIn.COMMAND_LINE, SignIn.THIS_MACHINE)


def test_two_roles_together_may_what_either_may_and_say_so():
    both = user_of(Role.CHAIR, Role.ADMINISTRATOR)
    assert both.permissions == PERMISSIONS[Role.CHAIR] | PERMISSIONS[Role.ADMINISTRATOR]
    assert both.role_words == "Chair or scrutineer and Administrator"
    assert {THIS_MACHINE.role_words, COMMAND_LINE.role_words} == {"no sign-in"}
    with_agency = user_of(Role.AGENCY, Role.OFFICE, agencies=["police"])
    assert not with_agency.is_limited(Permission.TAKE_IN_RETURNS)
    assert user_of(Role.AGENCY, Role.MEMBER, agencies=["police"]).is_limited(Permission.TAKE_IN_RETURNS)
    assert not user_of(Role.AGENCY, Role.MEMBER, agencies=["police"]).is_limited(Permission.SEE_RETURNS)


def test_nothing_is_allowed_once_the_sign_in_has_ended():
    ended = user_of(Role.OFFICE, until=clock.now() - timedelta(seconds=1))
    assert ended.permissions == frozenset()
    with acting_as(ended), pytest.raises(AccessRefused, match="sign-in has ended"):
        check_permission(Permission.SEE_PUBLIC_FIGURES)
    assert user_of(Role.OFFICE, until=clock.now() + timedelta(minutes=1)).may(Permission.MAKE_REPORT)


def test_who_is_signed_in_signs_and_who_is_not_types():
    assert signed_as("Partnership chair") == "Partnership chair"
    with acting_as(user_of(Role.OFFICE)):
        assert signed_as("Partnership chair") == "Ada Lovelace (Business office)"


def ask(store, agency):
    new = NewChallenge(question="Why?", agency=agency, due=clock.today(), by="Partnership chair")
    with acting_as(user_of(Role.CHAIR)):
        return challenges.raise_challenge(store, new)


@pytest.mark.slow
def test_an_agency_answers_what_is_put_to_it_and_nothing_else(store):
    own, others = ask(store, "Police"), ask(store, "Somebody else")
    answer = NewChallengeEvent(step=Step.ANSWER, by="the chair", words="We shall.")
    with acting_as(user_of(Role.AGENCY, agencies=["police"])):
        challenges.move_challenge(store, own, answer)
        with pytest.raises(AccessRefused, match="only for your own agency"):
            challenges.move_challenge(store, others, answer)
        with pytest.raises(AccessRefused):
            challenges.move_challenge(store, own, NewChallengeEvent(step=Step.CLOSE, by="", outcome="a", impact="b"))
    with acting_as(user_of(Role.CHAIR)):
        challenges.move_challenge(store, own, NewChallengeEvent(step=Step.CLOSE, by="", outcome="a", impact="b"))
    with challenges.open_for_reading(store) as opened:
        by = [event.by for event in challenges.challenge_history(opened, own)]
    assert by == [
        "Ada Lovelace (Chair or scrutineer)", "Ada Lovelace (Agency (police))", "Ada Lovelace (Chair or scrutineer)"
    ]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("step", Step)
@pytest.mark.parametrize("role", Role)
def test_each_step_of_a_challenge_by_each_role(step, role, store):
    number = ask(store, "Police")
    event = NewChallengeEvent(step=step, by="x", words="w", outcome="o", impact="i")
    may = step_permission(step) in PERMISSIONS[role]
    with acting_as(user_of(role, agencies=["police"])):
        try:
            challenges.move_challenge(store, number, event)
        except AccessRefused:
            assert not may
        except RecordRefused:
            # The step is not one that follows, which is asked only of those who may take it.
            assert may
        else:
            assert may


@pytest.mark.parametrize("role", Role)
def test_drafts_are_kept_of_those_who_may_write(role, store):
    may = bool(PERMISSIONS[role] & permissions.WRITING)
    with acting_as(user_of(role, agencies=["police"])):
        try:
            drafts.save_draft(store, drafts.new_draft_id(), "raise", "t", {"a": "b"})
        except AccessRefused:
            assert not may
        else:
            assert may


def test_what_is_written_is_logged_with_who(store):
    with acting_as(user_of(Role.OFFICE)):
        meetings.record_meeting(store, day=clock.today(), name="SEG", by="x")
        with pytest.raises(RecordRefused):
            meetings.record_meeting(store, day=None, name="SEG", by="x")
    entries = [(one.name, one.role, one.event) for one in read_access_log(store)]
    who = ("Ada Lovelace", "Business office")
    assert sorted(entries) == sorted([(*who, AccessEvent.WROTE), (*who, AccessEvent.WROTE), (*who, AccessEvent.FAILED)])


#: The rows of the table in `docs/sign-in.md`, with what each is about.
DOCUMENTED = {
    "see the public figures": {Permission.SEE_PUBLIC_FIGURES},
    "see figures that are not public, take them away": {Permission.SEE_BOARD_FIGURES, Permission.TAKE_BOARD_FILES},
    "see the returns": {Permission.SEE_RETURNS},
    "take a return in": {Permission.TAKE_IN_RETURNS},
    "withdraw a return": {Permission.WITHDRAW_RETURNS},
    "see the challenge log": {Permission.SEE_CHALLENGES},
    "raise a challenge": {Permission.RAISE_CHALLENGES},
    "acknowledge or answer a challenge": {Permission.ANSWER_CHALLENGES},
    "assure, escalate, close or reopen a challenge": {Permission.CLOSE_CHALLENGES},
    "findings, meetings, scorecards, parts of the report, words for publication, the report": {
        Permission.WRITE_FINDINGS,
        Permission.RECORD_MEETINGS,
        Permission.CHANGE_SCORECARDS,
        Permission.CHANGE_REPORT_SETS,
        Permission.PUBLISH_WORDS,
        Permission.MAKE_REPORT,
    },
    "report on actions, add an indicator": {Permission.REPORT_ACTIONS, Permission.ADD_INDICATORS},
    "read the access log": {Permission.READ_ACCESS_LOG},
}


def test_the_table_that_people_read_is_the_one_that_is_checked():
    lines = (ROOT / "docs" / "sign-in.md").read_text("utf-8").splitlines()
    table = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines if line.startswith("| ")]
    start = next(place for place, row in enumerate(table) if row[1:2] == ["Visitor"])
    roles = [Role.VISITOR, Role.MEMBER, Role.AGENCY, Role.OFFICE, Role.CHAIR, Role.ADMINISTRATOR]
    rows = {row[0]: row[1:] for row in table[start + 1 :] if len(row) == len(roles) + 1}
    assert rows.keys() == DOCUMENTED.keys()
    assert set().union(*DOCUMENTED.values()) == set(Permission)
    for words, wanted in DOCUMENTED.items():
        for role, cell in zip(roles, rows[words], strict=True):
            assert wanted <= PERMISSIONS[role] if cell else not wanted & PERMISSIONS[role], (words, role)
            own = role is Role.AGENCY and wanted <= OF_OWN_AGENCY
            assert cell in (("its own", "put to it") if own else ("yes", "")), (words, role)
