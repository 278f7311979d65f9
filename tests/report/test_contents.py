"""Contents of a report: read, checked with all problems at once, written, and kept under a name."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.catalogue.catalogue import load_catalogue
from indicators.errors import DataProblems, UsageError
from indicators.exports.cells import printable
from indicators.report.contents import (
    STANDARD_CONTENTS_FILE,
    STATISTICAL_NEIGHBOURS,
    Contents,
    ContentsItem,
    contents_folder,
    contents_text,
    discard_contents,
    load_contents,
    parse_contents,
    save_contents,
    saved_contents_names,
)
from indicators.settings import DATA
from indicators.store.database import open_store
from tests.helpers.areas import BOARD_AREAS, ENGLAND, RUTLAND
from tests.helpers.tiny_store import tiny_store

HEAD = 'title = "Report"\n'


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory):
    store = tiny_store(tmp_path_factory.mktemp("contents"), [{}])
    yield load_catalogue(store)
    store.close()


def problems_of(text, catalogue):
    with pytest.raises(DataProblems) as told:
        parse_contents("mine.toml", text, catalogue)
    return [str(problem) for problem in told.value.problems]


def item(*lines):
    return HEAD + "[[items]]\n" + "\n".join(lines)


@pytest.mark.slow
def test_what_a_file_says_is_what_is_made(catalogue):
    text = item('kind = "chart"', 'title = "Moved"', 'indicators = ["contacts"]', 'areas = ["rutland"]',
                'measure = "rate"', 'comparators = ["England", "Statistical neighbours"]', "years = 6")  # fmt: skip
    made = parse_contents("mine.toml", text, catalogue)
    assert made == Contents(
        "Report",
        (
            ContentsItem(
                kind="chart",
                title="Moved",
                indicators=("contacts",),
                areas=(RUTLAND,),
                measure="rate",
                comparators=(ENGLAND, STATISTICAL_NEIGHBOURS),
                years=6,
            ),
        ),
    )


def test_what_is_left_out_is_usual(catalogue):
    (made,) = parse_contents("mine.toml", item('kind = "profile"', 'indicators = ["contacts"]'), catalogue).items
    assert (made.areas_in(catalogue), made.years, made.heading) == (BOARD_AREAS, 3, "Safeguarding Profile")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (HEAD, "key 'items': is missing"),
        (HEAD + "items = []", "is empty; write [[items]] and its keys"),
        ("title = 3\n[[items]]\nkind = 'sources'", "key 'title': '3' is not text in quotes"),
        ("title = ", "is not TOML"),
        (item('kind = "chart'), "is not TOML"),
        (item('kind = "charts"'), "item 1, key 'kind': 'charts' is not one of profile, quarters, chart"),
        (item("kind = 3"), "key 'kind': '3' is not text"),
        (item('title = "x"'), "item 'x', key 'kind': is missing"),
        (item('kind = "profile"'), "key 'indicators': is missing"),
        (item('kind = "profile"', "indicators = []"), "key 'indicators': '[]' is empty"),
        (item('kind = "profile"', 'indicators = ["contact"]'), "'contact' is not an indicator. Did you mean contacts"),
        (item('kind = "profile"', 'indicators = ["contacts", "contacts"]'), "'contacts' is named before; keep one"),
        (item('kind = "profile"', 'indicators = ["contacts"]', 'areas = ["Rutand"]'), "Did you mean Rutland"),
        (item('kind = "profile"', 'indicators = ["contacts"]', 'sources = ["rep"]'), "'rep' is not a source"),
        (item('kind = "profile"', 'indicators = ["contacts"]', "years = 9"), "write a whole number from 1 to 5"),
        (item('kind = "profile"', 'indicators = ["contacts"]', "years = true"), "is not a number of years"),
        (item('kind = "quadrants"', "years = 3"), "key 'years': is not known"),
        (item('kind = "chart"'), "needs either indicators = [...] or headlines = true"),
        (item('kind = "chart"', "headlines = true", 'indicators = ["contacts"]'), "needs either"),
        (item('kind = "chart"', 'headlines = "yes"'), "is neither true nor false"),
        (item('kind = "chart"', 'indicators = ["contacts_to_referral"]', 'measure = "rate"'), "has no rate per 10,000"),
        (item('kind = "text"', 'paragraphs = ["x"]'), "key 'title': is missing"),
        (item('kind = "sources"', "[[items]]", 'kind = "sources"'), "item 2: is the same as an earlier item"),
    ],
)
def test_what_is_wrong_is_told_with_its_place_and_remedy(text, told, catalogue):
    assert any(told in problem for problem in problems_of(text, catalogue)), problems_of(text, catalogue)


def test_everything_wrong_is_told_at_once(catalogue):
    text = item('kind = "profile"', 'indicators = ["nothing"]', "years = 0") + '\n[[items]]\nkind = "chart"\n'
    assert len(problems_of(text, catalogue)) == 3


WORDS = st.text(min_size=1).filter(lambda text: printable(text).strip())


@given(title=WORDS, words=st.lists(WORDS, min_size=1))
def test_any_words_survive_being_written_and_read(title, words, catalogue):
    made = Contents(title, (ContentsItem(kind="text", title=title, paragraphs=tuple(words)),))
    written = contents_text(made)
    again = parse_contents("x.toml", written, catalogue)
    assert contents_text(again) == written
    if all(letter.isprintable() for text in (title, *words) for letter in text):
        assert again == made


def test_the_shipped_contents_are_sound_and_say_the_same_when_written(board_store):
    store = open_store(board_store)
    catalogue = load_catalogue(store)
    store.close()
    made = parse_contents("x.toml", (DATA / STANDARD_CONTENTS_FILE).read_bytes(), catalogue)
    assert [one.kind for one in made.items] == [
        "messages", "profile", "quarters", "chart", "quadrants", "changes", "differences", "challenges", "guidance",
        "figures", "sources", "notes",
    ]  # fmt: skip
    assert parse_contents("x.toml", contents_text(made), catalogue) == made


class TestKept:
    made = Contents("Mine", (ContentsItem(kind="text", title="Words", paragraphs=("Some.",)),))

    def test_contents_are_kept_listed_replaced_and_forgotten(self, tmp_path, catalogue):
        store = tmp_path / "store.duckdb"
        save_contents(store, "report 2017", self.made)
        save_contents(store, "Annual report", self.made)
        later = replace(self.made, title="Later")
        save_contents(store, "report 2017", later)
        assert saved_contents_names(store) == ["Annual report", "report 2017"]
        assert load_contents("report 2017", store, catalogue) == later
        discard_contents(store, "report 2017")
        assert [path.name for path in contents_folder(store).iterdir()] == ["Annual report.toml"]

    @pytest.mark.parametrize("name", ["", " ", "../x", "a/b", "a.b", "x" * 61, "ä", "-a", "a ", "nul\0"])
    def test_a_name_that_could_be_another_file_is_refused(self, name, tmp_path):
        with pytest.raises(UsageError, match="cannot be a name for contents"):
            save_contents(tmp_path / "store.duckdb", name, self.made)
        assert list(tmp_path.iterdir()) == []

    def test_contents_come_from_a_file_too(self, tmp_path, catalogue):
        file = tmp_path / "mine.toml"
        file.write_text(contents_text(self.made), "utf-8")
        assert load_contents(str(file), tmp_path / "store.duckdb", catalogue) == self.made

    def test_a_name_that_is_not_kept_tells_those_that_are(self, tmp_path, catalogue):
        store = tmp_path / "store.duckdb"
        save_contents(store, "mine", self.made)
        with pytest.raises(UsageError, match="'yours' cannot be read as contents: it is neither .* name: mine"):
            load_contents("yours", store, catalogue)
