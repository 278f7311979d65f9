"""The department's files as downloaded load into a store of the shipped data, and say what was compiled from them.

The files may lie in folders beside the project; without them the tests are skipped.
"""

import csv
import io
import random
import re
from pathlib import Path

import pytest

from indicators.errors import ReturnRefused
from indicators.loading.editions import FileKind
from indicators.returns.accept import accept_return, withdraw_return
from indicators.returns.recognise import new_submission
from indicators.settings import ROOT
from indicators.store.database import open_store
from tests.helpers.returns import check_return, figures, sent
from tests.helpers.tiny_store import current

COMPILED = next(ROOT.parent.glob("*/facts/national_indicators.csv"), None)
FOLDER = next((path.parent for path in ROOT.parent.glob("*/national/*.csv")), None)
pytestmark = pytest.mark.skipif(not (COMPILED and FOLDER), reason="the department's files are not beside the project")
ROLE = "business office"
#: How the names of the files begin that hold no table of the catalogue, and what is said of each.
OTHERS = {
    "lait_dictionary": "is the list of measures of the Local Authority Interactive Tool, without figures",
    "national_framework": "",
}
#: Files whose figures of the catalogue's areas are all shipped: how their names begin, and how many they are.
SHIPPED_WHOLE = {
    "absence_la": 1_260,
    "b1_children": 1_040,
    "c3_factors": 6_400,
    "c4_s47": 780,
    "la_care_leavers": 600,
    "la_cla_placement": 600,
    "la_conviction": 2_100,
}
#: Files that the tests of editions leave out: they are held against the shipped figures instead.
ONLY_READ = ("absence_la", "c3_factors", "la_c")
_ALL = sorted(FOLDER.iterdir()) if FOLDER else []
FILES = [file for file in _ALL if not file.name.startswith((*OTHERS, *ONLY_READ))]

#: What the compilation calls a measure: the indicator, and how its period is written.
MEASURES = {
    "child_protection_plans_2_years_or_more": ("cp_plans_two_years", "31 March {year}"),
    "child_protection_plans_at_31_march": ("cp_plans_31_march", "31 March {year}"),
    "child_protection_plans_started": ("cp_plans_started", "{before}/{two}"),
    "initial_child_protection_conferences": ("initial_cp_conferences", "{before}/{two}"),
    "looked_after_at_31_march": ("looked_after_31_march", "31 March {year}"),
    "population_0_to_17_mid_year": ("population_0_17", "30 June {year}"),
    "re_referrals_within_12_months": ("re_referrals_count", "{before}/{two}"),
    "referrals": ("referrals", "{before}/{two}"),
    "referrals_by_month": ("referrals", "{month} {of}"),
    "repeat_child_protection_plans_started": ("repeat_cp_plans_count", "{before}/{two}"),
    "section_47_enquiries": ("section_47_enquiries", "{before}/{two}"),
}


@pytest.fixture(scope="module")
def loaded(shipped_store, tmp_path_factory):
    """A store with every file taken in, and what each was found to be."""
    path = tmp_path_factory.mktemp("loaded") / "store.duckdb"
    path.write_bytes(shipped_store.read_bytes())
    return path, {file.name: accept_return(path, new_submission(file), by=ROLE).checked for file in FILES}


@pytest.fixture
def store(shipped_store, tmp_path):
    """A copy of the store of the shipped data."""
    path = tmp_path / "store.duckdb"
    path.write_bytes(shipped_store.read_bytes())
    return path


@pytest.mark.slow
def test_every_file_is_recognised_and_loads_without_an_error(loaded):
    kinds = {name: checked.kind for name, checked in loaded[1].items()}
    assert len(kinds) >= 9
    for name, kind in kinds.items():
        expected = FileKind.LAIT if name.startswith("lait") else FileKind.WIDE
        assert kind == (FileKind.NEIGHBOURS if "neighbours" in name else expected)
    for name, checked in loaded[1].items():
        assert (checked.errors, checked.counts["refused"], checked.sound > 0) == ((), 0, True), name


@pytest.mark.examples(1)
@pytest.mark.slow
@pytest.mark.parametrize(
    "file", [file for file in _ALL if file.name.startswith(tuple(OTHERS))], ids=lambda file: file.name[:16]
)
def test_a_file_of_another_table_is_refused_by_what_it_is(shipped_store, file):
    words = next(words for start, words in OTHERS.items() if file.name.startswith(start))
    if not words:
        # A table without a figure or an area, of which no more can be said.
        assert not check_return(shipped_store, new_submission(file)).sound
        return
    with pytest.raises(ReturnRefused) as caught:
        check_return(shipped_store, new_submission(file))
    assert words in str(caught.value)


@pytest.mark.examples(1)
@pytest.mark.slow
@pytest.mark.parametrize(("start", "figures_there"), SHIPPED_WHOLE.items())
def test_a_file_says_cell_by_cell_what_is_shipped(shipped_store, start, figures_there):
    (file,) = [file for file in _ALL if file.name.startswith(start)]
    checked = check_return(shipped_store, new_submission(file))
    counts = {name: checked.counts[name] for name in ("new", "revised", "refused", "unchanged")}
    assert (checked.errors, counts) == ((), {"new": 0, "revised": 0, "refused": 0, "unchanged": figures_there})


def test_nothing_is_left_out_of_a_table_of_the_catalogue(loaded):
    assert [
        str(one)
        for name, checked in loaded[1].items()
        for one in checked.problems
        if "neighbours" not in name and "left out" in one.message
    ] == []


def test_the_shipped_figures_are_those_of_the_files(loaded):
    """They were typed from these files: nothing is revised by them."""
    assert {name: checked.counts["revised"] for name, checked in loaded[1].items()} == dict.fromkeys(loaded[1], 0)
    assert sum(checked.counts["unchanged"] for checked in loaded[1].values()) > 2_900


@pytest.mark.slow
def test_loaded_again_nothing_changes(loaded):
    path, _ = loaded
    before = path.read_bytes()
    for file in FILES:
        with pytest.raises(ReturnRefused, match="was accepted before"):
            accept_return(path, new_submission(file), by=ROLE)
    assert path.read_bytes() == before


def label(form, year, month):
    return form.format(
        year=year, before=year - 1, two=f"{year % 100:02d}", month=month,
        of=year if month in ("January", "February", "March") else year - 1,
    )  # fmt: skip


@pytest.mark.slow
def test_the_loaded_figures_are_the_compiled_ones(loaded):
    """Each figure that both have, from the file that the compilation names."""
    path, checked = loaded
    held = {}
    for (name, area, period, source), (value, _, symbol) in figures(path).items():
        held.setdefault((name, area, period), {})[source] = symbol or value
    sources = {name: set(frame["source"]) for name, own in checked.items() for frame in own.figures.values()
               if len(frame)}  # fmt: skip
    compared, differing = 0, []
    for row in csv.DictReader(COMPILED.open(encoding="utf-8", newline="")):
        if row["measure"] not in MEASURES or row["source_file"] not in sources:
            continue
        indicator, form = MEASURES[row["measure"]]
        period = label(form, int(row["year_ending"]), row["month"])
        own = held.get((indicator, row["area_code"], period), {})
        found = [own[source] for source in own.keys() & sources[row["source_file"]]]
        if not found or not row["value"]:
            continue
        compared += 1
        expected = float(row["value"]) if row["value"].replace(".", "", 1).isdigit() else row["value"]
        if expected not in found:
            differing.append((indicator, row["area_code"], period, row["value"], own))
    assert differing == []
    assert compared > 2_000


RENAMED = {"referral_count": "Referrals", "rereferral_percent": "Re_referrals_percent", "category": "Category",
           "children_count": "Children count"}  # fmt: skip
#: Files whose editions give the same figures again.
EDITIONS = [file for file in FILES if file.suffix == ".csv" and not re.search("neighbours|csww", file.name)]


def edition(file, *, factor, years):
    """Another edition: columns renamed, each line given for each of its `years`, counts multiplied by `factor(place)`.

    All counts of one place in one year change together, so that the edition agrees with itself as a publisher's
    does: parts stay within their wholes and the printed percentages stay those of the counts.
    """
    rows = list(csv.reader(io.StringIO(file.read_text("utf-8-sig"))))
    heading, lines = rows[0], rows[1:]
    first = len(heading) - next(n for n, name in enumerate(reversed(heading)) if name in KEYS_LAST)
    counts = [n >= first and not re.search("percent|rate", name, re.IGNORECASE) for n, name in enumerate(heading)]
    newest = max(line[0] for line in lines)
    made = []
    for line in lines:
        for year in years(line[0], newest):
            times = factor((year, *line[2:first]))
            cells = [
                str(int(cell) * times) if count and cell.isdigit() else cell
                for count, cell in zip(counts, line, strict=True)
            ]
            made.append([year, *cells[1:]])
    out = io.StringIO()
    csv.writer(out).writerows([[RENAMED.get(name, name) for name in heading], *made])
    return out.getvalue()


KEYS_LAST = ("category", "population_type", "age_group")


def one_place_in_five_doubled(edition):
    """Twice the counts for one place and year in five, others in each edition."""
    return lambda place: 2 if random.Random("/".join((edition, *place[:8]))).random() < 0.2 else 1


def counted_figures(path):
    """Every figure in force with its counts: (indicator, area code, starts, ends, source) -> what it says."""
    store = open_store(path)
    try:
        present = current(store)
        key, said = present[FIGURE_KEY], present[["value", "numerator", "denominator", "symbol"]]
        return dict(zip(key.itertuples(index=False, name=None),
                        said.fillna(-1).itertuples(index=False, name=None), strict=True))  # fmt: skip
    finally:
        store.close()


FIGURE_KEY = ["indicator", "area_code", "starts", "ends", "source"]


@pytest.mark.examples(1)
@pytest.mark.slow
@pytest.mark.parametrize(
    "file",
    [
        pytest.param(file, id=file.name[:12], marks=[] if number < 2 else pytest.mark.slow)
        for number, file in enumerate(EDITIONS)
    ],
)
def test_a_second_edition_becomes_revisions_and_new_figures_not_duplicates(store, tmp_path, file):
    accept_return(store, new_submission(file), by=ROLE)
    before = counted_figures(store)
    newer = edition(
        file,
        factor=one_place_in_five_doubled("newer"),
        years=lambda year, newest: [year, str(int(year) + 1)] if year == newest else [year],
    )
    done = accept_return(store, sent(tmp_path, newer, "next edition.csv"), by=ROLE)
    after = counted_figures(store)
    counts = done.checked.counts
    assert (counts["older"], counts["refused"], done.checked.errors) == (0, 0, ())
    assert len(after) == len(before) + counts["new"]
    differ = {key for key in before if before[key] != after[key]}
    assert len(differ) == counts["revised"] > 0
    assert counts["new"] > 0
    # An older edition that comes late takes nothing back.
    late = edition(file, factor=one_place_in_five_doubled("late"), years=lambda year, newest: [year])
    lately = (
        accept_return(store, sent(tmp_path, late, "late.csv"), by=ROLE) if older_adds(store, tmp_path, late) else None
    )
    assert {key: value for key, value in counted_figures(store).items() if key in after} == after
    assert lately is None or lately.checked.counts["revised"] == 0
    for each in filter(None, (done, lately)):
        withdraw_return(store, each.return_id, by=ROLE, why="the first edition was right")
    assert {key: value for key, value in counted_figures(store).items() if key in before} == before


def older_adds(store, tmp_path, text):
    """Whether an older edition has anything to take in."""
    checked = check_return(store, sent(tmp_path, text, "late.csv"))
    assert (checked.counts["revised"], checked.counts["older"] > 0) == (0, True)
    return checked.sound > 0


def test_the_tests_find_the_folders():
    assert isinstance(COMPILED, Path)
    assert len(EDITIONS) >= 7
