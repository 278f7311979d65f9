"""Options that several commands share: the day as known on."""

from datetime import UTC, date, datetime, timedelta

import click
import pytest

from indicators.cli.options import as_known, known_on_option
from indicators.errors import UsageError
from indicators.store.database import open_store
from tests.helpers.dated_returns import aged_store
from tests.helpers.tiny_store import current


@click.command
@known_on_option
def told(known_on):
    return known_on


def given(*arguments):
    return told.main(arguments, standalone_mode=False)


@pytest.mark.parametrize(
    ("text", "day"),
    [("2016-11-21", date(2016, 11, 21)), ("2015/16", date(2016, 3, 31)), ("31 March 2016", date(2016, 3, 31))],
)
def test_a_day_or_the_end_of_a_period(text, day):
    assert given("--known-on", text) == day


def test_left_out_it_is_now():
    assert given() is None


def test_today_is_the_last_day_that_can_be_known():
    today = datetime.now(UTC).date()
    assert given("--known-on", str(today)) == today
    with pytest.raises(UsageError, match="still to come"):
        given("--known-on", str(today + timedelta(days=1)))


@pytest.mark.parametrize("text", ["yesterday", "2016-02-30", ""])
def test_no_day_says_what_to_write(text):
    with pytest.raises(UsageError, match="write 2016-03-31"):
        given("--known-on", text)


@pytest.mark.long
def test_the_store_of_that_day(tmp_path):
    store = open_store(aged_store(tmp_path))
    days = {
        day: sorted(current(as_known(store, day))["value"])[-1:] for day in (None, date(2017, 5, 3), date(2017, 5, 2))
    }
    store.close()
    assert days == {None: [940], date(2017, 5, 3): [905], date(2017, 5, 2): []}
