"""Topics: what figures, audits, families, staff, plans and challenges say of one topic, and what is missing."""

from datetime import date

import streamlit as st
from markupsafe import Markup

from indicators import clock
from indicators.assurance.topics import TopicEvidence, topic_evidence
from indicators.board.findings import Finding
from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.indicators import QUADRANTS, Indicator
from indicators.catalogue.names_today import names_today
from indicators.catalogue.topics import TOPICS
from indicators.figures.latest import LatestFigure
from indicators.pages.components import printing, query_params
from indicators.pages.components.board_lines import challenge_line_html, challenge_lines_html, raise_address
from indicators.pages.components.cycle import cached_cycle
from indicators.pages.components.downloads import offer_link
from indicators.pages.components.filters import Filter, draw_filters, filter_words, restore_filters
from indicators.pages.components.quadrants import FindingLine, Quadrant, quadrants_html
from indicators.pages.components.session import DashboardData, dashboard_data
from indicators.web import render
from indicators.wording.numbers import change_text, count_text, movement_direction
from indicators.wording.statements import period_phrase
from indicators.wording.verdicts import NO_CLEAR, NOT_COMPARABLE, TOO_FEW, Verdicts, change_verdicts

PAGE = "topics"
#: Figures of a quadrant that stand open, and challenges that are listed.
_MOST_ROWS, _MOST_CHALLENGES = 10, 10
#: Figures that changed and are named in the headline; more are counted.
_MOST_NAMED = 2
#: What a quadrant says that has no figure.
_NO_FIGURE = "No figure on this topic."


def page() -> None:
    """The page: which topic, what there is in short, what is missing, the quadrants, plans, challenges."""
    data = dashboard_data()
    title = st.container()
    names = {topic.id: topic.title for topic in TOPICS.values()}
    filters = (Filter("topic", "Topic", names, address_texts=names),)
    unknown = restore_filters(PAGE, filters, query_params.read_parameters(PAGE, {"topic": False}))
    if unknown:
        query_params.warn_unknown(unknown)
    left, right = st.columns([2, 5], vertical_alignment="bottom")
    chosen = draw_filters(PAGE, filters, places=[left])["topic"]
    query_params.write_parameters(PAGE, {"topic": chosen})
    with right:
        offer_link(key=PAGE)
    head, body = _rendered_topic(data.version, data.record, chosen, clock.today(), data)
    title.html(head)
    st.html(body)
    printing.print_filters(data, filter_words(filters, {"topic": chosen}))


@st.cache_resource(show_spinner="Gathering the topic …", max_entries=64)
def _rendered_topic(version: str, record: str, chosen: str, today: date, _data: DashboardData) -> tuple[Markup, Markup]:
    """Kept until figures come, something is written down, or the day ends."""
    evidence = topic_evidence(_data.store, _data.catalogue, TOPICS[chosen], as_at=today)
    verdicts = change_verdicts(cached_cycle(version, None, _data).judged)
    return _head(evidence, verdicts), _body(evidence, verdicts, _data.catalogue)


def _head(evidence: TopicEvidence, verdicts: Verdicts) -> Markup:
    """What there is in a line, and what is missing in another."""
    figures = evidence.shown_figures
    compared = [verdicts.compared(figure) for figure in figures]
    changed = [figure for figure, verdict in compared if verdict.is_change]
    verb = "has" if len(changed) == 1 else "have"
    words = {verdict.word for _, verdict in compared}
    said = next((word for word in (NO_CLEAR, TOO_FEW, NOT_COMPARABLE) if word in words), "nothing to compare yet")
    if changed:
        said = f"{len(changed)} of {count_text(len(figures), 'figure')} {verb} clearly changed"
        if len(changed) <= _MOST_NAMED:
            said += f": {'; '.join(map(_changed_name, changed))}"
    open_now = len(evidence.open_challenges)
    counts = [
        count_text(len(figures), "figure"),
        count_text(len(evidence.findings), "finding"),
        f"asked for by {count_text(len(evidence.plans), 'plan')}" if evidence.plans else "",
        f"{count_text(open_now, 'challenge')} open" if open_now else "no challenge open",
    ]
    return render(
        "topics/head.html",
        headline=f"{evidence.topic.title}: {said if figures else 'no figure yet'}",
        counts=[one for one in counts if one],
        gaps=evidence.gaps,
        names_today=names_today(evidence.topic.title, *evidence.topic.tags),
    )


def _changed_name(figure: LatestFigure) -> str:
    """A figure that changed: `CSE referrals, Ashby (up 107%)`."""
    series = figure.series
    moved = f"{movement_direction(figure)} {change_text(figure)} {period_phrase(figure.period)}"
    return f"{series.indicator.short_title}, {series.area.name} ({moved})"


def _body(evidence: TopicEvidence, verdicts: Verdicts, catalogue: Catalogue) -> Markup:
    """The quadrants with figures and findings, measures without a figure, plans and challenges."""
    columns = [catalogue.areas[code] for code in catalogue.board.own]
    wider = [catalogue.areas[code] for code in catalogue.board.combined]
    quadrants = [
        Quadrant(
            id=name,
            rows=_rows(evidence, name, verdicts),
            more_rows=0,
            findings=[_finding_line(finding, catalogue) for finding in evidence.findings_in(name)],
            empty=_NO_FIGURE if evidence.findings_in(name) else evidence.quadrant_gap(name),
            most_open=_MOST_ROWS,
        )
        for name in QUADRANTS
    ]
    lines = [
        challenge_line_html(challenge, catalogue, evidence.as_at)
        for challenge in evidence.challenges[:_MOST_CHALLENGES]
    ]
    return render(
        "topics/body.html",
        quadrants=quadrants_html(quadrants, columns, wider, verdicts),
        without_figure=[
            (QUADRANTS[name], own)
            for name in QUADRANTS
            if (own := [item for item in evidence.without_figure if item.quadrant == name])
        ],
        missing=len(evidence.without_figure),
        term=evidence.term,
        plans=evidence.plans,
        titles={item.id: item.title for item in evidence.indicators},
        with_figure={item.id for item in evidence.indicators if evidence.figures_of(item.id)},
        challenge_lines=challenge_lines_html(lines) if lines else "",
        total=len(evidence.challenges),
        older=len(evidence.challenges) - len(lines),
        raise_address=raise_address(),
        count_text=count_text,
    )


def _rows(
    evidence: TopicEvidence, quadrant: str, verdicts: Verdicts
) -> list[tuple[Indicator, dict[str, LatestFigure]]]:
    """The indicators of a quadrant with their figures: headline ones first, then those that clearly changed."""
    rows = [(item, evidence.figures_of(item.id)) for item in evidence.in_quadrant(quadrant)]

    def is_later(row: tuple[Indicator, dict[str, LatestFigure]]) -> bool:
        item, figures = row
        return not item.headline and not any(verdicts.compared(one)[1].is_change for one in figures.values())

    return sorted(rows, key=is_later)


def _finding_line(finding: Finding, catalogue: Catalogue) -> FindingLine:
    return FindingLine(
        strength=finding.strength,
        statement=finding.statement,
        where=catalogue.areas[finding.area_code].name,
        when=finding.period,
        source=catalogue.source_label(finding.source),
    )


page()
