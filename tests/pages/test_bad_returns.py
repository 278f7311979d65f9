"""Returns that contradict each other, come late, out of order or from tomorrow: told plainly, nothing lost, every page
opens.
"""

import re
from contextlib import closing
from datetime import UTC, datetime, timedelta

import duckdb
import pytest

from indicators.returns.accept import accept_return, withdraw_return
from indicators.store.database import open_store
from tests.helpers.returns import arrival_store, check_return, figures, long_csv, sent
from tests.pages.conftest import NAMES, html

#: Slow together; `make test` runs them.
pytestmark = pytest.mark.slow

AGENCY = "county_return"
TABLES = {"duties.csv": [{"starts": "2016/17 Q1", "ends": "2016/17 Q4"}]}
NEW = {"topics_new": {"title": "A new count", "short_title": "New count"}}
KNOWN = [{"value": 901}, {"period": "2014/15", "value": 880}, {"area": "Rutland", "value": 61}]
PACK = 'title = "Figures"\n[[items]]\nkind = "changes"\n[[items]]\nkind = "quadrants"\n'
PAGES = (*NAMES, "report")


@pytest.fixture
def office(tmp_path, monkeypatch, opened):
    """An office whose store tests fill: `office.send("a.csv", ("2016/17 Q1", 225))`, `office.page("returns")`."""

    (tmp_path / "data" / "packs").mkdir(parents=True)

    class Office:
        path = arrival_store(
            tmp_path, KNOWN, definitions=NEW, tables=TABLES, plans={"lr": {}}, files={"packs/annual_report.toml": PACK},
            populations=[{}, {"area": "Rutland", "value": 8_000}],
        )  # fmt: skip
        page = staticmethod(opened)

        def file(self, name, *rows):
            lines = [{"period": period, "value": value, "source": AGENCY} for period, value in rows]
            return sent(tmp_path, long_csv(lines), name)

        def check(self, name, *rows):
            return check_return(self.path, self.file(name, *rows))

        def send(self, name, *rows):
            return accept_return(self.path, self.file(name, *rows), by="business office").return_id

        def known(self):
            own = {key: value for key, (value, _, _) in figures(self.path).items() if key[3] == AGENCY}
            return {period: value for (_, _, period, _), value in own.items()}

        def every_page_opens(self):
            for name in PAGES:
                app = opened(name)
                assert not app.error, (name, app.error[0].value)

    monkeypatch.setenv("INDICATORS_STORE", str(Office.path))
    monkeypatch.setenv("INDICATORS_DATA", str(tmp_path / "data"))
    return Office()


def test_two_returns_for_one_quarter_with_different_figures(office):
    first = office.send("first.csv", ("2016/17 Q1", 225))
    told = " ".join(map(str, office.check("second.csv", ("2016/17 Q1", 231)).warnings))
    assert f"revises 225 of return {first}; is that meant?" in told
    second = office.send("second.csv", ("2016/17 Q1", 231))
    assert office.known() == {"2016/17 Q1": 231}
    page = html(office.page("returns", section="history"))
    assert "first.csv" in page
    assert "second.csv" in page
    assert "revises 225" in page, "what was doubted stays with the return"
    withdraw_return(office.path, second, by="business office", why="The first was right")
    assert office.known() == {"2016/17 Q1": 225}


@pytest.mark.long
def test_a_quarter_that_comes_before_the_one_before_it(office):
    office.send("second.csv", ("2016/17 Q2", 231))
    assert office.check("first.csv", ("2016/17 Q1", 225)).problems == ()
    page = html(office.page("returns", section="expected"))
    assert re.search(r"late since 30 July 2016.*all 1 came", page, re.DOTALL)
    office.send("first.csv", ("2016/17 Q1", 225))
    page = html(office.page("explore", indicator="contacts", area="Leicestershire", periods="quarter", measure="value"))
    assert re.search(r"2016/17 Q1.*>225</td>.*2016/17 Q2.*>231</td>|Q2.*>231</td>.*Q1.*>225</td>", page, re.DOTALL)


@pytest.mark.long
def test_a_year_that_comes_after_its_quarters_and_does_not_add_up(office):
    office.send("quarters.csv", *((f"2016/17 Q{number}", 220 + number) for number in range(1, 5)))
    (told,) = office.check("year.csv", ("2016/17", 940)).warnings
    assert "'940' (Contacts, Leicestershire, 2016/17) is not the sum of its quarters, which is 890" in str(told)
    office.send("year.csv", ("2016/17", 940))
    assert "is not the sum of its quarters, which is 890" in html(office.page("returns", section="history"))


@pytest.mark.long
def test_a_return_in_the_middle_is_withdrawn(office):
    numbers = [office.send(f"q{number}.csv", (f"2016/17 Q{number}", 220 + number)) for number in (1, 2, 3)]
    withdraw_return(office.path, numbers[1], by="business office", why="Sent for the wrong quarter")
    assert office.known() == {"2016/17 Q1": 221, "2016/17 Q3": 223}
    page = html(office.page("returns", section="history"))
    assert "Sent for the wrong quarter" in page
    assert "late since 30 October 2016" in html(office.page("returns", section="expected"))


ENGLAND_ONLY = [
    {"indicator": "topics_new", "area": "England", "period": period, "value": value, "source": "national"}
    for period, value in (("2014/15", 60_000), ("2015/16", 61_000))
]
COMING = f"{datetime.now(UTC).year + 2}/{(datetime.now(UTC).year + 3) % 100:02d} Q1"


def test_a_new_indicator_with_figures_for_england_only(tmp_path, office):
    accept_return(office.path, sent(tmp_path, long_csv(ENGLAND_ONLY), "england.csv"), by="business office")
    page = html(office.page("explore", indicator="topics_new", area="England", measure="value", periods="year"))
    assert ">61,000</td>" in page
    (link,) = re.findall(r'href="(explore[^"]+)"', html(office.page("returns", section="history")))
    assert link == "explore?indicator=topics_new&amp;area=England&amp;measure=value&amp;periods=year"


@pytest.mark.long
def test_a_store_from_tomorrow(office):
    """As one that came from a machine whose clock is ahead, or after this one's was set back."""
    office.send("first.csv", ("2016/17 Q1", 225))
    ahead = datetime.now(UTC).replace(tzinfo=None) + timedelta(days=40)
    with closing(duckdb.connect(office.path)) as store:
        store.execute("update return_event set happened_at = ?", [ahead])
    app = office.page("home")
    assert any("after today" in text.value for text in app.warning)
    page = html(office.page("returns", section="expected"))
    assert "3 figures are overdue" in page
    assert "all 1 came" in page, "what is here is not late"
    office.every_page_opens()
    assert office.known() == {"2016/17 Q1": 225}
    with closing(open_store(office.path)) as store:
        assert store.query("data_version")["last_happened_at"].iloc[0].date() == ahead.date()


def test_a_figure_of_a_period_that_has_not_ended_is_doubted(office):
    (told,) = office.check("coming.csv", (COMING, 225)).warnings
    assert "has not begun by today" in str(told)


@pytest.mark.long
def test_every_page_opens_on_all_of_them_at_once(tmp_path, office):
    office.send("second.csv", ("2016/17 Q2", 231))
    office.send("first.csv", ("2016/17 Q1", 225))
    office.send("other.csv", ("2016/17 Q1", 231))
    third = office.send("third.csv", ("2016/17 Q3", 223))
    office.send("fourth.csv", ("2016/17 Q4", 224))
    office.send("year.csv", ("2016/17", 940))
    office.send("coming.csv", (COMING, 225))
    withdraw_return(office.path, third, by="business office", why="Sent for the wrong quarter")
    accept_return(office.path, sent(tmp_path, long_csv(ENGLAND_ONLY), "england.csv"), by="business office")
    assert office.known() == {"2016/17 Q1": 231, "2016/17 Q2": 231, "2016/17 Q4": 224, "2016/17": 940, COMING: 225}
    office.every_page_opens()
