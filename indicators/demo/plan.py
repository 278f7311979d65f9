"""The made-up plan of the demonstration's board: priorities with actions, and measures in all four quadrants."""

import json
from collections.abc import Sequence
from datetime import date

from indicators.catalogue.periods import Period, financial_year_of, same_day_next_year

PLAN = "demo_plan"
MADE_UP_LICENCE = "Made up, free to use"
PLAN_SOURCE = {
    "source": "demo_plan",
    "title": "business plan of the demonstration's partnership",
    "publisher": "The demonstration's partnership",
    "date": "2024-04-01",
    "licence": MADE_UP_LICENCE,
}
NUMBERS, AUDITS, USERS, STAFF = "quantitative_data", "qualitative_evidence", "service_users", "front_line_staff"

_FIRST, _SECOND, _THIRD = (f"{PLAN}_{name}" for name in ("front_door", "exploitation", "voice"))
PRIORITIES = (_FIRST, _SECOND, _THIRD)

#: By priority: title, statement, lead, measures as (indicator, quadrant, what the plan asks), actions as (id, what is
#: to be done, who, how it is measured, the quarter by whose end it is due, counted from 0).
_PARTS = {
    _FIRST: (
        "The right help at the right time",
        "Concerns reach the right service the first time, and families are helped before they are at risk.",
        "Leicestershire County Council",
        (
            ("contacts", NUMBERS, "Contacts to children's services"),
            ("re_referrals", NUMBERS, "Children referred again within a year"),
            ("eha_completed", NUMBERS, "Early help assessments completed"),
            ("parenting_confidence", USERS, "Parents who say that support helped"),
            ("cp_views_families", USERS, "Parents and carers asked about the process"),
            ("cp_views_professionals", STAFF, "Professionals asked about the work"),
        ),
        (
            (
                "thresholds",
                "Agree one threshold document and train everybody",
                "Both councils",
                "Fewer re-referrals",
                2,
            ),
            ("audit", "Audit forty re-referrals together", "Business office", "Findings of the audit", 5),
            (
                "early_help",
                "Offer early help through schools",
                "Schools and education lead",
                "More assessments by partners",
                9,
            ),
        ),
    ),
    _SECOND: (
        "Exploitation and harm outside the home",
        "Children who are exploited or go missing are recognised early and kept safe.",
        "Leicestershire Police",
        (
            ("cse_referrals", NUMBERS, "Referrals where exploitation is the main concern"),
            ("missing_from_care", NUMBERS, "Episodes of missing from care"),
            ("cse_tool_used", NUMBERS, "Referrals made with the risk tool"),
            ("return_interview_themes", USERS, "What children say on their return"),
        ),
        (
            ("tool", "Use one risk tool in all agencies", "Leicestershire Police", "Referrals made with the tool", 3),
            (
                "interviews",
                "Report themes of return interviews each quarter",
                "Both councils",
                "Reports to the group",
                7,
            ),
        ),
    ),
    _THIRD: (
        "Children are heard",
        "What children and staff say changes what agencies do.",
        "Business office of the partnership",
        (
            ("cp_views_children", USERS, "Children asked about their plan"),
            ("practitioner_forums", STAFF, "Forums with front-line staff"),
            ("staff_in_audits", STAFF, "Front-line staff who took part in audits"),
        ),
        (
            ("forums", "Hold a forum of front-line staff each quarter", "Business office", "Forums held", 8),
            (
                "advocates",
                "Ask every child of ten or more on a plan what has changed",
                "Both councils",
                "Children asked",
                6,
            ),
        ),
    ),
}

ACTIONS = tuple((priority, action[0]) for priority, part in _PARTS.items() for action in part[4])


def plan_text(quarters: Sequence[Period]) -> str:
    """The plan as a file of `data/plans/`: for the years that the quarters lie in."""
    starts = financial_year_of(quarters[0].starts).starts
    ends = financial_year_of(quarters[-1].ends).ends
    lines = [
        'title = "Made-up business plan of the demonstration"',
        'short_title = "Made-up plan"',
        'board = "Leicestershire and Rutland Safeguarding Children Partnership (demonstration)"',
        f"starts = {starts}",
        f"ends = {ends}",
        'areas = ["Leicestershire", "Rutland"]',
        f'source = "{PLAN_SOURCE["source"]}"',
        'note = "Made up for a demonstration; nobody has decided it."',
    ]
    for priority, (title, statement, lead, measures, actions) in _PARTS.items():
        lines += ["", "[[priorities]]", *_keys(id=priority, title=title, statement=statement, lead=lead)]
        for name, action, who, measured_by, place in actions:
            due = _due(quarters, place)
            texts = {"id": name, "action": action, "by": f"{due:%B %Y}", "who": who, "measured_by": measured_by}
            lines += ["", "[[priorities.actions]]", *_keys(**texts), f"due = {due}"]
        for indicator, quadrant, asked in measures:
            lines += ["", "[[priorities.measures]]", *_keys(indicator=indicator, quadrant=quadrant, asked=asked)]
    return "\n".join(lines) + "\n"


def _due(quarters: Sequence[Period], place: int) -> date:
    return quarters[place].ends if place < len(quarters) else same_day_next_year(quarters[-1].ends)


def _keys(**texts: str) -> list[str]:
    return [f"{name} = {json.dumps(text, ensure_ascii=False)}" for name, text in texts.items()]
