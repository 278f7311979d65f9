"""Many decisions about words at once: what a filled-in list decides, what is wrong with one, and what it writes."""

import csv
import io
import tomllib
from contextlib import closing
from datetime import date

import pytest

from indicators.access import ROLES
from indicators.catalogue.catalogue import load_catalogue
from indicators.disclosure.decisions import NO, NOT_YET, YES, PublishableText, publishable_texts
from indicators.disclosure.word_decisions import read_decisions, write_decisions
from indicators.errors import DataProblems, ReturnRefused, UsageError
from indicators.loading.build import build
from indicators.store.database import open_store
from tests.helpers.tiny_store import tiny_store_file, write_definitions

DAY = date(2026, 12, 3)
COLUMNS = ("place", "public", "text")
CONTACTS, REFERRALS = "definitions/contacts.toml", "definitions/referrals.toml"
NOTE = "Counted anew."
OWN = {
    "contacts": {
        "why": "=Many come.",
        "questions": ["Why?"],
        "caveats": ["One.", "Two."],
        "breaks": [{"date": date(2014, 4, 1), "note": NOTE}],
    }
}


@pytest.fixture
def data(tmp_path):
    """A data folder of a few definitions about whose words nobody has decided."""
    tiny_store_file(tmp_path, [{"value": 12773}])
    write_definitions(tmp_path / "data", OWN)
    return tmp_path / "data"


@pytest.fixture
def texts(data):
    """The texts of the folder as they are now."""
    return lambda: stored_texts(data)


def stored_texts(data):
    path = data.parent / "again.duckdb"
    build(path, data)
    with closing(open_store(path)) as store:
        return publishable_texts(store, load_catalogue(store))


def list_of(folder, rows, *, delimiter=",", encoding="utf-8", columns=COLUMNS):
    """A list as a file; `rows` are cells in the order of the columns."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([columns, *rows])
    path = folder / "words.csv"
    path.write_bytes(out.getvalue().encode(encoding))
    return path


def answered(texts, answers):
    """The rows of a list in which some places have an answer."""
    return [(text.place, answers.get(text.place, ""), text.words) for text in texts]


def public_of(texts):
    return {text.place: text.public for text in texts if text.place.startswith((CONTACTS, REFERRALS))}


EVERYTHING = {
    f"{CONTACTS}, questions": "no",
    f"{CONTACTS}, why": "yes",
    f"{CONTACTS}, caveats": "NO",
    f"{CONTACTS}, breaks": " Yes ",
}


@pytest.mark.parametrize(
    ("delimiter", "encoding"), [(",", "utf-8"), (";", "utf-8-sig"), ("\t", "utf-16"), (";", "cp1252")]
)
def test_a_list_decides_about_the_definitions_that_it_answers(data, texts, delimiter, encoding):
    before = {path.name: path.read_bytes() for path in (data / "definitions").iterdir()}
    path = list_of(data.parent, answered(texts(), EVERYTHING), delimiter=delimiter, encoding=encoding)
    decisions = read_decisions(path, texts())
    assert (decisions.published, decisions.yes, decisions.no) == ({"contacts": ("why", "breaks")}, 2, 2)
    write_decisions(data, decisions, role=" Business office ", roles=ROLES, day=DAY)
    after = {path.name: path.read_bytes() for path in (data / "definitions").iterdir()}
    assert {name for name in after if after[name] != before[name]} == {"contacts.toml"}
    keys, keys_before = (tomllib.loads(files["contacts.toml"].decode()) for files in (after, before))
    said = {"texts": ["why", "breaks"], "decided_by": "Business office", "decided_on": DAY}
    assert keys == {**keys_before, "public": said}
    wanted = {
        f"{CONTACTS}, questions": NO,
        f"{CONTACTS}, why": YES,
        f"{CONTACTS}, caveats": NO,
        f"{CONTACTS}, breaks": YES,
    }
    assert {place: public for place, public in public_of(texts()).items() if public != NOT_YET} == wanted
    # The same list once more, and a list of the texts as they are, change nothing.
    assert read_decisions(path, texts()).is_empty
    assert read_decisions(list_of(data.parent, [(t.place, t.public, t.words) for t in texts()]), texts()).is_empty


def test_a_later_list_changes_what_it_answers_and_no_more(data, texts):
    first = read_decisions(list_of(data.parent, answered(texts(), EVERYTHING)), texts())
    write_decisions(data, first, role="Business office", roles=ROLES, day=DAY)
    later = list_of(data.parent, answered(texts(), {f"{CONTACTS}, caveats": "yes", f"{CONTACTS}, why": "no"}))
    decisions = read_decisions(later, texts())
    assert (decisions.published, decisions.yes, decisions.no) == ({"contacts": ("caveats", "breaks")}, 1, 1)
    write_decisions(data, decisions, role="Partnership chair", roles=ROLES, day=date(2026, 12, 4))
    body = (data / "definitions/contacts.toml").read_text("utf-8")
    assert body.count("public = ") == 1
    assert tomllib.loads(body)["public"]["decided_by"] == "Partnership chair"


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_comments_and_tables_of_a_file_stay_as_they_are(data, texts, ending):
    file = data / "definitions/contacts.toml"
    lines = [
        "# Contacts: see the office.",
        *file.read_text("utf-8").replace("2014-04-01", "2014-04-01  # anew").splitlines(),
        "",
    ]
    assert "[[breaks]]" in lines
    file.write_bytes(ending.join(lines).encode())
    decisions = read_decisions(list_of(data.parent, answered(texts(), EVERYTHING)), texts())
    write_decisions(data, decisions, role="Business office", roles=ROLES, day=DAY)
    after = file.read_bytes().decode().split(ending)
    assert [line for line in after if not line.startswith("public")] == lines
    assert public_of(texts())[f"{CONTACTS}, breaks"] == YES


WHY, QUESTIONS, CAVEATS, BREAKS = (f"{CONTACTS}, {key}" for key in ("why", "questions", "caveats", "breaks"))
WORDS = {WHY: "=Many come.", QUESTIONS: "Why?", CAVEATS: "One. Two.", BREAKS: NOTE}
WHOLE = [(place, "yes", words) for place, words in WORDS.items()]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("contacts", "yes", "")], ["row 2: 'contacts' is no text of this store"]),
        ([(WHY, "perhaps", ""), (CAVEATS, "j", "")], ["row 2: 'perhaps' is not an", "row 3: 'j' is not an answer"]),
        ([(WHY, "yes", "Few come."), *WHOLE[1:]], [f"row 2: '{WHY}' has other words now than the list"]),
        ([(WHY, "yes", WORDS[WHY])], ["'questions' has no", "'caveats' has no", "'breaks' has no answer"]),
        ([*WHOLE, (WHY, "no", WORDS[WHY])], [f"row 6: '{WHY}' is answered twice"]),
        (
            [(*WHOLE[0], "more"), (CAVEATS,)],
            ["row 2: is not as long", "row 3: is not as long as the headings"],
        ),
        ([("events.csv, contacts", "yes", "Done so.")], ["is decided in data/events.csv, column public"]),
    ],
)
def test_all_that_is_wrong_with_a_list_is_said_at_once(data, texts, rows, said):
    event = PublishableText("events.csv, contacts", "contacts", "", "Done so.", NOT_YET, "", None)
    with pytest.raises(DataProblems) as caught:
        read_decisions(list_of(data.parent, rows), [*texts(), event])
    assert [part for part in said if part not in str(caught.value)] == []
    assert len(caught.value.problems) == len(said)


def test_a_file_that_is_no_such_list_is_refused(data, texts):
    with pytest.raises(DataProblems, match="column public"):
        read_decisions(list_of(data.parent, [], columns=("place", "text")), texts())
    path = data.parent / "words.csv"
    path.write_bytes(b"PK\x03\x04" + b"\0" * 40)
    with pytest.raises(ReturnRefused):
        read_decisions(path, texts())


def test_only_a_role_of_the_board_decides_and_half_a_list_is_never_written(data, texts):
    rows = answered(texts(), {text.place: "yes" for text in texts() if text.place.startswith("definitions/")})
    decisions = read_decisions(list_of(data.parent, rows), texts())
    assert len(decisions.published) > 2
    before = {path.name: path.read_bytes() for path in (data / "definitions").iterdir()}
    with pytest.raises(UsageError, match="'Press office' may not decide"):
        write_decisions(data, decisions, role="Press office", roles=ROLES, day=DAY)
    # A key that spans lines is not changed line by line.
    file = data / "definitions/referrals.toml"
    old = file.read_text("utf-8") + '[public]\ntexts = []\ndecided_by = "a"\ndecided_on = 2026-01-01\n'
    file.write_text(old, "utf-8")
    with pytest.raises(
        UsageError, match=r"referrals.toml cannot be changed line by line. Write into it by hand: public ="
    ):
        write_decisions(data, decisions, role="Business office", roles=ROLES, day=DAY)
    now = {path.name: path.read_bytes() for path in (data / "definitions").iterdir()}
    assert now == {**before, "referrals.toml": old.encode()}
