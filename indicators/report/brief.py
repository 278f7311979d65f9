"""What is new since a meeting, a plain sentence a line: figures with their verdicts, revisions, challenges, actions,
returns that are missing, and published figures that are due. Page, paper and command quote these sentences.
"""

import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

import pandas as pd

from indicators.board.actions import ActionReport, ActionState, action_states
from indicators.board.challenges import (
    OPEN_STATES,
    WAITS_FOR_AGENCY,
    WAITS_FOR_BOARD,
    Challenge,
    ChallengeEvent,
    ChallengeOrder,
    ChallengeState,
    challenge_histories,
    find_challenges,
)
from indicators.board.meetings import Meeting
from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.periods import PERIOD_GROUPS, day_text, same_day_next_year
from indicators.catalogue.plans import Plan, Priority
from indicators.figures.arrivals import NewFigures
from indicators.figures.revisions import FigureRevision, figure_revisions
from indicators.frames import frame_rows
from indicators.returns.due import overdue_returns, recently_overdue, stored_returns_due
from indicators.returns.editions import EditionState, announced_editions, publications_due
from indicators.signals.cycle import Cycle
from indicators.signals.judgements import FLAGGED_LEVELS
from indicators.store.database import Store
from indicators.wording.numbers import count_text, number_text, symbol_text
from indicators.wording.statements import statement
from indicators.wording.verdicts import VERDICTS, verdict_word

#: Days back where no meeting is known.
DAYS_WITHOUT_MEETING = 90
#: Lines of a section that are shown before the rest is counted.
MOST_LINES = 8
#: New figures that get a line each, whatever their verdict; of more, those without a clear change are counted.
_FEW_FIGURES = 6
#: Characters of a question or an action that a line quotes.
_LONGEST_QUOTE = 90
#: Rules whose answers say that a figure moved; what the others say comes after.
_MOVEMENTS = ("change", "pooled", "trend", "control")


@dataclass(frozen=True)
class BriefLine:
    """One sentence: what it is about (`lead`, which a page makes the link), and the `rest` of it.

    `page` and `view` say where more of it stands. What has stood so since before the day is no news.
    """

    lead: str
    rest: str
    page: str
    view: tuple[tuple[str, str], ...] = ()
    is_news: bool = True

    @property
    def text(self) -> str:
        """The whole sentence."""
        return self.lead + self.rest

    @property
    def address(self) -> str:
        """The address within the dashboard."""
        return f"{self.page}?{urlencode(self.view)}" if self.view else self.page


@dataclass(frozen=True, kw_only=True)
class BriefSection:
    """Sentences about one thing, the most pressing first; `counts` says how many, for the summary.

    `others` is a sentence about what has no line of its own, `empty` the one where there is nothing at all. `place` is
    the page with all of it, `address` the way there.
    """

    title: str
    lines: tuple[BriefLine, ...]
    counts: tuple[str, ...]
    empty: str
    place: str
    address: str
    others: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to say."""
        return not self.lines and not self.others

    def tail(self, most: int) -> str:
        """The sentence under the first lines: how many more there are and where, and about what has no line."""
        hidden = len(self.lines) - most
        more = f"{hidden:,} more: see {self.place}. " if hidden > 0 else ""
        return (more + self.others).strip()


@dataclass(frozen=True, kw_only=True)
class Brief:
    """What is new since the end of a day; `meeting` is the one of that day, None where there was none."""

    since: date
    today: date
    meeting: Meeting | None
    sections: tuple[BriefSection, ...]

    @property
    def has_news(self) -> bool:
        """Whether anything came, moved or fell due since; what only goes on standing is none."""
        return any(line.is_news for section in self.sections for line in section.lines) or any(
            section.others for section in self.sections
        )

    @property
    def title(self) -> str:
        """What it is, with the day."""
        return f"Since {'the meeting of ' if self.meeting else ''}{day_text(self.since)}"

    @property
    def summary(self) -> str:
        """All of it counted, in one line."""
        counts = [count for section in self.sections for count in section.counts]
        return f"{'; '.join(counts)}." if counts else "Nothing has come, moved or fallen due."


def make_brief(
    store: Store,
    catalogue: Catalogue,
    *,
    since: date,
    today: date,
    cycle: Cycle,
    news: NewFigures,
    meetings: Sequence[Meeting] = (),
) -> Brief:
    """What is new after a day; `cycle` is that of each indicator's latest figures, `news` what came after the day."""
    return Brief(
        since=since,
        today=today,
        meeting=next((meeting for meeting in meetings if meeting.day == since), None),
        sections=(
            _figures(cycle, news, catalogue, since),
            _revisions(figure_revisions(store, catalogue, since=since), catalogue),
            _challenges(store, since, today),
            _actions(store, catalogue, since, today),
            _returns(store, since, today),
            *_editions(store, catalogue, since, today),
        ),
    )


def _figures(cycle: Cycle, news: NewFigures, catalogue: Catalogue, since: date) -> BriefSection:
    """New figures that changed clearly, then what else is to be asked of new ones; the others are counted."""
    listed = cycle.shortlist
    listed = listed[news.mask(listed) & (listed["rule"] != "data")]
    steps = cycle.judged[(cycle.judged["rule"] == "change") & cycle.judged["current"].astype(bool)]
    steps = steps[news.mask(steps)]
    # Changes that the list leaves out, since they repeat a line of it, have their verdict all the same.
    repeated = steps[steps["level"].isin(FLAGGED_LEVELS) & ~steps["listed"].astype(bool)]
    moved = listed["rule"].isin(_MOVEMENTS)
    rows = [row for own in (listed[moved], repeated, listed[~moved]) for row in frame_rows(own)]
    changes = sum(row.rule == "change" for row in rows)
    shown = {_figure(row) for row in rows}
    rest = [row for row in frame_rows(steps) if _figure(row) not in shown]
    counts = [count_text(changes, "clear change")] if changes else []
    if further := len(rows) - changes:
        counts.append(count_text(further, "other line") + " to ask about")
    if rest:
        counts.append(count_text(len(rest), "further new figure" if rows else "new figure"))
    is_few = len(rows) + len(rest) <= _FEW_FIGURES
    return BriefSection(
        title="New figures",
        lines=tuple(_figure_line(row, catalogue) for row in ([*rows, *rest] if is_few else rows)),
        counts=tuple(counts),
        empty="No figure has come.",
        others="" if is_few else _other_figures(rest, is_more=bool(rows)),
        place="What warrants challenge",
        address="challenge",
    )


def _figure(row: Any) -> tuple[str, str, str, Any]:
    return row.indicator, row.area_code, row.group, row.ends


def _figure_line(row: Any, catalogue: Catalogue) -> BriefLine:
    lead, colon, rest = statement(row, catalogue).partition(": ")
    measure = "pooled" if row.rule == "pooled" else "rate" if row.unit_measure == "rate" else "value"
    view = (("indicator", row.indicator), ("area", row.area), ("measure", measure), ("periods", row.group))
    return BriefLine(lead, f"{colon}{rest}.", "explore", view)


def _other_figures(rows: Sequence[Any], *, is_more: bool) -> str:
    """The new figures without a line, counted by their verdicts in the order in which those are explained."""
    words = Counter(verdict_word(row.level, row.reason) for row in rows)
    known = [word for word in VERDICTS if words[word]]
    if not known:
        return ""
    counted = known if len(known) == 1 else [f"{words[word]:,} {word}" for word in known]
    figures = count_text(len(rows), "other new figure" if is_more else "new figure")
    return f"{figures}: {', '.join(counted)}."


def _revisions(revisions: Sequence[FigureRevision], catalogue: Catalogue) -> BriefSection:
    return BriefSection(
        title="Revised",
        lines=tuple(_revision_line(one, catalogue) for one in revisions),
        counts=(f"{count_text(len(revisions), 'figure')} revised",) if revisions else (),
        empty="No figure was revised.",
        place="Returns",
        address="returns?section=history",
    )


def _revision_line(one: FigureRevision, catalogue: Catalogue) -> BriefLine:
    indicator, area = catalogue.indicators[one.indicator], catalogue.areas[one.area_code].name

    def shown(number: float | None, symbol: str) -> str:
        return symbol_text(symbol) if number is None else number_text(number, indicator)

    now = "taken back" if one.is_gone else shown(one.value, one.symbol)
    group = next(name for name, kinds in PERIOD_GROUPS.items() if one.period.type in kinds)
    return BriefLine(
        f"{indicator.short_title}, {area}, {one.period.label}",
        f": {now}, was {shown(one.former, one.former_symbol)} ({one.by}, {day_text(one.on)}).",
        "explore",
        (("indicator", one.indicator), ("area", area), ("periods", group)),
    )


def _challenges(store: Store, since: date, today: date) -> BriefSection:
    """What moved, then what is overdue, due, or waits for the board."""
    waiting, _ = find_challenges(store, states=OPEN_STATES, order=ChallengeOrder.DUE, limit=None)
    recent, _ = find_challenges(store, limit=None)
    moved = [one for one in recent if one.last_at.date() > since]
    histories = challenge_histories(store, [one.number for one in moved])
    still = [one for one in waiting if one.last_at.date() <= since]
    late = [one for one in waiting if one.is_overdue(today)]
    lines = [_moved_line(one, histories[one.number], since, today) for one in moved]
    lines += [_waiting_line(one, since, today) for one in sorted(still, key=lambda one: not one.is_overdue(today))]
    counts = [f"{count_text(len(moved), 'challenge')} moved on"] if moved else []
    if late:
        counts.append(f"{count_text(len(late), 'answer')} overdue")
    if due := len([one for one in waiting if one.state in WAITS_FOR_AGENCY]) - len(late):
        counts.append(f"{count_text(due, 'answer')} still to come")
    if answered := sum(one.state in WAITS_FOR_BOARD for one in waiting):
        counts.append(f"{count_text(answered, 'answer')} awaiting a decision")
    return BriefSection(
        title="Challenges",
        lines=tuple(lines),
        counts=tuple(counts),
        empty="No challenge has moved or waits for an answer.",
        place="Challenge log",
        address="log",
    )


def _challenge_line(one: Challenge, rest: str, *, is_news: bool) -> BriefLine:
    lead = f"Challenge {one.number} to {one.agency}, {_quoted(one.question)}"
    return BriefLine(lead, rest, "log", (("challenge", str(one.number)),), is_news)


def _moved_line(one: Challenge, steps: Sequence[ChallengeEvent], since: date, today: date) -> BriefLine:
    taken = [f"{step.state} on {day_text(step.on)}" for step in steps if step.at.date() > since]
    return _challenge_line(one, f": {', '.join(taken)}{_standing(one, today)}.", is_news=True)


def _standing(one: Challenge, today: date) -> str:
    """The end of the sentence: what a challenge that moved waits for."""
    if one.state is ChallengeState.ANSWERED:
        return "; a decision is awaited"
    if one.is_overdue(today):
        return f"; an answer was due by {day_text(one.due)}"
    return f"; an answer is due by {day_text(one.due)}" if one.state in WAITS_FOR_AGENCY else ""


def _waiting_line(one: Challenge, since: date, today: date) -> BriefLine:
    if one.state is ChallengeState.ANSWERED:
        return _challenge_line(
            one, f": answered on {day_text(one.last_at.date())}; a decision is awaited.", is_news=False
        )
    if one.is_overdue(today):
        rest = f": overdue, an answer was due by {day_text(one.due)}."
        return _challenge_line(one, rest, is_news=one.due >= since)
    return _challenge_line(one, f": an answer is due by {day_text(one.due)}.", is_news=False)


def _actions(store: Store, catalogue: Catalogue, since: date, today: date) -> BriefSection:
    """What was reported on the actions of the board's own plans, then the actions of a plan in force that are late."""
    reported: list[tuple[ActionReport, Priority, ActionState]] = []
    late: list[tuple[date, Priority, ActionState]] = []
    for plan in catalogue.plans.values():
        for priority in () if plan.of_another_board else plan.priorities:
            for state in action_states(store, catalogue, priority.id, today):
                recent = [report for report in state.reports if report.at.date() > since]
                reported += [(report, priority, state) for report in recent]
                if state.is_overdue and state.action.due is not None and _is_in_force(plan, today):
                    late.append((state.action.due, priority, state))
    lines = [_report_line(*one) for one in sorted(reported, key=lambda one: one[0].at, reverse=True)]
    # One that was reported on says in that line that it is late.
    silent = [one for one in late if all(one[2] is not state for _, _, state in reported)]
    lines += [_late_line(*one, since) for one in sorted(silent, key=lambda one: one[0], reverse=True)]
    counts = [f"{count_text(len(reported), 'action report')}"] if reported else []
    if late:
        counts.append(f"{count_text(len(late), 'action')} late")
    return BriefSection(
        title="Actions",
        lines=tuple(lines),
        counts=tuple(counts),
        empty="No action was reported on, and none is late.",
        place="Plans and priorities",
        address="priority",
    )


def _is_in_force(plan: Plan, today: date) -> bool:
    """Whether a plan runs, or ended within the year in which it is wound up."""
    return plan.starts <= today <= same_day_next_year(plan.ends)


def _report_line(report: ActionReport, priority: Priority, state: ActionState) -> BriefLine:
    due = state.action.due if state.is_overdue and report is state.newest else None
    late = f"; late, due by {day_text(due)}" if due else ""
    rest = f": {report.state.words} in {report.quarter.label} ({report.by}, {day_text(report.at.date())}){late}."
    return BriefLine(
        f"{_quoted(state.action.action)}, {priority.title}", rest, "priority", (("priority", priority.id),)
    )


def _late_line(due: date, priority: Priority, state: ActionState, since: date) -> BriefLine:
    last = f"last reported {state.state.words}" if state.state else "nothing was reported"
    rest = f": late, due by {day_text(due)}; {last}."
    lead = f"{_quoted(state.action.action)}, {priority.title}"
    return BriefLine(lead, rest, "priority", (("priority", priority.id),), due >= since)


def _returns(store: Store, since: date, today: date) -> BriefSection:
    """What agencies owed in the last 12 months and has not come, an agency a line, the latest due first."""
    late: pd.DataFrame = overdue_returns(stored_returns_due(store, as_at=today))
    overdue = recently_overdue(late, as_at=today)
    missing = int(overdue["overdue"].sum())
    # What nobody has sent for years would hide what is late now.
    older = int(late["overdue"].sum()) - missing
    return BriefSection(
        title="Returns that have not come",
        lines=tuple(_missing_lines(overdue, since)),
        counts=(f"{count_text(missing, 'figure')} overdue",) if missing else (),
        empty=(
            "Every return that was due in the last 12 months has come; "
            f"{count_text(older, 'figure')} of earlier periods never came."
            if older
            else "Every return that was due has come."
        ),
        place="Returns",
        address="returns?section=expected",
    )


def _missing_lines(overdue: pd.DataFrame, since: date) -> Iterator[BriefLine]:
    for _, own in overdue.groupby("agency", sort=False):
        newest, *earlier = frame_rows(own)
        due = newest.due.date()
        more = sum(int(row.overdue) for row in earlier)
        before = f"; {count_text(more, 'figure')} of earlier periods too" if more else ""
        rest = f": {count_text(int(newest.overdue), 'figure')} for {newest.period}, due by {day_text(due)}{before}."
        yield BriefLine(newest.name, rest, "returns", (("section", "expected"),), due >= since)


def _editions(store: Store, catalogue: Catalogue, since: date, today: date) -> Iterator[BriefSection]:
    """What publishers had announced, is due and is not loaded yet; no section where nothing is."""
    publications = publications_due(announced_editions(store), catalogue, as_at=today)
    overdue = [one for one in publications if one.state is EditionState.OVERDUE]
    if not overdue:
        return
    view = (("section", "expected"),)
    yield BriefSection(
        title="Published figures that are due",
        lines=tuple(
            BriefLine(one.subject, f"{one.standing}.", "returns", view, one.due.last is None or one.due.last >= since)
            for one in reversed(overdue)
        ),
        counts=(f"{count_text(len(overdue), 'publication')} due and not loaded",),
        empty="",
        place="Returns",
        address="returns?section=expected",
    )


def _quoted(text: str) -> str:
    """Somebody's words on one line, in quotation marks, not longer than a line can bear."""
    line = " ".join(text.split())
    short = textwrap.shorten(line, _LONGEST_QUOTE, placeholder=" …")
    # Of a single long word nothing would be left.
    return f"“{short if short != '…' else line[:_LONGEST_QUOTE] + '…'}”"
