"""How a figure of the home page moved, and what that is worth."""

from html import escape

from indicators.measures.latest import Latest
from indicators.pages.parts.cycle import Changes, Worth
from indicators.signals.levels import FLAGGED
from indicators.statements import why_too_few
from indicators.wording import ARROWS, change_text, direction, judgement, movement_text

_SIGNS = {"up": "+", "down": "−"}
_WORTH = {
    "real": "; real, of a usual size",
    "unusual": "; unusual, more than such figures usually move",
    "ordinary": "; within chance, or too small to matter",
}


def movement_html(found: Latest, changes: Changes) -> str:
    """The change: an arrow, its size and what it is worth where it is real; else only its size, in grey."""
    moved = direction(found)
    if not moved:
        return ""
    worth = changes.of(found)
    level = worth.level
    words = escape(movement_text(found) + _worth_in_words(worth))
    unseen = f'<span class="unseen">{words}</span>'
    if moved == "same":
        return f'<span class="move quiet" title="{words}">= {unseen}</span>'
    size = escape(change_text(found))
    if level not in FLAGGED:
        few = ' <span class="few">few</span>' if worth.reason == "few_cases" else ""
        sign = "" if size.startswith("less than") else _SIGNS[moved]
        shown = f'<span aria-hidden="true">{sign}{size}{few}</span>'
        return f'<span class="move quiet" title="{words}">{shown}{unseen}</span>'
    verdict = judgement(found)
    told = f" {verdict}," if verdict else ""
    shown = f'<span aria-hidden="true">{ARROWS[moved]} {size}{told} <b class="{level}">{level}</b></span>'
    return f'<span class="move {verdict or "neutral"}" title="{words}">{shown}{unseen}</span>'


def _worth_in_words(worth: Worth) -> str:
    if worth.level == "too_few":
        return f"; too few to judge: {why_too_few(worth.reason)}"
    return _WORTH.get(worth.level, "")
