"""A small board whose evidence has every state that a cell may have, and plans made by hand that ask for it.

`FACTS` and `FINDINGS` are what a store holds; `slow.py` works cells out of them again in plain Python.
"""

from datetime import date

from indicators.catalogue.plans import Measure, Plan, Priority
from indicators.signals.cycle import Cycle
from tests.helpers.judgements import judged

LEICESTERSHIRE, RUTLAND, LEICESTER, BOTH = "E10000018", "E06000017", "E06000016", "LR"
CODES = {
    "Leicestershire": LEICESTERSHIRE,
    "Rutland": RUTLAND,
    "Leicester": LEICESTER,
    "Leicestershire and Rutland": BOTH,
}
YEAR_END = date(2016, 3, 31)
QUADRANT = {
    "contacts": "quantitative_data",
    "referrals": "quantitative_data",
    "hidden": "quantitative_data",
    "partly_hidden": "quantitative_data",
    "joint": "service_users",
    "joint_hidden": "service_users",
    "audits": "qualitative_evidence",
    "never": "front_line_staff",
    "heard_only": "front_line_staff",
}
DEFINITIONS = {
    name: {"title": name.capitalize(), "short_title": name.capitalize(), "quadrant": quadrant, "rate_population": None}
    for name, quadrant in QUADRANT.items()
}


def fact(indicator, area, year, value=None):
    """A figure of a financial year; None for one that is withheld."""
    said = {"value": "", "symbol": "c"} if value is None else {"value": value}
    return {"indicator": indicator, "area": area, "period": f"{year}/{(year + 1) % 100:02}"} | said


FACTS = [
    *(fact("contacts", area, year, 100 + year) for area in ("Leicestershire", "Rutland") for year in range(2012, 2016)),
    *(fact("contacts", "Leicester", year, 50) for year in (2013, 2015)),
    fact("referrals", "Leicestershire", 2013, 40),
    fact("hidden", "Rutland", 2015),
    fact("partly_hidden", "Leicestershire", 2015),
    fact("partly_hidden", "Rutland", 2013, 7),
    fact("joint", "Leicestershire and Rutland", 2014, 12),
    fact("joint", "Rutland", 2015),
    fact("joint_hidden", "Leicestershire and Rutland", 2012),
    fact("audits", "Rutland", 2012, 3),
]
FINDINGS = [
    {"finding": "a", "quadrant": "qualitative_evidence", "priorities": "p1", "strength": "weakness"},
    {"finding": "b", "quadrant": "front_line_staff", "indicator": "heard_only", "period": "2013/14", "strength": "gap"},
    {"finding": "c", "quadrant": "qualitative_evidence", "indicator": "contacts", "area": "Rutland",
     "period": "2014/15", "strength": "strength"},
    {"finding": "d", "quadrant": "service_users", "priorities": "p2;p1", "area": "Leicestershire and Rutland",
     "period": "2012/13", "strength": "strength"},
    {"finding": "e", "quadrant": "service_users", "priorities": "p2", "area": "Leicester", "strength": "mixed"},
    {"finding": "f", "quadrant": "qualitative_evidence", "priorities": "p1", "area": "England"},
]  # fmt: skip
PLANS = {"lr": {"priorities": [{"id": "p1"}, {"id": "p2"}]}}
DATA = {"definitions": DEFINITIONS, "plans": PLANS, "tables": {"findings.csv": FINDINGS}}
#: What was judged, each row merged over tests/judgements.JUDGEMENT.
JUDGED = [
    {"area_code": LEICESTERSHIRE, "reading": "improvement", "listed": False, "current": False},
    {"area_code": RUTLAND, "level": "ordinary", "reading": "common", "listed": False},
    {"area_code": RUTLAND, "rule": "data", "reading": "concern"},
    {"area_code": RUTLAND, "rule": "comparator", "reading": "concern", "listed": False, "standing": True},
    {"area_code": RUTLAND, "rule": "control", "reading": "concern", "listed": False},
    {"area_code": RUTLAND, "period": "2014/15", "reading": "neutral"},
    {"indicator": "referrals", "area_code": LEICESTERSHIRE, "period": "2013/14", "level": "too_few",
     "reading": "common", "listed": False, "reason": "few_cases"},
    {"indicator": "audits", "period": "2012/13", "level": "unusual", "reading": "neutral"},
]  # fmt: skip


def cycle(*rows, as_at=YEAR_END):
    """What was judged as at a day; by default nothing."""
    return Cycle(as_at, judged(*rows) if rows else judged({}).iloc[:0])


def ask(indicator):
    """A measure in the quadrant of its indicator."""
    return Measure(indicator=indicator, quadrant=QUADRANT[indicator], asked=f"More of {indicator}")


def plan(*priorities, areas=(LEICESTERSHIRE, RUTLAND), starts=date(2015, 4, 1)):
    """A plan whose priorities p1, p2 … ask for some indicators each."""
    return Plan(
        id="lr",
        title="Business plan",
        short_title="Plan",
        board="The board",
        starts=starts,
        ends=YEAR_END,
        areas=tuple(areas),
        source="report",
        priorities=tuple(
            Priority(
                id=f"p{number}",
                plan="lr",
                title=f"Priority {number}",
                statement="Children are safe.",
                measures=tuple(ask(name) for name in names),
            )
            for number, names in enumerate(priorities, start=1)
        ),
    )
