"""The life of a challenge as plain sentences, in the order of its events. Plain text: escape it in HTML."""

from collections.abc import Callable, Mapping, Sequence

from indicators.board.challenges import Challenge, ChallengeEvent, Step
from indicators.board.snapshot import snapshot_text
from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.periods import day_text


def challenge_story(challenge: Challenge, history: Sequence[ChallengeEvent], catalogue: Catalogue) -> list[str]:
    """A sentence or a few for each step: `On 3 June 2016 the partnership asked the police, …`."""
    return [_SENTENCES[event.step](event, challenge, catalogue) for event in history]


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


def _raised(event: ChallengeEvent, challenge: Challenge, catalogue: Catalogue) -> str:
    subject = subject_text(challenge, catalogue)
    figure = f" The figure was then {snapshot_text(challenge.snapshot)}." if challenge.snapshot.get("figure") else ""
    return (
        f"On {day_text(event.on)} the {catalogue.terms.board} ({event.by}) asked {challenge.agency}{_at(event)}"
        f"{f', about {subject}' if subject else ''}: {_quoted(challenge.question)}{figure} "
        f"An answer was asked for by {day_text(event.due or challenge.due)}."
    )


def _acknowledged(event: ChallengeEvent, challenge: Challenge, catalogue: Catalogue) -> str:
    return (
        f"{_on(event)} {challenge.agency} acknowledged the "
        f"question{_by(event, challenge)}{_at(event)}{_words_clause(event)}"
    )


def _answered(event: ChallengeEvent, challenge: Challenge, catalogue: Catalogue) -> str:
    return (
        f"{_on(event)} {challenge.agency} "
        f"answered{_by(event, challenge)}{_at(event)}{_words_clause(event)}{_outcome_clause(event)}"
    )


def _assured(event: ChallengeEvent, challenge: Challenge, catalogue: Catalogue) -> str:
    return (
        f"{_on(event)} the {catalogue.terms.board} ({event.by}) was satisfied with the "
        f"answer{_at(event)}{_words_clause(event)}{_outcome_clause(event)}"
    )


def _escalated(event: ChallengeEvent, challenge: Challenge, catalogue: Catalogue) -> str:
    return (
        f"{_on(event)} the {catalogue.terms.board} ({event.by}) escalated the "
        f"challenge{_at(event)}{_words_clause(event)}{_new_day(event)}"
    )


def _closed(event: ChallengeEvent, challenge: Challenge, catalogue: Catalogue) -> str:
    return (
        f"{_on(event)} the {catalogue.terms.board} ({event.by}) closed the "
        f"challenge{_at(event)}{_words_clause(event)}{_outcome_clause(event)}"
    )


def _reopened(event: ChallengeEvent, challenge: Challenge, catalogue: Catalogue) -> str:
    return (
        f"{_on(event)} the {catalogue.terms.board} ({event.by}) opened the challenge "
        f"again{_at(event)}{_words_clause(event)}{_new_day(event)}"
    )


_SENTENCES: Mapping[Step, Callable[[ChallengeEvent, Challenge, Catalogue], str]] = {
    Step.RAISE: _raised,
    Step.ACKNOWLEDGE: _acknowledged,
    Step.ANSWER: _answered,
    Step.ASSURE: _assured,
    Step.ESCALATE: _escalated,
    Step.CLOSE: _closed,
    Step.REOPEN: _reopened,
}


def _on(event: ChallengeEvent) -> str:
    return f"On {day_text(event.on)}"


def _by(event: ChallengeEvent, challenge: Challenge) -> str:
    """Who spoke for the agency, where that is not the agency itself."""
    return "" if event.by.casefold() == challenge.agency.casefold() else f" ({event.by})"


def _at(event: ChallengeEvent) -> str:
    return f", at {event.meeting}" if event.meeting else ""


def _words_clause(event: ChallengeEvent) -> str:
    """The end of the sentence: what was said, or a full stop."""
    return f": {_quoted(event.words)}" if event.words else "."


def _outcome_clause(event: ChallengeEvent) -> str:
    parts = (("Outcome", event.outcome), ("Impact", event.impact))
    return "".join(f" {name}: {_quoted(text)}" for name, text in parts if text)


def _new_day(event: ChallengeEvent) -> str:
    return f" An answer was asked for by {day_text(event.due)}." if event.due else ""


def _quoted(text: str) -> str:
    """Somebody's words on one line, in quotation marks."""
    return f"“{' '.join(text.split())}”"
