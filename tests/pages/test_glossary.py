"""The glossary has the words that pages, files and sentences use."""

import re

import pytest

from indicators.access import ROLES
from indicators.board.challenges import ChallengeState
from indicators.catalogue.glossary import read_glossary
from indicators.catalogue.indicators import STAGES, STRENGTHS
from indicators.catalogue.symbols import STATUSES, SYMBOLS
from indicators.settings import ROOT
from tests.pages.conftest import html

TEXT = (ROOT / "docs" / "glossary.md").read_text("utf-8")
TERMS = re.findall(r"^\| \*\*(.+?)\*\* \|", TEXT, re.MULTILINE)
#: What pages, files and sentences say, beside the vocabularies below.
USED = """
    indicator; quadrant; four quadrants; contact; referral; re-referral; conversion; section 47 enquiry; early help;
    family help; child in need; child protection plan; repeat plan; looked after; care leaver; cse; missing episode;
    return interview; lado; marac; signs of safety; statistical neighbours; like areas; financial year; year to date;
    snapshot; return; revised; provisional; withdrawn; plan; priority; measure; action; finding; evidence; stale;
    assurance map; challenge; assured; escalated; overdue; draft; outcome; impact; confidence interval; chance;
    significant; too few to tell; three years together; days from one to the next; t-chart;
    control limits; control chart; special cause; common cause; funnel; trend; signal;
    false alarm; concern; improvement; polarity; up is good; down is good; neither good nor bad; target; mean; median;
    index; rate; percentage point; numerator; denominator; break; disagreement; source; edition; as at; as known on;
    whole year; suppression; secondary suppression; withheld; small number; confidential; public copy;
    official-sensitive; may be published; what is counted; doubt; owner; agency; front door; threshold;
    safeguarding children partnership; independent scrutineer; integrated care board; criminal exploitation;
    multi-agency child protection team; family group decision-making; harm outside the home; rapid review
"""


@pytest.mark.parametrize(
    "words",
    [
        [word.strip() for word in USED.split(";")],
        STAGES.values(),
        [state.words.partition(",")[0] for state in ChallengeState],
        STATUSES,
    ],
    ids=["used", "stages", "states", "statuses"],
)
def test_every_word_that_pages_use_is_explained(words):
    known = {term.casefold() for term in TERMS}
    named = {term.removesuffix(" plan") for term in known}
    assert [word for word in words if word.casefold() not in known | named] == []


def test_symbols_strengths_and_roles_stand_in_it():
    # Publishers write `k` for `low`; the dashboard shows `low`.
    assert [code for code in SYMBOLS if f"| [{code}] |" not in TEXT] == ["k"]
    assert [words for words in (*STRENGTHS.values(), *ROLES) if words.casefold() not in TEXT.casefold()] == []


def test_no_word_is_explained_twice_and_every_reference_leads_somewhere():
    assert len(TERMS) == len({term.casefold() for term in TERMS})
    headings = re.findall(r"^## (.+)$", TEXT, re.MULTILINE)
    references = re.findall(r"[Ss]ee \*(.+?)\*", TEXT)
    assert references
    assert [name for name in references if name not in (*TERMS, *headings)] == []


def test_the_one_reader_has_every_word_and_each_has_an_address_of_its_own():
    entries = [entry for section in read_glossary(ROOT / "docs" / "glossary.md") for entry in section.entries]
    assert [entry.term for entry in entries] == TERMS
    assert len({entry.anchor for entry in entries}) == len(entries)
    assert all(entry.anchor and entry.lines for entry in entries)


@pytest.mark.slow
def test_a_word_that_was_looked_for_stands_on_top_of_the_glossary(opened):
    app = opened("about", section="glossary", word="control-limits")
    assert "<dt>Control limits</dt>" in html(app)
    assert app.markdown[0].value.startswith("## The partnership and its work")
    (section,) = app.get("button_group")
    section.set_value("sources").run()
    assert "<dt>Control limits</dt>" not in html(app)
    assert dict(app.query_params) == {"section": "sources"}


def test_an_unknown_word_is_said_and_the_glossary_opens(opened):
    app = opened("about", section="glossary", word="<b>")
    assert "which the dashboard does not have" in app.warning[0].value
    assert app.markdown
