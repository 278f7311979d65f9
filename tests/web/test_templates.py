"""Templates: every value is escaped, a missing one is an error, and the layout of a template is not on the page."""

import ast
import re

import pytest
from jinja2 import UndefinedError
from markupsafe import Markup

from indicators import web
from indicators.settings import ROOT

TEMPLATES = web._environment.list_templates()
HOSTILE = """<img src=x onerror='a'> & "b" {{ c }} {% d %}"""
ESCAPED = "&lt;img src=x onerror=&#x27;a&#x27;&gt; &amp; &quot;b&quot; {{ c }} {% d %}"


def shown(source, **values):
    return web._environment.from_string(source).render(values)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (HOSTILE, ESCAPED),
        (Markup("<b>1 &amp; 2</b>"), "<b>1 &amp; 2</b>"),
        (None, "None"),
        (0, "0"),
        (1.5, "1.5"),
        ("", ""),
        ("Children's “own” – 97%", "Children&#x27;s “own” – 97%"),
    ],
)
def test_values_are_escaped_once_and_html_of_ours_is_not(value, expected):
    assert shown("<p>{{ value }}</p>", value=value) == f"<p>{expected}</p>"
    assert shown("{% macro p(v) %}<p>{{ v }}</p>{% endmacro %}{{ p(value) }}", value=value) == f"<p>{expected}</p>"
    assert shown('<p class="{{ value }}">', value=value) == f'<p class="{expected}">'


def test_joined_values_are_escaped_too():
    assert shown("{{ [value, value] | join('<') }}", value=HOSTILE) == f"{ESCAPED}&lt;{ESCAPED}"
    assert shown("{{ value ~ '<' }}", value=HOSTILE) == f"{ESCAPED}&lt;"
    assert "<img" not in shown("{{ value ~ bold }}", value=HOSTILE, bold=Markup("<b>"))


@pytest.mark.parametrize("source", ["{{ gone }}", "{{ given.gone }}", "{% if gone %}{% endif %}", "{{ gone ~ 'a' }}"])
def test_a_missing_value_raises(source):
    with pytest.raises(UndefinedError):
        shown(source, given={})


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<ul>\n  <li>a</li>\n  <li>b</li>\n</ul>\n", "<ul><li>a</li><li>b</li></ul>"),
        ("<p>two\n   words</p>", "<p>two words</p>"),
        ("<p>\n  word\n  <b>bold</b>\n  word\n</p>", "<p>word<b>bold</b>word</p>"),
        ('<p>\n  word{{ " " }}\n  <b>bold</b> word\n</p>', "<p>word <b>bold</b> word</p>"),
        ('<a class="x"\n   href="y">', '<a class="x" href="y">'),
        ("{% if true %}\n  a\n{% endif %}\nb", "ab"),
        ("a {% if true %}b{% endif %} c", "a b c"),
    ],
)
def test_the_layout_of_a_template_is_not_on_the_page(source, expected):
    assert shown(source) == expected


def test_line_breaks_of_a_value_stay():
    assert shown("<pre>\n{{ value }}\n</pre>", value="a\n  b\n") == "<pre>a\n  b\n</pre>"


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_compiles_and_escapes(name):
    assert web._environment.get_template(name)
    source = (web.WEB / "templates" / name).read_text("utf-8")
    assert not re.search(r"\|\s*safe\b|autoescape", source), "a value that is HTML comes as Markup"


def test_every_template_is_used():
    places = [*(ROOT / "indicators").rglob("*.py"), *(web.WEB / "templates").rglob("*.html")]
    named = set(
        re.findall(r"[\"']([\w/]+\.(?:html|css|xml))[\"']", "".join(path.read_text("utf-8") for path in places))
    )
    # Pages of the public edition are named without their folder.
    named |= {f"site/{name}" for name in named if "/" not in name}
    assert set(TEMPLATES) - named == set()
    places = {name for name in named if (web.WEB / "templates" / name).parent.is_dir()}
    in_folders = {name for name in places if "/" in name and not name.startswith("site/")}
    assert in_folders - set(TEMPLATES) == set()


@pytest.mark.parametrize("path", sorted((ROOT / "indicators" / "pages").rglob("*.py")), ids=lambda path: path.stem)
def test_pages_leave_escaping_to_templates(path):
    """What a page marks as HTML is a text of ours without values, and nothing is escaped by hand."""
    tree = ast.parse(path.read_text("utf-8"))
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module == "html"]
    marked = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func) == "Markup"]
    assert not [ast.unparse(call) for call in marked if not all(isinstance(one, ast.Constant) for one in call.args)]
