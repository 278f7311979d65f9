"""A return checked against the store: all its problems at once, each valid figure beside the one that is known, and
warnings.

Warnings are about figures that may be right: another scale, years sent as months, large revisions, totals that
differ from their parts, figures repeated from before.
"""

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pandas as pd

from indicators import clock
from indicators.access.permissions import Permission, current_user
from indicators.catalogue.areas import joined_names
from indicators.catalogue.periods import MONTH_NAMES, Period, PeriodType, day_text, financial_year_of, quarter_of
from indicators.errors import Problem, ReturnRefused
from indicators.frames import frame_groups, frame_rows
from indicators.loading.build import Progress, no_progress
from indicators.loading.editions import FileKind
from indicators.loading.problems import (
    MOST_SHOWN,
    StagedLines,
    cell_problems,
    figure_name,
    repeat_problems,
    repeated_figures,
    respelt_problems,
    rounded_problems,
    share_problems,
    unfitting_problems,
)
from indicators.returns.containers import opened_table
from indicators.returns.names import named_problems
from indicators.returns.publishers.columns import is_named_table
from indicators.returns.publishers.neighbours import read_neighbours
from indicators.returns.publishers.scale import far_figures, refuse_other_tables
from indicators.returns.recognise import FileForm, Submission, file_form, is_parquet
from indicators.returns.staging import STAGED_RETURN_ID, StagedReturn, plain_read_errors, stage_return
from indicators.returns.vocabulary import Agency, Vocabulary, stored_vocabulary
from indicators.store.database import Store
from indicators.temporary import temporary_folder

#: Revisions that are told one by one as warnings too; the preview lists them all.
_MOST_REVISIONS = 20
_KINDS = {
    "areas": "the areas that it is summed from",
    "indicators": "its parts",
    "quarter": "its quarters",
    "month": "its months",
}
_ROUNDED = ("country", "region")
#: A figure is doubted at so many times its neighbours in time, or those of other areas for their children. A nought
#: too many is ten times, and what the board counts seldom moves by half of that. Percentages of few cases do.
#: Areas differ more: of 254 pairs of shipped figures one is at most 3.5 times the other, children for children.
_TIMES, _TIMES_OF_AREAS, _TIMES_OF_SHARES = 3.0, 4.0, 5.0
#: Below it counts jump by chance: 1 becomes 10 where one family moves. Percentages, rates and averages that small are
#: doubted from so many times on, while they are not tiny.
_LEAST_COMPARED, _TIMES_OF_SMALL, _LEAST_OF_SMALL = 20, 8.0, 2
#: What rounding leaves between a printed share and its counts, in units of its last digit.
_HALF_A_DIGIT = 0.51
#: What chance may add to a small number of another area, or take from it: the 95% bound of none is 3.
_FEW_CASES = 3
#: So much of the whole year before makes a quarter doubtful, and how many figures nearest in time are looked at.
_NEARLY_A_YEAR, _NEAREST = 0.8, 6
#: So many percentages of an edition, and so much of those of their indicator, show that they are fractions of 1.
_LEAST_FRACTIONS, _MOSTLY = 3, 0.75
#: More figures than a person sends are not held against each other one by one.
_MOST_COMPARED = 50_000


def figure_warnings(store: Store, lines: StagedLines, known: Vocabulary, *, is_personal: bool) -> list[Problem]:
    """Warnings about the figures in the temporary table `compared`; some are asked of people's returns only."""
    indicators = list(store.fetch("staged_indicators")["indicator"])
    _stage_parts(store, known)
    families = _families(known, set(indicators))
    related = sorted(set(indicators).union(*families))
    problems = _totals(store, lines, related, in_part=is_personal)
    if is_personal:
        if families:
            problems += _parts_above_others(store, lines, known, related)
        problems += _owed_by_others(store, lines, known) + _contradicted_values(store, lines, known)
        problems += _revisions(store, lines) + _repeated_figures(store, lines, indicators)
    problems += _unfinished(store, lines, today=clock.today())
    if is_personal and _is_comparable(store):
        _stage_comparable(store, known, indicators)
        problems += _unlike_others(store, lines, known)
    return problems


def _is_comparable(store: Store) -> bool:
    """Whether the return changes something, and no more than can be held against each other figure by figure."""
    changed = store.fetch("compared_counts").set_index("state")["figures"]
    return bool(0 < changed.reindex(["new", "revised"]).sum() <= _MOST_COMPARED)


def _published_fractions(store: Store, known: Vocabulary, indicators: list[str]) -> pd.DataFrame:
    """A publisher's percentages that are a hundredth of those that are known beside them."""
    if not _is_comparable(store):
        return pd.DataFrame(columns=["row", "indicator", "source", "value"])
    _stage_parts(store, known)
    _stage_comparable(store, known, indicators)
    shares = store.fetch("shares_as_fractions", most=_NEAREST)
    return shares[shares["reason"] == "near"]


def _refuse_fractions(
    store: Store, lines: StagedLines, known: Vocabulary, shares: pd.DataFrame
) -> tuple[list[Problem], set[str]]:
    """Put all percentages of the indicators of which most are fractions into `refused_row`; tells each."""
    problems, refused = [], set()
    for (indicator, source), own in frame_groups(shares, ["indicator", "source"]):
        compared = int(own["compared"].iloc[0])
        if len(own) < _LEAST_FRACTIONS or len(own) < _MOSTLY * compared:
            continue
        rows = store.fetch("rows_of_indicator", indicator=indicator, source=source)
        store.append("refused_row", rows[["row"]].astype("int64"))
        refused.add(indicator)
        first = next(frame_rows(own))
        lines.cells([int(first.row)])
        message = (
            f"({figure_name(first)}) is read as {exact_number_text(first.value)}%, and "
            f"{exact_number_text(first.other_value)} was given for {_comparison_text(first, known)}; "
            f"{len(own):,} of {compared:,} percentages of '{known.indicators[indicator].short_title}' in this file are "
            f"a hundredth of those beside them. They seem to be fractions of 1: its {len(rows):,} figures are left "
            "out. Multiply the column by 100, or ask for the table with percentages"
        )
        problems.append(lines.problem([int(first.row)], "value", exact_number_text(first.value), message))
    return problems, refused


def _written_period(cells: Mapping[str, str]) -> str:
    """The period of a line as its sender wrote it."""
    return next(filter(None, (cells.get(name, "").strip() for name in ("period_written", "period"))), "")


def _unfinished(store: Store, lines: StagedLines, *, today: date) -> list[Problem]:
    """Figures of periods that nobody can have counted to their end: a wrong year, or a wrong clock."""
    unfinished = store.fetch("unfinished_periods", today=today)
    problems = []
    for (kind, starts, ends, is_to_come), own in frame_groups(
        unfinished, ["period_type", "starts", "ends", "is_to_come"]
    ):
        period = Period(ends.date(), starts.date(), PeriodType(kind)).label
        rows = [int(row) for row in own["row"]]
        written = _written_period(lines.cells(rows)[rows[0]])
        message = (
            f"({period}) {'has not begun' if is_to_come else 'has not ended'} by today, {day_text(today)}. Is it the "
            "right year? If not write the right period; if this computer's clock is wrong set it; if the figure is of "
            "the time so far say that it is provisional"
        )
        problems.append(lines.problem(rows, "period", written or period, message).as_warning())
    return problems[:MOST_SHOWN]


def _stage_comparable(store: Store, known: Vocabulary, indicators: list[str]) -> None:
    """Put the figures of a return beside those that are known, for what is asked of them next."""
    store.execute("indicator_about")
    monthly = set(known.monthly)
    about = [
        (
            item.id,
            item.kind,
            item.timing == "flow",
            item.per,
            item.decimals,
            item.id in monthly,
            str(item.polarity),
            item.frequency == "snapshot",
        )
        for item in known.indicators.values()
    ]
    _append(
        store,
        "indicator_about",
        about,
        ["indicator", "kind", "is_flow", "per", "decimals", "has_months", "polarity", "is_of_days"],
    )
    populations = Counter(item.rate_population for item in known.indicators.values() if item.rate_population)
    store.execute("area_children", population=next(iter(populations.most_common(1)), ("", 0))[0])
    store.execute("comparable_figures", indicators=indicators)


def _unlike_others(store: Store, lines: StagedLines, known: Vocabulary) -> list[Problem]:
    """Figures that are not what their neighbours let expect: years as months, fractions for percentages, noughts."""
    # Each question is long, and most returns have nothing that it is about.
    sent = store.fetch("sent_kinds")
    doubted: set[int] = set()
    problems: list[Problem] = []
    if sent["period_type"].isin([PeriodType.MONTH, PeriodType.SNAPSHOT]).any():
        months = store.fetch("years_as_months")
        problems += _years_as_months(lines, months)
        doubted.update(months["row"])
    unusual = store.fetch("unusual_periods")
    problems += _unusual_periods(lines, unusual)
    doubted.update(unusual["row"])
    if (sent["kind"] == "proportion").any():
        shares = store.fetch("shares_as_fractions", most=_NEAREST)
        problems += _shares_as_fractions(lines, shares, known)
        doubted.update(shares["row"])
    scale = store.fetch(
        "out_of_scale",
        times=_TIMES,
        times_of_areas=_TIMES_OF_AREAS,
        times_of_shares=_TIMES_OF_SHARES,
        times_of_small=_TIMES_OF_SMALL,
        least=_LEAST_COMPARED,
        least_of_small=_LEAST_OF_SMALL,
        few_cases=_FEW_CASES,
        nearly=_NEARLY_A_YEAR,
        most=_NEAREST,
    )
    # A year's figure under a month's name, or a fraction for a percentage, is no slip of a nought as well.
    scale = scale[~scale["row"].isin(doubted)]
    return [*problems, *_out_of_scale(lines, scale, known)]


def _unusual_periods(lines: StagedLines, doubtful: pd.DataFrame) -> list[Problem]:
    """Told at the period, with what else it may mean."""
    cells = lines.cells([int(row) for row in doubtful["row"]])
    problems = []
    for figure in frame_rows(doubtful.head(MOST_SHOWN)):
        row, starts = int(figure.row), figure.starts.date()
        written = _written_period(cells[row])
        if figure.period_type == PeriodType.FINANCIAL_YEAR:
            month = f"{MONTH_NAMES[figure.ends.year % 100 - 1]} {starts.year}"
            words = f"is read as a year, and months stand beside it. If the month is meant write {month}; else"
        elif figure.period_type == PeriodType.SNAPSHOT:
            month = f"{MONTH_NAMES[starts.month - 1]} {starts.year}"
            words = f"is a day, and this is counted by the month. If the month is meant write {month}; else"
        else:
            day = f"31 March {starts.year}"
            words = f"is a whole year, and this is counted on a day. If a day is meant write it, {day}; else"
        message = f"({figure_name(figure)}) {words} leave it"
        problems.append(lines.problem([row], "period", written, message).as_warning())
    return [*problems, *_more(lines, doubtful, "figures are under another type of period than they ever were")]


#: A day at its end may be of the year or of its last quarter; returns are of years far more often.
_MARCH = 3


def _years_as_months(lines: StagedLines, doubtful: pd.DataFrame) -> list[Problem]:
    """Told at the period, which is what has to be written anew."""
    cells = lines.cells([int(row) for row in doubtful["row"]])
    problems = []
    for figure in frame_rows(doubtful.head(MOST_SHOWN)):
        row = int(figure.row)
        written = _written_period(cells[row])
        year = financial_year_of(figure.starts.date()).label
        if not pd.isna(figure.typed_year):
            typed = int(figure.typed_year)
            year = f"{typed}/{(typed + 1) % 100:02d}"
        like = ""
        if not pd.isna(figure.year_value):
            whole = Period(figure.year_ends.date(), figure.year_starts.date(), PeriodType.FINANCIAL_YEAR).label
            like = f"; the year {whole} has {exact_number_text(figure.year_value)}"
        name, made = ("month", "Dec-11") if figure.period_type == PeriodType.MONTH else ("day", "1 December 2011")
        habit = f"Spreadsheets turn 2011/12 into {made}"
        if pd.isna(figure.typed_year):
            habit = f"Spreadsheets show a year that was made a date by one {name} of it"
        ends = figure.ends.date()
        quarter = quarter_of(ends)
        if figure.period_type == PeriodType.SNAPSHOT and ends == quarter.ends and ends.month != _MARCH:
            message = (
                f"({figure_name(figure)}) is a day, and this is counted over a time. If the quarter that ends on it is "
                f"meant write {quarter.label}; if the day is meant leave it"
            )
            problems.append(lines.problem([row], "period", written, message).as_warning())
            continue
        message = (
            f"({figure_name(figure)}) may be a whole year's figure under a {name}'s name: "
            f"{exact_number_text(figure.value)} stands there{like}. {habit}. If the year is meant write {year} as text "
            f"(type an apostrophe before it); if the {name} is meant leave it"
        )
        problems.append(lines.problem([row], "period", written, message).as_warning())
    return [*problems, *_more(lines, doubtful, "figures may be a year's under a month's name")]


#: Why a percentage may be a fraction where nothing of its kind is near it.
_FRACTION_REASONS = {
    "fine": "no percentage of this kind has been so small or so finely written",
    "file": "no percentage of this file is above 1",
    "kind": "such percentages are high where things go well",
}


def _shares_as_fractions(lines: StagedLines, doubtful: pd.DataFrame, known: Vocabulary) -> list[Problem]:
    messages = []
    for figure in frame_rows(doubtful.head(MOST_SHOWN)):
        evidence = _FRACTION_REASONS.get(figure.reason, "")
        if not pd.isna(figure.other_value):
            where = _comparison_text(figure, known)
            evidence = (
                f"{exact_number_text(figure.other_value)} {'stands' if figure.is_sent else 'was given'} for {where}"
            )
        messages.append(
            f"({figure_name(figure)}) is read as {exact_number_text(figure.value)}%, and {evidence}. If "
            f"{exact_number_text(100 * figure.value)}% is meant write {exact_number_text(100 * figure.value)}; if "
            f"{exact_number_text(figure.value)}% is meant leave it"
        )
    shown = doubtful.head(MOST_SHOWN)
    problems = _warnings(lines, list(zip(shown["row"], map(exact_number_text, shown["value"]), messages, strict=True)))
    return [*problems, *_more(lines, doubtful, "percentages may be fractions")]


def _out_of_scale(lines: StagedLines, doubtful: pd.DataFrame, known: Vocabulary) -> list[Problem]:
    shown = doubtful.head(MOST_SHOWN)
    messages = [f"({figure_name(row)}) {_scale_text(row, known)}" for row in frame_rows(shown)]
    problems = _warnings(lines, list(zip(shown["row"], map(exact_number_text, shown["value"]), messages, strict=True)))
    return [*problems, *_more(lines, doubtful, "figures are far from those near them")]


def _scale_text(row, known: Vocabulary) -> str:
    """What is doubtful about a figure's size, and what to write instead."""
    other = exact_number_text(row.other_value)
    if row.beside == "children":
        return (
            f"is more than ten times the children who live there ({other}). Is it a figure, or a date or a case's "
            "number in its place? Write the right figure; if it is right leave it, and say why in the note"
        )
    if row.beside == "base":
        return (
            f"is above {other}, of which it is a rate: more than one for each. Is it a number of cases in its place? "
            "Write the rate; if it is right leave it, and say why in the note"
        )
    where = _comparison_text(row, known)
    if not row.value:
        return (
            f"is a true zero, where {other} stood for {where}. Were there none? If there is no figure leave the cell "
            "empty and give a symbol, such as x"
        )
    is_count = known.indicators[row.indicator].kind == "count"
    large, small = (row.size, row.other_size) if row.is_large else (row.other_size, row.size)
    # Of nought nothing is a multiple.
    times = large / small if small else math.inf
    if row.beside == "year":
        text = f"is {_share_text(row)} the whole of {where}, which had {other}. Is it too large, or a year's figure?"
    else:
        much = f"about {times:,.0f} times as {'large' if row.is_large else 'small'} as"
        if times >= 1e6:
            much = "far above" if row.is_large else "far below"
        text = f"is {much} {other} of {where}"
        if row.beside == "areas":
            text += ", children for children" if is_count else ""
        elif row.other_type != row.period_type and is_count:
            text += ", month for month"
            if row.months < 12 and row.other_type == PeriodType.FINANCIAL_YEAR and row.value > row.other_value:
                text += ", and more than that whole year"
        text += f". Is it too {'large' if row.is_large else 'small'}?"
    return f"{text} {_scale_remedy(row, times, is_count=is_count)} if it is right leave it, and say why in the note"


def _share_text(row) -> str:
    """How a figure stands to the whole of a year: `more than`, `just`, `nearly`."""
    if row.value == row.other_value:
        return "just"
    return "more than" if row.value > row.other_value else "nearly"


def _scale_remedy(row, times: float, *, is_count: bool) -> str:
    tenth = float(f"{row.value / 10 if row.is_large else row.value * 10:.12g}")
    if 6 <= times <= 16 and (tenth.is_integer() or not is_count):
        slip = "too many" if row.is_large else "too few"
        slip = f"there is a nought {slip}" if is_count else "the point is in the wrong place"
        return f"If {slip} write {exact_number_text(tenth)};"
    near = round(row.other_size * row.months, 0 if is_count else 1)
    if row.beside == "year" or not near:
        return "Write the right figure;"
    return f"Something near {exact_number_text(near)} would be like the others; write the right figure,"


def _comparison_text(figure, known: Vocabulary) -> str:
    """The figure that another is held against: its period, and its area where that is another one."""
    period = Period(figure.other_ends.date(), figure.other_starts.date(), PeriodType(figure.other_type)).label
    is_other = figure.other_area and figure.other_area != figure.area_code
    return (
        f"{known.areas[figure.other_area].name}, {period}" if is_other and figure.other_area in known.areas else period
    )


def _more(lines: StagedLines, rows: pd.DataFrame, what: str) -> list[Problem]:
    more = len(rows) - MOST_SHOWN
    return [Problem(lines.name, "", "", f"{more:,} more {what}", is_warning=True)] if more > 0 else []


def exact_number_text(value: float) -> str:
    """A number with all its digits and thousands parted: `1,090`, `0.97`, `20,160,401`."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.10g}"


def _families(known: Vocabulary, indicators: set[str]) -> list[set[str]]:
    """The wholes with their parts that some indicators belong to."""
    families = [{name, *parts} for name, parts, _ in _wholes(known)]
    return [family for family in families if family & indicators]


def _wholes(known: Vocabulary) -> list[tuple[str, tuple[str, ...], str]]:
    """Indicators with their parts: those of a sum, and with its name those of a percentage."""
    sums = [(item.id, item.sum_of, "") for item in known.indicators.values() if item.sum_of]
    shares = [
        (item.denominator, (item.numerator,), item.id)
        for item in known.indicators.values()
        if item.is_derived and item.kind == "proportion"
    ]
    return sums + shares


def _stage_parts(store: Store, known: Vocabulary) -> None:
    store.execute("parts_and_wholes")
    parts = [(area.code, part, len(area.parts)) for area in known.areas.values() for part in area.parts]
    _append(store, "area_part", parts, ["area_code", "part_code", "parts"])
    counts = [(item.id, item.timing == "flow") for item in known.indicators.values() if item.kind == "count"]
    _append(store, "summed_indicator", counts, ["indicator", "is_flow"])
    rounded = [(area.code,) for area in known.areas.values() if area.level in _ROUNDED]
    _append(store, "rounded_area", rounded, ["area_code"])
    pieces = [(whole, part, len(own), share) for whole, own, share in _wholes(known) for part in own]
    _append(store, "indicator_part", pieces, ["indicator", "part", "parts", "share"])


def _append(store: Store, table: str, rows: list[tuple], columns: list[str]) -> None:
    if rows:
        store.append(table, pd.DataFrame(rows, columns=columns))


def _totals(store: Store, lines: StagedLines, indicators: list[str], *, in_part: bool) -> list[Problem]:
    """Totals that are not what their parts give, told at the total where the return gives it, else at a part.

    With `in_part` totals below some of their parts too.
    """
    differing = store.fetch("mismatched_totals", indicators=indicators)
    if not in_part:
        differing = differing[differing["parts"] == differing["parts_needed"]]
    differing = differing.head(MOST_SHOWN)
    rows = differing["row"].fillna(differing["part_row"]).astype("int64")
    messages = (f"({figure_name(total)}) {_total_text(total)}" for total in frame_rows(differing))
    return _warnings(lines, list(zip(rows, differing["value"], messages, strict=True)))


def _total_text(total) -> str:
    what, gives = _KINDS[total.kind], exact_number_text(total.of_parts)
    if total.parts == total.parts_needed:
        text = f"is not the sum of {what}, which is {gives}"
    else:
        text = f"is less than {total.parts} of {what} already give, which is {gives}"
    return f"{text}; check both, send what is wrong anew, and where both are right say why in the note"


def _parts_above_others(store: Store, lines: StagedLines, known: Vocabulary, indicators: list[str]) -> list[Problem]:
    """Counts that do not fit the whole, or the part, that another source gives."""
    doubtful = store.fetch("parts_above_others", indicators=indicators)
    messages = []
    for figure in frame_rows(doubtful.head(MOST_SHOWN)):
        stands = "above its whole" if figure.is_part else "below its part"
        messages.append(
            f"({figure_name(figure)}) is {stands} {exact_number_text(figure.other_value)} "
            f"({known.indicators[figure.other].short_title}) that another source gives; a part is not larger than its "
            "whole. Write the right figure; if it is right leave it, and say why in the note"
        )
    shown = doubtful.head(MOST_SHOWN)
    problems = _warnings(lines, list(zip(shown["row"], map(exact_number_text, shown["value"]), messages, strict=True)))
    return [*problems, *_more(lines, doubtful, "figures do not fit their part or whole")]


def _changed_figures(store: Store) -> Iterator[Any]:
    """The figures of a return that are new or other than before, each as a row of `compared_rows`."""
    for state in ("new", "revised"):
        yield from frame_rows(store.fetch("compared_rows", state=state, most=_MOST_COMPARED))


def _owed_by_others(store: Store, lines: StagedLines, known: Vocabulary) -> list[Problem]:
    """Figures that the sender does not owe: another agency does, or the sender owes none of that area.

    What is owed of several areas together is owed of each of them.
    """
    duties = store.query("duties")
    duties = duties[duties["ends"].isna()]
    owed: dict[str, set[tuple[str, str]]] = {}
    for row in frame_rows(duties):
        area = known.areas.get(row.area_code)
        for code in (row.area_code, *(area.parts if area else ())):
            owed.setdefault(row.agency, set()).add((row.indicator, code))
    senders = {agency.source: agency for agency in known.agencies.values()}
    doubtful: dict[tuple[str, str], list[Any]] = {}
    for row in _changed_figures(store):
        sender, area = senders.get(row.source), known.areas.get(row.area_code)
        if sender is None or area is None or not area.is_own:
            continue
        own = owed.get(sender.id, set())
        if not own or (row.indicator, row.area_code) in own:
            continue
        owners = [
            agency.name for agency in known.agencies.values()
            if (row.indicator, row.area_code) in owed.get(agency.id, ())
        ]  # fmt: skip
        if owners:
            why = f"is owed by {joined_names(owners)}, not by {sender.name}"
        elif row.area_code not in {code for _, code in own}:
            why = f"is of an area of which {sender.name} owes no figures"
        else:
            continue
        doubtful.setdefault((area.name, why), []).append(row)
    problems = []
    for (area, why), rows in doubtful.items():
        lines.cells([int(row.row) for row in rows])
        more = f" and {len(rows) - 1} more" if len(rows) > 1 else ""
        message = f"({figure_name(rows[0])}{more}) {why}; is the area right, and is it theirs to send?"
        problems.append(lines.problem([int(row.row) for row in rows], "area", area, message).as_warning())
    return problems


def _contradicted_values(store: Store, lines: StagedLines, known: Vocabulary) -> list[Problem]:
    """Percentages, rates and averages that are not what the counts beside them give, beyond rounding."""
    doubts = []
    for row in _changed_figures(store):
        if math.isnan(row.value) or math.isnan(row.numerator) or not row.denominator > 0:
            continue
        follows = row.numerator / row.denominator * known.indicators[row.indicator].per
        written = exact_number_text(row.value)
        decimals = len(written.partition(".")[2])
        if abs(row.value - follows) > _HALF_A_DIGIT * 10.0**-decimals:
            counts = f"{exact_number_text(row.numerator)} of {exact_number_text(row.denominator)}"
            given = exact_number_text(round(follows, decimals + 1))
            message = (
                f"({figure_name(row)}) is not {counts}, which is {given}; the counts are what is shown. Is one of the "
                "three wrong?"
            )
            doubts.append((int(row.row), written, message))
    return _warnings(lines, doubts[:MOST_SHOWN])


def _revisions(store: Store, lines: StagedLines) -> list[Problem]:
    revised = store.fetch("compared_rows", state="revised", most=_MOST_REVISIONS)
    messages = (
        f"({figure_name(figure)}) revises {figure_with_status(figure, 'old_')} of return "
        f"{figure.old_return_id:.0f}{_tenfold_text(figure)}; is that meant?"
        for figure in frame_rows(revised)
    )
    words = [figure_with_status(figure) for figure in frame_rows(revised)]
    return _warnings(lines, list(zip(revised["row"], words, messages, strict=True)))


def _tenfold_text(figure) -> str:
    """A word where a revision may have a nought too many or too few beside what it revises."""
    large, small = max(figure.value, figure.old_value), min(figure.value, figure.old_value)
    if not small > 0 or large < _LEAST_COMPARED or not 6 <= large / small <= 16:
        return ""
    slip = "many" if figure.value > figure.old_value else "few"
    return (
        f" and is about {large / small:,.0f} times as {'large' if slip == 'many' else 'small'} (a nought too {slip}?)"
    )


def _repeated_figures(store: Store, lines: StagedLines, indicators: list[str]) -> list[Problem]:
    repeated = store.fetch("repeated_values", indicators=indicators).head(MOST_SHOWN)
    messages = (
        f"({figure_name(figure)}) is just what {_label(figure)} had; was it copied from there?"
        for figure in frame_rows(repeated)
    )
    return _warnings(lines, list(zip(repeated["row"], repeated["value"], messages, strict=True)))


def figure_with_status(row, prefix: str = "") -> str:
    """A figure of `compared` in words: `345`, `25 of 153`, `c`, with `[p]` where it is provisional."""
    value, top, below, symbol, status = (
        getattr(row, prefix + name) for name in ("value", "numerator", "denominator", "symbol", "status")
    )
    if not pd.isna(top):
        text = f"{exact_number_text(top)} of {exact_number_text(below)}"
    else:
        text = str(symbol or "no figure") if pd.isna(value) else exact_number_text(value)
    return f"{text} [{status[0]}]" if status in ("provisional", "revised") else text


def _label(row) -> str:
    return Period(row.before_ends.date(), row.before_starts.date(), PeriodType(row.before_type)).label


def _warnings(lines: StagedLines, doubts: list[tuple]) -> list[Problem]:
    lines.cells([int(row) for row, _, _ in doubts])
    return [
        lines.problem(
            [int(row)], "value", value if isinstance(value, str) else exact_number_text(value), message
        ).as_warning()
        for row, value, message in doubts
    ]


#: What may become of a sound figure; `older`: an older edition's figure, which does not replace a newer one.
FIGURE_STATES = ("new", "revised", "unchanged", "older")
#: Figures of a state that are listed one by one.
MOST_PREVIEW_ROWS = 2_000
#: Kinds of which a new edition gives old figures again.
EDITION_KINDS = (FileKind.WIDE, FileKind.LAIT, FileKind.PUBLISHED)


@dataclass(frozen=True)
class ReturnPreview:
    """What a return would change, and what is wrong with it.

    `figures` has a frame a state, newest first, of at most `MOST_PREVIEW_ROWS` rows: the columns of
    the query `compared_rows`. `counts` has how many there are of each, and of `refused` rows. `lines` says where
    a row stands in the file, while the store that it was compared in is open.
    `accepted_as` is the return in force that has the same content. `neighbours` holds the rows of a model of
    statistical neighbours, and is None for any other return.
    """

    file: Submission
    kind: FileKind
    problems: tuple[Problem, ...]
    counts: Mapping[str, int]
    figures: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    agency: Agency | None = None
    period: str = ""
    accepted_as: int | None = None
    neighbours: pd.DataFrame | None = None
    lines: StagedLines | None = None
    #: Whether the figures of every authority of England are taken from it.
    all_areas: bool = False

    @property
    def errors(self) -> tuple[Problem, ...]:
        """What has to be mended before everything can be taken in."""
        return tuple(problem for problem in self.problems if not problem.is_warning)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What is worth a look and stops nothing."""
        return tuple(problem for problem in self.problems if problem.is_warning)

    @property
    def changes(self) -> int:
        """How many figures would be new or other than before."""
        return self.counts["new"] + self.counts["revised"]

    @property
    def sound(self) -> int:
        """How many figures can be taken in."""
        return self.changes + self.counts["unchanged"]


def compare_return(
    store: Store,
    file: Submission,
    *,
    agency: str = "",
    all_areas: bool = False,
    progress: Progress = no_progress,
    known: Vocabulary | None = None,
) -> ReturnPreview:
    """Check a file against an open store, whose temporary table `compared` then holds the sound figures.

    With `all_areas` the figures of every authority of England are taken from a publisher's file. It is read with what
    the store knows, or with another vocabulary where one is given. Of somebody who may send the figures of their own
    agency alone no others are taken, and theirs are held against no others.
    """
    progress(0.0, "Looking at the file")
    known = _for_sender(known or stored_vocabulary(store))
    if known.is_own_only:
        store.execute("compare_with_own", sources=sorted(known.sources))
    else:
        store.execute("compare_with_everything")
    with opened_table(file) as file, temporary_folder("return") as work:
        definitions = known.indicators
        form = file_form(
            file,
            work,
            parquet_heading=_parquet_heading(store, file),
            is_named_table=lambda heading: is_named_table(heading, definitions.values()),
        )
        if known.is_own_only and form.kind in (*EDITION_KINDS, FileKind.NEIGHBOURS):
            raise ReturnRefused(
                f"{file.name} is a publisher's file, which the business office takes in. You can send the figures of "
                "your own agency: its workbook, or a table with the headings Indicator, Area, Period and Figure."
            )
        # In other files the areas are the board's own, whatever was chosen.
        all_areas = all_areas and form.kind in (*EDITION_KINDS, FileKind.NEIGHBOURS)
        if all_areas:
            known = known.with_all_areas()
        if form.kind is FileKind.NEIGHBOURS:
            return replace(_neighbours(store, file, form, known, all_areas=all_areas), all_areas=all_areas)
        progress(0.1, "Reading the figures")
        staged = stage_return(store, file, form, known, agency=agency)
        progress(0.5, "Checking every figure")
        problems = [*staged.problems, *_refuse(store, staged, known, is_edition=form.kind in EDITION_KINDS)]
        progress(0.7, "Comparing with what is known")
        indicators = list(store.fetch("staged_indicators")["indicator"])
        is_edition = form.kind in EDITION_KINDS
        store.execute("compare_return", indicators=indicators, is_edition=is_edition)
        if is_edition:
            if others := refuse_other_tables(store, staged.lines, known):
                problems += others
                store.execute("compare_return", indicators=indicators, is_edition=is_edition)
            shares = _published_fractions(store, known, indicators)
            fractions, refused = _refuse_fractions(store, staged.lines, known, shares)
            if fractions:
                problems += fractions
                shares = shares[~shares["indicator"].isin(refused)]
                store.execute("compare_return", indicators=indicators, is_edition=is_edition)
            problems += far_figures(store, staged.lines, known, indicators, doubted=set(shares["row"]))
            problems += _shares_as_fractions(staged.lines, shares, known)
        problems += figure_warnings(store, staged.lines, known, is_personal=form.kind not in EDITION_KINDS)
        if is_edition and not all_areas:
            problems += _background_problems(store, file)
        progress(1.0, "Checked")
        checked = _preview(store, file, form.kind, staged, named_problems(problems, known), all_areas=all_areas)
        return replace(checked, all_areas=all_areas)


def _for_sender(known: Vocabulary) -> Vocabulary:
    """What a return of whoever acts may be about: for an agency its own figures."""
    user = current_user()
    return known.of_agencies(user.agencies) if user.is_limited(Permission.TAKE_IN_RETURNS) else known


def _background_problems(store: Store, file: Submission) -> list[Problem]:
    """A word where the store has every authority's figures, and this file would bring the dashboard's own alone."""
    if store.fetch("background_authorities").empty:
        return []
    return [
        Problem(
            file.name, "", "",
            "is read for the dashboard's own areas alone; the other authorities' figures stay as they are. Choose all "
            "areas (--all-areas) to renew them too",
            is_warning=True,
        )
    ]  # fmt: skip


def _preview(
    store: Store, file: Submission, kind: FileKind, staged: StagedReturn, problems: list[Problem], *, all_areas: bool
) -> ReturnPreview:
    counts: dict[Any, int] = (
        dict.fromkeys(FIGURE_STATES, 0) | store.fetch("compared_counts").set_index("state")["figures"].to_dict()
    )
    return ReturnPreview(
        file,
        kind,
        tuple(sorted(problems, key=lambda problem: problem.is_warning)),
        counts | {"refused": staged.refused + len(store.fetch("refused_rows"))},
        _figures_by_state(store, counts),
        staged.agency,
        staged.period,
        accepted_return(store, file, all_areas=all_areas),
        lines=staged.lines,
    )


def _figures_by_state(store: Store, counts: Mapping[str, int]) -> dict[str, pd.DataFrame]:
    """The figures of each state; of those that the return has none of, as of most, the heading alone."""
    nothing = store.fetch("compared_rows", state="", most=0)
    return {
        state: store.fetch("compared_rows", state=state, most=MOST_PREVIEW_ROWS) if counts[state] else nothing
        for state in FIGURE_STATES
    }


def accepted_return(store: Store, file: Submission, *, all_areas: bool = False) -> int | None:
    """The return in force with just the content of a file; with `all_areas` one from which all of them were taken."""
    rows = store.fetch("accepted_return", sha256=file.sha256, all_areas=all_areas)
    return int(rows["return_id"].iloc[0]) if len(rows) else None


def _parquet_heading(store: Store, file: Submission) -> list[str]:
    if not is_parquet(file.path):
        return []
    with plain_read_errors(file):
        return list(store.fetch("parquet_columns", path=str(file.path))["name"])


def _refuse(store: Store, staged: StagedReturn, known: Vocabulary, *, is_edition: bool) -> list[Problem]:
    """What is wrong with the staged figures, whose rows are refused; of those given twice alike one is kept.

    What no longer fits what came before is refused too, but not in a publisher's file, which nobody here can mend.
    """
    files = {STAGED_RETURN_ID: staged.lines}
    wrong, shares, repeated = (
        store.fetch("fact_problems"),
        store.fetch("impossible_shares"),
        repeated_figures(staged.stage),
    )
    unfitting = _unfitting_counts(store, known)
    alike = repeated["versions"] == 1
    surplus = [row for rows in repeated.loc[alike, "rows"] for row in rows[1:]]
    contradicted = [row for rows in repeated.loc[~alike, "rows"] for row in rows]
    unfit = [] if is_edition else unfitting["row"]
    rows = sorted({int(row) for row in (*wrong["row"], *shares["row"], *unfit, *surplus, *contradicted)})
    store.append("refused_row", pd.DataFrame({"row": pd.Series(rows, dtype="int64")}))
    return [
        *cell_problems(staged.stage, wrong, files),
        *share_problems(shares, files),
        *(problem.as_warning() if is_edition else problem for problem in unfitting_problems(unfitting, staged.lines)),
        *repeat_problems(repeated[~alike], files),
        *rounded_problems(staged.stage, files),
        *respelt_problems(staged.stage, staged.lines),
        *(problem.as_warning() for problem in repeat_problems(repeated[alike], files)),
    ]


def _unfitting_counts(store: Store, known: Vocabulary) -> pd.DataFrame:
    """Counts of the return that do not fit the other part of their percentage, as it came before."""
    own = set(store.fetch("staged_indicators")["indicator"])
    pairs = [{item.numerator, item.denominator} for item in known.indicators.values() if item.is_derived]
    others = sorted({name for pair in pairs if pair & own for name in pair})
    return store.fetch("impossible_counts", indicators=others)


def _neighbours(store: Store, file: Submission, form: FileForm, known: Vocabulary, *, all_areas: bool) -> ReturnPreview:
    rows, problems = read_neighbours(file, form, known.areas)
    columns = ["area", "rank", "neighbour"]
    before = set(store.query("neighbours")[columns].itertuples(index=False, name=None))
    same = sum(row in before for row in rows[columns].itertuples(index=False, name=None))
    counts = dict.fromkeys(FIGURE_STATES, 0) | {"new": len(rows) - same, "unchanged": same, "refused": 0}
    return ReturnPreview(
        file,
        form.kind,
        tuple(problems),
        counts,
        accepted_as=accepted_return(store, file, all_areas=all_areas),
        neighbours=rows,
    )
