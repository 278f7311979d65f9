"""The same seed and day give the same figures; a folder that is somebody's is left as it is."""

from datetime import date

import pytest

from indicators.demo.figures import MadeUpFigures
from indicators.demo.folder import last_quarters
from indicators.demo.make import make_demonstration
from indicators.errors import UsageError
from indicators.store.database import open_for_reading

TODAY = date(2026, 8, 20)


def contents(made):
    """Every figure of every version, and every event, as the store has them."""
    with open_for_reading(made.store) as store:
        tables = ("observation", "return_event", "challenge_event", "finding_version", "action_event")
        return [store._connection.execute(f"select * from {name} order by all").fetchall() for name in tables]


@pytest.mark.slow
def test_the_same_seed_gives_the_same_figures(tmp_path):
    first, second = (make_demonstration(tmp_path / name, seed=5, today=TODAY, quarters=1) for name in "ab")
    assert first.events == second.events
    assert contents(first) == contents(second)
    with pytest.raises(UsageError, match="is not empty"):
        make_demonstration(tmp_path / "a", seed=1)


def test_a_folder_that_holds_no_demonstration_is_left_as_it_is(tmp_path):
    (tmp_path / "minutes.txt").write_text("minutes")
    with pytest.raises(UsageError, match="is not empty"):
        make_demonstration(tmp_path, seed=1)
    with pytest.raises(UsageError, match="holds no demonstration"):
        make_demonstration(tmp_path, seed=1, anew=True)
    with pytest.raises(UsageError, match="is a file"):
        make_demonstration(tmp_path / "minutes.txt", seed=1)
    assert [path.name for path in tmp_path.iterdir()] == ["minutes.txt"]


@pytest.mark.parametrize(
    ("today", "labels"),
    [
        (date(2026, 11, 30), ["2026/27 Q1", "2026/27 Q2"]),
        (date(2027, 1, 1), ["2026/27 Q2", "2026/27 Q3"]),
        (date(2026, 3, 31), ["2025/26 Q2", "2025/26 Q3"]),
        (date(2026, 4, 1), ["2025/26 Q3", "2025/26 Q4"]),
    ],
)
def test_the_last_quarter_is_the_one_that_was_over_before_today(today, labels):
    assert [quarter.label for quarter in last_quarters(2, today)] == labels


def test_another_seed_gives_other_figures_round_the_same_level():
    quarters = last_quarters(8, TODAY)
    one, same, other = (MadeUpFigures(seed, quarters, {}, {}).counts("contacts", "E10000018") for seed in (1, 1, 2))
    assert (one == same).all()
    assert (one != other).any()
    assert abs(one.mean() / other.mean() - 1) < 0.05
