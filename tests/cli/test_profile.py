"""The command `profile`: for anybody unless a role asks, and nothing is written where there is nothing to show."""

import pytest

from indicators.cli.main import main
from indicators.exports import pdf
from indicators.store.database import open_store
from tests.helpers.tiny_store import tiny_store_file

HEADLINES = {"contacts": {"headline": 1, "rate_population": ""}, "contacts_to_referral": None}


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.setattr(pdf, "tagged_pdf", lambda *_, **__: b"%PDF")
    facts = [{"area": "Rutland", "period": "2014/15", "value": 717}, {"area": "Rutland", "value": 901}]
    tiny_store_file(tmp_path, facts, definitions=HEADLINES)
    return tmp_path


def run(place, *arguments):
    shared = ["--store", str(place / "store.duckdb"), "--data", str(place / "data")]
    return main([*shared, "profile", "--out", str(place / "out"), *arguments])


@pytest.mark.slow
def test_a_profile_is_for_anybody_unless_told_otherwise_and_is_registered(place, capsys):
    assert run(place, "--area", "rutland") == 0
    names = ["profile_rutland.docx", "profile_rutland.pdf", "profile_rutland.html"]
    assert {path.name for path in (place / "out").iterdir()} == set(names)
    assert capsys.readouterr().out.splitlines() == [str(place / "out" / name) for name in names]
    store = open_store(place / "store.duckdb")
    assert store.query("last_publication").iloc[0]["publication"] == 1
    store.close()


@pytest.mark.long
def test_a_place_that_cannot_be_written_is_said(place, capsys):
    (place / "out").write_text("mine")
    assert run(place, "--area", "Rutland", "--out", str(place / "out" / "in")) == 2
    said = capsys.readouterr().err
    assert f"The profile could not be written to {place / 'out' / 'in'} (Not a directory). Nothing was changed" in said
    assert (place / "out").read_text() == "mine"


@pytest.mark.examples(1)
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--area", "Leicestershire"), "There is no profile of Leicestershire yet: none of its 1 headline"),
        (("--area", "England"), "There is no profile of 'England'. Choose one of: Leicestershire; Rutland; both"),
        (
            ("--area", "Rutland", "--audience", "board", "--by", "Passer-by"),
            "'Passer-by' may not take figures away that are not",
        ),
    ],
)
def test_what_cannot_be_made_is_said_and_nothing_is_written(place, capsys, arguments, said):
    assert run(place, *arguments) == 2
    assert said in capsys.readouterr().err
    assert not (place / "out").exists()
