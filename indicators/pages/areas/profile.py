"""The profile of an area as HTML: a table a quadrant, a line and a picture beside others in each row."""

from base64 import b64encode
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup

from indicators.assurance.profile import AreaProfile, ProfileRow
from indicators.assurance.profile_words import (
    change_words,
    has_like_areas,
    missing_words,
    newer_words,
    period_words,
    strength_counts,
)
from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.indicators import QUADRANTS
from indicators.charts.spine import spine_svg
from indicators.pages.components.board_lines import challenge_line_html, challenge_lines_html
from indicators.pages.components.figure_tables import sparkline_html
from indicators.pages.components.quadrants import figure_values, movement_html
from indicators.web import render
from indicators.wording.numbers import count_text
from indicators.wording.positions import SPINE_KEY, SPINE_KEY_ENGLAND, difference_words, position_words
from indicators.wording.verdicts import VERDICTS

#: Open challenges that are listed; the log has them all.
_MOST_CHALLENGES = 4


def profile_html(profile: AreaProfile, catalogue: Catalogue) -> Markup:
    """The four quadrants of an area, what is open, and what is missing."""
    challenges = sorted(profile.challenges, key=lambda one: one.due)
    lines = [challenge_line_html(one, catalogue, profile.as_at) for one in challenges[:_MOST_CHALLENGES]]
    key = SPINE_KEY if has_like_areas(profile) else SPINE_KEY_ENGLAND
    missing = missing_words(profile)
    return render(
        "areas/profile.html",
        area=profile.area.name,
        sides=[_side(profile, name) for name in QUADRANTS],
        challenges=challenge_lines_html(lines) if lines else "",
        challenges_total=len(challenges),
        more_challenges=max(0, len(challenges) - _MOST_CHALLENGES),
        missing=missing[:1].upper() + missing[1:],
        key=key.format(area=profile.area.name),
        meanings=VERDICTS,
    )


def _side(profile: AreaProfile, name: str) -> dict[str, Any]:
    """A quadrant as its template has it."""
    rows, found = profile.rows[name], profile.findings_in(name)
    parameters = {"quadrant": name, "area": profile.area.code}
    return {
        "id": name,
        "name": QUADRANTS[name],
        "rows": [_row(profile, row) for row in rows],
        "has_positions": any(row.position for row in rows),
        "findings": f"{count_text(len(found), 'finding')}: {strength_counts(found)}" if found else "",
        "findings_address": f"findings?{urlencode(parameters)}",
    }


def _explored(profile: AreaProfile, row: ProfileRow) -> dict[str, str]:
    """What Explore shows of a row: the area's own figures, or all where the row has another area's or a sum."""
    is_own = len(row.figures) == 1 and not row.parts and not row.figures[0].area
    return {"indicator": row.indicator.id} | ({"area": profile.area.name} if is_own else {})


def _row(profile: AreaProfile, row: ProfileRow) -> dict[str, Any]:
    cells = [(figure_values(figure.latest, profile.verdicts), figure) for figure in row.figures]
    is_single = len(row.figures) == 1
    first, position = row.figures[0], row.position
    difference = position.difference if position else None
    return {
        "indicator": row.indicator,
        "address": f"explore?{urlencode(_explored(profile, row))}",
        "cells": cells,
        "period": period_words(row),
        "newer": newer_words(row, profile.verdicts),
        "line": sparkline_html(first.latest.series, width=56) if is_single else "",
        "change": movement_html(first.latest, first.verdict) if is_single and not row.parts else change_words(row),
        "spine": b64encode(spine_svg(position).encode()).decode() if position else "",
        "position": position_words(position) if position else "",
        "position_period": position.period if position and position.period != first.latest.period else "",
        "difference": difference_words(position) if position and difference and difference.is_clear else "",
        "reading": difference.reading if difference else "",
    }
