"""The four quadrants as HTML, a table each with a column an area, and how each figure moved.
Plain HTML, not widgets: screen readers and printers take it, and a hundred figures appear at once. All text from
data is escaped.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import urlencode

from indicators.catalogue.areas import Area
from indicators.catalogue.indicators import QUADRANTS, STRENGTHS, Indicator
from indicators.figures.latest import LatestFigure
from indicators.pages.components.cycle import ChangeJudgement, ChangeJudgements
from indicators.pages.components.figure_tables import sparkline_html
from indicators.signals.judgements import FLAGGED_LEVELS
from indicators.wording.numbers import (
    ARROWS,
    SYMBOL_TEXTS,
    better_or_worse,
    change_text,
    count_text,
    movement_direction,
    movement_text,
    symbol_text,
    value_text,
)
from indicators.wording.statements import too_few_text

_SIGNS = {"up": "+", "down": "−"}
_JUDGEMENT_WORDS = {
    "real": "; real, of a usual size",
    "unusual": "; unusual, more than such figures usually move",
    "ordinary": "; within chance, or too small to matter",
}


def movement_html(found: LatestFigure, changes: ChangeJudgements) -> str:
    """The change: an arrow, its size and what it is worth where it is real; else only its size, in grey."""
    moved = movement_direction(found)
    if not moved:
        return ""
    worth = changes.of(found)
    level = worth.level
    words = escape(movement_text(found) + _judgement_words(worth))
    unseen = f'<span class="unseen">{words}</span>'
    if moved == "same":
        return f'<span class="move quiet" title="{words}">= {unseen}</span>'
    size = escape(change_text(found))
    if level not in FLAGGED_LEVELS:
        few = ' <span class="few">few</span>' if worth.reason == "few_cases" else ""
        sign = "" if size.startswith("less than") else _SIGNS[moved]
        shown = f'<span aria-hidden="true">{sign}{size}{few}</span>'
        return f'<span class="move quiet" title="{words}">{shown}{unseen}</span>'
    verdict = better_or_worse(found)
    told = f" {verdict}," if verdict else ""
    shown = f'<span aria-hidden="true">{ARROWS[moved]} {size}{told} <b class="{level}">{level}</b></span>'
    return f'<span class="move {verdict or "neutral"}" title="{words}">{shown}{unseen}</span>'


def _judgement_words(worth: ChangeJudgement) -> str:
    if worth.level == "too_few":
        return f"; too few to judge: {too_few_text(worth.reason)}"
    return _JUDGEMENT_WORDS.get(worth.level, "")


#: Rows and open findings together, so that quadrants are about as high as one another; the others unfold.
QUADRANT_LINES = 12
FEWEST_OPEN_FINDINGS = 2


@dataclass(frozen=True)
class FindingLine:
    """A finding as the home page tells it."""

    strength: str
    statement: str
    where: str
    when: str
    source: str


_NO_FIGURES = (
    'No figures here for this choice. Choose another stage or year, or see <a href="about">About the data</a> for what '
    "is held."
)


@dataclass(frozen=True)
class Quadrant:
    """What one quadrant shows: its indicators with their latest figures by area code, its findings.

    `empty` is what it says, as HTML, where it has no indicator; rows beyond `most_open` unfold.
    """

    id: str
    rows: Sequence[tuple[Indicator, Mapping[str, LatestFigure]]]
    more_rows: int
    findings: Sequence[FindingLine]
    empty: str = _NO_FIGURES
    most_open: int | None = None


def quadrants_html(
    quadrants: Sequence[Quadrant], columns: Sequence[Area], wider: Sequence[Area], changes: ChangeJudgements
) -> str:
    """The whole model, two by two; `columns` are the areas side by side, `wider` those that span them.

    `changes` says of each change what it is worth.
    """
    body = "".join(_quadrant(quadrant, columns, wider, changes) for quadrant in quadrants)
    return f'<div class="quadrants">{body}</div>{_legend()}'


def _quadrant(quadrant: Quadrant, columns: Sequence[Area], wider: Sequence[Area], changes: ChangeJudgements) -> str:
    name = escape(QUADRANTS[quadrant.id])
    heads = "".join(f'<th scope="col">{escape(area.name)}</th>' for area in columns)
    rows = [_row(indicator, found, columns, wider, changes) for indicator, found in quadrant.rows]
    shown, folded = rows[: quadrant.most_open], rows[quadrant.most_open :] if quadrant.most_open else []
    caption = f"{name}: latest figures by area"
    table = _table(caption, heads, shown) if shown else f'<p class="empty">{quadrant.empty}</p>'
    if folded:
        rest = _table(f"{caption}, continued", heads, folded)
        table += f"<details><summary>{count_text(len(folded), 'more figure')}</summary>{rest}</details>"
    more = f'<p class="more">{quadrant.more_rows} more under “All indicators”</p>' if quadrant.more_rows else ""
    return (
        f'<section class="quadrant" aria-labelledby="q-{quadrant.id}"><h2 id="q-{quadrant.id}">{name}</h2>'
        f"{table}{more}{_findings(quadrant)}</section>"
    )


def _table(caption: str, heads: str, rows: Sequence[str]) -> str:
    return (
        f'<table><caption class="unseen">{caption}</caption>'
        f'<thead><tr><th scope="col"><span class="unseen">Indicator</span></th>{heads}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table>"
    )


def _row(
    indicator: Indicator,
    found: Mapping[str, LatestFigure],
    columns: Sequence[Area],
    wider: Sequence[Area],
    changes: ChangeJudgements,
) -> str:
    link = f"explore?{urlencode({'indicator': indicator.id})}"
    head = (
        f'<th scope="row"><a href="{link}" title="{escape(indicator.title)}">{escape(indicator.short_title)}</a></th>'
    )
    if any(area.code in found for area in columns):
        return f"<tr>{head}{''.join(_cell(found.get(area.code), changes) for area in columns)}</tr>"
    for area in wider:
        if area.code in found:
            return f"<tr>{head}{_cell(found[area.code], changes, span=len(columns), area=area)}</tr>"
    return f"<tr>{head}{''.join(_cell(None, changes) for _ in columns)}</tr>"


def _cell(found: LatestFigure | None, changes: ChangeJudgements, *, span: int = 1, area: Area | None = None) -> str:
    if found is None:
        return '<td class="none"><span aria-hidden="true">–</span><span class="unseen">no figure</span></td>'
    value = escape(value_text(found.value, found.series, found.symbol))
    if found.value is None:
        meaning = escape(SYMBOL_TEXTS.get(found.symbol, "no figure"))
        value = f'<abbr title="{meaning}">{escape(symbol_text(found.symbol))}</abbr>'
    marks = '<abbr class="mark" title="provisional">p</abbr>' if found.is_provisional else ""
    if found.other_figures:
        marks += '<abbr class="mark" title="another source gives another figure">≠</abbr>'
    where = f'<span class="where">{escape(area.name)}</span> ' if area else ""
    spans = f' colspan="{span}"' if span > 1 else ""
    return (
        f'<td{spans}><span class="value">{value}</span>{marks}{sparkline_html(found.series)}'
        f'<span class="under">{where}<span class="period">{escape(found.period)}</span> '
        f"{movement_html(found, changes)}</span></td>"
    )


def _findings(quadrant: Quadrant) -> str:
    if not quadrant.findings:
        return ""
    lines = [_finding(line) for line in quadrant.findings]
    open_lines = max(FEWEST_OPEN_FINDINGS, min(5, QUADRANT_LINES - len(quadrant.rows)))
    shown = "".join(lines[:open_lines])
    rest = lines[open_lines:]
    unfold = ""
    if rest:
        count = f"{len(rest)} more finding" + ("s" if len(rest) > 1 else "")
        unfold = f"<details><summary>{count}</summary><ul>{''.join(rest)}</ul></details>"
    return f'<div class="findings"><h3>What we have heard and found</h3><ul>{shown}</ul>{unfold}</div>'


def _finding(line: FindingLine) -> str:
    return (
        f'<li><span class="tag {line.strength}">{STRENGTHS[line.strength]}</span> {escape(line.statement)} '
        f'<span class="origin" title="{escape(line.source)}">{escape(line.where)}, {escape(line.when)}</span></li>'
    )


def _legend() -> str:
    return (
        '<p class="legend">▲ ▼ a change that chance alone does not explain: <b>real</b>, but of a size such figures '
        "often move, or <b>unusual</b>, more than they usually move. Other changes are in grey; <b>few</b>: too few "
        "to judge. <b>better</b> and <b>worse</b> only where the indicator has a good direction. "
        "<abbr>p</abbr> provisional · <abbr>≠</abbr> another source gives another figure · [c] too small to "
        "publish · [x] not available · – no figure. Open an indicator's name for its story.</p>"
    )
