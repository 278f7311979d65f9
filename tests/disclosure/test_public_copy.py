"""The public copy: nothing that is withheld is in it, all else is, and every measure follows."""

import struct
from contextlib import closing

import duckdb
import pytest

from indicators.catalogue.catalogue import load_catalogue
from indicators.disclosure.edition import public_edition
from indicators.disclosure.public_copy import write_public_copy
from indicators.disclosure.release import PublicationHistory, make_release, read_linked_tables
from indicators.disclosure.rules import DisclosureSettings, Rule
from indicators.figures import read_figures
from indicators.store.database import open_store
from tests.disclosure.conftest import BESIDE, IN_WORDS, OLD, YEAR
from tests.helpers.disclosure_board import SECRET
from tests.helpers.releases import NAMES, L, R
from tests.helpers.tiny_store import tiny_store_file

#: The tables that hold something; the board's record and what it withheld earlier are not for the public.
FILLED = {
    "area", "definition", "event", "finding", "observation", "return_event", "return_file", "source",
    "target", "withheld",
}  # fmt: skip


@pytest.fixture(scope="module")
def shown(edition):
    """Every figure of the board's areas as the copy shows it, by indicator, area and period."""
    rows = read_figures(edition.store, edition.catalogue, sorted(edition.catalogue.indicators), [L, R, "LR"])
    first = rows[rows["rank"] == 0]
    return {(row.indicator, row.area_code, row.period): row for row in first.itertuples()}


@pytest.mark.slow
def test_every_source_of_a_withheld_figure_is_a_symbol(edition):
    rows = edition.store.query("series", indicators=["contacts"], areas=[R])
    own = rows[rows["starts"].dt.year == 2014]
    assert list(own["source"]) == ["national", "report"]
    assert list(own["symbol"]) == ["c", "c"]
    assert own[["value", "numerator", "denominator"]].isna().all(axis=None)


@pytest.mark.slow
def test_rates_percentages_and_sums_follow(shown):
    for key in (
        ("contacts", R, YEAR), ("contacts", "LR", YEAR), ("contacts_to_referral", R, YEAR), ("seen", R, YEAR),
        ("contacts", R, "2015/16 Q1"), ("contacts", R, "2015/16"), ("contacts", "LR", "2015/16"),
    ):  # fmt: skip
        assert (shown[key].value != shown[key].value, shown[key].symbol) == (True, "c"), key
    assert shown["contacts", L, "2015/16"].value == 303
    assert shown["reports", R, YEAR].value == 2
    assert [shown["contacts", area, "2013/14"].symbol for area in (L, R, "LR")] == ["c", "c", "c"]


def test_withheld_figures_are_listed_without_numbers(edition):
    assert list(edition.suppressed.columns) == ["indicator", "area_code", "period_type", "starts", "ends", "why"]
    keys = set(zip(edition.suppressed["indicator"], edition.suppressed["area_code"], strict=True))
    assert {("contacts", R), ("contacts", "LR"), ("seen", R), ("standing", "E92000001")} <= keys
    assert not any(str(number) in why for why in edition.suppressed["why"] for number in (BESIDE, 184, 187))


def test_no_table_and_no_byte_has_what_is_withheld_or_was_there_before(edition):
    connection = duckdb.connect(str(edition.store.path), read_only=True)
    tables = [row[0] for row in connection.execute("select table_name from duckdb_tables()").fetchall()]
    cells = {name: connection.execute(f"select * from {name}").fetchall() for name in tables}
    connection.close()
    assert {name for name, rows in cells.items() if rows} == FILLED
    found = {str(cell) for rows in cells.values() for row in rows for cell in row}
    hidden = ("777777", "777777.0", f"{BESIDE}", f"{BESIDE}.0")
    assert not found & set(hidden)
    content = edition.store.path.read_bytes()
    for text in (
        SECRET,
        IN_WORDS,
        "prints 2",
        "prints 3",
        "Rutland has 3",
        "Only three",
        "Rutland had 3",
        "The 3 came",
        "Everyone in one office",
        "Few of the 3",
    ):
        assert text.encode() not in content
        assert not any(text in cell for cell in found)
    for number in (OLD, BESIDE):
        assert struct.pack("<d", number) not in content
        assert str(number).encode() not in content


def test_words_stay_where_somebody_decided_so_and_nowhere_else(edition):
    definitions = edition.catalogue.indicators
    assert (definitions["contacts"].why, definitions["contacts"].all_caveats) == (
        "Shows how many people ask for help.",
        (),
    )
    assert (definitions["referrals"].why, definitions["referrals"].caveats) == ("Referrals", ("A",))
    assert (definitions["referrals"].questions, definitions["contacts"].questions) == (("Who makes contact?",), ())
    assert definitions["seen"].caveats == ()
    assert list(edition.store.query("findings")["statement"]) == ["Audits vary."]
    assert list(edition.store.query("events")["title"]) == ["Opening"]
    assert list(edition.store.query("targets")["note"]) == ["Agreed in 2014.", ""]


@pytest.mark.slow
@pytest.mark.parametrize("rounding", [1, 5])
def test_the_copy_beside_a_plain_reading_of_the_store(store_file, edition, tmp_path, rounding):
    settings = DisclosureSettings(Rule(rounding=rounding))
    store = open_store(store_file, reads_files=True)
    catalogue = load_catalogue(store)
    release = make_release(read_linked_tables(store, catalogue, settings), catalogue, settings, PublicationHistory())
    everywhere = {"indicators": list(catalogue.indicators), "areas": list(catalogue.areas)}
    expected = [plain(row, release, rounding) for row in store.query("series", **everywhere).itertuples(index=False)]
    if rounding == 1:
        after = edition.store.query("series", **everywhere)
    else:
        write_public_copy(store, release, tmp_path / "copy.duckdb")
        copy = open_store(tmp_path / "copy.duckdb")
        after = copy.query("series", **everywhere)
        copy.close()
    store.close()
    assert [plain_row(row) for row in after.itertuples(index=False)] == expected


def plain(row, release, rounding):
    """A row of the store as the copy must have it; the note apart."""
    key = (row.indicator, row.area_code, row.starts.date(), row.ends.date())
    kind = release.catalogue.indicators[row.indicator].kind
    numbers = [row.value, row.numerator, row.denominator]
    if key in release.suppressed_figures():
        return (*key, None, None, None, "c" if any(number == number for number in numbers) else row.symbol)
    if rounding > 1:
        rounded = [number if number != number else (number + rounding / 2) // rounding * rounding for number in numbers]
        is_whole = kind == "count" and row.indicator not in release.catalogue.populations
        numbers = [rounded[0] if is_whole else numbers[0], *rounded[1:]]
    return (*key, *(None if number != number else number for number in numbers), row.symbol)


def plain_row(row):
    numbers = (None if number != number else number for number in (row.value, row.numerator, row.denominator))
    return (row.indicator, row.area_code, row.starts.date(), row.ends.date(), *numbers, row.symbol)


@pytest.mark.slow
def test_a_table_that_says_otherwise_than_its_parts_stops_no_file(tmp_path):
    """It is withheld; what the parts that are shown add up to is no secret."""
    facts = [{"area": NAMES[area], "value": value} for area, value in ((L, 0), (R, 0), ("LR", 4))]
    path = tiny_store_file(tmp_path, facts)
    edition = public_edition(path, data=tmp_path / "data")
    with closing(edition.store):
        rows = read_figures(edition.store, edition.catalogue, ["contacts"], [L, R, "LR"])
    assert [(row.area_code, row.value, row.symbol) for row in rows.itertuples() if row.value == row.value] == [
        (R, 0, ""), (L, 0, ""), ("LR", 0, ""),
    ]  # fmt: skip
    assert list(rows.loc[rows["area_code"] == "LR", "symbol"]) == ["", "c"]
