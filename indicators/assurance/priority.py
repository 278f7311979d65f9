"""One priority from its four sides."""

from dataclasses import replace
from datetime import date

from indicators.assurance.cells import Row
from indicators.assurance.evidence import assurance_map
from indicators.measures import Catalogue
from indicators.plans import Plan, Priority
from indicators.signals.cycle import Cycle
from indicators.store import Store


def priority_evidence(
    store: Store, catalogue: Catalogue, plan: Plan, priority: Priority, *, as_at: date, cycle: Cycle
) -> Row:
    """What is held for one priority of a plan: its row of the assurance map, with nothing fetched for the others.

    A cell's `asks` name every measure of that side with its indicator and its figures by area code, those
    without data too; its `findings` are what was heard and found; `asks_without_data` is what is missing.
    """
    alone = replace(plan, priorities=(priority,))
    return assurance_map(store, catalogue, alone, as_at=as_at, cycle=cycle).rows[0]
