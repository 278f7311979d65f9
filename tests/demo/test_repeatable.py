"""The same seed and day give the same figures; a folder that is somebody's is left as it is."""

from datetime import date

import pytest

from indicators.demo.figures import MadeUpFigures
from indicators.demo.folder import last_quarters
from indicators.demo.make import make_demonstration
from indicators.errors import UsageError

TODAY = date(2026, 8, 20)


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
