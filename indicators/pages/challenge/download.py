"""The shortlist of the Challenge page as files to download."""

import pandas as pd

from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.indicators import QUADRANTS, STAGES
from indicators.catalogue.periods import day_text
from indicators.exports.exhibit import Exhibit
from indicators.exports.formats import TABLE_FORMATS
from indicators.frames import frame_rows
from indicators.pages.challenge.filters import ChallengeFilters
from indicators.pages.challenge.shortlist import filtered_judgements, ordered_lines, shortlist_rows
from indicators.pages.components.cycle import cached_cycle, sort_judgements
from indicators.pages.components.downloads import Download, audience_box, offer_downloads
from indicators.pages.components.session import DashboardData
from indicators.signals.cycle import Cycle
from indicators.wording.statements import RULE_NAMES, level_text, reading_text, statement

_TITLE = "What warrants challenge"
#: The columns that a document has room for.
_DOCUMENT_COLUMNS = ["What was found", "Question", "Verdict", "Reading"]
_COLUMN_HEADINGS = {
    "period": "Period",
    "area": "Area",
    "value": "Figure",
    "compared_with": "Compared with",
    "against": "Which is",
    "effect": "Size",
    "effect_lower": "Size, lower end",
    "effect_upper": "Size, upper end",
    "effect_unit": "Size in",
    "p_chance": "How likely by chance alone (0 to 1)",
    "p_usual": "How likely as such figures usually move (0 to 1)",
    "q": "Share of such lines that are false alarms, at most (0 to 1)",
}


def shortlist_table(rows: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """A row a line with its sentence, in words first and numbers at full precision after."""
    words = pd.DataFrame(
        {
            "What was found": [statement(row, catalogue) for row in frame_rows(rows)],
            "Indicator": [catalogue.indicators[name].title for name in rows["indicator"]],
            "Question": rows["rule"].map(RULE_NAMES).to_numpy(),
            "Verdict": [level_text(row.level, row.rule, row.reason) for row in frame_rows(rows)],
            "Reading": rows["reading"].map(reading_text).to_numpy(),
        }
    )
    return pd.concat(
        [words, rows[list(_COLUMN_HEADINGS)].rename(columns=_COLUMN_HEADINGS).reset_index(drop=True)], axis=1
    )


def offer_shortlist(data: DashboardData, chosen: ChallengeFilters, rows: pd.DataFrame) -> None:
    """The files of the lines shown; those for anybody are judged anew from public figures."""
    download = Download(
        made=lambda figures: shortlist_exhibit(figures, chosen, cached_cycle(figures.version, chosen.as_at, figures)),
        indicators=("what warrants challenge",),
        areas=tuple(dict.fromkeys(rows["area"])),
        periods=(day_text(chosen.as_at) if chosen.as_at else "latest",),
        known_on=data.known_on,
        figures=lambda: frozenset(zip(rows["indicator"], rows["area"], rows["period"], strict=True)),
    )
    offer_downloads(download, audience_box(data, key="challenge"), key="challenge", only=TABLE_FORMATS)


def list_title(data: DashboardData, chosen: ChallengeFilters) -> str:
    """What the list is called, without any figure of it: what it is narrowed to."""
    area = data.catalogue.areas[chosen.area].name if chosen.area else ""
    names = (area, STAGES.get(chosen.stage, ""), QUADRANTS.get(chosen.quadrant, ""))
    narrowed = [*filter(None, names), *([reading_text(chosen.reading)] if chosen.reading else [])]
    return f"{_TITLE}: {', '.join(narrowed)}" if narrowed else _TITLE


def exported_rows(data: DashboardData, chosen: ChallengeFilters, cycle: Cycle) -> pd.DataFrame:
    """The lines of a cycle that are asked for, in the order that is asked for."""
    return ordered_lines(shortlist_rows(filtered_judgements(data, chosen, sort_judgements(cycle))), chosen.order)


def shortlist_exhibit(data: DashboardData, chosen: ChallengeFilters, cycle: Cycle) -> Exhibit:
    """The list of a cycle as it leaves the page, from the figures of an audience."""
    rows = exported_rows(data, chosen, cycle)
    return Exhibit(
        title=list_title(data, chosen),
        subtitle=f"Figures up to {day_text(chosen.as_at)}" if chosen.as_at else "The latest figures of each indicator",
        source_note="worked out from the figures held, each of which names its source on its own page",
        as_at=data.as_at_text(rows["ends"].dt.date),
        table=shortlist_table(rows, data.catalogue)[_DOCUMENT_COLUMNS],
        data=shortlist_table(rows, data.catalogue),
        audience=data.audience,
    )
