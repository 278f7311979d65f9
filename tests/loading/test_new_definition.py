"""A new indicator is written whole or not at all, and only where the data folder then loads."""

import csv
import threading
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from indicators.catalogue.indicators import checked_definitions
from indicators.errors import DataProblems, IndicatorsError, UsageError
from indicators.loading import new_definition
from indicators.loading.build import build
from indicators.loading.new_definition import (
    DefinitionDraft,
    NationalDraft,
    SourceDraft,
    add_definition,
    definition_text,
    draft_problems,
    name_from_words,
)
from indicators.store.database import IN_MEMORY
from tests.helpers.tiny_store import tiny_data

DRAFT = DefinitionDraft(
    id="homes", title="Care leavers in suitable homes", short_title="Suitable homes", quadrant="quantitative_data",
    stage="leaving_care", kind="proportion", timing="flow", frequency="year", unit="%", polarity="high_is_good",
    owner="Children's social care", why="A home is the ground of all else.", questions=("Where do the others live?",),
    review_date=date(2027, 12, 1),
    national=NationalDraft(
        source="dfe_homes", period="financial_year", column="percent", where=(("breakdown", ("Suitable", "suitable")),)
    ),
)  # fmt: skip
SOURCE = SourceDraft(
    source="dfe_homes", title="DfE, homes", publisher="Department for Education", published="2025-11-20", edition="2025"
)


@pytest.fixture
def data(tmp_path):
    return tiny_data(tmp_path, [{}])


def contents(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.suffix != ".lock"}


@pytest.mark.slow
def test_a_definition_and_its_source_are_written_and_load(data):
    path = add_definition(data, DRAFT, SOURCE)
    assert path == data / "definitions" / "homes.toml"
    build(IN_MEMORY, data)
    with (data / "sources.csv").open(encoding="utf-8", newline="") as file:
        last = list(csv.DictReader(file))[-1]
    assert (last["source"], last["date"], last["licence"]) == ("dfe_homes", "2025-11-20", "OGL v3")
    indicators, problems = checked_definitions({"homes.toml": path.read_bytes()})
    assert problems == []
    (table,) = indicators["homes"].national
    assert (table.columns, table.where[0].values) == (("percent",), ("Suitable", "suitable"))


def test_a_known_source_is_named_and_not_written_again(data):
    before = (data / "sources.csv").read_bytes()
    add_definition(data, replace(DRAFT, national=replace(DRAFT.national, source="national")))
    assert (data / "sources.csv").read_bytes() == before


@pytest.mark.parametrize(
    ("change", "source", "words"),
    [
        ({"id": "contacts"}, SOURCE, "There is an indicator 'contacts' already"),
        ({"title": "Contacts"}, SOURCE, "is the name of another indicator, contacts"),
        ({"title": "x" * 500}, SOURCE, "is longer than 80 characters"),
        ({"short_title": "x" * 33}, SOURCE, "is longer than 32 characters"),
        ({"short_title": ""}, SOURCE, "key 'short_title'"),
        ({"id": "../outside"}, SOURCE, "is no id"),
        ({"id": "Homes 2"}, SOURCE, "is no id"),
        ({"why": "x" * 3_000}, SOURCE, "is longer than 2,000 characters"),
        ({"why": "\ud800"}, SOURCE, "marks that cannot be written"),
        ({"questions": ()}, SOURCE, "has no question"),
        ({"stage": "moon"}, SOURCE, "is not one of universal"),
        ({"timing": "snapshot"}, SOURCE, "is for flows, and this is a snapshot"),
        ({"national": replace(DRAFT.national, column="")}, SOURCE, "is not a list of names"),
        ({}, None, "'dfe_homes' is not a source of sources.csv"),
        ({}, replace(SOURCE, source="report"), "There is a source 'report' already"),
        ({}, replace(SOURCE, published="yesterday"), "sources.csv, row"),
        ({}, replace(SOURCE, publisher=""), "column 'publisher'"),
    ],
)
def test_what_would_not_load_is_not_written(data, change, source, words):
    before = contents(data)
    with pytest.raises(IndicatorsError) as caught:
        add_definition(data, replace(DRAFT, **change), source)
    assert words in str(caught.value)
    assert contents(data) == before
    assert list(data.parent.rglob("outside*")) == []


def test_a_folder_that_is_wrong_elsewhere_is_named_and_left(data):
    (data / "definitions" / "contacts.toml").write_text("id = 3\n", "utf-8")
    with pytest.raises(DataProblems, match=r"definitions/contacts\.toml"):
        add_definition(data, DRAFT, SOURCE)
    assert not (data / "definitions" / "homes.toml").exists()


def test_a_folder_that_cannot_be_written_says_so(data, monkeypatch):
    before = contents(data)

    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(new_definition, "write_files", refuse)
    with pytest.raises(UsageError, match="cannot be written .Permission denied.. No indicator was added"):
        add_definition(data, DRAFT, SOURCE)
    assert contents(data) == before
    with pytest.raises(UsageError, match="cannot be written"):
        add_definition(data / "nowhere", DRAFT, SOURCE)


@pytest.mark.slow
def test_of_several_who_add_one_id_one_writes_and_no_source_is_lost(data):
    outcomes = []

    def add(number):
        own = replace(SOURCE, source=f"dfe_homes_{number}")
        name = "homes" if number < 3 else f"homes_{number}"
        title = f"Homes {number}"
        draft = replace(
            DRAFT, id=name, title=title, short_title=title, national=replace(DRAFT.national, source=own.source)
        )
        try:
            add_definition(data, draft, own)
            outcomes.append((name, ""))
        except UsageError as error:
            outcomes.append((name, str(error)))

    threads = [threading.Thread(target=add, args=(number,)) for number in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(name for name, words in outcomes if not words) == ["homes", "homes_3", "homes_4"]
    assert all("There is an indicator 'homes' already" in words for _, words in outcomes if words)
    added = [line for line in (data / "sources.csv").read_text("utf-8").splitlines() if "dfe_homes" in line]
    assert len(added) == 3
    build(IN_MEMORY, data)


_WORDS = some.text(
    some.characters(exclude_categories=("Cs",), exclude_characters="\x00"), min_size=1, max_size=30
).filter(lambda text: text.strip() != "")


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(title=_WORDS, question=_WORDS, column=_WORDS, word=_WORDS)
def test_any_text_is_read_back_as_it_was_written(title, question, column, word):
    draft = replace(
        DRAFT, title=title, questions=(question,),
        national=NationalDraft(source="s", period="financial_year", column=column, where=((column, (word,)),)),
    )  # fmt: skip
    indicators, problems = checked_definitions({"homes.toml": definition_text(draft)})
    assert problems == draft_problems(draft) == []
    homes = indicators["homes"]
    assert (homes.title, homes.questions, homes.national[0].columns) == (title, (question,), (column,))
    assert homes.national[0].where[0].values == (word,)


def test_an_id_is_made_of_words():
    assert name_from_words("Suitable homes, 19 to 21!") == "suitable_homes_19_to_21"
    assert name_from_words("16 and 17 year olds") == "indicator_16_and_17_year_olds"
    assert name_from_words("émigré ", prefix="dfe_") == "dfe_migr"
