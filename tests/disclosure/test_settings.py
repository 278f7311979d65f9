"""The settings of a board for small numbers in public."""

import pytest

from indicators.catalogue.indicators import ids_without_counts, parse_definitions
from indicators.catalogue.toml_files import toml_files
from indicators.disclosure.rules import SETTINGS_FILE, DisclosureSettings, Rule, load_disclosure_settings, obsolete_keys
from indicators.errors import DataProblems
from indicators.settings import DATA
from tests.helpers.tiny_rows import DEFINITION
from tests.helpers.tiny_store import toml_text


def test_without_a_file_everything_is_protected(tmp_path):
    assert load_disclosure_settings(tmp_path) == DisclosureSettings()
    assert (DisclosureSettings().rule, DisclosureSettings().remainders) == (Rule(5, 4, 1), True)
    assert DisclosureSettings().publishers == frozenset()


def test_what_the_file_says(tmp_path):
    (tmp_path / SETTINGS_FILE).write_text('threshold = 9\nrounding = 5\nremainders = false\npublishers = ["DfE"]\n')
    settings = load_disclosure_settings(tmp_path)
    # Nobody may narrow a withheld figure further than the threshold itself does.
    assert settings == DisclosureSettings(Rule(9, 8, 5), False, frozenset({"DfE"}))


def test_everything_that_is_wrong_is_told_at_once(tmp_path):
    (tmp_path / SETTINGS_FILE).write_text('treshold = 5\nmargin = "4"\nremainders = 1\nthings = ["a", 2]\n')
    with pytest.raises(DataProblems) as error:
        load_disclosure_settings(tmp_path)
    assert [problem.place for problem in error.value.problems] == [
        "key 'treshold'", "key 'margin'", "key 'remainders'", "key 'things'",
    ]  # fmt: skip
    assert "Did you mean threshold?" in str(error.value)


@pytest.mark.parametrize("text", ["threshold = 0", "margin = 1000", "rounding = 50", "threshold = ", b"\xff = 1"])
def test_what_cannot_be_a_rule_or_a_file(tmp_path, text):
    (tmp_path / SETTINGS_FILE).write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(DataProblems, match=SETTINGS_FILE):
        load_disclosure_settings(tmp_path)


def test_the_shipped_file_is_sound_and_of_the_usual_rule():
    settings = load_disclosure_settings(DATA)
    assert settings.rule == Rule(5, 4, 1)
    assert "Department for Education" in settings.publishers
    assert obsolete_keys(DATA) == []


def test_units_that_were_nobody_are_not_heeded_any_more_but_open(tmp_path):
    (tmp_path / SETTINGS_FILE).write_text('things = ["reports"]\n')
    assert load_disclosure_settings(tmp_path) == DisclosureSettings()
    (told,) = obsolete_keys(tmp_path)
    assert "key 'things'" in told
    assert obsolete_keys(tmp_path / "nowhere") == []


@pytest.mark.parametrize(
    ("counts", "is_protected"),
    [("children", True), ("families", True), ("people", True), ("staff", True), (None, True), ("organisations", False),
     ("activities", False), ("things", False)],
)  # fmt: skip
def test_only_people_are_protected(counts, is_protected):
    parts = {"part.toml": toml_text({"id": "part", **DEFINITION, "counts": counts})}
    parts["whole.toml"] = toml_text({"id": "whole", **DEFINITION})
    share = {"id": "share", **DEFINITION, "kind": "proportion", "numerator": "part", "denominator": "whole"}
    parts["share.toml"] = toml_text({**share, "counts": None})
    found = parse_definitions(parts)
    # What a derived one counts follows from its numerator.
    assert [DisclosureSettings().is_about_people(found[name]) for name in ("part", "share")] == [is_protected] * 2


@pytest.mark.parametrize(
    ("name", "is_protected"),
    [("serious_case_reviews", False), ("scrs_other_areas", False), ("audits_section_47", False),
     ("board_meetings", False), ("training_events", False), ("section_11_compliance", False), ("cse_referrals", True),
     ("missing_from_care", True), ("initial_cp_conferences", True), ("fgm_reports", True), ("lado_referrals", True),
     ("conference_voice_reports", True), ("neglect_survey_responses", True), ("re_referrals", True)],
)  # fmt: skip
def test_what_is_shipped_protects_people_and_shows_the_rest(name, is_protected, shipped):
    assert DisclosureSettings().is_about_people(shipped[name]) is is_protected


def test_every_shipped_definition_says_what_it_counts(shipped):
    assert ids_without_counts(shipped.values()) == []
    assert all(item.counts for item in shipped.values())


@pytest.fixture(scope="module")
def shipped():
    return parse_definitions(toml_files(DATA / "definitions"))


def test_equal_settings_have_one_text_and_others_another(tmp_path):
    first, second = (DisclosureSettings(publishers=frozenset(names)) for names in (("a", "b"), ("b", "a")))
    assert first.text == second.text != DisclosureSettings(remainders=False).text
