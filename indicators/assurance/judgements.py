"""What a cycle says of each figure, the most pressing first."""

from collections.abc import Collection, Mapping

from indicators.assurance.held import Judgement
from indicators.measures import Catalogue
from indicators.signals.cycle import Cycle
from indicators.signals.shortlist import shortlist
from indicators.statements import statement

#: Rules that ask whether a figure is doing well; whether it can be trusted is another question.
_RULES = ("change", "trend", "control", "target", "comparator", "areas")
Key = tuple[str, str, str]


def judgements_of(
    cycle: Cycle, catalogue: Catalogue, indicators: Collection[str]
) -> Mapping[Key, tuple[Judgement, ...]]:
    """What was judged of some indicators by id, area code and period, in the order of the shortlist.

    Every change, so that an older figure keeps the mark of its own year; of other rules what is listed or standing.
    """
    rows = cycle.judged
    told = rows["listed"].astype(bool) | rows["standing"].astype(bool) | (rows["rule"] == "change")
    kept = rows[told & rows["rule"].isin(_RULES) & rows["indicator"].isin(list(indicators))]
    found: dict[Key, tuple[Judgement, ...]] = {}
    for row in shortlist(kept.assign(listed=True)).itertuples(index=False):
        key = (row.indicator, row.area_code, row.period)
        judgement = Judgement(row.rule, row.level, row.reading, statement(row, catalogue))
        found[key] = (*found.get(key, ()), judgement)
    return found
