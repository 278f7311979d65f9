"""The choices beside Explore's chart as plain values: what is chosen, what can be instead, and what there is to say of
each. The browser draws them, and draws them anew for a choice before the server has heard of it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from indicators.catalogue.catalogue import Catalogue
from indicators.pages.explore.choice import (
    ADDITION_WORDS,
    CHART_WORDS,
    MEASURE_WORDS,
    MOST_LINES,
    PERIOD_WORDS,
    comparator_words,
)
from indicators.pages.explore.settle import FEWEST_TO_CUT_RANGE, SettledView

Notes = Mapping[str, Sequence[str]]


def controls_json(
    catalogue: Catalogue, settled: SettledView, notes: Notes, unavailable: Mapping[str, str]
) -> dict[str, Any]:
    """The choices of a view; `notes` by the choice's name, `unavailable` why an addition or the funnel is not shown."""
    controls = _subject_controls(catalogue, settled, notes)
    options = settled.options
    if options is None:
        return controls
    kinds = {catalogue.indicators[name].kind for name in settled.filters.indicators}
    number = "Number" if kinds == {"count"} else "Percentage" if kinds == {"proportion"} else "Figure"
    measures = MEASURE_WORDS | {"value": number}
    controls["measure"] = _one_of(
        "Show", {name: measures[name] for name in options.measures}, options.measure, notes.get("measure", ())
    )
    controls["periods"] = _one_of(
        "Periods", {name: PERIOD_WORDS[name] for name in options.groups}, options.periods, notes.get("periods", ())
    )
    labels = list(options.ends)
    if len(labels) >= FEWEST_TO_CUT_RANGE:
        controls["span"] = {
            "from": {"label": "From", "options": labels, "value": options.first},
            "to": {"label": "To", "options": labels[labels.index(options.first) :], "value": options.last},
            "notes": list(notes.get("from", ())),
        }
    named = ADDITION_WORDS | CHART_WORDS
    reasons = {name: f"{named[name]}: {reason}." for name, reason in unavailable.items()}
    is_funnel = settled.filters.chart == "funnel"
    charts = CHART_WORDS if "funnel" not in unavailable or is_funnel else {}
    controls["chart"] = _one_of(
        "Chart", charts, settled.filters.chart, [reasons[n] for n in ("funnel",) if n in reasons]
    )
    controls["add"] = [
        {
            "name": name,
            "label": words,
            "checked": name in settled.filters.additions,
            "disabled": name in unavailable,
            "note": reasons.get(name, ""),
        }
        for name, words in ADDITION_WORDS.items()
    ]
    return controls


def _subject_controls(catalogue: Catalogue, settled: SettledView, notes: Notes) -> dict[str, Any]:
    """Areas, and what they are held against."""
    chosen = settled.filters
    others = [code for code in catalogue.areas if code not in chosen.areas]
    return {
        "areas": {
            "chosen": [[code, catalogue.areas[code].name] for code in chosen.areas],
            "others": [[code, catalogue.areas[code].name] for code in others],
            "usual": [code for code in (*catalogue.board.shown, *catalogue.board.comparators) if code in others],
            "most": MOST_LINES,
            "notes": list(notes.get("areas", ())),
        },
        "with": {
            "options": [
                [code, words, code in chosen.comparators] for code, words in comparator_words(catalogue).items()
            ],
            "notes": list(notes.get("with", ())),
        },
    }


def _one_of(label: str, options: Mapping[str, str], value: str, notes: Sequence[str]) -> dict[str, Any]:
    """A choice of one; where there is but one to choose from the browser draws its notes alone."""
    return {"label": label, "options": [list(pair) for pair in options.items()], "value": value, "notes": list(notes)}
