"""How a figure of the home page moved, and what that is worth."""

from html import escape

from indicators.measures.latest import Latest
from indicators.pages.parts.cycle import Changes
from indicators.wording import ARROWS, change_text, direction, judgement, movement_text

_SIGNS = {"up": "+", "down": "−"}
#: Levels of a change that get an arrow.
_MARKED = ("real", "unusual")
_WORTH = {
    "real": "; real, of a usual size",
    "unusual": "; unusual, more than such figures usually move",
    "too_few": "; too few to judge",
    "ordinary": "; within chance, or too small to matter",
}


def movement_html(found: Latest, changes: Changes) -> str:
    """The change: an arrow, its size and what it is worth where it is real; else only its size, in grey."""
    moved = direction(found)
    if not moved:
        return ""
    level = changes.level(found)
    words = escape(movement_text(found) + _WORTH.get(level, ""))
    unseen = f'<span class="unseen">{words}</span>'
    if moved == "same":
        return f'<span class="move quiet" title="{words}">= {unseen}</span>'
    size = escape(change_text(found))
    if level not in _MARKED:
        few = ' <span class="few">few</span>' if level == "too_few" else ""
        shown = f'<span aria-hidden="true">{_SIGNS[moved]}{size}{few}</span>'
        return f'<span class="move quiet" title="{words}">{shown}{unseen}</span>'
    verdict = judgement(found)
    told = f" {verdict}," if verdict else ""
    shown = f'<span aria-hidden="true">{ARROWS[moved]} {size}{told} <b class="{level}">{level}</b></span>'
    return f'<span class="move {verdict or "neutral"}" title="{words}">{shown}{unseen}</span>'
