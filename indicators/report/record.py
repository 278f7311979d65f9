"""What stands on the dashboard's pages as parts of a report, by its address: a challenge or a finding of the record,
and views that the pages draw.

Words of people are for the board alone unless somebody decided that anybody may read them: from a report for anybody
such parts are left out before it is made, so that nothing in it tells that they were there.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlencode

from indicators.access import Audience
from indicators.board.challenge_story import challenge_story
from indicators.board.challenges import Challenge, challenge_history, load_challenge
from indicators.board.findings import Finding, findings
from indicators.board.report_sets import ReportPart, ReportSet
from indicators.board.scorecards import measure_text, saved_scorecards
from indicators.board.snapshot import snapshot_series
from indicators.board.validation import tidy_line
from indicators.catalogue.indicators import QUADRANTS, STRENGTHS
from indicators.catalogue.periods import day_text
from indicators.charts.trend import trend_chart
from indicators.disclosure.decisions import YES
from indicators.disclosure.edition import Edition
from indicators.errors import RecordRefused, UsageError
from indicators.exports.exhibit import Exhibit, newest_day_text
from indicators.exports.plots import line_plots
from indicators.report.charts import chart_table
from indicators.report.contents import Contents, ContentsItem
from indicators.report.sections import Basis, Piece
from indicators.report.year import ReportYear
from indicators.store.database import Store
from indicators.wording.headlines import alt_text, chart_subtitle

#: The pages of the record in addresses, and the one whose words no rule checks.
_CHALLENGES, _FINDINGS, _MAP = "log", "findings", "assurance"
#: The page of scorecards in addresses, and what names the measures of one that the office made.
SCORECARD_PAGE, MEASURES_PARAMETER = "scorecard", "measure"
_TABLE_PLACE = "The workbook of the report"


def split_address(address: str) -> tuple[str, dict[str, list[str]]]:
    """The page of an address and its parameters."""
    page, _, query = address.partition("?")
    return page, parse_qs(query, keep_blank_values=True)


def permitted_contents(contents: Contents, edition: Edition) -> Contents:
    """Contents without what is for the board alone, where the figures are anybody's."""
    if edition.audience is Audience.BOARD:
        return contents
    permitted = tuple(_public_item(item, edition) for item in contents.items if _is_permitted(item, edition.store))
    if contents.items and not permitted:
        raise UsageError("No part of this report is for anybody: all are for members only.")
    return Contents(contents.public_title or contents.title, permitted)


def _public_item(item: ContentsItem, edition: Edition) -> ContentsItem:
    """A part with what anybody may read of it: a finding may have been put aside under earlier words, which nobody has
    released, so its heading stands only where it is the beginning of the words that were.
    """
    page, parameters = split_address(item.address)
    if item.kind == "view" and page == SCORECARD_PAGE and MEASURES_PARAMETER in parameters:
        # The id of a set that the office made has the words of its name.
        return replace(item, address=_address(page, {**parameters, "set": []}))
    one = _public_finding(item, edition.store) if _is_finding(item) else None
    if one is None:
        return item
    is_released = tidy_line(one.statement).startswith(item.title.removesuffix("…").rstrip())
    area = edition.catalogue.areas[one.area_code].name
    title = item.title if is_released else f"{QUADRANTS[one.quadrant]}: {area}, {one.period}"
    return replace(item, title=title, address=f"{_FINDINGS}?finding={one.id}")


#: What a report of a set alone is called for anybody: the name of a set is somebody's own words.
_PUBLIC_TITLE = "Safeguarding report"
#: What closes a report, after whatever was added to it.
_CLOSING = ("sources", "notes")


def contents_with_set(contents: Contents | None, chosen: ReportSet, store: Store) -> Contents:
    """A set as a report of its own, or its parts in other contents, before what closes them.

    `store` is the board's: findings have their words as the record has them now.
    """
    parts = tuple(_part_item(part, store) for part in chosen.parts)
    if contents is None:
        items = (*parts, *(ContentsItem(kind=kind) for kind in _CLOSING)) if parts else ()
        return Contents(chosen.title, items, _PUBLIC_TITLE)
    end = len(contents.items)
    while end and contents.items[end - 1].kind in _CLOSING:
        end -= 1
    return replace(contents, items=(*contents.items[:end], *parts, *contents.items[end:]))


def _part_item(part: ReportPart, store: Store) -> ContentsItem:
    finding = finding_of_part(part.address, store)
    words = (finding.statement,) if finding else ()
    address = _with_measures(part.address, store)
    return ContentsItem(kind="view", title=part.title, address=address, paragraphs=words)


def _with_measures(address: str, store: Store) -> str:
    """The address of a scorecard that the office made with its measures: no copy for anybody has the office's sets."""
    page, parameters = split_address(address)
    chosen = parameters.get("set", [""])[0]
    own = [card for card in saved_scorecards(store) if card.id == chosen] if page == SCORECARD_PAGE else []
    measures = [measure_text(measure) for card in own for measure in card.measures]
    return _address(page, {**parameters, MEASURES_PARAMETER: measures}) if measures else address


def _address(page: str, parameters: Mapping[str, Sequence[str]]) -> str:
    return f"{page}?{urlencode(parameters, doseq=True)}"


def finding_of_part(address: str, store: Store) -> Finding | None:
    """The finding that a part of a report shows, as the board's record has it; None for other parts, and gone ones."""
    page, parameters = split_address(address)
    wanted = parameters.get("finding", [""])[0]
    return next((one for one in findings(store) if one.id == wanted), None) if page == _FINDINGS else None


def is_for_board_only(address: str, store: Store) -> bool:
    """Whether a part is left out of a report for anybody, by the board's record: a challenge, the map, a finding that
    nobody has released.
    """
    page, _ = split_address(address)
    if page == _FINDINGS:
        one = finding_of_part(address, store)
        return one is None or one.public != YES
    return page in (_CHALLENGES, _MAP)


def _is_permitted(item: ContentsItem, public: Store) -> bool:
    """Whether a part may stand in a report for anybody; of findings those that the public copy has word for word."""
    if _is_finding(item):
        return _public_finding(item, public) is not None
    return item.kind != "view" or split_address(item.address)[0] not in (_CHALLENGES, _MAP)


def _is_finding(item: ContentsItem) -> bool:
    return item.kind == "view" and split_address(item.address)[0] == _FINDINGS


def _public_finding(item: ContentsItem, public: Store) -> Finding | None:
    """A finding in the public copy, where its id is another one."""
    return next((one for one in findings(public) if one.statement in item.paragraphs), None)


def view_pieces(item: ContentsItem, year: ReportYear) -> Iterator[Piece]:
    """What an address shows; where that is gone, or has no figures, that it is so."""
    page, parameters = split_address(item.address)
    try:
        if page == _CHALLENGES:
            yield replace(_challenge_piece(_challenge(year.store, parameters), year), heading=item.heading)
        elif page == _FINDINGS:
            is_public = year.audience is Audience.PUBLIC
            one = _public_finding(item, year.store) if is_public else finding_of_part(item.address, year.store)
            if one is None:
                raise UsageError("the finding is not there any more.")
            yield replace(_finding_piece(one, year), heading=item.heading)
        elif year.draw_view is None:
            raise UsageError("this view can be drawn on the page Report pack only.")
        else:
            for number, piece in enumerate(year.draw_view(item, year)):
                yield piece if number else replace(piece, heading=item.heading)
    except UsageError as error:
        yield Piece(heading=item.heading, lacks=f"{item.heading}: {error}")


def _challenge(store: Store, parameters: dict[str, list[str]]) -> Challenge:
    number = parameters.get("challenge", [""])[0]
    try:
        return load_challenge(store, int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0)
    except RecordRefused:
        raise UsageError("the challenge is not there any more.") from None


def _challenge_piece(one: Challenge, year: ReportYear) -> Piece:
    """A challenge as its story, with the figure as the board saw it."""
    story = challenge_story(one, challenge_history(year.store, one.number), year.catalogue)
    words = (f"Challenge {one.number} to {one.agency}: {one.state.words}.", *story)
    history = snapshot_series(one.snapshot, year.catalogue.areas) if one.snapshot else None
    if history is None or history.known.empty:
        return Piece(paragraphs=words)
    source = one.snapshot["figure"]["source"] if one.snapshot.get("figure") else ""
    said: dict[str, Any] = {
        "title": f"{history.indicator.short_title}, {history.area.name}, as the {year.catalogue.terms.board} saw it",
        "subtitle": chart_subtitle([history]),
        "source_note": source,
    }
    exhibit = Exhibit(
        **said,
        as_at=newest_day_text(history.known["ends"].dt.date),
        table=chart_table([history]),
        audience=year.audience,
        alt=alt_text([history], title=said["title"], table=_TABLE_PLACE),
        figure=trend_chart([history], breaks=history.breaks, **said),
        plots=line_plots([history], []),
    )
    basis = Basis(
        indicators=(history.indicator.id,),
        areas=(history.area.name,),
        periods=tuple(history.points["period"]),
        sources=(source,) if source else (),
    )
    return Piece(paragraphs=words, exhibit=exhibit, basis=basis)


def _finding_piece(one: Finding, year: ReportYear) -> Piece:
    area = year.catalogue.areas[one.area_code].name
    label = year.catalogue.source_label(one.source)
    facts = f"{STRENGTHS[one.strength]}: {area}, {one.period}. Source: {label}."
    decided = f" Decided for publication on {day_text(one.decided_on)}." if one.decided_on else ""
    sources = (label,) if one.source in year.catalogue.sources else ()
    is_marked = year.audience is Audience.BOARD
    return Piece(
        paragraphs=(f"“{one.statement}”", facts + (decided if is_marked else "")),
        basis=Basis(areas=(area,), periods=(one.period,), sources=sources),
    )
