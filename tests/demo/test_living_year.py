"""At the end of a demonstration's two years: no page fails, is empty, contradicts another or says what is not so."""

import pytest

from indicators.access import Audience
from indicators.clock import clock_set_to
from indicators.demo.make import make_demonstration
from indicators.settings import DATA, ROOT
from indicators.wording.verdicts import Verdict, Verdicts
from tests.helpers.demonstrations import DEMONSTRATION_DAY, own_demonstration
from tests.helpers.living_year import KINDS, PAGES, YearFaults, headline_fault, year_faults
from tests.helpers.wording_series import INDICATOR, LEICESTERSHIRE, RUTLAND, yearly

#: What must at least have been looked at, so that a count of no faults means something.
LEAST = {"empty pages": 100, "unlike periods": 200, "differing verdicts": 200, "untrue headlines": 200}


def assert_faultless(faults: YearFaults) -> None:
    assert faults.found == {kind: [] for kind in KINDS}
    assert {kind: number for kind, number in faults.looked_at.items() if number < LEAST.get(kind, 0)} == {}


@pytest.mark.slow
def test_a_demonstration_of_one_quarter_holds(board_data, tmp_path, monkeypatch):
    made = make_demonstration(
        tmp_path / "demonstration", seed=1, today=DEMONSTRATION_DAY, quarters=1, shipped=board_data
    )
    kinds = {event.kind for event in made.events}
    assert kinds >= {"accepted", "refused", "withdrawn", "meeting", "challenge", "findings", "reports"}
    own_demonstration(made, tmp_path, monkeypatch)
    monkeypatch.chdir(ROOT)
    with clock_set_to(DEMONSTRATION_DAY):
        faults = year_faults(audiences=[Audience.BOARD], every=4)
    assert faults.found == {kind: [] for kind in KINDS}
    assert faults.looked_at["exceptions"] == len(PAGES)
    assert min(number for kind, number in faults.looked_at.items() if kind in LEAST) >= len(PAGES) // 2


@pytest.mark.long
@pytest.mark.parametrize("audience", list(Audience))
def test_the_demonstration_holds(demonstration, tmp_path, monkeypatch, audience):
    own_demonstration(demonstration, tmp_path, monkeypatch)
    monkeypatch.chdir(ROOT)
    with clock_set_to(DEMONSTRATION_DAY):
        faults = year_faults(audiences=[audience])
    assert faults.looked_at["exceptions"] == len(PAGES)
    assert_faultless(faults)


@pytest.mark.long
def test_the_shipped_figures_hold(shipped_store, monkeypatch):
    monkeypatch.setenv("INDICATORS_STORE", str(shipped_store))
    monkeypatch.setenv("INDICATORS_DATA", str(DATA))
    monkeypatch.chdir(ROOT)
    # Their other pages are opened by the tests of pages.
    assert_faultless(year_faults(pages=["home"], audiences=[Audience.BOARD]))


UP = Verdict("real", "", "2014/15", "up")
QUIET = Verdict("ordinary", "", "2014/15", "up")


@pytest.mark.parametrize(
    ("text", "verdict", "fault"),
    [
        ("Contacts rose 26% in Rutland, from 717 in 2014/15 to 901 in 2015/16", UP, ""),
        ("Contacts: 901 in Rutland in 2015/16", UP, ""),
        ("Contacts: no clear change in Rutland, from 717 in 2014/15 to 901 in 2015/16", QUIET, ""),
        ("Contacts rose 26% in Rutland, from 717 in 2014/15 to 901 in 2015/16", QUIET, "no verdict calls it a change"),
        ("Contacts rose by 0 in Rutland, from 717 in 2014/15 to 901 in 2015/16", UP, "nothing moved"),
        ("Contacts rose 62% in Rutland, from 717 in 2014/15 to 901 in 2015/16", UP, "another percentage"),
        ("Contacts fell 26% in Rutland, from 717 in 2014/15 to 901 in 2015/16", UP, "it moved the other way"),
        ("Contacts rose 26% in Rutland, from 690 in 2013/14 to 901 in 2015/16", UP, "the figures are others"),
        ("Contacts rose 26% in Rutland, from 717 in 2013/14 to 901 in 2015/16", UP, "the periods are others"),
        ("Contacts: too few to tell in Rutland, from 717 in 2014/15 to 901 in 2015/16", QUIET, "another verdict"),
        ("Contacts: 717 in Rutland in 2014/15", UP, "the newest figure is another"),
        ("Referrals: 901 in Rutland in 2015/16", UP, "it is about something else"),
        ("Contacts in 5 areas, 2014/15 to 2015/16", UP, "cannot be read back: 'in 5 areas, 2014/15 to 2015/16'"),
    ],
)
def test_a_headline_that_its_points_do_not_bear_is_told(text, verdict, fault):
    judged = Verdicts({(INDICATOR.id, RUTLAND.code, "2015/16"): verdict})
    assert headline_fault(text, [yearly(690, 717, 901)], judged) == fault


def test_every_area_drawn_must_be_named():
    lines = [yearly(717, 901), yearly(14632, 12773, area=LEICESTERSHIRE)]
    text = "Contacts: 901 in Rutland in 2015/16"
    assert headline_fault(text, lines, Verdicts({})) == "names ['Rutland'] of ['Leicestershire', 'Rutland']"
