"""A publisher's file taken in for every authority of England: what is kept, what is offered, and how it goes again."""

from contextlib import closing

import pytest

from indicators.catalogue.catalogue import load_catalogue, stored_authorities
from indicators.errors import ReturnRefused, UsageError
from indicators.returns.accept import accept_return, withdraw_return
from indicators.returns.preview import preview_rows
from indicators.store.database import open_store
from tests.helpers.areas import RUTLAND
from tests.helpers.returns import arrival_store, check_return, csv_of, long_csv, sent, wide_csv, wide_rows

ROLE = "business office"
KENT, NORTHUMBERLAND = "E10000016", "E06000057"
AUTHORITIES = """code,name,level,region_code,old_code,former_codes,split_codes,source
E12000008,South East,region,,,,,report
E10000016,Kent,local_authority,E12000008,886,,,report
E06000057,Northumberland,local_authority,E12000001,929,E06000048+E10000022,,report
E06000063,Cumberland,local_authority,E12000002,942,,E10000006,report
E06000017,Rutland,local_authority,E12000004,857,,,report
"""
FILE = [("Rutland", "2025", "369"), ("Kent", "2025", "21000")]


@pytest.fixture
def path(tmp_path):
    return arrival_store(tmp_path, files={"authorities.csv": AUTHORITIES})


def catalogue_of(path):
    with closing(open_store(path)) as store:
        return load_catalogue(store)


def referrals(path, *areas):
    """The referrals in force of some areas: area code -> figure."""
    with closing(open_store(path)) as store:
        rows = store.query("series", indicators=["referrals"], areas=list(areas))
    return dict(zip(rows["area_code"], rows["value"], strict=True))


@pytest.mark.long
def test_figures_of_other_authorities_are_kept_until_withdrawn_and_no_list_of_areas_grows(path, tmp_path):
    before = catalogue_of(path)
    done = accept_return(path, sent(tmp_path, wide_csv(FILE)), by=ROLE, all_areas=True)
    assert done.checked.counts["new"] == 2
    assert not done.checked.errors
    assert referrals(path, KENT, RUTLAND) == {KENT: 21_000, RUTLAND: 369}
    after = catalogue_of(path)
    assert list(after.areas) == list(before.areas)
    assert before.background == {}
    assert {KENT, NORTHUMBERLAND, "E12000008"} <= set(after.background)
    assert RUTLAND not in after.background
    assert {RUTLAND, KENT} <= set(after.authorities)
    withdraw_return(path, done.return_id, by=ROLE, why="a trial")
    assert not referrals(path, KENT, RUTLAND)
    assert catalogue_of(path).background == {}


@pytest.mark.long
def test_without_the_choice_they_are_left_out_and_what_is_there_stays(path, tmp_path):
    accept_return(path, sent(tmp_path, wide_csv(FILE)), by=ROLE)
    assert not referrals(path, KENT)
    # The same file again for all areas is no duplicate; a third time it is.
    accept_return(path, sent(tmp_path, wide_csv(FILE)), by=ROLE, all_areas=True)
    assert referrals(path, KENT)
    for all_areas in (True, False):
        with pytest.raises(ReturnRefused, match="was accepted before"):
            accept_return(path, sent(tmp_path, wide_csv(FILE)), by=ROLE, all_areas=all_areas)
    newer = [("Rutland", "2026", "380"), ("Kent", "2026", "22000")]
    done = accept_return(path, sent(tmp_path, wide_csv(newer)), by=ROLE)
    assert referrals(path, KENT) == {KENT: 21_000}
    assert [problem.message for problem in done.checked.warnings if "--all-areas" in problem.message]


@pytest.mark.slow
def test_former_codes_mean_the_authority_of_today_and_split_ones_stop_nothing(path, tmp_path):
    rows = wide_rows([("Kent", "2013", "Referrals and Re-referrals", "900")] * 2)
    rows[1][7:10] = ["929", "E06000048", "Northumberland"]
    rows[2][7:10] = ["909", "E10000006", "Cumbria"]
    done = accept_return(path, sent(tmp_path, csv_of(rows)), by=ROLE, all_areas=True)
    assert referrals(path, NORTHUMBERLAND) == {NORTHUMBERLAND: 900}
    [problem] = [problem for problem in done.checked.problems if "former authority (Cumbria)" in problem.message]
    assert problem.is_warning


@pytest.mark.slow
def test_an_agency_s_list_knows_the_board_s_areas_alone(path, tmp_path):
    listed = long_csv([{"indicator": "contacts", "area": "Kent", "value": 4}])
    checked = check_return(path, sent(tmp_path, listed), all_areas=True)
    assert checked.errors
    assert not checked.all_areas


@pytest.mark.long
def test_a_preview_names_authorities_that_no_list_has_yet(path, tmp_path):
    checked = check_return(path, sent(tmp_path, wide_csv(FILE)), all_areas=True)
    with closing(open_store(path)) as store:
        rows = preview_rows(checked.figures["new"], load_catalogue(store), stored_authorities(store))
    assert {row["area"] for row in rows} == {"Kent", "Rutland"}


@pytest.mark.slow
def test_a_data_folder_without_the_list_says_what_is_missing(tmp_path):
    path = arrival_store(tmp_path)
    with pytest.raises(UsageError, match=r"authorities\.csv is missing"):
        check_return(path, sent(tmp_path, wide_csv(FILE)), all_areas=True)
