"""A return taken in whole or its sound rows, once, by somebody, and undone: nothing that was there is lost."""

from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest

from indicators.errors import DataProblems, ReturnRefused, StoreError, UsageError
from indicators.loading.build import build
from indicators.returns.accept import accept_return, required_line, withdraw_return
from indicators.returns.history import return_rows
from indicators.store.database import open_store
from tests.helpers.returns import (
    KEYS,
    arrival_store,
    beside,
    check_return,
    csv_of,
    figures,
    long_csv,
    sent,
    wide_csv,
    wide_rows,
)

ROLE = "business office"
LEICESTERSHIRE = ("contacts", "E10000018", "2015/16", "report")
RUTLAND = ("contacts", "E06000017", "2015/16", "report")
CATEGORY = "Referrals and Re-referrals"


@pytest.fixture
def path(tmp_path):
    return arrival_store(tmp_path, [{"value": 901}])


@pytest.fixture
def accept(path, tmp_path):
    """Take a content in; gives the number of the return."""
    return lambda content, name="return.csv", **rest: (
        accept_return(path, sent(tmp_path, content, name), **{"by": ROLE} | rest).return_id
    )


def history(path):
    store = open_store(path)
    try:
        return return_rows(store)
    finally:
        store.close()


def asked(path, name, **params):
    store = open_store(path)
    try:
        return store.query(name, **params)
    finally:
        store.close()


def referral(area, year, source="national"):
    code = {"Rutland": "E06000017", "England": "E92000001"}[area]
    return ("referrals", code, f"{year - 1}/{year % 100:02d}", source)


@pytest.mark.long
def test_everything_is_taken_in_with_who_when_and_what(path, accept):
    number = accept(long_csv([{"value": 905}, {"area": "Rutland", "value": 4}]), by="  business\toffice ")
    found = figures(path)
    assert (found[LEICESTERSHIRE][0], found[RUTLAND][0]) == (905, 4)
    (row,) = history(path)
    told = ("return", "name", "kind", "by", "state", "figures", "new", "revised", "unchanged", "refused", "why")
    assert [row[key] for key in told] == [
        number, "return.csv", "list of figures", ROLE, "in force", 2, 1, 1, 0, 0, "",
    ]  # fmt: skip
    moment = datetime.strptime(row["accepted"], "%Y-%m-%d %H:%M")
    assert timedelta(minutes=-1) < datetime.now(UTC).replace(tzinfo=None) - moment < timedelta(minutes=3)
    assert beside(path) == []


@pytest.mark.long
def test_errors_stop_everything(path, accept):
    before = path.read_bytes()
    with pytest.raises(DataProblems, match="'many' is not a number") as caught:
        accept(long_csv([{"area": "Rutland", "value": 4}, {"value": "many"}]))
    assert len(caught.value.problems) == 1
    assert (path.read_bytes(), beside(path)) == (before, [])


@pytest.mark.long
def test_the_sound_rows_alone_are_taken_in_and_the_others_kept_as_told(path, accept):
    rows = [{"area": "Rutland", "value": 4}, {"value": "many", "period": "2014/15"}, {"value": 902}]
    number = accept(long_csv(rows), sound_only=True)
    assert figures(path) == {LEICESTERSHIRE: (902, "final", ""), RUTLAND: (4, "final", "")}
    (row,) = history(path)
    assert (row["figures"], row["refused"]) == (2, 1)
    kept = asked(path, "return_problems", return_id=number)
    assert set(kept["kind"]) == {"refused", "warning"}
    (refused,) = kept[kept["kind"] == "refused"].to_dict("records")
    assert (refused["place"], refused["value"]) == ("row 3, column 'value'", "many")


@pytest.mark.long
def test_the_same_file_twice_changes_nothing(path, accept):
    content = long_csv([{"area": "Rutland", "value": 4}])
    number = accept(content)
    before = path.read_bytes()
    with pytest.raises(ReturnRefused, match=f"was accepted before, as return {number}. Nothing to do"):
        accept(content, "another name.csv")
    assert (path.read_bytes(), beside(path)) == (before, [])


@pytest.mark.long
def test_the_same_figures_in_another_file_are_kept_once(path, accept):
    accept(long_csv([{"area": "Rutland", "value": 4}]))
    before = figures(path)
    accept(long_csv([{"area": "Rutland", "value": "4.0"}]))
    assert figures(path) == before
    assert [row["unchanged"] for row in history(path)] == [1, 0]


@pytest.mark.long
def test_a_file_without_a_sound_figure_is_not_taken_in(path, accept):
    with pytest.raises(ReturnRefused, match="has no figure that can be taken in"):
        accept(long_csv([{"value": "many"}]), sound_only=True)
    with pytest.raises(ReturnRefused, match="has no figure that can be taken in"):
        accept(long_csv([]))
    assert history(path) == []


@pytest.mark.long
def test_withdrawn_the_figures_before_are_current_again_and_both_stay_in_the_history(path, accept):
    before = figures(path)
    content = long_csv([{"value": 905}, {"area": "Rutland", "value": 4}])
    number = accept(content)
    withdraw_return(path, number, by="the chair", why="sent for\nthe wrong quarter")
    assert figures(path) == before
    (row,) = history(path)
    assert row["state"].startswith("withdrawn ")
    assert (row["state"].endswith(" by the chair"), row["why"]) == (True, "sent for the wrong quarter")
    assert (row["new"], row["revised"], row["by"]) == (1, 1, ROLE)
    # A file that is out of force may come again.
    assert accept(content) > number
    assert figures(path)[LEICESTERSHIRE][0] == 905


@pytest.mark.long
def test_of_three_returns_the_middle_one_withdrawn_changes_nothing_current(path, accept):
    numbers = [accept(long_csv([{"value": value}])) for value in (902, 903, 904)]
    withdraw_return(path, numbers[1], by=ROLE, why="wrong")
    assert figures(path)[LEICESTERSHIRE][0] == 904
    withdraw_return(path, numbers[2], by=ROLE, why="wrong")
    assert figures(path)[LEICESTERSHIRE][0] == 902


@pytest.mark.long
def test_as_known_on_a_day_a_return_of_later_is_not_seen(path, accept):
    accept(long_csv([{"value": 905}]))
    store = open_store(path)
    yesterday = (datetime.now(UTC) - timedelta(days=1)).date()
    assert store.as_known(yesterday).query("series", indicators=["contacts"], areas=["E10000018"]).empty
    store.close()


@pytest.mark.long
def test_what_cannot_be_withdrawn_is_told(path, accept):
    number = accept(long_csv([{"value": 905}]))
    withdraw_return(path, number, by=ROLE, why="wrong")
    before = path.read_bytes()
    of_data = int(asked(path, "returns")["return_id"].min())
    for wanted, words in (
        (99, "There is no return 99"),
        (number, "withdrawn already"),
        (of_data, "is the file .* of data/"),
    ):
        with pytest.raises(UsageError, match=words):
            withdraw_return(path, wanted, by=ROLE, why="wrong")
    for by, why in (("", "wrong"), (ROLE, " \n "), (ROLE, "x" * 501)):
        with pytest.raises(UsageError, match="^Say "):
            withdraw_return(path, number, by=by, why=why)
    assert path.read_bytes() == before


@pytest.mark.parametrize("by", ["", "  ", "\t\n", "x" * 501])
def test_somebody_must_accept(path, accept, by):
    with pytest.raises(UsageError, match="^Say who accepts the return"):
        accept(long_csv([{"value": 905}]), by=by)


def test_words_are_kept_on_one_line():
    assert required_line(" the\r\nboard's  \x07chair\u2028 ", "who") == "the board's chair"


@pytest.mark.long
def test_what_was_previewed_is_what_is_taken_in(path, accept, tmp_path):
    content = long_csv([{"value": 905}])
    seen = check_return(path, sent(tmp_path, content)).counts
    accept(long_csv([{"value": 905, "note": "of somebody else"}]))
    before = path.read_bytes()
    with pytest.raises(
        ReturnRefused, match="The store has changed since .*: 0 new and 0 revised figures now, 0 new and 1"
    ):
        accept(content, previewed=seen)
    assert path.read_bytes() == before


@pytest.mark.long
def test_a_return_stays_over_a_rebuild_of_the_data_folder(path, accept, tmp_path):
    accept(long_csv([{"value": 905}, {"area": "Rutland", "value": 4}]))
    before = figures(path)
    build(path, tmp_path / "data")
    assert figures(path) == before


def test_no_store_no_return(tmp_path):
    with pytest.raises(StoreError, match="There is no store at"):
        accept_return(tmp_path / "none.duckdb", sent(tmp_path, long_csv([{}])), by=ROLE)
    assert beside(tmp_path / "none.duckdb") == []


# Editions of publishers' files


@pytest.mark.long
def test_a_second_edition_gives_revisions_not_duplicates(path, accept, tmp_path):
    accept(wide_csv([("Rutland", 2023, 7), ("Rutland", 2024, 8), ("England", 2024, "c")], ("category", "Referrals")))
    newer = wide_csv(
        [("Rutland", 2023, 7), ("Rutland", 2024, 9), ("Rutland", 2025, 10), ("England", 2024, 600)],
        ("category", "referral_count"),
    )
    checked = check_return(path, sent(tmp_path, newer))
    assert {state: count for state, count in checked.counts.items() if count} == {
        "new": 1,
        "revised": 2,
        "unchanged": 1,
    }
    accept(newer)
    own = {key: value[0] for key, value in figures(path).items() if key[0] == "referrals"}
    assert own == {
        referral("Rutland", 2023): 7, referral("Rutland", 2024): 9, referral("Rutland", 2025): 10,
        referral("England", 2024): 600,
    }  # fmt: skip


@pytest.mark.long
def test_an_older_edition_adds_what_is_new_and_takes_nothing_back(path, accept):
    accept(wide_csv([("Rutland", 2023, 7), ("Rutland", 2024, 9)]))
    older = wide_csv([("Rutland", 2022, 5), ("Rutland", 2023, 6), ("England", 2023, 500)], ("category", "Referrals"))
    accept(older)
    found = figures(path)
    assert [found[referral("Rutland", year)][0] for year in (2022, 2023, 2024)] == [5, 7, 9]
    assert found[referral("England", 2023)][0] == 500
    assert (history(path)[0]["new"], history(path)[0]["revised"], history(path)[0]["figures"]) == (2, 0, 2)


@pytest.mark.long
def test_a_list_of_a_person_may_take_newer_figures_back(path, accept):
    """Only publishers' editions repeat old figures; a person who writes one means it."""
    accept(long_csv([{"value": 905, "period": "2016/17"}]))
    accept(long_csv([{"value": 900}]))
    assert figures(path)[LEICESTERSHIRE][0] == 900


@pytest.mark.long
def test_a_newer_edition_renews_the_title_of_its_source(tmp_path):
    names = ("months", "lait", "plans", "county_return", "report")
    sources = (
        "source,title,publisher,date,edition,place,url,licence\n"
        "national,Children in need 2024,The department,2024-10-31,2024,,https://example.org/in-need/2024,OGL v3\n"
        + "".join(f"{name},{name} 2025,The board,2016-09-01,2015/16,,,OGL v3\n" for name in names)
    )
    facts = [{"indicator": "referrals", "area": "Rutland", "period": "2023/24", "value": 7, "source": "national"}]
    path = arrival_store(tmp_path, facts, files={"sources.csv": sources})
    accept_return(path, sent(tmp_path, wide_csv([("Rutland", 2024, 7), ("Rutland", 2025, 8)])), by=ROLE)
    renewed = asked(path, "sources").set_index("source").loc["national"]
    assert list(renewed[["title", "edition", "url"]]) == [
        "Children in need 2025",
        "2025",
        "https://example.org/in-need",
    ]
    assert pd.Timestamp(renewed["date"]).date() == datetime.now(UTC).date()
    number = history(path)[0]["return"]
    withdraw_return(path, number, by=ROLE, why="wrong")
    assert asked(path, "sources").set_index("source").loc["national", "title"] == "Children in need 2024"


@pytest.mark.long
def test_the_newest_model_of_neighbours_counts_until_it_is_withdrawn(tmp_path):
    known = [{"area": "E06000017", "rank": 1, "neighbour": "E10000018"}]
    path = arrival_store(tmp_path, [{}], tables={"neighbours.csv": known})
    content = "old_la_code,la_name,SN_1,SN_1P,SN_2,SN_2P\n857,Rutland,856,Close,855,Close\n"
    number = accept_return(path, sent(tmp_path, content, "neighbours_2026.csv"), by=ROLE).return_id
    found = asked(path, "neighbours")
    assert found[["rank", "neighbour", "model"]].values.tolist() == [
        [1, "E06000016", "DfE statistical neighbour model, 2026"],
        [2, "E10000018", "DfE statistical neighbour model, 2026"],
    ]
    withdraw_return(path, number, by=ROLE, why="wrong")
    assert list(asked(path, "neighbours")["neighbour"]) == ["E10000018"]


@pytest.mark.long
@pytest.mark.parametrize("line", ["857,Rutland,855,,855,", "857,Rutland,857,,855,", "857,R,855,,856,\n857,R,856,,855,"])
def test_a_model_that_contradicts_itself_is_refused(path, accept, line):
    with pytest.raises(ReturnRefused, match="gives Rutland or one of its neighbours twice"):
        accept(f"old_la_code,la_name,SN_1,SN_1P,SN_2,SN_2P\n{line}\n")


@pytest.mark.long
def test_an_edition_with_columns_turned_round_is_no_other_file(path, accept):
    rows = wide_rows([("Rutland", 2025, CATEGORY, 7)])
    accept(csv_of(rows))
    accept(csv_of([row[len(KEYS):] + row[: len(KEYS)] for row in rows]))  # fmt: skip
    assert [row["unchanged"] for row in history(path)] == [1, 0]
