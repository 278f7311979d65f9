"""What is published of words depends on decisions alone: not on figures, and not on words that stay with the board."""

from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pytest

from indicators.board.findings import FindingText, add_finding, edit_finding
from indicators.catalogue.catalogue import load_catalogue
from indicators.catalogue.indicators import TEXT_KEYS, parse_definitions
from indicators.catalogue.plans import parse_plans
from indicators.disclosure.decisions import NO, NOT_YET, YES, public_definition, public_plan, publishable_texts
from indicators.disclosure.edition import public_edition
from indicators.errors import DataProblems
from indicators.loading.build import build
from indicators.settings import DATA
from indicators.store.database import open_store
from tests.helpers.releases import L, R, fact, quarters, words_public
from tests.helpers.tiny_rows import DEFINITION, PUBLIC
from tests.helpers.tiny_store import plan_text, tiny_data, tiny_store_file, toml_text

#: Some of the ways in which a year of 8 can be four withheld quarters.
QUARTERS = [(2, 2, 2, 2), (1, 2, 3, 2), (5, 1, 1, 1), (1, 3, 3, 1), (4, 2, 1, 1)]
STATEMENTS = [
    "Sharing one office has helped.",
    "Both agree.",
    "Three more.",
    "Four or five schools.",
    "A quarter came.",
]
#: Tables of a copy that hold words.
TABLES = ("finding", "event", "target", "definition", "plan", "area", "source")


def tables_of(path, names):
    """The rows of some tables of a store, in their order."""
    with closing(duckdb.connect(str(path), read_only=True)) as copy:
        return {name: copy.execute(f"select * from {name}").fetchall() for name in names}


def published(folder, *, small=QUARTERS[0], undecided=(), written=()):
    """The rows of the tables with words in the public copy of a store, and every byte of it."""
    decided = [
        {"finding": f"said_{place}", "indicator": "contacts", "area": "Rutland", "statement": text, **PUBLIC}
        for place, text in enumerate(STATEMENTS)
    ]
    kept = [
        {"finding": f"a_{place}", "indicator": "contacts", "area": "Rutland", "statement": text}
        for place, text in enumerate(undecided)
    ]
    tables = {
        "findings.csv": [*kept, *decided],
        "events.csv": [{"title": text, "indicator": "contacts", **PUBLIC} for text in STATEMENTS]
        + [{"title": text, "indicator": "contacts"} for text in undecided],
        "targets.csv": [{"area": "Rutland", "note": "Two of them.", **PUBLIC}],
    }
    definitions = {"contacts": {"caveats": STATEMENTS, "public": words_public("why", "caveats")}}
    store = tiny_store_file(
        folder, [*quarters(R, *small, year=8), fact(L, 184)], tables=tables, definitions=definitions, plans={"lr": {}}
    )
    for text in written:
        add_finding(store, finding(text))
    with closing((edition := public_edition(store, data=folder / "data")).store):
        return tables_of(edition.store.path, TABLES), edition.store.path.read_bytes()


def finding(statement, **changes):
    """A finding as somebody of the board writes it on the page."""
    said = {"quadrant": "service_users", "stage": "child_in_need", "area_code": R, "period": "2015/16"}
    said |= {"strength": "weakness", "source": "The panel of young people", "by": "Business office"}
    return FindingText(**said | {"statement": statement, "indicator": "contacts"} | changes)


@pytest.mark.slow
def test_whatever_is_withheld_the_words_are_the_same(tmp_path):
    first, *others = [published(tmp_path / str(place), small=small)[0] for place, small in enumerate(QUARTERS)]
    assert len(first["finding"]) == len(first["event"]) == len(STATEMENTS)
    for other in others:
        assert other == first


@pytest.mark.slow
def test_words_that_stay_with_the_board_leave_no_trace(tmp_path):
    secret = ["Zebra: 3 of them came.", "Zebra: nobody came."]
    plain, _ = published(tmp_path / "plain")
    more, content = published(tmp_path / "more", undecided=secret, written=secret)
    assert more == plain
    assert b"Zebra" not in content
    assert b"zebra" not in content
    assert b"panel of young people" not in content


@pytest.mark.slow
def test_a_finding_of_the_page_is_published_by_its_own_decision_and_not_by_an_earlier_one(tmp_path):
    store = tiny_store_file(tmp_path, [fact(L, 184)], tables={"findings.csv": [{"finding": "vary", **PUBLIC}]})
    data = tmp_path / "data"

    def said():
        with closing((edition := public_edition(store, data=data)).store):
            rows = edition.store.query("findings")
            return list(zip(rows["finding"], rows["statement"], rows["source"], strict=True))

    assert said() == [("finding_00001", "Audits vary.", "report")]
    name = add_finding(store, finding("Three children wait."))
    assert len(said()) == 1
    change = finding("Children wait.", is_public=True, why="May be told.")
    edit_finding(store, name, change)
    # The name that its first words gave it would tell them.
    assert said()[1:] == [("finding_00002", "Children wait.", "The panel of young people")]
    edit_finding(store, "vary", finding("Audits vary a lot.", why="Reread."))
    assert [statement for _, statement, _ in said()] == ["Children wait."]


@pytest.mark.slow
def test_what_stays_with_the_board_makes_no_other_edition(tmp_path):
    store = tiny_store_file(tmp_path, [fact(L, 184)])

    def version():
        with closing((edition := public_edition(store, data=tmp_path / "data")).store):
            return edition.version

    first = version()
    name = add_finding(store, finding("Three children wait."))
    assert version() == first
    edit_finding(store, name, finding("Children wait.", is_public=True, why="May be told."))
    assert version() != first


@pytest.mark.slow
def test_every_text_is_listed_with_its_decision(tmp_path):
    notes = [{"note": "Met.", **PUBLIC, "public": "no"}, {"area": "Rutland", "note": ""}]
    tables = {"findings.csv": [{"finding": "vary", "indicator": "contacts"}], "targets.csv": notes}
    tables["events.csv"] = [{"title": "Opening", **PUBLIC}]
    definitions = {"contacts": {"caveats": ["A", "B"], "public": words_public("caveats")}}
    store = tiny_store_file(tmp_path, [fact(L, 184)], tables=tables, definitions=definitions)
    name = add_finding(store, finding("They wait."))
    with closing(open_store(store)) as held:
        found = {text.place: text for text in publishable_texts(held, load_catalogue(held))}
    assert found["findings.csv, vary"].public == NOT_YET
    assert found["findings.csv, vary"].decision == "awaits a decision: not published"
    assert found["events.csv, 2015-08-01"].public == YES
    assert found["targets.csv, 2015-04-01, contacts"].decision == (
        "is not to be published, decided by business office on 28 November 2026"
    )
    assert found[f"page Findings, {name}, version 1"].words == "They wait. (The panel of young people)"
    assert found["definitions/contacts.toml, caveats"].words == "A B"
    assert found["definitions/contacts.toml, caveats"].decided_on == date(2026, 11, 28)
    assert found["definitions/contacts.toml, why"].public == NO
    assert found["definitions/referrals.toml, why"].public == NOT_YET
    assert not any("contacts.toml, breaks" in place for place in found)


@pytest.mark.slow
def test_a_data_folder_of_before_opens_and_publishes_no_words(tmp_path):
    former = {
        "findings.csv": "finding,quadrant,stage,area,period,indicator,strength,statement,source,priorities\n"
        "vary,service_users,universal,Rutland,2015/16,contacts,mixed,Audits vary.,report,\n",
        "events.csv": "date,area,indicator,title,source\n2015-08-01,,,Opening,report\n",
        "targets.csv": "indicator,area,from,to,value,direction,source,note\n"
        "contacts,Rutland,2015-04-01,,950,at_most,report,Agreed.\n",
        "disclosure.toml": 'threshold = 5\nthings = ["reports"]\n',
    }
    definitions = {"contacts": {"counts": None, "caveats": ["A"]}}
    store = tiny_store_file(tmp_path, [fact(R, 3), fact(L, 184)], definitions=definitions, files=former)
    with closing((edition := public_edition(store, data=tmp_path / "data")).store):
        assert edition.store.query("findings").empty
        assert edition.store.query("events").empty
        assert list(edition.store.query("targets")[["value", "note"]].iloc[0]) == [950, ""]
        assert edition.catalogue.indicators["contacts"].caveats == ()
        # What nobody said is protected.
        assert set(edition.suppressed["area_code"]) == {R, "LR"}
    with closing(open_store(store)) as held:
        assert {text.public for text in publishable_texts(held, load_catalogue(held))} == {NOT_YET}


def test_what_is_wrong_with_a_decision_is_told_at_the_cell(tmp_path):
    wrong = [
        {"finding": "a", "public": "perhaps"},
        {"finding": "b", "public": "yes"},
        {"finding": "c", "decided_by": "chair"},
        {"finding": "d", **PUBLIC, "decided_on": "28/11/2026"},
    ]
    with pytest.raises(DataProblems) as told:
        build(tmp_path / "store.duckdb", tiny_data(tmp_path, tables={"findings.csv": wrong}))
    assert [(problem.file, problem.place) for problem in told.value.problems] == [
        ("findings.csv", "row 2, column 'public'"),
        ("findings.csv", "row 5, column 'decided_on'"),
        ("findings.csv", "row 2, column 'decided_by'"),
        ("findings.csv", "row 2, column 'decided_on'"),
        ("findings.csv", "row 3, column 'decided_by'"),
        ("findings.csv", "row 3, column 'decided_on'"),
        ("findings.csv", "row 4, column 'public'"),
    ]
    assert "write a role, such as business office" in str(told.value)


@pytest.mark.parametrize(
    ("public", "said"),
    [
        ({"texts": ["why"], "decided_by": "chair"}, "has no decided_on"),
        (
            {"texts": ["title"], "decided_by": "chair", "decided_on": date(2026, 1, 1)},
            "'title' cannot be decided about",
        ),
        ({"texts": "why", "decided_by": "chair", "decided_on": date(2026, 1, 1)}, "is not a list"),
        ({"texts": [], "decided_by": " ", "decided_on": date(2026, 1, 1)}, "does not say who decided"),
        ({"texts": [], "decided_by": "chair", "decided_on": "2026-01-01"}, "is not a date"),
        ({"texts": [], "by": "chair", "decided_on": date(2026, 1, 1)}, "is not a key of it. Did you mean decided_by?"),
        (True, "is not {texts = "),
    ],
)
def test_what_is_wrong_with_a_decision_about_a_definition_is_told(public, said):
    with pytest.raises(DataProblems) as told:
        parse_definitions({"plans.toml": toml_text({"id": "plans", **DEFINITION, "public": public})})
    assert "definitions/plans.toml, key 'public'" in str(told.value)
    assert said in str(told.value)


def test_what_a_derived_one_counts_is_what_its_numerator_does():
    share = {"id": "share", **DEFINITION, "kind": "proportion", "numerator": "part", "denominator": "whole"}
    texts = {
        "part.toml": toml_text({"id": "part", **DEFINITION, "counts": "families"}),
        "whole.toml": toml_text({"id": "whole", **DEFINITION}),
        "share.toml": toml_text({**share, "counts": "things"}),
    }
    with pytest.raises(DataProblems, match="part counts families; leave the key out here"):
        parse_definitions(texts)
    with pytest.raises(DataProblems, match="is not one of children, families, people"):
        parse_definitions({"part.toml": toml_text({"id": "part", **DEFINITION, "counts": "kids"})})


def test_a_definition_with_the_words_that_may_be_published():
    hostile = 'quote " and \\ and \x7f and 😀 and\n newline'
    escaped = r"quote \" and \\ and \u007f and 😀 and\n newline"
    breaks = [{"date": date(2015, 8, 1), "note": "Then 3"}]
    keys = {**DEFINITION, "id": "contacts", "caveats": ["HOSTILE"], "breaks": breaks}
    body = "# 3 of them\n" + toml_text({**keys, "public": words_public("caveats")}).replace("HOSTILE", escaped)
    public = public_definition(body)
    found = parse_definitions({"contacts": public})["contacts"]
    assert (found.why, found.questions, found.caveats) == (found.title, (), (hostile,))
    assert [item.note for item in found.breaks] == ["The way of counting changed."]
    assert "3" not in public.replace("2015", "").replace("2027", "").replace("u007f", "")
    everything = toml_text({**keys, "public": words_public("why", "questions", "caveats", "breaks")})
    plain = parse_definitions({"contacts": toml_text(keys)})["contacts"]
    assert parse_definitions({"contacts": public_definition(everything)})["contacts"] == plain


@pytest.mark.slow
def test_every_shipped_definition_can_be_published():
    own = {file.name: file.read_text("utf-8") for file in (DATA / "definitions").glob("*.toml")}
    before = parse_definitions(own)
    after = parse_definitions({name: public_definition(text) for name, text in own.items()})
    for name, item in after.items():
        kept = replace(item, public=before[name].public)
        assert kept == replace(before[name], **{key: getattr(item, key) for key in (*TEXT_KEYS, "local_caveats")}), name


def test_a_plan_without_what_it_reports():
    actions = [{"progress": "Three came.", "impact": "Good.", "objective": "Help"}]
    text = plan_text({"note": "Of 3.", "priorities": [{"why": ["3 of them"], "actions": actions}]})
    public = public_plan(text)
    known = {"areas": {"Leicestershire": L, "Rutland": R}, "quadrants": {"contacts": "quantitative_data"}}
    (plan,) = parse_plans({"lr.toml": public}, sources={"report"}, **known).values()
    (action,) = plan.priorities[0].actions
    assert (action.objective, action.progress, action.impact, plan.note) == ("Help", "", "", "")
    assert not [words for words in ("Three came", "Good.", "3 of them", "Of 3") if words in public]


@pytest.mark.slow
def test_every_shipped_text_has_a_decision(shipped_store: Path):
    with closing(open_store(shipped_store)) as store:
        found = publishable_texts(store, load_catalogue(store))
    assert not [text.place for text in found if text.public == NOT_YET]
    said = {text.words: text.public for text in found}
    assert said["Two large families came off plans (March 2016)"] == NO
    assert sum(text.public == YES for text in found) > 0.9 * len(found)
