"""The evidence on a topic across the quadrants: figures, findings, what plans ask and do, challenges, and what is
missing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from indicators.board.actions import ActionState, action_states
from indicators.board.challenges import Challenge, find_challenges
from indicators.board.findings import Finding, findings
from indicators.catalogue.areas import BoardAreas
from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.indicators import QUADRANTS, Indicator
from indicators.catalogue.periods import day_text
from indicators.catalogue.plans import Measure, Plan, Priority, newest_plans_first
from indicators.catalogue.topics import Topic, has_action
from indicators.figures import latest_figures
from indicators.figures.latest import LatestFigure, counts_in_shares
from indicators.store.database import Store
from indicators.wording.numbers import count_text

#: Evidence of a quadrant that is older is said to be.
_OLD_DAYS = 731
#: What is said of a quadrant without figure and finding, and of one whose newest is old.
_SILENT = {
    "quantitative_data": "No number has come",
    "qualitative_evidence": "No audit or review says anything",
    "service_users": "No word from children and families",
    "front_line_staff": "No word from front-line staff",
}
_LAST = {
    "quantitative_data": "The newest count is of",
    "qualitative_evidence": "The last audit or review is of",
    "service_users": "The last word from children and families is of",
    "front_line_staff": "The last word from front-line staff is of",
}


@dataclass(frozen=True)
class TopicPriority:
    """What a priority of a plan asks and does about a topic."""

    priority: Priority
    measures: tuple[Measure, ...]
    actions: tuple[ActionState, ...]


@dataclass(frozen=True)
class TopicPlan:
    """A plan of the board with its priorities that ask or do something about a topic."""

    plan: Plan
    priorities: tuple[TopicPriority, ...]


@dataclass(frozen=True, kw_only=True)
class TopicEvidence:
    """All there is on a topic, as at a day; `latest` has the figures by indicator and area code.

    `challenges` are the open ones first, then those moved last.
    """

    topic: Topic
    board: BoardAreas
    #: What the board is called within a sentence.
    term: str
    as_at: date
    indicators: tuple[Indicator, ...]
    latest: Mapping[tuple[str, str], LatestFigure]
    findings: tuple[Finding, ...]
    plans: tuple[TopicPlan, ...]
    challenges: tuple[Challenge, ...]

    def figures_of(self, indicator: str) -> dict[str, LatestFigure]:
        """The latest figures of an indicator by area code."""
        return {code: figure for (name, code), figure in self.latest.items() if name == indicator}

    @property
    def shown_figures(self) -> list[LatestFigure]:
        """The numbers that stand side by side: the board's areas', or a wider area's where none of them has one. A
        count that its share's row tells is none of its own.
        """
        shown = []
        for item in self._counted_once:
            figures = self.figures_of(item.id)
            own = [code for code in self.board.own if code in figures]
            wider = [code for code in self.board.combined if code in figures]
            shown += [figures[code] for code in own or wider[:1] if figures[code].value is not None]
        return shown

    @property
    def _counted_once(self) -> list[Indicator]:
        counts = counts_in_shares(self.latest)
        return [item for item in self.indicators if item.id not in counts]

    def in_quadrant(self, quadrant: str) -> list[Indicator]:
        """The indicators of a quadrant that have a figure, the board's headline ones first."""
        return [item for item in self.indicators if item.quadrant == quadrant and self.figures_of(item.id)]

    def findings_in(self, quadrant: str) -> list[Finding]:
        """The findings of a quadrant, the newest first."""
        return [finding for finding in self.findings if finding.quadrant == quadrant]

    @property
    def without_figure(self) -> list[Indicator]:
        """The indicators without any figure."""
        return [item for item in self.indicators if not self.figures_of(item.id)]

    @property
    def open_challenges(self) -> list[Challenge]:
        """The challenges on which somebody still owes a word."""
        return [challenge for challenge in self.challenges if challenge.is_open]

    @property
    def gaps(self) -> list[str]:
        """What is missing, a sentence each: quadrants without a word, or without a new one, and measures without a
        figure.
        """
        sentences = [sentence for name in QUADRANTS if (sentence := self.quadrant_gap(name))]
        missing = len(self.without_figure)
        if missing:
            verb = "has" if missing == 1 else "have"
            sentences.append(f"{missing} of {count_text(len(self._counted_once), 'measure')} {verb} no figure.")
        if not any(plan.priorities for plan in self.plans):
            sentences.append(f"No plan of the {self.term} asks for it.")
        return sentences

    def quadrant_gap(self, quadrant: str) -> str:
        """What a quadrant lacks, in a sentence; empty where it has something of the last two years."""
        ends = [
            one.ends
            for item in self.in_quadrant(quadrant)
            for figure in self.figures_of(item.id).values()
            for one in (figure, figure.newer)
            if one is not None and one.ends is not None and one.value is not None
        ]
        ends += [finding.ends for finding in self.findings_in(quadrant)]
        if not ends:
            return f"{_SILENT[quadrant]}."
        if (self.as_at - max(ends)).days > _OLD_DAYS:
            return f"{_LAST[quadrant]} {day_text(max(ends))}."
        return ""


def topic_evidence(store: Store, catalogue: Catalogue, topic: Topic, *, as_at: date) -> TopicEvidence:
    """What there is on a topic of periods that ended by a day, and how plans and challenges about it stand."""
    indicators = sorted(
        (item for item in catalogue.indicators.values() if topic.has_indicator(item)),
        key=lambda item: (item.headline or 999, item.title),
    )
    names = {item.id for item in indicators}
    areas = list(catalogue.board.shown)
    priorities = {name for name, item in catalogue.priorities.items() if topic.is_only_topic_of(item)}
    challenges = [
        one
        for one in find_challenges(store, limit=None)[0]
        if one.indicator in names
        or (not one.indicator and (one.priority in priorities or topic.is_spoken_of(one.question)))
    ]
    return TopicEvidence(
        topic=topic,
        board=catalogue.board,
        term=catalogue.terms.board,
        as_at=as_at,
        indicators=tuple(indicators),
        latest=latest_figures(store, catalogue, [item.id for item in indicators], areas, as_at=as_at),
        findings=tuple(
            one
            for one in findings(store)
            if one.ends <= as_at
            and (
                one.indicator in names
                or topic.is_spoken_of(one.statement)
                or (not one.indicator and priorities & set(one.priorities))
            )
        ),
        plans=tuple(_plans(store, catalogue, topic, names, as_at)),
        challenges=tuple(sorted(challenges, key=lambda one: not one.is_open)),
    )


def _plans(store: Store, catalogue: Catalogue, topic: Topic, names: set[str], as_at: date) -> Iterator[TopicPlan]:
    """The board's own plans with what they ask and do about a topic, the newest first."""
    for plan in newest_plans_first(catalogue.plans.values()):
        if plan.of_another_board:
            continue
        shown = []
        for priority in plan.priorities:
            measures = tuple(measure for measure in priority.measures if measure.indicator in names)
            actions = tuple(
                state
                for state in action_states(store, catalogue, priority.id, as_at)
                if has_action(topic, priority, state.action, names)
            )
            if measures or actions:
                shown.append(TopicPriority(priority, measures, actions))
        if shown:
            yield TopicPlan(plan, tuple(shown))
