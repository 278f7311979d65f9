"""The life of a challenge as plain sentences, in the order of its events. Plain text: escape it in HTML."""

from collections.abc import Callable, Mapping, Sequence

from indicators.board.challenges import Challenge, ChallengeEvent, Step
from indicators.board.snapshot import snapshot_text
from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.periods import day_text


def challenge_story(challenge: Challenge, history: Sequence[ChallengeEvent], catalogue: Catalogue) -> list[str]:
    """A sentence or a few for each step: `On 3 June 2016 the board asked Rutland County Council, …`."""
    return [_SENTENCES[one.step](one, challenge, catalogue) for one in history]


def subject_text(challenge: Challenge, catalogue: Catalogue) -> str:
    """What a challenge is about, in a few words: indicator, area, period, priority; empty for a free question."""
    indicator, area = catalogue.indicators.get(challenge.indicator), catalogue.areas.get(challenge.area_code)
    priority = catalogue.priorities.get(challenge.priority)
    parts = (
        indicator.short_title if indicator else challenge.indicator,
        area.name if area else challenge.area_code,
        challenge.period,
        priority.title if priority else challenge.priority,
    )
    return ", ".join(part for part in parts if part)


def _raised(one: ChallengeEvent, challenge: Challenge, catalogue: Catalogue) -> str:
    subject = subject_text(challenge, catalogue)
    seen = f" The figure was then {snapshot_text(challenge.snapshot)}." if challenge.snapshot.get("figure") else ""
    return (
        f"On {day_text(one.at.date())} the board ({one.by}) asked {challenge.agency}{_at(one)}"
        f"{f', about {subject}' if subject else ''}: {_quoted(challenge.question)}{seen} "
        f"An answer was due by {day_text(one.due or challenge.due)}."
    )


def _acknowledged(one: ChallengeEvent, challenge: Challenge, catalogue: Catalogue) -> str:
    return f"{_on(one)} {challenge.agency} acknowledged the question{_by(one, challenge)}{_at(one)}{_words_clause(one)}"


def _answered(one: ChallengeEvent, challenge: Challenge, catalogue: Catalogue) -> str:
    return (
        f"{_on(one)} {challenge.agency} "
        f"answered{_by(one, challenge)}{_at(one)}{_words_clause(one)}{_outcome_clause(one)}"
    )


def _assured(one: ChallengeEvent, challenge: Challenge, catalogue: Catalogue) -> str:
    return (
        f"{_on(one)} the board ({one.by}) was satisfied with the "
        f"answer{_at(one)}{_words_clause(one)}{_outcome_clause(one)}"
    )


def _escalated(one: ChallengeEvent, challenge: Challenge, catalogue: Catalogue) -> str:
    return f"{_on(one)} the board ({one.by}) escalated the challenge{_at(one)}{_words_clause(one)}{_new_day(one)}"


def _closed(one: ChallengeEvent, challenge: Challenge, catalogue: Catalogue) -> str:
    return f"{_on(one)} the board ({one.by}) closed the challenge{_at(one)}{_words_clause(one)}{_outcome_clause(one)}"


def _reopened(one: ChallengeEvent, challenge: Challenge, catalogue: Catalogue) -> str:
    return f"{_on(one)} the board ({one.by}) opened the challenge again{_at(one)}{_words_clause(one)}{_new_day(one)}"


_SENTENCES: Mapping[Step, Callable[[ChallengeEvent, Challenge, Catalogue], str]] = {
    Step.RAISE: _raised,
    Step.ACKNOWLEDGE: _acknowledged,
    Step.ANSWER: _answered,
    Step.ASSURE: _assured,
    Step.ESCALATE: _escalated,
    Step.CLOSE: _closed,
    Step.REOPEN: _reopened,
}


def _on(one: ChallengeEvent) -> str:
    return f"On {day_text(one.at.date())}"


def _by(one: ChallengeEvent, challenge: Challenge) -> str:
    """Who spoke for the agency, where that is not the agency itself."""
    return "" if one.by.casefold() == challenge.agency.casefold() else f" ({one.by})"


def _at(one: ChallengeEvent) -> str:
    return f", at {one.meeting}" if one.meeting else ""


def _words_clause(one: ChallengeEvent) -> str:
    """The end of the sentence: what was said, or a full stop."""
    return f": {_quoted(one.words)}" if one.words else "."


def _outcome_clause(one: ChallengeEvent) -> str:
    told = (("Outcome", one.outcome), ("Impact", one.impact))
    return "".join(f" {name}: {_quoted(text)}" for name, text in told if text)


def _new_day(one: ChallengeEvent) -> str:
    return f" An answer was due by {day_text(one.due)}." if one.due else ""


def _quoted(text: str) -> str:
    """Somebody's words on one line, in quotation marks."""
    return f"“{' '.join(text.split())}”"
