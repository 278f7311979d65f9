"""The rules of a cell of the assurance map again, in plain Python on the rows of the facts and findings."""

from datetime import date, timedelta

from indicators.catalogue.periods import parse_period
from tests.helpers.assurance_board import BOTH, CODES, FACTS, FINDINGS, JUDGED, LEICESTERSHIRE, RUTLAND
from tests.helpers.judgements import JUDGEMENT


def cell(priority, quadrant, areas, as_at):
    """A cell's figures (indicator, area, period), the states of its measures, findings and what follows from them."""
    asks = [measure.indicator for measure in priority.measures if measure.quadrant == quadrant]
    wider = [BOTH] if {LEICESTERSHIRE, RUTLAND} & set(areas) else []
    shown = {name: figures(name, areas, wider, as_at) for name in asks}
    findings = [item for item in FINDINGS if bears(item, priority, quadrant, [*areas, *wider], as_at)]
    numbers = [(name, *row) for name in asks for row in shown[name] if row[3]]
    days = [row[3] for row in numbers] + [ends(item) for item in findings]
    return {
        "figures": [(name, area, period) for name, area, period, *_ in numbers],
        "states": [state(name, shown[name], findings) for name in asks],
        "findings": sorted(item["finding"] for item in findings),
        "freshness": freshness(max(days), as_at) if days else "none",
        "direction": direction(numbers, findings),
        "moved": sum(any(moves(row) for row in rows_about(*figure[:3])) for figure in numbers),
    }


def figures(name, areas, wider, as_at):
    """(area, period, last day, whether a number) of each area shown."""
    latest = {}
    for row in [*FACTS, *sums()]:
        day = parse_period(row["period"]).ends
        code = CODES[row["area"]]
        if row["indicator"] == name and day <= as_at and (code not in latest or day > latest[code][2]):
            latest[code] = (code, row["period"], day, "symbol" not in row)
    own = [latest[code] for code in areas if code in latest]
    others = [latest[code] for code in wider if code in latest]
    if any(row[3] for row in own):
        return own
    if any(row[3] for row in others):
        return own + [row for row in others if row[3]][:1]
    return own or others[:1]


def sums():
    """The figures of both areas together, where both have a number for a period."""
    numbers = {(row["indicator"], row["area"], row["period"]) for row in FACTS if "symbol" not in row}
    return [
        {"indicator": name, "area": "Leicestershire and Rutland", "period": period}
        for name, area, period in numbers
        if area == "Rutland" and (name, "Leicestershire", period) in numbers
    ]


def bears(item, priority, quadrant, areas, as_at):
    """Whether a finding counts for a priority of the plan of 2015/16: what was found before it is told apart."""
    names = item.get("priorities", "").split(";")
    asked = [measure.indicator for measure in priority.measures]
    return (
        item["quadrant"] == quadrant
        and CODES.get(item.get("area", "Leicestershire")) in areas
        and date(2015, 4, 1) <= ends(item) <= as_at
        and (priority.id in names or item.get("indicator") in asked)
    )


def ends(item):
    return parse_period(item.get("period", "2015/16")).ends


def state(name, shown, findings):
    if any(row[3] for row in shown):
        return "figures"
    if shown:
        return "withheld"
    return "findings" if any(item.get("indicator") == name for item in findings) else "silent"


def freshness(day, as_at):
    """By walking on from a day, a birthday at a time."""
    birthdays = 0
    while day < as_at:
        before, day = day, day + timedelta(days=1)
        birthdays += (before.month, before.day) == (3, 30)
    return ("fresh", "ageing", "stale")[min(birthdays, 2)]


def rows_about(indicator, area, period):
    """What was judged of a figure and is told, of the rules that say how it is doing."""
    rows = [JUDGEMENT | row for row in JUDGED]
    return [
        row
        for row in rows
        if (row["indicator"], row["area_code"], row["period"]) == (indicator, area, period)
        if row["rule"] != "data" and (row["listed"] or row["standing"] or row["rule"] == "change")
    ]


def moves(row):
    return row["rule"] in ("change", "trend") and row["level"] in ("unusual", "real")


def direction(numbers, findings):
    bad = good = judged = False
    for figure in numbers:
        for row in rows_about(*figure[:3]):
            flagged = row["level"] in ("unusual", "real")
            bad |= flagged and row["reading"] == "concern"
            good |= flagged and row["reading"] == "improvement"
            judged |= row["level"] != "too_few"
    for item in findings:
        bad |= item.get("strength", "mixed") in ("weakness", "gap", "mixed")
        good |= item.get("strength", "mixed") in ("strength", "mixed")
    if bad and good:
        return "mixed"
    if bad or good:
        return "concern" if bad else "improvement"
    return "steady" if judged else "unjudged"
