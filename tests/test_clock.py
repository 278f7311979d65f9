"""The one clock: it runs, and a demonstration may set it."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from indicators import clock

ROOT = Path(__file__).parents[1]


def test_clock_runs_in_utc():
    assert abs(datetime.now(UTC).replace(tzinfo=None) - clock.now()) < timedelta(minutes=1)
    assert clock.today() in (clock.now().date(), clock.now().date() - timedelta(days=1))


def test_clock_is_set_and_runs_after():
    with clock.clock_set_to(datetime(2025, 7, 21, 9, 30)):
        assert (clock.now(), clock.today()) == (datetime(2025, 7, 21, 9, 30), date(2025, 7, 21))
        with clock.clock_set_to(date(2025, 10, 1)):
            assert clock.today() == date(2025, 10, 1)
        assert clock.today() == date(2025, 7, 21)
    with pytest.raises(ValueError, match="nothing"), clock.clock_set_to(date(2025, 10, 1)):
        raise ValueError("nothing")
    assert clock.today() != date(2025, 10, 1)


def test_nothing_has_a_clock_of_its_own():
    own = re.compile(r"datetime\.now\(|date\.today\(|utcnow\(")
    modules = [path for path in (ROOT / "indicators").rglob("*.py") if path.name != "clock.py"]
    assert [path.name for path in [*modules, ROOT / "app.py"] if own.search(path.read_text("utf-8"))] == []
