"""The assurance map: what evidence each priority of a plan has from the four sides."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from indicators.assurance.cells import AssuranceMap, Cell, Row
from indicators.assurance.findings import bears_on, findings_held
from indicators.assurance.held import Ask, Figure, Finding, Judgement
from indicators.assurance.judgements import Key, judgements_of
from indicators.definitions import QUADRANTS
from indicators.measures import Catalogue, latest_figures
from indicators.measures.latest import Latest
from indicators.plans import Measure, Plan, Priority, measures_of
from indicators.signals.cycle import WIDER, Cycle
from indicators.store import Store


@dataclass(frozen=True)
class _Held:
    """All that is held for a plan, from which its cells are filled."""

    catalogue: Catalogue
    areas: tuple[str, ...]
    wider: tuple[str, ...]
    latest: Mapping[tuple[str, str], Latest]
    judged: Mapping[Key, tuple[Judgement, ...]]
    findings: tuple[Finding, ...]


def assurance_map(
    store: Store,
    catalogue: Catalogue,
    plan: Plan,
    *,
    as_at: date,
    cycle: Cycle,
    open_challenges: Mapping[tuple[str, str], int] | None = None,
) -> AssuranceMap:
    """What is held for every priority of a plan, by quadrant, of periods that had ended by a day.

    `cycle` is what was judged as at that day; `open_challenges` counts them by priority id and quadrant. One
    query for the figures of the whole plan, one for the findings.
    """
    held = _held(store, catalogue, plan, as_at, cycle)
    counts = open_challenges or {}
    rows = tuple(
        Row(
            priority,
            tuple(_cell(held, priority, name, as_at, counts.get((priority.id, name), 0)) for name in QUADRANTS),
        )
        for priority in plan.priorities
    )
    return AssuranceMap(plan, as_at, rows)


def wider_areas(catalogue: Catalogue, areas: Iterable[str]) -> tuple[str, ...]:
    """The codes of the board's combined areas that hold one of some areas whole, without these themselves."""
    own = [set(catalogue.areas[code].parts or (code,)) for code in areas]
    return tuple(
        code
        for code in WIDER
        if code in catalogue.areas and any(parts < set(catalogue.areas[code].parts) for parts in own)
    )


def _held(store: Store, catalogue: Catalogue, plan: Plan, as_at: date, cycle: Cycle) -> _Held:
    names = list(dict.fromkeys(measure.indicator for _, measure in measures_of(plan)))
    wider = wider_areas(catalogue, plan.areas)
    areas = (*plan.areas, *wider)
    return _Held(
        catalogue=catalogue,
        areas=plan.areas,
        wider=wider,
        latest=latest_figures(store, catalogue, names, areas, as_at=as_at),
        judged=judgements_of(cycle, catalogue, names),
        findings=tuple(findings_held(store, catalogue, areas, as_at=as_at)),
    )


def _cell(held: _Held, priority: Priority, quadrant: str, as_at: date, challenges: int) -> Cell:
    findings = tuple(item for item in held.findings if item.quadrant == quadrant and bears_on(item, priority))
    asks = tuple(_ask(held, measure, findings) for measure in priority.asked_in(quadrant))
    return Cell(priority.id, quadrant, as_at, asks, findings, challenges)


def _ask(held: _Held, measure: Measure, findings: Iterable[Finding]) -> Ask:
    name = measure.indicator
    figures = {
        code: Figure(held.latest[name, code], held.judged.get((name, code, held.latest[name, code].period), ()))
        for code in _areas_shown(held, name)
    }
    about = tuple(item for item in findings if item.indicator == name)
    return Ask(measure, held.catalogue.indicators[name], figures, about)


def _areas_shown(held: _Held, indicator: str) -> list[str]:
    """The plan's own areas that have a figure; where none of these is a number, a wider area's that is."""
    own = [code for code in held.areas if (indicator, code) in held.latest]
    wider = [code for code in held.wider if (indicator, code) in held.latest]
    if any(_is_number(held, indicator, code) for code in own):
        return own
    numbers = [code for code in wider if _is_number(held, indicator, code)]
    return own + (numbers[:1] if own or numbers else wider[:1])


def _is_number(held: _Held, indicator: str, area: str) -> bool:
    return held.latest[indicator, area].value is not None
