"""One store with everything that must not be published in it, and its public edition."""

import pytest

from indicators.disclosure.edition import public_edition
from indicators.loading.build import build
from tests.helpers.disclosure_board import live
from tests.helpers.releases import CITY, DEFINITIONS, SOURCES, L, R, fact, quarters, words_public
from tests.helpers.tiny_rows import PUBLIC
from tests.helpers.tiny_store import tiny_data, tiny_store_file

#: Hidden numbers that are nowhere else: a count before it was revised, one beside a small one, one in words only.
OLD, BESIDE, IN_WORDS = 777_777, 987_654, "forty-second"
YEAR = "2014/15"
FACTS = [
    fact(R, 3, YEAR, note="The other table prints 2."),
    fact(R, 2, YEAR, source="national", note="The report prints 3."),
    fact(L, 184, YEAR, note="Rutland has 3."), fact(L, 303), fact(R, 8),
    *quarters(R, 2, 2, 2, 2), fact(L, 4, "2013/14"), fact(R, 3, "2013/14"),
    fact(R, 2, YEAR, "referrals"), fact(R, 35, YEAR, "contacts_to_referral"), fact(R, 100, "2012/13"),
    fact(R, 97, "2012/13", "referrals"), fact(R, 97, "2012/13", "contacts_to_referral", note=IN_WORDS),
    fact(L, "", YEAR, "seen", numerator=4, denominator=BESIDE), fact(R, "", YEAR, "seen", numerator=3, denominator=9),
    fact(CITY, None, YEAR), fact(L, 7, YEAR, "reports"), fact(R, 2, YEAR, "reports"),
    fact("England", 4, YEAR, "standing"),
]  # fmt: skip
DATA = {
    "definitions": {
        **DEFINITIONS,
        "contacts": {
            "rate_population": "population_0_17", "caveats": ["Rutland had 3."], "local_caveats": ["Printed as 3."],
            "public": words_public("why"),
        },
        "referrals": {"caveats": ["A"], "public": words_public("caveats", "questions")},
    },
    "populations": [{"area": "Rutland", "value": 5}, {"area": "Leicestershire", "value": 9000}],
    "tables": {
        "sources.csv": SOURCES,
        "findings.csv": [
            {"finding": "three", "indicator": "contacts", "area": "Rutland", "statement": "Only three came."},
            {"finding": "words", "indicator": "contacts", "area": "Rutland", "statement": "Audits vary.", **PUBLIC},
            {"finding": "never", "statement": "Everyone in one office.", **PUBLIC, "public": "no"},
        ],
        "events.csv": [
            {"indicator": "contacts", "title": "The 3 came"}, {"indicator": "", "title": "Opening", **PUBLIC},
        ],
        "targets.csv": [
            {"note": "Few of the 3."}, {"area": "Rutland", "note": "Agreed in 2014.", **PUBLIC},
        ],
    },
}  # fmt: skip


@pytest.fixture(scope="session")
def store_file(tmp_path_factory):
    """A store with revised figures and a board's record; its data folder stands beside it."""
    folder = tmp_path_factory.mktemp("published")
    path = tiny_store_file(folder, [fact(L, OLD), *FACTS[4:]], **DATA)
    build(path, tiny_data(folder, FACTS, **DATA))
    live(path)
    return path


@pytest.fixture(scope="session")
def edition(store_file):
    """The public edition of that store."""
    found = public_edition(store_file, data=store_file.parent / "data")
    yield found
    found.store.close()
