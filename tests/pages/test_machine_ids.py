"""No page shows a machine's name for something: the id of an indicator, plan, source, role or kind of period."""

import re
from html import unescape

import pytest

from tests.pages.conftest import html

#: Letters and digits joined by `_`, as ids are.
ID = re.compile(r"(?<![\w/.=&?-])[a-z][a-z0-9]*(?:_[a-z0-9]+)+(?![\w/.=])")
VIEWS = [
    ("home", {}),
    ("challenge", {"as_at": "2016-03-31"}),
    ("challenge", {}),
    ("log", {}),
    ("log", {"show": "all"}),
    ("log", {"challenge": "1"}),
    ("log", {"section": "raise", "indicator": "contacts", "area": "Rutland"}),
    ("log", {"section": "review"}),
    ("assurance", {"plan": "lr_2015_16"}),
    ("priority", {"priority": "lr_2015_safe"}),
    ("findings", {}),
    ("findings", {"section": "write", "finding": "signs_of_safety_embedded"}),
    ("explore", {"indicator": "contacts", "area": "Rutland"}),
    ("explore", {"indicator": "referrals", "area": "Leicestershire", "chart": "funnel", "measure": "rate"}),
    ("compare", {}),
    ("disagreements", {}),
    ("report", {}),
    ("report", {"section": "withheld"}),
    ("returns", {}),
    ("returns", {"section": "expected"}),
    ("returns", {"section": "history"}),
    ("about", {}),
    ("about", {"section": "coverage"}),
    ("about", {"section": "glossary"}),
    ("about", {"section": "method"}),
]


def shown_texts(app):
    """All that a reader sees: HTML without its tags, and the words of every element with what it offers."""
    page = re.sub(r"<(style|script)\b.*?</\1>", " ", html(app), flags=re.DOTALL)
    # Tags become spaces: cells of a table that ran together would hide what stands at their edges.
    texts = [unescape(re.sub(r"<[^>]+>", " ", page))]
    for kind in ("markdown", "caption", "info", "warning", "error", "success", "title", "subheader", "text"):
        texts += [re.sub(r"\]\([^)]*\)|`[^`]*`", " ", element.value) for element in app.get(kind)]
    for kind in ("selectbox", "multiselect", "radio", "button_group", "segmented_control"):
        for element in app.get(kind):
            texts += [element.label, *(str(option) for option in getattr(element, "options", ()))]
    for kind in (
        "button",
        "checkbox",
        "toggle",
        "text_input",
        "text_area",
        "date_input",
        "expander",
        "download_button",
    ):
        texts += [str(getattr(element, "label", "")) for element in app.get(kind)]
    return texts


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "query"), VIEWS, ids=lambda value: value if isinstance(value, str) else "_".join(value)
)
def test_no_page_shows_an_id(lived, name, query):
    shown = " ".join(text.replace("\\", "") for text in shown_texts(lived(name, **query)))
    assert sorted(set(ID.findall(shown))) == []
