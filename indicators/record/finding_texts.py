"""What a finding says, as a form gives it and as the store keeps it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from indicators.access import ROLES, may_publish_words
from indicators.definitions import STAGES
from indicators.errors import FieldProblem
from indicators.measures import Catalogue
from indicators.measures.coded import period_label
from indicators.periods import parse_usual
from indicators.record.subject import subject_problems
from indicators.record.text import Fields, shortened
from indicators.vocabulary import STRENGTHS

#: What every version of a finding holds beside its period.
_SAID = ("quadrant", "stage", "area_code", "indicator", "strength", "statement", "source")
_ROLE = "Write a role, such as audit lead of Rutland."


@dataclass(frozen=True, kw_only=True)
class FindingText:
    """What somebody writes down as a finding; `source` is a source's id or free words, `by` a role.

    `priorities` are ids, `period` a label; `indicator` may be empty. `why` is for a change of what was written.
    `is_public` is the decision of `by` that anybody may read it.
    """

    quadrant: str
    stage: str
    area_code: str
    period: str
    strength: str
    statement: str
    source: str
    by: str
    priorities: tuple[str, ...] = ()
    indicator: str = ""
    why: str = ""
    token: str = ""
    is_public: bool = False


def tidy_finding(
    text: FindingText, catalogue: Catalogue, *, is_change: bool = False
) -> tuple[FindingText, list[FieldProblem]]:
    """A finding as it is kept, and everything that is wrong with it; a change must say why."""
    fields = Fields()
    tidy = replace(
        text,
        statement=fields.text("statement", text.statement, "The statement", needed="Write what was found."),
        stage=fields.one_of("stage", text.stage, "The stage", STAGES),
        strength=fields.one_of("strength", text.strength, "The strength", STRENGTHS),
        period=fields.period("period", text.period),
        source=fields.name("source", text.source, "The source", needed="Write where it comes from."),
        by=fields.name("by", text.by, "Who writes it down", needed=_ROLE),
        why=fields.text("why", text.why, "The reason", needed="Write why the finding is changed." if is_change else ""),
        priorities=tuple(dict.fromkeys(text.priorities)),
    )
    for name, what in (("area_code", "The area"), ("quadrant", "The quadrant")):
        if not getattr(text, name):
            fields.wrong(name, f"{what} is empty. Choose one.")
    if text.is_public and tidy.by and not may_publish_words(tidy.by):
        fields.wrong(
            "is_public",
            f"The decision to publish is not for '{shortened(tidy.by)}'. Leave 'May be published' empty, "
            f"or have it decided by: {', '.join(ROLES)}.",
        )
    about = {name: getattr(text, name) for name in ("quadrant", "indicator", "area_code")}
    return tidy, fields.problems + subject_problems(catalogue, priorities=tidy.priorities, **about)


def finding_row(text: FindingText) -> dict[str, Any]:
    """What a finding says, as columns of the store; its period must be one that was tidied."""
    period = parse_usual(text.period)
    said = {name: getattr(text, name) for name in _SAID}
    days = {"period_type": str(period.type), "starts": period.starts, "ends": period.ends}
    public = "yes" if text.is_public else ""
    return said | days | {"priorities": ";".join(text.priorities), "public": public}


def said_in(row: Mapping[str, Any]) -> dict[str, Any]:
    """What a row of the store says, with its period as a label and its priorities apart."""
    told = {name: row[name] for name in _SAID}
    period = period_label(row["period_type"], row["starts"].date(), row["ends"].date())
    return told | {"period": period, "priorities": tuple(filter(None, row["priorities"].split(";")))}
