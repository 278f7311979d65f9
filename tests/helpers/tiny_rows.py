"""The rows that `tiny_store.py` merges a test's own over: of every file of `data/`, and those always there."""

from datetime import date
from typing import Any

FACT = {
    "indicator": "contacts",
    "area": "Leicestershire",
    "period": "2015/16",
    "value": 901,
    "numerator": "",
    "denominator": "",
    "status": "final",
    "symbol": "",
    "source": "report",
    "note": "",
}
POPULATION = FACT | {
    "indicator": "population_0_17",
    "period": "30 June 2015",
    "value": 100_000,
    "source": "national",
}
DEFINITION = {
    "title": "Contacts with children's social care",
    "short_title": "Contacts",
    "quadrant": "quantitative_data",
    "stage": "child_in_need",
    "topics": ["front door"],
    "kind": "count",
    "timing": "flow",
    "frequency": "year",
    "unit": "contacts",
    "counts": "children",
    "decimals": 0,
    "polarity": "no_judgement",
    "owner": "The councils",
    "why": "Shows how many people ask for help.",
    "questions": ["Who makes contact?"],
    "caveats": [],
    "review_date": date(2027, 4, 1),
}
DEFINITIONS: dict[str, dict[str, Any]] = {
    "contacts": {"rate_population": "population_0_17"},
    "referrals": {"title": "Referrals", "short_title": "Referrals", "rate_population": "population_0_17"},
    "population_0_17": {
        "title": "Children aged 0 to 17",
        "short_title": "Children",
        "unit": "children",
        "timing": "snapshot",
        "frequency": "snapshot",
    },
    "contacts_to_referral": {
        "title": "Contacts that became a referral",
        "short_title": "Contacts referred on",
        "kind": "proportion",
        "unit": "%",
        "numerator": "referrals",
        "denominator": "contacts",
        "per": 100,
    },
}
#: What was decided about publishing the words of a row: nothing yet. `PUBLIC` is a decision that they may be.
DECISION = {"public": "", "decided_by": "", "decided_on": ""}
PUBLIC = {"public": "yes", "decided_by": "business office", "decided_on": "2026-11-28"}
MEASURE = {"indicator": "contacts", "quadrant": "quantitative_data", "asked": "Fewer needless contacts"}
ACTION = {
    "id": "ask",
    "action": "Ask who makes contact",
    "by": "June 2016",
    "due": date(2016, 6, 30),
    "who": "The front door",
    "measured_by": "Numbers of contacts",
}
PRIORITY = {
    "id": "safe",
    "title": "Children are safe",
    "statement": "The board is assured that children are safe.",
    "actions": [{}],
    "measures": [{}],
}
#: A plan's file; the tables in it are merged over those above.
PLAN = {
    "title": "Business plan 2015/16",
    "short_title": "2015/16",
    "board": "The board",
    "starts": date(2015, 4, 1),
    "ends": date(2016, 3, 31),
    "areas": ["Leicestershire", "Rutland"],
    "source": "report",
    "priorities": [{}],
}
#: The keys of a definition that are arrays of tables.
ARRAYS = ("breaks", "national")
#: The small tables: a default row, and the rows that are always there.
TABLES: dict[str, tuple[dict[str, Any], list[dict[str, Any]]]] = {
    "areas.csv": (
        {"code": "", "name": "", "level": "local_authority", "region_code": "E12000004", "old_code": "",
         "parts": "", "note": ""},
        [
            {"code": "E10000018", "name": "Leicestershire"},
            {"code": "E06000017", "name": "Rutland"},
            {"code": "E06000016", "name": "Leicester"},
            {"code": "LR", "name": "Leicestershire and Rutland", "level": "combined",
             "parts": "E10000018+E06000017"},
            {"code": "E12000004", "name": "East Midlands", "level": "region", "region_code": ""},
            {"code": "E92000001", "name": "England", "level": "country", "region_code": ""},
        ],
    ),
    "sources.csv": (
        {"source": "", "title": "Annual report", "publisher": "The board", "date": "2016-09-01",
         "edition": "2015/16", "place": "page 9", "url": "", "licence": "OGL v3"},
        [{"source": "report"}, {"source": "national", "title": "National return", "date": "2025-10-30"}],
    ),
    "neighbours.csv": (
        {"area": "E10000018", "rank": 1, "neighbour": "E06000016", "closeness": "Close",
         "model": "Model 2025"},
        [],
    ),
    "targets.csv": (
        {"indicator": "contacts", "area": "Leicestershire", "from": "2015-04-01", "to": "", "value": 950,
         "direction": "at_most", "source": "report", "note": "", **DECISION},
        [],
    ),
    "findings.csv": (
        {"finding": "", "quadrant": "qualitative_evidence", "stage": "child_in_need",
         "area": "Leicestershire", "period": "2015/16", "indicator": "", "strength": "mixed",
         "statement": "Audits vary.", "source": "report", "priorities": "", **DECISION},
        [],
    ),
    "events.csv": (
        {"date": "2015-08-01", "area": "", "indicator": "", "title": "First Response opens",
         "source": "report", **DECISION},
        [],
    ),
}  # fmt: skip
#: The default rows of small tables that are written only where a test names them.
OPTIONAL: dict[str, dict[str, Any]] = {
    "agencies.csv": {"agency": "county", "name": "County council", "source": "report", "days": 30, "note": ""},
    "duties.csv": {
        "agency": "county", "indicator": "contacts", "area": "Leicestershire", "every": "quarter",
        "starts": "2016/17 Q1", "ends": "",
    },
    "editions.csv": {
        "source": "national", "brings": "2016/17", "due": "October 2017", "stated_in": "the publisher's calendar",
    },
}  # fmt: skip
