"""Text of others is never read as Markdown: every place where Streamlit reads it, and pages full of hostile names."""

import ast
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.pages.components.query_params import escape_markdown
from indicators.settings import ROOT
from tests.helpers.form_filling import press
from tests.helpers.report_page import open_report, tiny_report, waited
from tests.helpers.tiny_store import tiny_store_file
from tests.pages.conftest import html

PICTURE = "![x](http://example.invalid/a.png)"
HOSTILE = (
    f"{PICTURE}<img src=http://example.invalid/b.png> [a](http://example.invalid) **b** :red[c] $d$ www.example.invalid"
)
#: As long as a title may be.
SHORT = "![x](http://example.invalid)<img src=//example.invalid>"
MARKS = r"!#$&()*+:<=>@[]^_`{|}~"
MODULES = sorted([*(ROOT / "indicators" / "pages").rglob("*.py"), ROOT / "app.py"])

#: Calls of Streamlit, or of a part of a page, with the places of their arguments that are read as Markdown; `help` and
#: `label` are, wherever they stand.
SINKS = {
    **dict.fromkeys(("markdown", "error", "warning", "info", "success", "caption", "toast", "title", "header"), (0,)),
    **dict.fromkeys(("subheader", "expander", "status", "spinner", "button", "download_button", "link_button"), (0,)),
    **dict.fromkeys(("form_submit_button", "checkbox", "toggle", "text_input", "text_area", "date_input"), (0,)),
    **dict.fromkeys(("selectbox", "multiselect", "file_uploader", "popover", "metric", "tabs", "latex", "badge"), (0,)),
    **dict.fromkeys(("number_input", "select_slider", "slider", "write", "dialog", "table", "chat_message"), (0,)),
    # Their options are Markdown too, or the words for these.
    **dict.fromkeys(("segmented_control", "pills", "radio"), (0, 1)),
    "progress": (1,),
}
KEYWORDS = ("label", "help", "text", "body", "captions")
#: Calls that give words of ours, or figures.
SAFE_CALLS = {"escape_markdown", "day_text", "count_text", "len", "problem_count", "sorted", "dict", "list"}
#: Words of ours, or lists of them, that come to a place under a name; whatever is new here has to be looked at.
OURS = {
    ("about/page.py", "(ROOT / 'docs' / f'{section}.md').read_text('utf-8')"): "a file of the program",
    (
        "challenge/page.py",
        "words or f'{title} ({len(rows):,})'",
    ): "escaped where it is put together, or a heading of ours",
    ("add/lines.py", "', '.join((escape_markdown(item.name) for item in left))"): "escaped",
    ("add/describe.py", "label"): "a label of ours",
    ("components/folds.py", "label"): "a label of ours",
    ("add/describe.py", "words"): "problems, each escaped",
    (
        "add/page.py",
        "re.sub('(?m)^#+ (.+)$', '**\\\\1**', _GUIDE.read_text('utf-8').partition('\\n')[2])",
    ): "a file of ours",
    ("returns/several_tables.py", "words"): "numbers, in words of ours",
    ("components/query_params.py", "plain"): "unmarked one by one",
    ("components/as_known.py", "trouble"): "a sentence of ours",
    ("components/as_known.py", "words"): "days and numbers",
    ("components/filters.py", "one.label"): "a label of ours",
    ("compare/page.py", "data.as_at_text(plot.ends)"): "a day, in words of ours",
    ("components/downloads.py", "withheld"): "numbers, in words of ours",
    ("report/make.py", "why_closed"): "words of ours",
    ("components/plan_filter.py", "default_day_words(plan)"): "days in words of ours",
    ("explore/search.py", "len(hits) - MOST_HITS"): "a number",
    ("explore/search.py", "label"): "escaped where it is made",
    ("explore/page.py", "', '.join(names)"): "escaped where they are gathered",
    ("explore/page.py", "', '.join((escape_markdown(data.catalogue.areas[code].name) for code in some))"): "escaped",
    ("findings/form.py", "who"): "roles, put through escape_markdown",
    ("components/downloads.py", "readers"): "roles, put through escape_markdown as they are shown",
    ("log/raise_form.py", "catalogue.terms.board"): "letters alone, as the board's file is checked",
    ("findings/form.py", "label"): "a label of ours",
    ("challenge/page.py", "words"): "labels of years, unmarked",
    ("components/forms.py", "label"): "a label of ours",
    ("log/raise_form.py", "quadrant"): "one of the four",
    ("log/challenge.py", "chosen.words.partition(': ')[2].capitalize()"): "a step in words of ours",
    ("log/challenge.py", "choices"): "steps in words of ours",
    ("components/downloads.py", "label"): "a label of ours",
    ("components/downloads.py", "help"): "a word of ours",
    ("report/make.py", "job.audience.mark"): "one of two marks",
    ("report/make.py", "len(job.archive) / 1000000.0"): "a number",
    ("report/sets.py", "names"): "titles, each put through escape_markdown",
    ("report/sets.py", "label"): "a label of ours",
    ("report/sets.py", "place"): "a number",
    ("components/add_to_report.py", "said"): "unmarked where it is made",
    ("components/add_to_report.py", "what"): "a label of ours",
    ("returns/history.py", "number"): "a number",
    ("scorecard/editor.py", "measures"): "ids, whose words are escaped where they are made",
    ("report/suppressed.py", "title"): "a heading of ours",
    ("returns/submit.py", "words"): "words of ours",
    ("explore/context.py", "periods"): "a number",
    ("report/suppressed.py", "_rule_words(settings)"): "numbers in words of ours",
}


def sinks_of(tree):
    """Each expression that is read as Markdown, with the function that it stands in."""
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef | ast.Module):
            continue
        for call in own_calls(function):
            if isinstance(call.func, ast.Attribute) and call.func.attr in SINKS:
                yield from ((function, call.args[at]) for at in SINKS[call.func.attr] if at < len(call.args))
                yield from ((function, word.value) for word in call.keywords if word.arg in KEYWORDS)


def own_calls(function):
    """The calls in a function that are not in one within it."""
    waiting = list(ast.iter_child_nodes(function))
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef):
            continue
        if isinstance(node, ast.Call):
            yield node
        waiting += ast.iter_child_nodes(node)


def others(function, node):
    """The parts of an expression that may hold the text of others."""
    match node:
        case ast.Constant():
            return []
        case ast.JoinedStr(values=values):
            return [part for value in values for part in others(function, value)]
        case ast.FormattedValue(value=value, format_spec=spec):
            is_number = spec is not None and ast.unparse(spec).strip("f'\"")[-1:] in (",", "f", "d", "%")
            return [] if is_number else others(function, value)
        case ast.BinOp(left=left, right=right) if isinstance(node.op, ast.Add):
            return [*others(function, left), *others(function, right)]
        case ast.IfExp(body=one, orelse=other):
            return [*others(function, one), *others(function, other)]
        case ast.Call(func=ast.Name(id=name)) if name in SAFE_CALLS:
            return []
        case ast.List(elts=parts) | ast.Tuple(elts=parts):
            return [found for part in parts for found in others(function, part)]
        case ast.Name(id=name) if name.isupper():
            return []
        case ast.Subscript(value=ast.Name(id=name)) if name.isupper():
            return []
        case ast.Call(func=ast.Name(id="list"), args=[ast.Name(id=name)]) if name.isupper():
            return []
        case ast.Name(id=name):
            given = [
                one.value for one in ast.walk(function)
                if isinstance(one, ast.Assign | ast.NamedExpr | ast.AnnAssign) and one.value is not None
                if any(isinstance(target, ast.Name) and target.id == name for target in targets(one))
            ]  # fmt: skip
            is_plain = given and not any(part for one in given for part in others(function, one))
            return [] if is_plain else [node]
    return [node]


def targets(node):
    return node.targets if isinstance(node, ast.Assign) else [node.target]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_what_is_read_as_markdown_is_ours_or_unmarked(path):
    tree = ast.parse(path.read_text("utf-8"))
    place = "/".join(path.parts[-2:])
    found = {ast.unparse(part) for function, node in sinks_of(tree) for part in others(function, node)}
    unknown = {part for part in found if (place, part) not in OURS}
    assert not unknown, f"{place} shows these as Markdown: put them through escape_markdown(), or say in OURS why not"


@pytest.mark.slow
def test_no_exception_is_kept_that_nothing_needs():
    needed = set()
    for path in MODULES:
        place = "/".join(path.parts[-2:])
        tree = ast.parse(path.read_text("utf-8"))
        needed |= {(place, ast.unparse(part)) for function, node in sinks_of(tree) for part in others(function, node)}
    assert OURS.keys() <= needed


@given(st.text(max_size=200))
def test_every_mark_is_disarmed_and_no_letter_changes(text):
    told = escape_markdown(text).replace("\\\n", "\n")
    assert not set(MARKS) & set(re.sub(r"\\.", "", told, flags=re.DOTALL))
    read = re.sub(r"\\(.)", r"\1", told, flags=re.DOTALL)
    assert "".join(read.split()) == "".join(re.sub(r"[\x00-\x1f\x7f-\x9f]", " ", text).split())


def test_quotes_and_letters_of_every_script_are_left_alone():
    assert escape_markdown("Children's “own” – 97%; 日本語 ¿é? −1") == "Children's “own” – 97%; 日本語 ¿é? −1"


@pytest.mark.parametrize("text", ["- a", "1. a", "12. a", "-", "www.a.example", "x\n- a\n1. b", "Www.A.example"])
def test_what_makes_lists_and_links_without_a_mark_is_disarmed_too(text):
    for line in escape_markdown(text).split("\\\n"):
        assert not re.match(r"(-|\d+\.)( |$)", line)
        assert "www." not in line.lower()
    assert escape_markdown(text).replace("\\", "") == text


PLAN = {
    "title": SHORT, "board": HOSTILE, "short_title": "![x](//example.invalid)",
    "priorities": [{"title": SHORT, "statement": HOSTILE, "lead": HOSTILE, "why": [HOSTILE]}],
}  # fmt: skip
VIEWS = [
    ("home", {}), ("challenge", {}), ("log", {}), ("log", {"section": "raise", "indicator": "contacts"}),
    ("log", {"section": "review"}), ("log", {"challenge": "77"}), ("log", {"draft": HOSTILE}), ("assurance", {}),
    ("assurance", {"plan": HOSTILE}), ("priority", {"priority": HOSTILE}), ("findings", {"section": "write"}),
    ("explore", {"indicator": HOSTILE, "area": HOSTILE}), ("explore", {"known": HOSTILE, "from": HOSTILE}),
    ("explore", {"indicator": "contacts"}), ("compare", {"stage": HOSTILE}), ("disagreements", {"area": HOSTILE}),
    ("returns", {"section": "history"}), ("returns", {"section": "expected"}), ("returns", {"section": "ask"}),
]  # fmt: skip
#: Messages whose text no Markdown is read in, and those of HTML, which has its own marks.
PLAIN = {"code", "text", "html", "arrow_table", "arrow_data_frame", "plotly_chart", "bidi_component", "json"}
#: Fields of a message that hold what was typed, or what is offered by name; neither is read as Markdown.
NAMES = {"value", "default", "options", "raw_value", "raw_values", "set_value", "placeholder", "formatted_value", "id",
         "url", "key", "file_name", "query_param_key", "form_id"}  # fmt: skip


def texts_of(message):
    """Every text of a message but those that are no Markdown."""
    for field, value in message.ListFields():
        if field.name in NAMES:
            continue
        for one in value if field.is_repeated else [value]:
            if isinstance(one, str):
                yield one
            elif hasattr(one, "ListFields"):
                yield from texts_of(one)


class Links(HTMLParser):
    """Every place from which a page of HTML would load something, or to which it would lead."""

    def __init__(self):
        super().__init__()
        self.places = []

    def handle_starttag(self, tag, attributes):
        self.places += [value or "" for name, value in attributes if name in ("src", "href", "srcset", "style", "data")]


def assert_tame(app):
    """Nothing on a page loads a picture, leads out of it or is more than text, whatever names it holds."""
    assert not app.exception
    links = Links()
    links.feed(html(app))
    assert not [place for place in links.places if "example" in place]
    for node in app:
        proto = getattr(node, "proto", None)
        if proto is None or node.type in PLAIN:
            continue
        for text in texts_of(proto):
            assert not re.search(r"(?<!\\)(!\[|\]\((http:)?//|<img|:red\[|\*\*b\*\*|www\.)", text), (node.type, text)


@pytest.fixture
def hostile(tmp_path, monkeypatch, opened):
    """The pages over a store in which every name is hostile."""
    council = "return_rutland_council"
    tables = {
        "sources.csv": [{"source": council, "title": HOSTILE, "publisher": HOSTILE}],
        "agencies.csv": [{"agency": "rutland_council", "name": HOSTILE, "source": council}],
        "duties.csv": [{"agency": "rutland_council", "area": "Rutland"}],
        "findings.csv": [{"finding": "f1", "statement": HOSTILE, "area": "Rutland"}],
    }
    names = {name: {"title": f"{SHORT} {name}", "why": HOSTILE} for name in ("contacts", "referrals")}
    facts = [{"area": "Rutland", "period": "2014/15", "value": 717}, {"area": "Rutland"}, {"value": 12773},
             {"area": "Rutland", "value": 718, "source": "national", "note": HOSTILE}]  # fmt: skip
    path = tiny_store_file(tmp_path, facts, tables=tables, definitions=names, plans={"lr": PLAN})
    monkeypatch.setenv("INDICATORS_STORE", str(path))
    monkeypatch.setenv("INDICATORS_DATA", str(tmp_path / "data"))
    return opened


@pytest.mark.slow
@pytest.mark.parametrize(("page", "query"), VIEWS, ids=[f"{page}-{'-'.join(query)}" for page, query in VIEWS])
def test_pages_full_of_hostile_names_are_tame(hostile, page, query):
    app = hostile(page, **query)
    assert_tame(app)
    for fold in app.expander:
        fold.open = True
    assert_tame(app.run())


LIST = "indicator,area,period,value,numerator,denominator,status,symbol,source,note\n"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "content"),
    [
        (f"{PICTURE}.csv", LIST + "contacts,Rutland,2016/17 Q1,210,,,,,return_rutland_council,\n"),
        (f"{PICTURE}.csv", LIST + f'"{HOSTILE}",{PICTURE},{PICTURE},{PICTURE},,,{PICTURE},,{PICTURE},{PICTURE}\n'),
        (f"{PICTURE}.pdf", "%PDF-1.4"),
        (f"{PICTURE}.csv", f"{PICTURE},{PICTURE}\n1,2\n"),
        (f"{PICTURE}.parquet", "PAR1 and nothing more"),
        (f"{PICTURE}.xlsx", "PK\x03\x04 and nothing more"),
    ],
)
def test_a_file_of_a_hostile_name_is_told_tamely_and_taken_in_tamely(hostile, name, content):
    app = hostile("returns", section="take")
    app.file_uploader[0].set_value((name, content.encode(), "text/csv")).run()
    assert_tame(app)
    if any(button.label.startswith("Take in all") for button in app.button):
        assert_tame(press(app, "Take in all"))
        assert PICTURE in app.success[0].value.replace("\\", "")
        assert_tame(press(app, "Withdraw"))


@pytest.mark.slow
def test_a_pack_of_hostile_titles_is_made_tamely(tmp_path, monkeypatch):
    title = HOSTILE.replace('"', "'")
    contents = f'title = "{title}"\n[[items]]\nkind = "text"\ntitle = "{title}"\nparagraphs = ["{title}"]\n'
    tiny_report(tmp_path, monkeypatch, contents=contents)
    app = press(open_report(), "Make the pack")
    for _ in range(3):
        # While it is made the page tells each step, with the titles of its parts.
        assert_tame(app.run())
    assert_tame(waited(app))
