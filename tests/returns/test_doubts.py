"""Figures that may be slips, one case a line: doubted at their cell in words, or left alone; never refused."""

import pytest

from indicators.returns.preview import next_step
from tests.helpers.returns import arrival_store, check_return, long_csv, sent

SHARE = {"kind": "proportion", "unit": "%", "decimals": 1, "rate_population": None, "counts": "children"}
PLAIN = {"rate_population": None}
DEFINITIONS = {
    # four to six quarters and the year before; a season; small numbers; years only; nothing in one of the areas
    "steady": PLAIN, "season": PLAIN, "summer": PLAIN, "small": PLAIN, "yearly": PLAIN, "first": PLAIN,
    "stock": PLAIN | {
        "timing": "snapshot", "frequency": "snapshot"},
    "monthly": PLAIN | {"timing": "snapshot", "frequency": "month"},
    "spoiled": PLAIN, "slipped": PLAIN, "sum": PLAIN | {"sum_of": ["yearly", "small"]},
    "days": {"kind": "mean", "unit": "days", "decimals": 1, "rate_population": None, "counts": "children"},
    "rate": {"kind": "rate", "unit": "per 10,000 children", "per": 10_000, "rate_population": None},
    "good": SHARE | {"polarity": "high_is_good"}, "low": SHARE, "bare": SHARE,
}  # fmt: skip


def facts(indicator, **by_period):
    for period, value in by_period.items():
        label = period[1:].replace("_", "/").replace("Q", " Q")
        yield {"indicator": indicator, "area": "Rutland", "period": label, "value": value, "source": "report"}


KNOWN = [
    *facts("steady", y2014_15=880, y2015_16=900, y2015_16Q1=220, y2015_16Q2=230, y2015_16Q3=200, y2015_16Q4=250),
    *facts("season", y2015_16=146, y2015_16Q1=12, y2015_16Q2=110, y2015_16Q3=12, y2015_16Q4=12),
    *facts("summer", y2015_16=200, y2015_16Q2=110, y2015_16Q3=30, y2015_16Q4=30),
    *facts("small", y2015_16=5, y2015_16Q1=1, y2015_16Q2=2, y2015_16Q3=1, y2015_16Q4=1),
    *facts("yearly", y2013_14=400, y2014_15=420, y2015_16=410),
    *facts("spoiled", y2014_15Q4=51, y2015_16Q1=50, y2015_16Q2=49, y2015_16Q3=520, y2015_16Q4=48),
    *facts("slipped", y2014_15Q4=51, y2015_16Q1=50, y2015_16Q2=49, y2015_16Q3=52, y2015_16Q4=1),
    *facts("days", y2014_15=5.1, y2015_16=4.9),
    *facts("good", y2014_15=95, y2015_16=97.5, y2013_14=1.5, y2012_13=94, y2011_12=93, y2010_11=92, y2009_10=96),
    *facts("low", y2014_15=1.4, y2015_16=1.2, y2013_14=1.9),
    {"indicator": "first", "value": 3000, "period": "2015/16"},
    {"indicator": "stock", "value": 500, "period": "31 March 2016"},
]  # fmt: skip


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    children = [{"value": 150_000}, {"area": "Rutland", "value": 8_000}]
    return arrival_store(tmp_path_factory.mktemp("doubts"), KNOWN, definitions=DEFINITIONS, populations=children)


@pytest.fixture
def doubts(path, tmp_path):
    """`doubts("steady", "2016/17 Q1", 2200)`: the warnings of a return of one figure, or of several rows."""

    def ask(*rows, name="list.csv"):
        if isinstance(rows[0], str):
            rows = [rows]
        lines = [
            {"indicator": row[0], "area": "Rutland", "period": row[1], "value": row[2], "source": "report"}
            | dict(*row[3:])
            for row in rows
        ]
        checked = check_return(path, sent(tmp_path, long_csv(lines), name))
        assert checked.errors == ()
        assert next_step(checked) == "Everything in it can be taken in."
        return [str(warning) for warning in checked.warnings]

    return ask


DOUBTED = {
    "ten times the quarters": ("steady", "2016/17 Q1", 2200, "about 10 times as large as 220 of 2015/16 Q1"),
    "a tenth of the quarters": ("steady", "2016/17 Q1", 22, "about 10 times as small as 220 of 2015/16 Q1"),
    "a year beside last year": ("steady", "2016/17", 9000, "10 times as large as 900 of 2015/16"),
    "a quarter as large as the year": ("steady", "2016/17 Q1", 900, "times as large as 250 of 2015/16 Q4"),
    "a quarter with years only": ("yearly", "2016/17 Q1", 1030, "410 of 2015/16, month for month, and more than that"),
    "a year sent as a quarter": ("yearly", "2016/17 Q1", 410, "about 4 times as large as 410 of 2015/16, month for"),
    "a quiet quarter after a busy one": ("season", "2016/17 Q3", 120, "about 10 times as large as 12 of 2015/16 Q4"),
    "nearly the year before": ("summer", "2016/17 Q1", 165, "is nearly the whole of 2015/16, which had 200"),
    "ten times, after a slip that was taken": (
        "spoiled",
        "2016/17 Q1",
        500,
        "about 10 times as large as 48 of 2015/16 Q4",
    ),
    "small, after a slip that was taken": ("slipped", "2016/17 Q1", 5, "about 10 times as small as 52 of 2015/16 Q3"),
    "many where there were two": ("small", "2016/17 Q2", 20, "is about 10 times as large as 2 of 2015/16 Q2"),
    "first ever, as large as a county's": ("first", "2015/16", 1600, "3,000 of Leicestershire, 2015/16, children for"),
    "first ever, a tenth": ("first", "2015/16", 16, "about 10 times as small as 3,000 of Leicestershire, 2015/16"),
    "first quarter, only the other area's year": ("first", "2016/17 Q1", 400, "about 10 times as large as 3,000 of"),
    "first count of a day": ("stock", "31 March 2016", 270, "about 10 times as large as 500 of Leicestershire"),
    "a rate above its base": ("rate", "2016/17", 12_000, "is above 10,000, of which it is a rate: more than one for"),
    "a small average": ("days", "2016/17", 49, "about 10 times as large as 4.9 of 2015/16"),
    "a tenth of an average": ("days", "2016/17", 0.5, "If the point is in the wrong place write 5;"),
    "a small percentage": ("low", "2016/17", 12.5, "If the point is in the wrong place write 1.25;"),
}
LEFT_ALONE = {
    "one and ten": ("small", "2016/17 Q1", 10),
    "a few where there were a few": ("small", "2016/17 Q1", 19),
    "a busy quarter as in the year before": ("season", "2016/17 Q2", 125),
    "a quarter that doubles": ("steady", "2016/17 Q1", 440),
    "a quarter that halves": ("steady", "2016/17 Q1", 110),
    "first ever, a little more children for children": ("first", "2015/16", 400),
    "first ever, small": ("stock", "31 March 2016", 9),
    "a year that grows": ("yearly", "2016/17", 700),
    "a high rate": ("rate", "2016/17", 9_000),
    "an average that doubles": ("days", "2016/17", 9.9),
    "a small percentage that doubles": ("low", "2016/17", 2.6),
    "a percentage below one among such": ("low", "2016/17", 0.8),
}


@pytest.mark.examples(1)
@pytest.mark.parametrize("case", DOUBTED, ids=str)
def test_a_figure_far_out_of_scale_is_doubted_at_its_cell(doubts, case):
    *row, words = DOUBTED[case]
    (doubt,) = doubts(*row)
    assert doubt.startswith(f"list.csv, row 2, column 'value': '{row[2]:,}' (Contacts, Rutland, {row[1]}) ")
    assert words in doubt
    assert "if it is right leave it, and say why in the note" in doubt


@pytest.mark.examples(1)
@pytest.mark.parametrize("case", LEFT_ALONE, ids=str)
def test_what_chance_or_a_season_may_bring_is_not_doubted(doubts, case):
    assert doubts(*LEFT_ALONE[case]) == []


@pytest.mark.examples(1)
def test_a_whole_first_return_ten_times_too_large_is_doubted_beside_the_other_area(doubts):
    """Its four quarters are alike and no witness for each other."""
    found = doubts(*[("first", f"2016/17 Q{number}", 400 + number) for number in range(1, 5)])
    assert len([text for text in found if "children for children" in text]) == 4


@pytest.mark.examples(1)
def test_a_revision_with_a_nought_too_many_says_so(doubts):
    assert any(
        "and is about 10 times as large (a nought too many?)" in text for text in doubts("steady", "2015/16", 9000)
    )


@pytest.mark.examples(1)
@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([("good", "2016/17", 0.97)], "97.5 was given for 2015/16. If 97% is meant write 97;"),
        ([("low", "2016/17", 0.012)], "1.2 was given for 2015/16. If 1.2% is meant write 1.2;"),
        ([("bare", "2015/16", 0.93)], "no percentage of this kind has been so small or so finely written"),
        ([("bare", "2014/15", 0.9), ("bare", "2015/16", 0.8)], "no percentage of this file is above 1"),
        ([("bare", "2014/15", 88), ("bare", "2015/16", 0.9)], "88 stands for 2014/15. If 90% is meant write 90;"),
    ],
)  # fmt: skip
def test_a_percentage_that_may_be_a_fraction_is_doubted(doubts, rows, words):
    found = doubts(*rows)
    assert any(words in text for text in found), found


@pytest.mark.examples(1)
def test_a_percentage_that_is_high_where_all_is_well_is_doubted_at_one_without_history(doubts):
    row = ("good", "2015/16", 0.9, {"area": "Leicester"})
    assert any("If 90% is meant write 90" in text for text in doubts(row))


@pytest.mark.examples(1)
@pytest.mark.parametrize(("written", "quarter"), [("30 June 2016", "2016/17 Q1"), ("31/12/2016", "2016/17 Q3")])
def test_a_day_at_the_end_of_a_quarter_may_be_the_quarter(doubts, written, quarter):
    (doubt,) = doubts("steady", written, 220)
    assert "is a day, and this is counted over a time." in doubt
    assert f"write {quarter}; if the day is meant leave it" in doubt


@pytest.mark.examples(1)
@pytest.mark.parametrize(
    ("indicator", "written", "year"),
    [
        ("yearly", "Apr 2015", "2015/16"), ("yearly", "Mar 2016", "2015/16"), ("yearly", "1 April 2015", "2015/16"),
        ("yearly", "31 March 2016", "2015/16"), ("first", "April 2015", "2015/16"), ("first", "Dec 2011", "2011/12"),
        ("good", "1 April 2016", "2016/17"),
    ],
)  # fmt: skip
def test_a_year_that_a_spreadsheet_made_a_month_or_a_day_is_doubted(doubts, indicator, written, year):
    found = [text for text in doubts(indicator, written, 44) if "may be a whole year's figure under a" in text]
    assert len(found) == 1
    assert f"column 'period': '{written}'" in found[0]
    assert f"write {year} as text" in found[0]


@pytest.mark.examples(1)
def test_true_months_and_days_are_not_taken_for_years(doubts):
    months = [("first", month, 40) for month in ("April 2016", "May 2016", "June 2016")]
    assert not [text for text in doubts(*months) if "whole year's figure" in text]
    assert not [text for text in doubts("stock", "31 March 2016", 30) if "whole year's figure" in text]


@pytest.mark.examples(1)
@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([("sum", "2015/16", 300)], "is less than the"),
        ([("sum", "2015/16", 416)], "is not the sum of its parts, which is 415"),
        ([("sum", "2013/14", 300)], "is less than 1 of its parts already give, which is 400"),
        ([("yearly", "2015/16 Q1", 300), ("yearly", "2015/16 Q2", 150)], "is less than 2 of its quarters already give"),
    ],
)
def test_a_part_above_a_whole_that_came_earlier_is_doubted(doubts, rows, words):
    found = doubts(*rows)
    words = words.replace("is less than the", "is not the sum of its parts")
    assert any(words in text for text in found), found


@pytest.mark.examples(1)
@pytest.mark.parametrize(
    ("indicator", "value", "words"),
    [
        (
            "referrals",
            905,
            "'905' (Referrals, Leicestershire, 2015/16) is above its whole 901 (Contacts) that another source",
        ),
        (
            "contacts",
            100,
            "'100' (Contacts, Leicestershire, 2015/16) is below its part 369 (Referrals) that another source",
        ),
    ],
)
def test_a_part_above_the_whole_of_another_source_is_doubted_either_way(tmp_path, indicator, value, words):
    known = {"contacts": [{}], "referrals": [{"indicator": "contacts", "value": 901}]}[
        "referrals" if indicator == "referrals" else "contacts"
    ]
    known = [{"indicator": "referrals", "value": 369}] if indicator == "contacts" else known
    path = arrival_store(tmp_path, known)
    row = {"indicator": indicator, "value": value, "source": "county_return"}
    checked = check_return(path, sent(tmp_path, long_csv([row])))
    assert checked.errors == ()
    assert any(words in str(warning) for warning in checked.warnings), checked.warnings


@pytest.mark.examples(1)
def test_a_year_among_months_may_be_a_month(doubts):
    found = doubts(*[("monthly", f"2010-{month:02d}", 30 + month) for month in (9, 10, 11, 12)])
    (doubt,) = [text for text in found if "months stand beside it" in text]
    assert "row 4, column 'period': '2010-11'" in doubt
    assert "If the month is meant write November 2010; else leave it" in doubt


@pytest.mark.examples(1)
@pytest.mark.parametrize(
    ("indicator", "written", "words"),
    [
        ("monthly", "01/09/2016", "counted by the month. If the month is meant write September 2016"),
        ("stock", "2016", "counted on a day. If a day is meant write it, 31 March 2016"),
    ],
)
def test_a_type_of_period_that_the_indicator_never_had_is_doubted(doubts, indicator, written, words):
    (doubt,) = [text for text in doubts(indicator, written, 30) if "column 'period'" in text]
    assert words in doubt


@pytest.mark.examples(1)
@pytest.mark.parametrize(
    ("indicator", "written"),
    [("monthly", "September 2016"), ("stock", "31 March 2017"), ("yearly", "2016-17"), ("steady", "2016/17 Q1")],
)
def test_the_type_that_it_always_had_is_not(doubts, indicator, written):
    assert [text for text in doubts(indicator, written, 220) if "column 'period'" in text] == []


TABLES = {
    "agencies.csv": [
        {"agency": "county", "name": "County council", "source": "county"},
        {"agency": "rutland", "name": "Rutland council", "source": "rutland"},
        {"agency": "police", "name": "Police", "source": "police"},
    ],
    "sources.csv": [
        {"source": name, "title": name} for name in ("months", "lait", "plans", "county", "rutland", "police")
    ],
    "duties.csv": [
        {"agency": "county", "indicator": "yearly", "area": "Leicestershire"},
        {"agency": "rutland", "indicator": "yearly", "area": "Rutland"},
        {"agency": "police", "indicator": "small", "area": "Leicestershire and Rutland"},
        {"agency": "county", "indicator": "small", "area": "Leicestershire", "ends": "2016/17 Q1"},
    ],
}


@pytest.mark.parametrize(
    ("source", "indicator", "area", "why"),
    [
        ("county", "yearly", "Leicestershire", ""),
        ("rutland", "yearly", "Rutland", ""),
        # What is owed of both areas together is owed of each.
        ("police", "small", "Rutland", ""),
        # Nobody owes it, and the area is the sender's.
        ("county", "steady", "Leicestershire", ""),
        # Somebody who owes nothing at all, such as a report.
        ("report", "yearly", "Rutland", ""),
        ("county", "yearly", "Rutland", "is owed by Rutland council, not by County council"),
        ("rutland", "small", "Rutland", "is owed by Police, not by Rutland council"),
        ("county", "steady", "Rutland", "is of an area of which County council owes no figures"),
        # It was owed once.
        ("county", "small", "Leicestershire", "is owed by Police, not by County council"),
    ],
)
def test_a_figure_that_is_not_the_senders_to_send_is_doubted(tmp_path, source, indicator, area, why):
    store = arrival_store(tmp_path, KNOWN[:1], definitions=DEFINITIONS, tables=TABLES)
    row = {"indicator": indicator, "area": area, "period": "2016/17", "value": 12, "source": source}
    checked = check_return(store, sent(tmp_path, long_csv([row]), "list.csv"))
    doubts = [str(warning) for warning in checked.warnings if "theirs to send" in str(warning)]
    assert ([why in doubt for doubt in doubts], len(doubts)) == ([True] * bool(why), bool(why))


@pytest.mark.parametrize(
    ("value", "top", "base", "words"),
    [
        ("22.1", "65", "200", "is not 65 of 200, which is 32.5"), ("70", "2", "10", "is not 2 of 10, which is 20"),
        ("32.5", "65", "200", ""), ("33", "65", "200", ""), ("32", "65", "200", ""), ("0", "0", "200", ""),
        ("", "65", "200", ""),
    ],
)  # fmt: skip
def test_a_percentage_that_its_own_counts_contradict_is_doubted(path, tmp_path, value, top, base, words):
    row = {"indicator": "low", "area": "Rutland", "period": "2016/17", "source": "report"}
    row |= {"value": value, "numerator": top, "denominator": base}
    checked = check_return(path, sent(tmp_path, long_csv([row]), "list.csv"))
    assert checked.errors == ()
    doubts = [str(warning) for warning in checked.warnings if "one of the three" in str(warning)]
    assert ([words in doubt for doubt in doubts], len(doubts)) == ([True] * bool(words), bool(words))
