"""The filters in force on each page, in the words of a reader; a filter that narrows nothing is empty."""

from indicators.definitions import QUADRANTS, STAGES
from indicators.measures import Catalogue
from indicators.months import day_text
from indicators.pages.parts import challenge_choices, choices, disagreement_choices, finding_list, log_list
from indicators.pages.parts.disagreement_words import KINDS
from indicators.pages.parts.plan_choice import priority_words
from indicators.statements.words import READINGS

Words = dict[str, str]


def on_explore(catalogue: Catalogue, chosen: choices.Choices, cut: choices.Cut) -> Words:
    """What is drawn, of which areas and periods, and beside what."""
    span = cut.first if cut.first == cut.last else f"{cut.first} to {cut.last}"
    return {
        "Indicators": "; ".join(catalogue.indicators[name].title for name in chosen.indicators),
        "Areas": "; ".join(catalogue.areas[code].name for code in chosen.areas),
        "Beside": "; ".join(choices.COMPARATOR_WORDS[code] for code in chosen.comparators),
        "Measure": choices.MEASURE_WORDS[cut.measure],
        "Periods": ", ".join(filter(None, (choices.PERIOD_WORDS[cut.periods], span))),
        "Chart": choices.CHART_WORDS[chosen.chart],
    }


def on_challenge(catalogue: Catalogue, chosen: challenge_choices.Choices) -> Words:
    """The cycle, and what its list is narrowed to."""
    return {
        "Figures up to": day_text(chosen.as_at),
        "Area": _area(catalogue, chosen.area),
        "Stage": STAGES.get(chosen.stage, ""),
        "Quadrant": QUADRANTS.get(chosen.quadrant, ""),
        "Reading": READINGS.get(chosen.reading, ""),
    }


def on_disagreements(catalogue: Catalogue, chosen: disagreement_choices.Choices) -> Words:
    """What the list is narrowed to."""
    is_other = chosen.area == disagreement_choices.OTHERS
    return {
        "Area": "Other areas" if is_other else _area(catalogue, chosen.area),
        "Stage": STAGES.get(chosen.stage, ""),
        "Indicator": catalogue.indicators[chosen.indicator].title if chosen.indicator else "",
        "Kind": KINDS.get(chosen.kind, ""),
        "Year to 31 March": chosen.year,
    }


def in_log(catalogue: Catalogue) -> Words:
    """What the list of challenges is narrowed to, and which page of it is open."""
    chosen = dict.fromkeys(log_list.FILTERS, "") | log_list.filters_chosen()
    return {
        "Show": log_list.SHOWN[chosen["show"] or log_list.FILTERS["show"]][0],
        "Agency": chosen["agency"],
        "Area": _area(catalogue, chosen["area"]),
        "Search": chosen["text"],
        "Page": chosen["page"],
    }


def among_findings(catalogue: Catalogue) -> Words:
    """What the list of findings is narrowed to."""
    chosen = finding_list.filters_chosen()
    return {
        "Quadrant": QUADRANTS.get(chosen["quadrant"], ""),
        "Area": _area(catalogue, chosen["area"]),
        "Priority": priority_words(catalogue, chosen["priority"]) if chosen["priority"] else "",
    }


def _area(catalogue: Catalogue, code: str) -> str:
    return catalogue.areas[code].name if code in catalogue.areas else ""
