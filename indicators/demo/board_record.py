"""What the demonstration's board writes down: challenges with all that became of them, findings, reports on actions.

Each entry names the meeting it belongs to, counted from the newest (-1) back, so that whatever today is the log has
challenges in every state.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from indicators.board.actions import ActionProgress, report_action
from indicators.board.challenges import NewChallenge, NewChallengeEvent, Step, move_challenge, raise_challenge
from indicators.board.findings import FindingText, add_finding
from indicators.board.meetings import record_meeting
from indicators.board.snapshot import figure_snapshot
from indicators.catalogue.catalogue import load_catalogue
from indicators.catalogue.periods import Period, day_text
from indicators.demo.duties import BOTH, LEICESTERSHIRE, RUTLAND
from indicators.demo.plan import ACTIONS, AUDITS, PRIORITIES, STAFF, USERS
from indicators.demo.questions import FigureQuestion, question_text
from indicators.store.database import open_for_reading

CHAIR, OFFICE, SCRUTINEER = "Partnership chair", "Business office", "Independent scrutineer"
_COUNTY, _COUNCIL, _POLICE = "Leicestershire County Council", "Rutland County Council", "Leicestershire Police"
_HEALTH = "Local NHS"
_FRONT_DOOR, _EXPLOITATION, _VOICE = PRIORITIES
#: The meeting of the quarter for which health sent nothing, whichever that is.
WITHOUT_HEALTH = 0
#: Days that an agency has for its answer.
_DAYS_TO_ANSWER = 28


@dataclass(frozen=True, kw_only=True)
class LaterStep:
    """A step, so many days after the challenge was raised."""

    days: int
    event: NewChallengeEvent


def _step(days: int, step: Step, by: str, words: str = "", *, outcome: str = "", impact: str = "") -> LaterStep:
    event = NewChallengeEvent(step=step, by=by, words=words, outcome=outcome, impact=impact)
    return LaterStep(days=days, event=event)


@dataclass(frozen=True, kw_only=True)
class ScriptedChallenge:
    """A challenge of a meeting and what became of it."""

    meeting: int
    question: str | FigureQuestion
    agency: str
    indicator: str = ""
    area: str = ""
    priority: str = ""
    quadrant: str = ""
    later: tuple[LaterStep, ...] = ()


_DIRECTOR = "Director of children's services"
CHALLENGES = (
    ScriptedChallenge(
        meeting=WITHOUT_HEALTH,
        question="No figures came from health for {quarter}. When will they, and what stood in the way?",
        agency=_HEALTH, indicator="vulnerable_pregnancy_referrals", area=BOTH,
        later=(
            _step(20, Step.ANSWER, "Designated nurse", "The system was changed; the return is on time from now on."),
            _step(60, Step.CLOSE, OFFICE, "", outcome="Returns come on time.", impact="None measured."),
            _step(110, Step.REOPEN, OFFICE, "The quarter that was missing has still not come."),
            _step(140, Step.ANSWER, "Designated nurse", "It cannot be had for that quarter; the next ones are whole."),
            _step(190, Step.CLOSE, CHAIR, "", outcome="One quarter stays without figures, and the partnership says so.",
                  impact="The health service now has a second person who can make the return."),
        ),
    ),
    ScriptedChallenge(
        meeting=-6,
        question=FigureQuestion(
            subject="Repeat incidents of children going missing in Leicestershire",
            asks="What is offered to these children after the return interview?",
        ),
        agency=_COUNTY, indicator="missing_repeat", area=LEICESTERSHIRE, priority=_EXPLOITATION,
        later=(
            _step(6, Step.ACKNOWLEDGE, _DIRECTOR),
            _step(24, Step.ANSWER, _DIRECTOR, "A worker is named for each child who goes missing three times."),
            _step(91, Step.ASSURE, CHAIR, "The group saw the cases of the last quarter."),
            _step(182, Step.CLOSE, CHAIR, "", outcome="Every child who goes missing often has a named worker.",
                  impact="Workers know why each child leaves; the group looks at it again in a year."),
        ),
    ),
    ScriptedChallenge(
        meeting=-4,
        question=FigureQuestion(
            subject="Contacts in Rutland",
            asks="Who contacts the front door, and about what?",
            if_risen="Is it need, or how they are counted?",
            if_fallen="Do fewer children need help, or do fewer people call?",
        ),
        agency=_COUNCIL, indicator="contacts", area=RUTLAND, priority=_FRONT_DOOR,
        later=(
            _step(12, Step.ACKNOWLEDGE, _DIRECTOR),
            _step(30, Step.ANSWER, _DIRECTOR, "Counting is as before: each call about a child is one contact."),
            _step(95, Step.ASSURE, CHAIR, "The audit bears it out."),
        ),
    ),
    ScriptedChallenge(
        meeting=-4,
        question=FigureQuestion(
            subject="Episodes of children going missing from care in Leicestershire",
            asks="What is done before a child leaves?",
            if_risen="What has changed for these children?",
            if_fallen="Are children safer, or are fewer episodes written down?",
        ),
        agency=_COUNTY, indicator="missing_from_care", area=LEICESTERSHIRE, priority=_EXPLOITATION,
        later=(
            _step(33, Step.ANSWER, _DIRECTOR, "We believe that children in care are safer than they were."),
            _step(91, Step.ESCALATE, CHAIR, "The answer brings no evidence; taken to the chief executive."),
            _step(120, Step.ANSWER, "Chief executive", "An audit of sixty children is attached; homes agree with it."),
            _step(182, Step.CLOSE, CHAIR, "", outcome="Placements were moved nearer to home.",
                  impact="The audit shows that the episodes are written down as they should be."),
        ),
    ),
    ScriptedChallenge(
        meeting=-3,
        question=FigureQuestion(
            subject="Referrals for neglect in Leicestershire",
            asks="How often is the neglect toolkit used?",
            if_risen="Does the use of the toolkit keep up?",
            if_fallen="Is neglect rarer, or is it seen later?",
        ),
        agency=_COUNTY, indicator="neglect_referrals", area=LEICESTERSHIRE, priority=_FRONT_DOOR,
        later=(
            _step(10, Step.ACKNOWLEDGE, _DIRECTOR),
            _step(35, Step.ANSWER, _DIRECTOR, "The toolkit is used in fewer than half; we will train every team."),
            _step(92, Step.ESCALATE, CHAIR, "Nothing has changed in the quarter since."),
        ),
    ),
    ScriptedChallenge(
        meeting=-3,
        question="What do children say of their plans, and who changes what because of it?",
        agency=_COUNTY, priority=_VOICE, quadrant=USERS,
        later=(_step(21, Step.ANSWER, _DIRECTOR, "Themes are reported each quarter from now on."),),
    ),
    ScriptedChallenge(
        meeting=-2,
        question=FigureQuestion(
            subject="CSE referrals in Leicestershire",
            asks="Which agencies hardly ever refer?",
            if_risen="What has changed?",
            if_fallen="Is there less of it, or is less of it recognised?",
        ),
        agency=_POLICE, indicator="cse_referrals", area=LEICESTERSHIRE, priority=_EXPLOITATION,
        later=(_step(9, Step.ACKNOWLEDGE, "Detective superintendent"),),
    ),
    ScriptedChallenge(
        meeting=-2,
        question=FigureQuestion(
            subject="children who came into care in Leicestershire had their first health assessment in time",
            asks="What made the others late?",
        ),
        agency=_HEALTH, indicator="initial_health_assessments", area=LEICESTERSHIRE,
    ),
    ScriptedChallenge(
        meeting=-1,
        question=FigureQuestion(
            subject="Self-harm cases in acute services", asks="What waits for these children afterwards?"
        ),
        agency=_HEALTH, indicator="self_harm_acute", area=BOTH,
    ),
)  # fmt: skip

#: By meeting (counted as above): quadrant, stage, area, strength, statement, source, priorities, indicator.
_FINDINGS = {
    -8: (
        (
            AUDITS,
            "child_in_need",
            LEICESTERSHIRE,
            "mixed",
            "In 14 of 20 re-referrals the case had been closed too early.",
            "Multi-agency audit of re-referrals",
            (_FRONT_DOOR,),
            "re_referrals",
        ),
    ),
    -7: (
        (
            USERS,
            "child_protection",
            RUTLAND,
            "strength",
            "Children on a plan say that their social worker listens.",
            "Visits of the participation officer",
            (_VOICE,),
            "",
        ),
    ),
    -6: (
        (
            STAFF,
            "early_help",
            LEICESTERSHIRE,
            "weakness",
            "School staff do not know which early help there is.",
            "Forum of front-line practitioners",
            (_FRONT_DOOR,),
            "",
        ),
    ),
    -5: (
        (
            AUDITS,
            "looked_after",
            LEICESTERSHIRE,
            "strength",
            "Return interviews come within three days and name the cause.",
            "Audit of return interviews",
            (_EXPLOITATION,),
            "return_interviews",
        ),
    ),
    -4: (
        (
            USERS,
            "looked_after",
            LEICESTERSHIRE,
            "mixed",
            "Young people say that they leave to see family.",
            "Talks with young people in care",
            (_EXPLOITATION, _VOICE),
            "missing_from_care",
        ),
    ),
    -3: (
        (
            AUDITS,
            "child_protection",
            LEICESTERSHIRE,
            "gap",
            "No audit has looked at the risk tool outside the police.",
            "Audit plan of the business office",
            (_EXPLOITATION,),
            "cse_tool_used",
        ),
    ),
    -2: (
        (
            STAFF,
            "cross_cutting",
            RUTLAND,
            "strength",
            "Staff say that supervision leaves time for the child.",
            "Survey of front-line staff",
            (_VOICE,),
            "",
        ),
    ),
    -1: (
        (
            AUDITS,
            "early_help",
            RUTLAND,
            "mixed",
            "Early help plans are clear, but two in ten have no date of review.",
            "Audit of early help plans",
            (_FRONT_DOOR,),
            "",
        ),
    ),
}


def meeting_name(day: date) -> str:
    """A meeting as the log names it: `SEG, 18 November 2026`; the day tells since when something is new."""
    return f"SEG, {day_text(day)}"


def write_meeting(path: Path, day: date) -> None:
    """Record that the group met, as the business office does on the evening of the day."""
    record_meeting(path, day=day, name="Safeguarding Effectiveness Group (SEG)", by=OFFICE)


def challenges_of(place: int, *, is_without_health: bool) -> Iterator[ScriptedChallenge]:
    """The challenges that are raised at a meeting, counted from the newest (-1) back."""
    for challenge in CHALLENGES:
        if challenge.meeting == place or (is_without_health and challenge.meeting == WITHOUT_HEALTH):
            yield challenge


def write_challenge(path: Path, challenge: ScriptedChallenge, day: date, quarter: Period) -> tuple[int, str]:
    """Raise a challenge as the form does, with the figure as it is that day; gives its number and its question."""
    about: dict[str, Any] = {}
    frozen: dict[str, Any] = {"figure": None}
    if challenge.indicator:
        with open_for_reading(path) as store:
            catalogue = load_catalogue(store)
            frozen = figure_snapshot(store, catalogue, challenge.indicator, challenge.area, periods="quarter")
        about = {"indicator": challenge.indicator, "area_code": challenge.area, "snapshot": frozen}
        about["period"] = frozen["figure"]["period"] if frozen["figure"] else ""
    asked = challenge.question
    words = question_text(asked, frozen) if isinstance(asked, FigureQuestion) else asked.format(quarter=quarter.label)
    new = NewChallenge(
        question=words,
        agency=challenge.agency,
        due=day + timedelta(days=_DAYS_TO_ANSWER),
        by=CHAIR,
        meeting=meeting_name(day),
        priority=challenge.priority,
        quadrant=challenge.quadrant,
        **about,
    )
    return raise_challenge(path, new), words


def write_step(path: Path, number: int, later: LaterStep, day: date) -> None:
    """Move a challenge on; a step of the board's own is taken at a meeting."""
    event = later.event
    if event.step in (Step.ESCALATE, Step.REOPEN):
        event = replace(event, due=day + timedelta(days=_DAYS_TO_ANSWER))
    move_challenge(path, number, event)


def write_findings(path: Path, place: int, quarter: Period) -> int:
    """The findings that a meeting is given, about the quarter before it; gives how many."""
    found = _FINDINGS.get(place, ())
    for quadrant, stage, area, strength, statement, source, priorities, indicator in found:
        text = FindingText(
            quadrant=quadrant,
            stage=stage,
            area_code=area,
            period=quarter.label,
            strength=strength,
            statement=statement,
            source=f"{source} (made up)",
            priorities=priorities,
            indicator=indicator,
            by=OFFICE,
            is_public=True,
        )
        add_finding(path, text)
    return len(found)


def write_reports(path: Path, quarters: Sequence[Period], place: int) -> int:
    """What is reported on every other action for a quarter (counted from 0); gives how many."""
    reported = [number for number in range(len(ACTIONS)) if (number + place - len(quarters)) % 2]
    for number in reported:
        priority, action = ACTIONS[number]
        state, words, impact = _report(number, place, len(quarters))
        report_action(
            path, priority, action, quarter=quarters[place], state=state, words=words, impact=impact, by=OFFICE
        )
    return len(reported)


def _report(number: int, place: int, many: int) -> tuple[ActionProgress, str, str]:
    """How an action stands: most go their way, one is late, one is stopped."""
    left = many - 1 - place
    if number == 0 and left <= 3:
        return (
            ActionProgress.DONE,
            "The document is agreed and every agency is trained.",
            "Fewer questions at the door.",
        )
    if number == 1 and left <= 2:
        return ActionProgress.LATE, "Half of the audits are done; two auditors have left.", ""
    if number == 4 and left <= 1:
        return ActionProgress.STOPPED, "Taken up in the work of the region instead.", ""
    if place == 0:
        return ActionProgress.NOT_STARTED, "A lead is named.", ""
    if number == 5 and left == 0:
        return ActionProgress.AT_RISK, "The last forum was put off.", ""
    return ActionProgress.ON_TRACK, f"Step {place} of the work is done as planned.", ""
