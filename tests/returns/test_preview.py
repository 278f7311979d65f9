"""What is unusual in a return beside the past of its own figures is said before it is taken in."""

import pytest

from indicators.returns.preview import preview_return
from tests.helpers.returns import arrival_store, beside, check_return, long_csv, sent, wide_csv

#: Steady years of three areas, so that it is known how much such figures usually move.
YEARS = range(2004, 2016)
STEADY = [
    {"area": area, "period": f"{year}/{(year + 1) % 100:02d}", "value": size + 7 * (year % 3)}
    for area, size in (("Leicestershire", 1000), ("Rutland", 300), ("Leicester", 2000))
    for year in YEARS
]


@pytest.fixture
def preview(tmp_path):
    def told(content, facts=STEADY, name="return.csv"):
        path = arrival_store(tmp_path, facts)
        before = path.read_bytes()
        checked = preview_return(path, sent(tmp_path, content, name))
        assert (path.read_bytes(), beside(path)) == (before, [])
        return checked

    return told


def unusual(checked):
    return [problem for problem in checked.warnings if "is unusual beside its own history" in problem.message]


def year(area, value, period="2016/17", **rest):
    return {"area": area, "period": period, "value": value} | rest


@pytest.mark.slow
def test_a_jump_is_a_warning_at_its_row_with_the_sentence(preview):
    checked = preview(long_csv([year("Rutland", 307), year("Leicestershire", 3000)]))
    (problem,) = unusual(checked)
    assert problem.place == "row 3, column 'value'"
    assert "Contacts in Leicestershire rose from" in problem.message
    assert problem.message.endswith("Is it right, and is it known why?")
    assert (checked.counts["new"], checked.errors) == (2, ())


@pytest.mark.long
def test_what_moves_as_usual_is_not_told(preview):
    assert unusual(preview(long_csv([year("Leicestershire", 1005), year("Rutland", 302)]))) == []


@pytest.mark.long
def test_a_revision_is_judged_too(preview):
    checked = preview(long_csv([year("Leicestershire", 4000, "2015/16")]))
    assert checked.counts["revised"] == 1
    assert len(unusual(checked)) == 1


@pytest.mark.long
def test_open_data_is_judged_as_people_s_returns_are(preview):
    facts = [row | {"indicator": "referrals", "source": "national"} for row in STEADY]
    content = wide_csv([("Leicestershire", 2017, 3000), ("Rutland", 2017, 305)])
    (problem,) = unusual(preview(content, facts))
    assert problem.place == "row 2, column 'referral_count'"


@pytest.mark.long
def test_a_month_that_ends_on_the_day_of_a_quarter_is_another_figure(preview):
    rows = [year("Leicestershire", 5000, "2016/17"), year("Leicestershire", 420, "March 2017")]
    places = {problem.place for problem in unusual(preview(long_csv(rows)))}
    assert places == {"row 2, column 'value'"}


@pytest.mark.long
def test_nothing_new_is_nothing_to_judge(preview):
    checked = preview(long_csv(STEADY[:3]))
    assert (checked.changes, checked.warnings) == (0, ())


@pytest.mark.long
def test_history_of_years_ago_is_not_judged(preview):
    """Of people's returns the newest four days are."""
    rows = [year("Leicestershire", 1000, period) for period in ("2016/17", "2017/18", "2018/19", "2019/20")]
    checked = preview(long_csv([*rows, year("Leicestershire", 9000, "2003/04")]))
    assert all("2003/04" not in problem.message for problem in unusual(checked))


@pytest.mark.slow
def test_a_preview_says_all_that_a_check_says(preview, tmp_path):
    content = long_csv([year("Leicestershire", "many"), year("Rutland", 300, "2015/16")])
    checked = preview(content)
    plain = check_return(tmp_path / "store.duckdb", sent(tmp_path, content))
    assert [str(problem) for problem in plain.problems] == [
        str(problem) for problem in checked.problems if problem not in unusual(checked)
    ]
    assert plain.counts == checked.counts


@pytest.mark.long
def test_progress_goes_up_to_the_end(tmp_path):
    told = []
    path = arrival_store(tmp_path, STEADY)
    file = sent(tmp_path, long_csv([year("Rutland", 307)]))
    preview_return(path, file, progress=lambda share, words: told.append(share))
    assert told == sorted(told)
    assert (told[0], told[-1]) == (0.0, 1.0)
