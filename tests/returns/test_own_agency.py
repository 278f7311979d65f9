"""What somebody of an agency sends and is shown: their own figures, whatever a file names, and no number of others."""

from contextlib import closing

import pytest

from indicators.access.permissions import Role, SignIn, User, acting_as
from indicators.catalogue.catalogue import load_catalogue
from indicators.catalogue.periods import parse_usual_spelling
from indicators.errors import AccessRefused, DataProblems, ReturnRefused
from indicators.returns.accept import accept_return
from indicators.returns.due import requested_figures
from indicators.returns.preview import preview_return
from indicators.returns.vocabulary import stored_vocabulary
from indicators.store.database import open_store
from tests.helpers.returns import arrival_store, check_return, figures, long_csv, sent, wide_csv

#: What the county council sent, and what others did: the police's numbers are small.
FACTS = [
    {"area": "Rutland", "period": "2014/15", "value": 700, "source": "county_return"},
    {"area": "Rutland", "period": "2014/15", "value": 3, "source": "police_return"},
    {"area": "Rutland", "period": "2015/16 Q1", "value": 4, "source": "police_return"},
    {"area": "Rutland", "indicator": "referrals", "period": "2014/15", "value": 2, "source": "police_return"},
    {
        "area": "Rutland",
        "indicator": "contacts_to_referral",
        "period": "2014/15",
        "value": 17,
        "source": "police_return",
    },
]
TABLES = {
    "sources.csv": [
        {"source": name, "title": f"{name} 2025"}
        for name in ("months", "lait", "plans", "county_return", "police_return")
    ],
    "agencies.csv": [
        {"agency": "county", "name": "County council", "source": "county_return"},
        {"agency": "police", "name": "Police", "source": "police_return"},
    ],
    "duties.csv": [
        {"indicator": name, "area": "Rutland", "every": "year", "starts": "2013/14"}
        for name in ("contacts", "referrals")
    ],
}
PERSON = "Indicator,Area,Period,Figure{more}\nContacts,Rutland,2015/16,{value}{source}\n"


def somebody_of(*agencies):
    return acting_as(User("Ada Lovelace", frozenset({Role.AGENCY}), SignIn.OPENID, frozenset(agencies)))


@pytest.fixture
def path(tmp_path):
    return arrival_store(tmp_path, FACTS, tables=TABLES)


@pytest.fixture
def of_county():
    with somebody_of("county"):
        yield


@pytest.mark.parametrize("source", ["police_return", "national", "report"])
def test_nobody_of_an_agency_sends_figures_of_another_source(path, tmp_path, of_county, source):
    before = figures(path)
    rows = long_csv([{"area": "Rutland", "period": "2014/15", "value": 99, "source": source}])
    table = PERSON.format(more=",Source", value=99, source=f",{source}")
    for file in (sent(tmp_path, rows, "list.csv"), sent(tmp_path, table, "table.csv")):
        checked = check_return(path, file, agency="county")
        assert [problem.message[:36] for problem in checked.errors] == ["is not a source of your own agency. "]
        assert checked.sound == 0
        # Nor is it shown what is known of such a figure.
        assert all(frame.empty for frame in checked.figures.values())
        with pytest.raises(DataProblems):
            accept_return(path, file, by="somebody", agency="county")
    assert figures(path) == before


def test_a_publishers_file_is_the_offices_to_take_in(path, tmp_path):
    file = sent(tmp_path, wide_csv([("Rutland", "201415", "55")]))
    with somebody_of("county"), pytest.raises(ReturnRefused, match="which the business office takes in"):
        check_return(path, file, agency="county")
    assert check_return(path, file).sound == 1


def test_a_workbook_in_anothers_name_is_refused(path, tmp_path, of_county):
    file = sent(tmp_path, "Agency,Police\n\n" + PERSON.format(more="", value=9, source=""), "table.csv")
    with pytest.raises((AccessRefused, DataProblems)):
        accept_return(path, file, by="somebody", agency="county")


@pytest.mark.parametrize("value", [1, 3, 30, 70, 701, 6000])
def test_what_an_agency_is_told_is_the_same_whatever_others_sent(tmp_path, value):
    """Others' figures are changed, and left out: an agency's preview has the same words."""
    said = []
    for number, others in enumerate((1, 4, None)):
        facts = [
            {**fact, "value": fact["value"] if fact["source"] == "county_return" else others}
            for fact in FACTS
            if others is not None or fact["source"] == "county_return"
        ]
        folder = tmp_path / str(number)
        folder.mkdir()
        path = arrival_store(folder, facts, tables=TABLES)
        rows = [
            {"area": "Rutland", "value": value, "source": "county_return"},
            {"area": "Rutland", "period": "2015/16 Q1", "value": value, "source": "county_return"},
            {"area": "Rutland", "indicator": "referrals", "value": value, "source": "county_return"},
            {"area": "Rutland", "indicator": "referrals", "period": "2014/15", "value": 1, "source": "county_return"},
        ]
        file = sent(folder, long_csv(rows))
        with somebody_of("county"):
            checked = preview_return(path, file, agency="county")
        frames = {state: frame.to_csv() for state, frame in checked.figures.items()}
        said.append((sorted(map(str, checked.problems)), dict(checked.counts), frames))
    assert said[0] == said[1] == said[2]
    # Its own figures are doubted as ever.
    assert (value >= 700) or any("700" in text for text in said[0][0])


def test_the_office_is_still_told_of_everybodys_figures(path, tmp_path):
    rows = [{"area": "Rutland", "period": "2014/15", "value": 99, "source": "police_return"}]
    (revised,) = check_return(path, sent(tmp_path, long_csv(rows))).figures["revised"]["old_value"]
    assert revised == 3


def test_an_agency_is_asked_with_the_figures_that_it_sent_itself(path):
    with closing(open_store(path)) as store:
        county, catalogue = stored_vocabulary(store).agency("county"), load_catalogue(store)
        asked = parse_usual_spelling("2015/16")
        with somebody_of("county"):
            own = {row.indicator: row.last_figure for row in requested_figures(store, catalogue, county, asked)}
        office = {row.indicator: row.last_figure for row in requested_figures(store, catalogue, county, asked)}
    assert own == {"contacts": "700", "referrals": ""}
    assert office["referrals"] == "2"
