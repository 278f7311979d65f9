"""Plans: sound ones load, whatever is wrong in a file is told with place and remedy, and the store holds them."""

from contextlib import closing
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.catalogue.catalogue import load_catalogue
from indicators.catalogue.plans import (
    Measure,
    Plan,
    checked_plans,
    measures_of,
    newest_plans_first,
    parse_plans,
    priorities_of,
)
from indicators.errors import DataProblems
from indicators.loading.build import build, update
from indicators.settings import ROOT
from indicators.store.database import IN_MEMORY, open_store
from tests.helpers.tiny_rows import MEASURE, PLAN
from tests.helpers.tiny_store import plan_text, tiny_data, tiny_store, tiny_store_file

LEICESTERSHIRE, RUTLAND = "E10000018", "E06000017"
KNOWN = {
    "areas": {"Leicestershire": LEICESTERSHIRE, LEICESTERSHIRE: LEICESTERSHIRE, "Rutland": RUTLAND, RUTLAND: RUTLAND},
    "quadrants": {"contacts": "quantitative_data", "referrals": "quantitative_data", "views": "service_users"},
    "sources": {"report", "national"},
}


def plans_of(**changes):
    """The plans of files given as id=keys that change the sound plan."""
    return parse_plans({f"{name}.toml": plan_text(change) for name, change in changes.items()}, **KNOWN)


def problems_of(**texts):
    """What is told about files given as id=text."""
    plans, problems = checked_plans({f"{name}.toml": text for name, text in texts.items()}, **KNOWN)
    assert all(isinstance(plan, Plan) for plan in plans.values())
    return [str(problem) for problem in problems]


def priority_with(**keys):
    return plan_text({"priorities": [keys]})


def action_with(**keys):
    return priority_with(actions=[keys])


def measure_with(**keys):
    return priority_with(measures=[keys])


def test_a_plan_and_what_is_left_out_of_it():
    plan = plans_of(lr={})["lr"]
    assert (plan.id, plan.starts, plan.ends) == ("lr", date(2015, 4, 1), date(2016, 3, 31))
    assert plan.areas == (LEICESTERSHIRE, RUTLAND)
    assert (plan.aims, plan.note) == ((), "")
    (safe,) = plan.priorities
    assert (safe.id, safe.plan, safe.kind, safe.why, safe.wanted, safe.lead) == ("safe", "lr", "priority", (), (), "")
    assert safe.measures_in("quantitative_data") == (Measure(**MEASURE),)
    assert safe.measures_in("service_users") == ()
    (ask,) = safe.actions
    assert (ask.id, ask.due, ask.objective, ask.progress, ask.measures) == ("ask", date(2016, 6, 30), "", "", ())


def test_everything_that_a_plan_may_say():
    action = {"objective": "O", "progress": "P", "impact": "I", "measures": ["contacts"]}
    keys = {"kind": "aim", "why": ["W"], "wanted": ["D"], "lead": "Police", "delivery": "Group", "actions": [action]}
    plan = plans_of(lr={"aims": ["A"], "note": "N", "areas": [RUTLAND], "priorities": [keys]})["lr"]
    (priority,) = plan.priorities
    (done,) = priority.actions
    assert (plan.aims, plan.note, plan.areas) == (("A",), "N", (RUTLAND,))
    assert (priority.kind, priority.why, priority.wanted) == ("aim", ("W",), ("D",))
    assert (priority.lead, priority.delivery) == ("Police", "Group")
    assert (done.objective, done.progress, done.impact, done.measures) == ("O", "P", "I", ("contacts",))


def test_a_priority_needs_neither_actions_nor_measures():
    (safe,) = plans_of(lr={"priorities": [{"actions": None, "measures": None}]})["lr"].priorities
    assert (safe.actions, safe.measures) == ((), ())


def test_the_first_to_start_comes_first_and_priorities_follow():
    late = {"starts": date(2014, 4, 1), "priorities": [{"id": "early", "measures": [{}, {"indicator": "referrals"}]}]}
    plans = plans_of(a={}, c={"priorities": [{"id": "third"}]}, z=late)
    assert list(plans) == ["z", "a", "c"]
    assert list(priorities_of(plans)) == ["early", "safe", "third"]
    assert [(one.id, asked.indicator) for one, asked in measures_of(plans["z"])] == [
        ("early", "contacts"),
        ("early", "referrals"),
    ]


def test_a_reader_meets_the_newest_plan_first_and_those_of_other_boards_last():
    other = {
        "starts": date(2020, 4, 1),
        "ends": date(2021, 3, 31),
        "of_another_board": True,
        "priorities": [{"id": "other"}],
    }
    late = {"starts": date(2016, 4, 1), "ends": date(2017, 3, 31), "priorities": [{"id": "late"}]}
    plans = plans_of(a={}, z=other, c=late)
    assert [plan.id for plan in newest_plans_first(plans.values())] == ["c", "a", "z"]


SAFE = "plans/lr.toml, priority 'safe'"
BAD = [
    (plan_text({"board": None}), "plans/lr.toml, key 'board': is missing; write board = …"),
    (plan_text({"bord": "B"}), "plans/lr.toml, key 'bord': is not known. Did you mean board?"),
    (plan_text({"title": " "}), "plans/lr.toml, key 'title': ' ' is empty; write what belongs there"),
    (
        plan_text({"of_another_board": "yes"}),
        "plans/lr.toml, key 'of_another_board': 'yes' is neither true nor false; write it without quotes",
    ),
    (plan_text({"title": 7}), "plans/lr.toml, key 'title': '7' is not text in quotes"),
    (
        plan_text({"short_title": "x" * 33}),
        f"plans/lr.toml, key 'short_title': '{'x' * 33}' is longer than 32 characters; shorten it",
    ),
    (
        plan_text({"starts": "2015-04-01"}),
        "plans/lr.toml, key 'starts': '2015-04-01' is not a date; write it without quotes as 2017-06-30",
    ),
    (
        plan_text({"ends": date(2015, 3, 31)}),
        "plans/lr.toml, key 'ends': '2015-03-31' is before the plan starts; write 2015-04-01 or a later day",
    ),
    (
        plan_text({"areas": ["Rutlan"]}),
        "plans/lr.toml, key 'areas': 'Rutlan' is not an area of areas.csv. Did you mean Rutland?",
    ),
    (plan_text({"areas": ["Rutland", RUTLAND]}), f"plans/lr.toml, key 'areas': '{RUTLAND}' is named before; keep one"),
    (plan_text({"areas": []}), "plans/lr.toml, key 'areas': '[]' is empty; write a text in quotes between [ and ]"),
    (
        plan_text({"source": "reprt"}),
        "plans/lr.toml, key 'source': 'reprt' is not a source of sources.csv. Did you mean report?",
    ),
    (
        plan_text({"aims": "one"}),
        "plans/lr.toml, key 'aims': 'one' is not a list of texts; write them in quotes, between [ and ]",
    ),
    (plan_text({"priorities": None}), "plans/lr.toml, key 'priorities': is missing; write priorities = …"),
    (
        plan_text({"priorities": []}),
        "plans/lr.toml, key 'priorities': '[]' is empty; write [[priorities]] and its keys",
    ),
    (
        plan_text({"priorities": "all"}),
        "plans/lr.toml, key 'priorities': 'all' is not a list of tables; write [[priorities]] above the keys of each",
    ),
    (priority_with(title="x" * 81), f"{SAFE}, key 'title': '{'x' * 81}' is longer than 80 characters; shorten it"),
    (priority_with(kind="aims"), f"{SAFE}, key 'kind': 'aims' is not one of priority, cross_cutting, aim"),
    (
        priority_with(id="LR 1"),
        "plans/lr.toml, priority 'LR 1', key 'id': 'LR 1' is no id; "
        "write small letters, digits and _, such as lr_2017_cse",
    ),
    (priority_with(id=None), "plans/lr.toml, priority 1, key 'id': is missing; write id = …"),
    (action_with(who=None), f"{SAFE}, action 'ask', key 'who': is missing; write who = …"),
    (
        action_with(due="soon"),
        f"{SAFE}, action 'ask', key 'due': 'soon' is not a date; write it without quotes as 2017-06-30",
    ),
    (
        action_with(measures=["referrals"]),
        f"{SAFE}, action 'ask', key 'measures': 'referrals' is not among the measures of its priority; "
        "add it there, or leave it out. Known: contacts.",
    ),
    (
        measure_with(indicator="contcts"),
        f"{SAFE}, measure 'contcts', key 'indicator': 'contcts' is not an indicator. Did you mean contacts?",
    ),
    (
        measure_with(indicator="views"),
        f"{SAFE}, measure 'views', key 'quadrant': 'quantitative_data' is not the quadrant of the indicator's "
        "definition; write service_users",
    ),
    (
        measure_with(quadrant="figures"),
        f"{SAFE}, measure 'contacts', key 'quadrant': 'figures' is not one of "
        "quantitative_data, qualitative_evidence, service_users, front_line_staff",
    ),
    (
        priority_with(measures=[{}, {}]),
        f"{SAFE}, measure 'contacts', key 'indicator': 'contacts' is given before, in {SAFE}, measure 'contacts'; "
        "give each once",
    ),
    (
        priority_with(actions=[{}, {}]),
        f"{SAFE}, action 'ask', key 'id': 'ask' is given before, in {SAFE}, action 'ask'; give each once",
    ),
    ("title = ", "plans/lr.toml: is not TOML: Invalid value (at end of document)"),
    ("a = " + "[" * 9_999, "plans/lr.toml: is not TOML: it is nested too deeply"),
    (b"title = '\xff'", "plans/lr.toml: is not UTF-8 text: 'utf-8' codec can't decode byte 0xff in position 9: "),
]


@pytest.mark.parametrize(("text", "told"), BAD)
def test_what_is_wrong_is_told_with_place_and_remedy(text, told):
    (only,) = problems_of(lr=text)
    assert only.startswith(told)


def test_all_problems_are_told_at_once():
    action, measure = {"due": 3, "measures": ["nothing"]}, {"indicator": "nothing", "quadrant": "no"}
    told = problems_of(
        lr=plan_text({"board": "", "priorities": [{"statement": None, "actions": [action], "measures": [measure]}]}),
        Bad=plan_text({}),
        other="=",
    )
    assert len(told) == 8
    assert told[-1].endswith(f"'safe' is given before, in {SAFE}; give each once")


def test_a_measure_of_an_unsound_definition_is_not_told_again():
    known = KNOWN | {"quadrants": {"contacts": ""}}
    assert list(parse_plans({"lr.toml": plan_text({})}, **known)) == ["lr"]


def test_a_long_value_is_cut_in_a_message():
    (told,) = problems_of(lr=plan_text({"short_title": "<b>" * 40_000}))
    assert len(told) < 250


# What JSON writes as a string is one of TOML too, but for the sign of deletion.
texts = st.text(st.characters(codec="utf-8", exclude_characters="\x7f"), max_size=9)
values = st.recursive(
    texts | st.booleans() | st.integers(-9, 10**20) | st.floats(allow_nan=False, allow_infinity=False) | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "x", "measures"]), inner),
    max_leaves=6,
)


def any_of(*keys):
    return st.dictionaries(st.sampled_from(keys), values, max_size=3)


@pytest.mark.long
@given(
    any_of(*PLAN, "aims", "note"),
    any_of("id", "title", "kind", "why", "actions", "measures"),
    any_of("id", "due", "who", "measures", "progress"),
    any_of("indicator", "quadrant", "asked"),
)
def test_whatever_stands_in_a_key_is_sound_or_told(plan, priority, action, measure):
    whole = {"priorities": [{"actions": [action], "measures": [measure]} | priority]} | plan
    plans, problems = checked_plans({"lr.toml": plan_text(whole)}, **KNOWN)
    assert (list(plans) == ["lr"]) != bool(problems)
    assert all(problem.file == "plans/lr.toml" and problem.message for problem in problems)


@given(st.binary(max_size=60) | texts)
def test_whatever_a_file_holds_is_told(content):
    plans, problems = checked_plans({"lr.toml": content}, **KNOWN)
    assert plans == {}
    assert problems


@pytest.mark.slow
def test_the_store_gives_plans_back(tmp_path):
    findings = [{"finding": "a", "priorities": "safe"}, {"finding": "b", "priorities": "safe; late"}, {"finding": "c"}]
    late = {"starts": date(2015, 5, 1), "priorities": [{"id": "late"}]}
    with closing(tiny_store(tmp_path, plans={"b": {}, "a": late}, tables={"findings.csv": findings})) as store:
        catalogue = load_catalogue(store)
        held = store.query("findings").set_index("finding")["priorities"]
    assert catalogue.plans == plans_of(b={}, a=late)
    assert list(catalogue.priorities) == ["safe", "late"]
    assert held.to_dict() == {"a": "safe", "b": "safe;late", "c": ""}


@pytest.mark.slow
def test_a_folder_without_plans_has_none(tmp_path):
    with closing(tiny_store(tmp_path)) as store:
        assert load_catalogue(store).plans == {}
        assert "plans" not in set(store.query("data_files")["name"])


@pytest.mark.long
def test_a_changed_plan_supersedes_and_a_removed_one_goes(tmp_path):
    path = tiny_store_file(tmp_path, plans={"lr": {}})
    data = tiny_data(tmp_path, plans={"lr": {"note": "New"}})
    assert build(path, data).changed == ("plans",)
    with closing(open_store(path)) as store:
        assert load_catalogue(store).plans["lr"].note == "New"
    assert build(path, data).changed == ()
    assert build(path, tiny_data(tmp_path)).removed == ("plans",)
    with closing(open_store(path)) as store:
        assert load_catalogue(store).plans == {}


@pytest.mark.examples(1)
@pytest.mark.slow
@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("saf", "'saf' names 'saf', which no plan has. Did you mean safe?"),
        ("safe;", "'safe;' names no priority beside a ;; write ids with one ; between them, or nothing"),
        ("safe; safe", "'safe; safe' names a priority twice; write each once"),
    ],
)
def test_a_finding_names_priorities_of_plans(tmp_path, cell, told):
    tables = {"findings.csv": [{"finding": "a", "priorities": cell}]}
    with pytest.raises(DataProblems) as caught:
        build(IN_MEMORY, tiny_data(tmp_path, plans={"lr": {}}, tables=tables))
    assert str(caught.value) == f"findings.csv, row 2, column 'priorities': {told}"


@pytest.mark.slow
def test_an_unsound_plan_is_told_once_and_stops_the_build(tmp_path):
    tables = {"findings.csv": [{"finding": "a", "priorities": "safe"}]}
    with closing(tiny_store(tmp_path, plans={"lr": {}}, tables=tables)) as store:
        broken = tiny_data(tmp_path, plans={"lr": {"source": "none"}}, tables=tables)
        with pytest.raises(DataProblems) as caught:
            update(store, broken)
        assert len(caught.value.problems) == 1
        assert list(load_catalogue(store).plans) == ["lr"]


def test_the_example_of_the_guide_is_a_sound_plan():
    guide = (ROOT / "docs" / "adding-a-plan.md").read_text("utf-8")
    example = guide.partition("```toml\n")[2].partition("```")[0]
    known = KNOWN | {"quadrants": {"cp_plans_31_march": "quantitative_data"}, "sources": {"our_plan"}}
    plan = parse_plans({"our_plan.toml": example}, **known)["our_plan"]
    assert [priority.id for priority in plan.priorities] == ["our_neglect"]
    assert plan.priorities[0].actions[0].measures == ("cp_plans_31_march",)
