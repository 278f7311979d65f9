"""The topics that people ask about across the quadrants, and what belongs to each: indicators by the topics of their
definitions, priorities by their titles, sentences by what they speak of.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from indicators.catalogue.indicators import Indicator
from indicators.catalogue.plans import Action, Priority


@dataclass(frozen=True, kw_only=True)
class Topic:
    """A topic of a page: `tags` are the topics of definitions that belong to it.

    `titles` are what the title of a priority has, `phrases` what a sentence says that speaks of it; both from the
    beginning of a word, case apart.
    """

    id: str
    title: str
    tags: tuple[str, ...]
    titles: tuple[str, ...]
    phrases: tuple[str, ...]

    def has_indicator(self, indicator: Indicator) -> bool:
        """Whether the definition of an indicator names the topic."""
        return any(tag.casefold() in self.tags for tag in indicator.topics)

    def has_priority(self, priority: Priority) -> bool:
        """Whether a priority of a plan is about it, by its title."""
        return _has_any(priority.title, self.titles)

    def is_only_topic_of(self, priority: Priority) -> bool:
        """Whether a priority is about this topic and no other: then all that is filed under it is about it too."""
        return [other for other in TOPICS.values() if other.has_priority(priority)] == [self]

    def is_spoken_of(self, text: str) -> bool:
        """Whether a sentence speaks of it."""
        return _has_any(text, self.phrases)


def _has_any(text: str, phrases: Iterable[str]) -> bool:
    return any(re.search(rf"\b{re.escape(phrase)}", text, re.IGNORECASE) for phrase in phrases)


_TOPICS = (
    Topic(
        id="exploitation",
        title="CSE and exploitation",
        tags=("cse", "exploitation", "mase"),
        titles=("cse", "exploitation", "trafficking"),
        phrases=("cse", "exploit", "traffick"),
    ),
    Topic(
        id="missing",
        title="Missing",
        tags=("missing", "return interview", "return interviews"),
        titles=("missing",),
        phrases=(
            "missing child", "go missing", "goes missing", "went missing", "going missing", "reported missing",
            "missing episode", "missing from home", "missing from care", "return interview",
        ),
    ),
    Topic(
        id="neglect",
        title="Neglect",
        tags=("neglect", "graded care profile"),
        titles=("neglect",),
        phrases=("neglect",),
    ),
    Topic(
        id="domestic_abuse",
        title="Domestic abuse",
        tags=("domestic abuse", "marac"),
        titles=("domestic abuse", "domestic violence"),
        phrases=("domestic abuse", "domestic violence"),
    ),
    Topic(
        id="early_help",
        title="Early help",
        tags=("early help", "children's centres", "troubled families", "eha"),
        titles=("early help",),
        phrases=("early help", "children's centre", "troubled famil"),
    ),
    Topic(
        id="contacts_and_referrals",
        title="Contacts and referrals",
        tags=("front door", "contacts", "referrals", "re-referrals", "thresholds"),
        titles=("front door", "threshold"),
        phrases=("front door", "threshold", "contacts", "re-referral", "duty team"),
    ),
    Topic(
        id="child_protection",
        title="Child protection",
        tags=(
            "child protection", "child protection plan", "section 47", "conference", "child protection conference",
            "significant harm",
        ),
        titles=("child protection",),
        phrases=("child protection", "protection plan", "repeat plan", "section 47"),
    ),
    Topic(
        id="looked_after",
        title="Looked after",
        tags=("looked after", "children in care", "corporate parenting"),
        titles=("looked after", "looked-after", "children in care"),
        phrases=("looked after", "looked-after", "children in care", "foster carer", "placed child"),
    ),
    Topic(
        id="workforce",
        title="Workforce",
        tags=("workforce", "social workers", "supervision", "competency framework", "training"),
        titles=("workforce", "the voices of staff"),
        phrases=("workforce", "caseload", "supervision", "competency framework", "social worker", "training"),
    ),
    Topic(
        id="send",
        title="SEND",
        tags=("send", "disability", "disabled children"),
        titles=("disab", "special educational"),
        phrases=("disab", "special educational"),
    ),
    Topic(
        id="health",
        title="Health and mental health",
        tags=(
            "health", "mental health", "camhs", "self-harm", "suicide", "suicide prevention", "hospital", "babies",
            "pregnancy", "icon", "fgm",
        ),
        titles=(),
        phrases=("mental health", "camhs", "self-harm", "suicid", "midwi", "health visit", "pregnan"),
    ),
    Topic(
        id="online_safety",
        title="Online safety",
        tags=("e-safety", "online safety"),
        titles=(),
        phrases=("e-safety", "online", "internet"),
    ),
    Topic(
        id="schools",
        title="Schools and settings",
        tags=(
            "schools", "education", "pshe", "section 175", "independent schools", "clubs", "sport",
            "out-of-school settings", "voluntary sector",
        ),
        titles=(),
        phrases=("school", "pshe", "section 175", "voluntary sector"),
    ),
    Topic(
        id="voice",
        title="What children and families say",
        tags=(
            "voice of the child", "voice", "views", "feedback", "satisfaction", "participation", "advocacy",
            "children's rights", "experiences", "survey",
        ),
        titles=(),
        phrases=("voice of", "children said", "parents said", "feedback", "advoca"),
    ),
    Topic(
        id="learning",
        title="Learning from reviews and child deaths",
        tags=(
            "serious case reviews", "serious case review", "case reviews", "child deaths", "child death", "cdop",
            "learning", "peer review",
        ),
        titles=(),
        phrases=("serious case review", "case review", "child death", "rapid review", "peer review"),
    ),
    Topic(
        id="partnership",
        title="How agencies work together",
        tags=(
            "board", "governance", "partnership", "attendance", "audit", "practice assurance", "assurance",
            "compliance", "section 11", "multi-agency", "information sharing", "scorecard", "funding",
        ),
        titles=(),
        phrases=("governance", "section 11", "information sharing"),
    ),
)  # fmt: skip
#: By their ids, in the order in which pages list them.
TOPICS: Mapping[str, Topic] = {topic.id: topic for topic in _TOPICS}


def has_action(topic: Topic, priority: Priority, action: Action, indicators: Iterable[str]) -> bool:
    """Whether an action under a priority is about a topic: measured by one of its indicators, or speaking of it, or
    under a priority that is about this topic alone.
    """
    if set(action.measures) & set(indicators):
        return True
    if topic.is_spoken_of(f"{action.action} {action.measured_by}"):
        return True
    return topic.is_only_topic_of(priority)


def topics_of(indicator: Indicator) -> list[Topic]:
    """The topics that the definition of an indicator names, in their order."""
    return [topic for topic in TOPICS.values() if topic.has_indicator(indicator)]


def headline_first(item: Indicator) -> tuple[bool, int, str, str]:
    """What indicators are put in order by: the headline ones first, then by title."""
    return item.headline is None, item.headline or 0, item.title.casefold(), item.id
