"""The topics by which the site's index leads to indicators: what a reader comes with, by the words of definitions."""

from collections.abc import Mapping
from dataclasses import dataclass

from indicators.catalogue.indicators import Indicator


@dataclass(frozen=True)
class SiteTopic:
    """A topic, the name of its page, and the topics of definitions that belong to it, in small letters."""

    name: str
    stem: str
    words: frozenset[str]


def _topic(name: str, stem: str, *words: str) -> SiteTopic:
    return SiteTopic(name, stem, frozenset(words))


#: In the order of the index. An indicator may stand under several.
TOPICS = (
    _topic(
        "Contacts and referrals", "contacts-and-referrals",
        "front door", "contacts", "referral", "referrals", "re-referrals", "thresholds", "conversion", "first response",
    ),
    _topic(
        "Early help", "early-help",
        "early help", "eha", "children's centres", "troubled families", "prevention", "early intervention",
        "targeted support", "step down", "step-down", "short breaks",
    ),
    _topic(
        "Children in need and child protection", "child-protection",
        "child protection", "child protection plan", "child in need", "children in need", "section 17", "section 47",
        "significant harm", "repeat plan", "repeat plans", "assessment", "signs of safety",
        "child protection conference", "strategy discussion", "pre-birth assessment", "private fostering",
        "homelessness",
    ),
    _topic(
        "Looked after children", "looked-after",
        "looked after", "children in care", "corporate parenting", "placement", "stability", "permanence",
    ),
    _topic(
        "Child sexual exploitation and harm outside the home", "exploitation",
        "cse", "exploitation", "extra-familial harm", "mase", "prevent", "radicalisation",
    ),
    _topic(
        "Children who go missing", "missing",
        "missing", "return interview", "return interviews", "home education",
    ),
    _topic("Neglect", "neglect", "neglect", "graded care profile", "poverty"),
    _topic("Domestic abuse", "domestic-abuse", "domestic abuse", "marac", "perpetrators", "coercive control"),
    _topic(
        "Special educational needs and disabilities", "send",
        "send", "disability", "disabled children", "short breaks",
    ),
    _topic(
        "Health and mental health", "health",
        "health", "mental health", "camhs", "self-harm", "suicide", "suicide prevention", "hospital", "babies",
        "pregnancy", "icon", "fgm",
    ),
    _topic("Online safety", "online-safety", "e-safety", "online safety"),
    _topic(
        "Schools and settings", "schools",
        "schools", "education", "pshe", "section 175", "independent schools", "clubs", "sport",
        "out-of-school settings", "voluntary sector",
    ),
    _topic(
        "Workforce and training", "workforce",
        "workforce", "training", "staff", "staff survey", "social workers", "social work", "caseload", "capacity",
        "supervision", "competency framework", "front line", "practitioners", "allegations", "lado",
    ),
    _topic(
        "What children and families say", "voice",
        "voice of the child", "voice", "views", "feedback", "satisfaction", "participation", "advocacy",
        "children's rights", "experiences", "survey",
    ),
    _topic(
        "Learning from reviews and child deaths", "learning",
        "serious case reviews", "serious case review", "case reviews", "child deaths", "child death", "cdop",
        "learning", "peer review",
    ),
    _topic(
        "How the partnership works", "partnership",
        "board", "governance", "partnership", "attendance", "audit", "practice assurance", "assurance", "compliance",
        "section 11", "multi-agency", "information sharing", "scorecard", "funding",
    ),
)  # fmt: skip
#: What stands under no topic.
OTHER = SiteTopic("Other indicators", "other", frozenset())


def topics_of(indicator: Indicator) -> list[SiteTopic]:
    """The topics that an indicator stands under, at least one."""
    own = {word.casefold() for word in indicator.topics}
    return [topic for topic in TOPICS if topic.words & own] or [OTHER]


def indicators_by_topic(indicators: Mapping[str, Indicator]) -> dict[SiteTopic, list[Indicator]]:
    """The indicators of each topic that has any, the headline ones first, then by title."""
    by_topic: dict[SiteTopic, list[Indicator]] = {topic: [] for topic in (*TOPICS, OTHER)}
    for indicator in sorted(indicators.values(), key=headline_first):
        for topic in topics_of(indicator):
            by_topic[topic].append(indicator)
    return {topic: own for topic, own in by_topic.items() if own}


def headline_first(item: Indicator) -> tuple[bool, int, str, str]:
    """What indicators are put in order by: the headline ones first, then by title."""
    return item.headline is None, item.headline or 0, item.title.casefold(), item.id
