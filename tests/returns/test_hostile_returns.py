"""Files that are broken, disguised or malicious: read or refused in words, the store and the disk as they were."""

import os
import re
import resource
import tempfile
from contextlib import suppress

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicators.errors import IndicatorsError, ReturnRefused
from indicators.returns.accept import accept_return
from indicators.returns.check import ReturnPreview, compare_return
from indicators.returns.preview import preview_return
from indicators.returns.recognise import new_submission
from indicators.store.database import open_store
from tests.helpers.returns import KEYS, PLACES, arrival_store, beside, csv_of, figures, long_csv, sent, wide_csv
from tests.helpers.tiny_rows import FACT

#: Slow together; `make test` runs them.
pytestmark = pytest.mark.slow

LONG = long_csv([{"area": "Rutland", "value": 4}])
WIDE = wide_csv([("Rutland", 2025, 7), ("England", 2025, 9)])
SQL = "'); drop table observation; --"


def left_in(passing):
    """What lies in the folder for passing files, the own folder of this process and its lock apart."""
    return sorted(path.name for path in passing.rglob("*") if path.parent != passing and path.name != ".lock")


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return arrival_store(tmp_path_factory.mktemp("store"), [{"value": 901}])


@pytest.fixture
def refused(path, tmp_path, monkeypatch):
    """What is said of a content that is refused, having checked that nothing was left anywhere."""
    passing = tmp_path / "passing"
    passing.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(passing))

    def give(content, name="return.csv"):
        before = path.read_bytes()
        file = sent(tmp_path, content, name)
        with pytest.raises(IndicatorsError) as previewed:
            preview_return(path, file)
        with pytest.raises(IndicatorsError) as accepted:
            accept_return(path, file, by="business office", sound_only=True)
        told = str(previewed.value)
        assert str(accepted.value) == told
        assert (path.read_bytes(), beside(path), left_in(passing)) == (before, [], [])
        assert isinstance(previewed.value, ReturnRefused), repr(previewed.value)
        assert told.startswith(name)
        assert len(told) < 600
        assert str(path) not in told
        assert "Error" not in told
        return told

    return give


def parquet(columns, tmp_path):
    place = tmp_path / "made.parquet"
    pq.write_table(pa.table(columns), place)
    return place.read_bytes()


WHOLE = {"indicator": ["contacts"], "area": ["Rutland"], "period": ["2015/16"], "value": [4.0], "source": ["report"]}


def test_the_wrong_type_behind_the_right_name_is_refused(refused, tmp_path):
    junk = bytes(range(1, 255)) * 20
    assert "damaged workbook" in refused(b"PK\x03\x04" + junk, "figures.xlsx")
    assert "is not a workbook" in refused(b"\xd0\xcf\x11\xe0" + junk, "figures.xls")
    assert "is a picture" in refused(b"\x89PNG" + junk, "figures.csv")
    assert "is a program" in refused(b"MZ" + junk, "figures.csv")
    assert "is damaged and cannot be read whole" in refused(b"PAR1" + junk, "figures.parquet")
    assert "NUL" in refused(os.urandom(3000) + b"\0\0", "figures.csv")


@pytest.mark.parametrize("cut", ["half", "end", "start", "middle", "mark alone", "zeros"])
def test_parquet_that_was_cut_or_damaged_is_refused(refused, tmp_path, cut):
    content = parquet({name: cells * 5000 for name, cells in WHOLE.items()}, tmp_path)
    content = {
        "half": content[: len(content) // 2],
        "end": content[:-3],
        "start": content[:100],
        "middle": content[:40] + bytes(200) + content[240:],
        "mark alone": b"PAR1",
        "zeros": b"PAR1" + bytes(1000) + b"PAR1",
    }[cut]
    assert "is damaged and cannot be read whole. Ask for it again" in refused(content)


def test_parquet_of_other_or_no_columns_is_refused(refused, tmp_path):
    assert "columns that are not known: a, b" in refused(parquet({"a": [1], "b": [[2, 3]]}, tmp_path))
    assert "damaged" in refused(parquet({}, tmp_path))
    twice = pa.Table.from_arrays([pa.array(["x"])] * 3, names=["indicator", "area", "area"])
    pq.write_table(twice, tmp_path / "twice.parquet")
    assert "columns that are not known: indicator, area, area_1" in refused((tmp_path / "twice.parquet").read_bytes())


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (LONG.replace("Rutland", '"Rutland'), "line 2: has a quotation mark that is not closed"),
        (WIDE.replace("857", '"857'), "line 2: has a quotation mark that is not closed"),
        (WIDE + '2025,"' + "x,y\n" * 100_000, "has a quotation mark that is not closed"),
        (LONG.replace("Rutland", "Rut\0land"), "NUL bytes"),
        (WIDE.replace("Rutland", "Rut\0land").encode("utf-16"), "NUL characters"),
        (LONG.replace("note", "symbol"), "names a column twice: symbol"),
        (WIDE.replace("new_la_code", "la_name"), "names a column twice: la_name"),
        (WIDE + "2025,x\n", "line 4: has not 12 cells like the heading"),
        (WIDE.splitlines()[0], "has no line about an area of this dashboard"),
        ("\n" * 1_000_000, "has no heading in its first row"),
        ("\r\n" * 100_000, "has no heading in its first row"),
        ("," * 200_000, "a line longer than 50,000 characters"),
        ("old_la_code,SN_1,SN_2\n" + "857,855,856\n" * 6000, "has more than 5,000 lines"),
        ("old_la_code,SN_1,SN_2\n857\n", "has no area of this dashboard whose neighbours are all"),
        ('old_la_code,SN_1,SN_2\n"857,855,856\n' + "x\n" * 200_000, "cannot be read as CSV"),
    ],
)
def test_text_that_is_no_table_is_refused(refused, content, words):
    assert re.search(words, refused(content))


@pytest.mark.parametrize("start", [b"", LONG.encode(), WIDE.encode()], ids=["heading", "list", "open data"])
def test_a_line_of_60_mb_is_refused_in_little_memory(refused, start, tmp_path):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert "a line longer than 50,000 characters" in refused(start + b"x," * 30_000_000)
    # The test itself holds the line of 60 MB, and `sent` a view of it.
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 150 * 1024


def test_a_million_empty_lines_are_no_rows(path, tmp_path):
    for content in (LONG + "\n" * 1_000_000, "\n".join([*WIDE.splitlines(), "\n" * 1_000_000])):
        assert preview_return(path, sent(tmp_path, content)).errors == ()


def test_names_with_sql_in_them_are_names(path, tmp_path):
    columns = ("category", f'x"{SQL}', "referral_count", SQL)
    lines = [("Rutland", 2025, "Referrals and Re-referrals", SQL, 7, SQL), ("Rutland", 2024, SQL, SQL, 7, SQL)]
    checked = preview_return(path, sent(tmp_path, wide_csv(lines, columns), f"a{SQL}.csv"))
    assert (checked.counts["new"], checked.errors) == (1, ())
    heading = LONG.replace("symbol", f'"{SQL}"')
    assert preview_return(path, sent(tmp_path, heading)).counts["new"] == 1
    (problem,) = preview_return(path, sent(tmp_path, LONG.replace("Rutland", SQL))).errors
    assert problem.value == SQL


def test_formulas_and_html_are_kept_as_text(tmp_path):
    path = arrival_store(tmp_path, [{"value": 901}])
    note = "=1+1 <img src=x onerror=alert(1)> {{7*7}} **bold** [a](javascript:b)"
    accept_return(path, sent(tmp_path, long_csv([{"area": "Rutland", "note": note}]), "<b>a.csv"), by="<i>me</i>")
    store = open_store(path)
    row = store.query("returns").iloc[0]
    assert (row["name"], row["happened_by"]) == ("<b>a.csv", "<i>me</i>")
    found = store.query("series", indicators=["contacts"], areas=["E06000017"])
    assert list(found["note"]) == [note]
    store.close()


def test_a_name_that_is_a_path_reaches_nothing(path, tmp_path):
    file = sent(tmp_path, LONG)
    other = new_submission(file.path, "../../etc/passwd")
    assert preview_return(path, other).counts["new"] == 1


def test_folders_with_odd_names_are_read(path, tmp_path):
    odd = tmp_path / "a'b" / "100% [x]*" / "b?c=1;d" / "ü"
    odd.mkdir(parents=True)
    for content in (LONG.encode("utf-16"), WIDE, parquet(WHOLE, tmp_path)):
        assert preview_return(path, sent(odd, content)).sound >= 1


# Anything at all

WORDS = "contacts|Rutland|2015/16|report|4|-1|1e999|nan|c|2025||E06000017|Reporting year|Local authority|National|=1+1"
CELLS = st.one_of(st.text(max_size=8), st.sampled_from([*WORDS.split("|"), "Referrals and Re-referrals", '"']))
NAMES = [
    *FACT,
    *KEYS,
    "category",
    "Referrals",
    "April",
    "SN_1",
    "SN_2",
    "short_desc",
    "years",
    "values",
    "Code",
    "Figure",
]
HEADINGS = st.one_of(
    st.permutations(list(FACT)),
    st.permutations([*KEYS, "category", "referral_count"]),
    st.lists(st.sampled_from(NAMES), min_size=1, max_size=12),
    st.just(["short_desc", "years", "la_number", "la_and_regions", "values"]),
    st.just(["old_la_code", "la_name", "SN_1", "SN_1P", "SN_2"]),
)


@st.composite
def tables(draw):
    """A table with headings that are known or not, as text in some encoding."""
    heading = draw(HEADINGS)
    rows = draw(st.lists(st.lists(CELLS, min_size=len(heading), max_size=len(heading)), max_size=4))
    text = csv_of([heading, *rows], draw(st.sampled_from(",,,;\t|")))
    return text.encode(draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])), "surrogatepass")


@st.composite
def parquets(draw):
    """A parquet file of such a table, its columns of any type."""
    heading = list(dict.fromkeys(draw(HEADINGS)))
    kinds = st.sampled_from([["Rutland"], [4], [4.5], [None], [b"x\xff"], [[1]], [{"a": 1}], [True]])
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table({name: draw(kinds) for name in heading}), sink)
    content = sink.getvalue().to_pybytes()
    place = draw(st.integers(0, len(content)))
    return draw(st.sampled_from([content, content[:place], content[:place] + b"\xff" + content[place + 1 :]]))


STARTS = st.sampled_from(
    [b"", b"PK\x03\x04", b"PAR1", b"\xd0\xcf\x11\xe0", b"\xff\xfe", b"\xef\xbb\xbf", LONG.encode(), WIDE.encode()]
)
ANYTHING = st.one_of(
    tables(),
    parquets(),
    st.tuples(STARTS, st.binary(max_size=300)).map(b"".join),
    st.tuples(STARTS, st.text(max_size=200).map(lambda text: text.encode("utf-8", "ignore"))).map(b"".join),
)


@pytest.fixture(scope="module")
def store(path):
    opened = open_store(path, reads_files=True)
    yield opened
    opened.close()


@given(ANYTHING)
@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_any_file_is_checked_or_refused_in_words(path, store, tmp_path_factory, content):
    before = path.read_bytes()
    file = tmp_path_factory.mktemp("any") / "a.csv"
    file.write_bytes(content)
    with suppress(IndicatorsError):
        checked = compare_return(store, new_submission(file))
        assert isinstance(checked, ReturnPreview)
        assert checked.sound >= 0
        assert all(str(problem) for problem in checked.problems)
    assert path.read_bytes() == before


@given(tables())
@settings(max_examples=5, suppress_health_check=[HealthCheck.too_slow])
def test_what_is_accepted_of_any_table_is_what_was_counted(tmp_path_factory, content):
    folder = tmp_path_factory.mktemp("any")
    path = arrival_store(folder, [{"value": 901}])
    file = sent(folder, content) if content else None
    known = len(figures(path))
    try:
        done = accept_return(path, file, by="business office", sound_only=True)
    except IndicatorsError:
        assert len(figures(path)) == known
    else:
        assert len(figures(path)) == known + done.checked.counts["new"]


def test_places_of_the_tests_are_those_of_the_catalogue():
    assert {len(place) for place in PLACES.values()} == {len(KEYS) - 2}
