"""Every page for every role: what the table does not name stays closed, whatever address or button is used."""

import os
import re
import shutil
from pathlib import Path

import pytest
from streamlit.runtime.context import ContextProxy
from streamlit.testing.v1 import AppTest

from indicators import clock
from indicators.access import Audience
from indicators.access.log import AccessEvent, log_access, log_folder, read_access_log
from indicators.access.permissions import OF_OWN_AGENCY, PERMISSIONS, Permission, Role, SignIn, User, acting_as
from indicators.board.challenges import NewChallenge, Step, load_challenge, raise_challenge
from indicators.errors import AccessRefused, UsageError
from indicators.exports.formats import FORMATS
from indicators.pages.components import identity
from indicators.pages.components.downloads import (
    Download,
    DownloadAudience,
    _download_file,
    audience_box,
    logged_file,
)
from indicators.pages.components.session import open_data, present_data
from indicators.pages.navigation import DASHBOARD_PAGES
from indicators.store.database import open_for_reading
from tests.helpers.signing_in import claims_of, signing_in, write_secrets
from tests.helpers.tiny_rows import FACT
from tests.helpers.tiny_store import tiny_store_file

ROOT = Path(__file__).resolve().parents[2]
#: A figure that anybody may see, and one of so few that it is withheld from anybody.
LARGE, SMALL = 4_217, 3


@pytest.fixture(scope="module")
def made_store(tmp_path_factory):
    """A store of a few figures of which one is small, with two agencies and a challenge put to each."""
    folder = tmp_path_factory.mktemp("made")
    tables = {
        "agencies.csv": [
            {"agency": "police", "name": "Police", "source": "national"},
            {"agency": "other", "name": "Another agency"},
        ],
        "duties.csv": [{"agency": "police"}],
    }
    facts = [{"value": LARGE}, {"area": "Rutland", "value": SMALL}]
    path = tiny_store_file(folder, facts, plans={"lr": {}}, tables=tables)
    for agency in ("Police", "Another agency"):
        question = f"Why do you ask {agency}?"
        raise_challenge(path, NewChallenge(question=question, agency=agency, due=clock.today(), by="Chair"))
    return path


@pytest.fixture(scope="module")
def shared_store(made_store, tmp_path_factory):
    """A copy of it on which tests look and do not write: each new copy is read, and made public, anew."""
    return shutil.copyfile(made_store, tmp_path_factory.mktemp("shared") / "indicators.duckdb")


@pytest.fixture
def chosen(made_store, monkeypatch):
    """`chosen(path)`: that store is the one of the dashboard."""

    def choose(path):
        monkeypatch.setenv("INDICATORS_STORE", str(path))
        monkeypatch.setenv("INDICATORS_DATA", str(made_store.parent / "data"))
        monkeypatch.chdir(ROOT)
        return path

    return choose


@pytest.fixture
def store(made_store, tmp_path, chosen):
    """A copy of it that is a test's own, and so is its access log."""
    return chosen(shutil.copyfile(made_store, tmp_path / "indicators.duckdb"))


@pytest.fixture
def looking(shared_store, tmp_path, chosen):
    """As `signed`, on the store that tests share; the access log is the test's own."""
    shutil.rmtree(log_folder(shared_store), ignore_errors=True)
    with signing_in(chosen(shared_store), tmp_path) as signed:
        yield signed


@pytest.fixture
def signed(store, tmp_path):
    """`signed.open("office", page="log")`: the page as somebody in the groups of some roles opens it."""
    with signing_in(store, tmp_path) as signed:
        yield signed


def text_of(app):
    """All that a page says, and what its charts and tables hold."""
    words = [element.proto.body for element in app.get("html")]
    for kind in ("markdown", "caption", "info", "warning", "error", "success"):
        words += [element.value for element in app.get(kind)]
    charts = [*app.get("plotly_chart"), *app.get("bidi_component")]
    return "\n".join(words) + "\n".join(str(element.proto) for element in charts)


def errors_of(app):
    return "\n".join(element.value for element in app.error)


@pytest.mark.parametrize("page", DASHBOARD_PAGES)
@pytest.mark.parametrize("role", Role)
def test_a_page_opens_for_whom_the_table_names_and_for_nobody_else(page, role, looking):
    app = looking.open(role, page=page)
    needed = DASHBOARD_PAGES[page].permission
    if needed in PERMISSIONS[role]:
        assert "may not" not in errors_of(app), errors_of(app)
        return
    assert f"may not {needed}" in errors_of(app)
    assert [one.event for one in read_access_log(looking.store)][0] is AccessEvent.REFUSED
    # Nothing of the page is there: no headline, no table, no button but those above each page.
    assert not re.search(r"class='headline'|<table", text_of(app))
    assert {button.key for button in app.button} <= {"sign-in", "sign-out"}
    assert app.get("download_button") == []


@pytest.mark.parametrize("page", [name for name, page in DASHBOARD_PAGES.items() if name != "present"])
@pytest.mark.parametrize("role", Role)
def test_a_small_number_and_the_boards_words_are_on_no_page_of_who_may_not_see_them(page, role, looking):
    text = text_of(looking.open(role, page=page, show="All indicators", indicator="contacts", area="Rutland"))
    allowed = PERMISSIONS[role]
    if Permission.SEE_BOARD_FIGURES not in allowed:
        # About counts sources and periods, which may be as few.
        if page not in ("about", "returns", "log"):
            assert not re.search(rf"(?<![\d.,/-]){SMALL}(?![\d.,/%-]) ?(contacts|</td>)", text)
        is_own = DASHBOARD_PAGES[page].permission in OF_OWN_AGENCY & allowed
        assert ("OFFICIAL-SENSITIVE" in text) is is_own
        assert "Why do you ask Another agency" not in text
    else:
        assert "OFFICIAL-SENSITIVE" in text
    if Permission.SEE_CHALLENGES not in allowed:
        assert "Why do you ask" not in text


def test_the_menu_of_a_visitor_has_the_public_pages_alone(looking):
    assert {name for name, page in DASHBOARD_PAGES.items() if page.permission is Permission.SEE_PUBLIC_FIGURES} == {
        "home", "explore", "compare", "areas", "topics", "about"
    }  # fmt: skip


@pytest.mark.parametrize("role", Role)
def test_what_pages_and_files_are_made_of_is_the_public_copy_for_who_may_see_no_other(role, looking):
    may = Permission.SEE_BOARD_FIGURES in PERMISSIONS[role]
    with acting_as(User("Ada", frozenset({role}), SignIn.OPENID)):
        data = present_data()
    assert str(data.audience) == ("board" if may else "public")
    assert bool(len(data.store.query("challenge_agencies"))) is may
    # A past day is no way round it.
    assert str(data.as_known(clock.today()).audience) == str(data.audience)


@pytest.mark.parametrize("role", Role)
def test_files_of_the_board_are_made_for_who_may_have_them(role, looking):
    taken = []
    with acting_as(User("Ada", frozenset({role}), SignIn.OPENID)):
        make = logged_file("figures.xlsx", lambda: taken.append(1) or b"x", Permission.TAKE_BOARD_FILES)
    if Permission.TAKE_BOARD_FILES in PERMISSIONS[role]:
        assert make() == b"x"
        assert [(one.event, one.what) for one in read_access_log(looking.store)] == [
            (AccessEvent.DOWNLOADED, "figures.xlsx")
        ]
        return
    with pytest.raises(AccessRefused):
        make()
    assert taken == []


@pytest.mark.parametrize("extension", FORMATS)
@pytest.mark.parametrize("role", Role)
def test_a_file_of_every_format_is_made_of_the_figures_that_its_taker_may_have(role, extension, looking):
    """Whatever the page before it said: the button is asked, not what the reader chose."""
    made_of = []

    def exhibit(data):
        made_of.append(data.audience)
        raise UsageError("far enough")

    user, whole = User("Ada", frozenset({role}), SignIn.OPENID), open_data(str(looking.store))
    for audience in Audience:
        asked = DownloadAudience(audience, "Partnership chair", whole)
        with acting_as(user):
            file = _download_file(Download(exhibit, ("Contacts",), ("Rutland",), ("2015/16",)), asked, extension)
            make = logged_file(file.name, file.made)
        needed = Permission.TAKE_BOARD_FILES if audience is Audience.BOARD else Permission.SEE_PUBLIC_FIGURES
        made_of.clear()
        with pytest.raises(UsageError if needed in PERMISSIONS[role] else AccessRefused):
            make()
        assert made_of == [audience] * (needed in PERMISSIONS[role])


@pytest.mark.slow
def test_an_agency_sees_the_challenges_put_to_it_and_no_others(looking):
    text = text_of(looking.open("agency", page="log"))
    assert "Why do you ask Police?" in text
    assert "Why do you ask Another agency?" not in text
    own = looking.open("agency", page="log", challenge="1")
    assert "Why do you ask Police?" in text_of(own)
    other = looking.open("agency", page="log", challenge="2")
    assert "only for your own agency" in errors_of(other)
    assert "Why do you ask Another agency?" not in text_of(other)


@pytest.mark.slow
def test_an_agency_is_offered_its_own_steps_and_its_answer_carries_its_name(signed):
    app = signed.open("agency", page="log", challenge="1")
    steps = app.get("button_group")[0]
    assert [str(option.content) for option in steps.proto.options] == ["Acknowledge", "Answer"]
    assert not [box for box in app.selectbox if "role" in box.label]
    app.button(key="step-send").click().run()
    assert not app.exception
    with open_for_reading(signed.store) as opened:
        challenge = load_challenge(opened, 1)
    assert (challenge.last_step, challenge.last_by) == (Step.ACKNOWLEDGE, "Ada Lovelace (Agency (police))")
    wrote = [one for one in read_access_log(signed.store) if one.event is AccessEvent.WROTE]
    assert [(one.name, one.what) for one in wrote] == [("Ada Lovelace", str(Permission.ANSWER_CHALLENGES))]


@pytest.mark.slow
def test_an_agency_takes_in_its_own_returns(looking):
    app = looking.open("agency", page="returns", section="ask")
    assert [box.options for box in app.selectbox if box.label == "Agency"] == [["Police"]]


def test_a_member_reads_and_writes_nothing(looking):
    for page, query in (
        ("log", {"section": "raise"}),
        ("findings", {"section": "write"}),
        ("scorecard", {"section": "change"}),
    ):
        app = looking.open("member", page=page, **query)
        assert "may not" in "\n".join(one.value for one in app.info), page
        assert not [button for button in app.button if button.key and button.key.endswith("-send")]


def test_two_roles_are_said_and_may_both(looking):
    app = looking.open("chair", "administrator", page="access")
    assert "Chair or scrutineer and Administrator" in text_of(app)
    assert "you may do what any of them may" in text_of(app)
    assert errors_of(app) == ""


def test_a_group_that_nobody_knows_makes_a_visitor_who_is_told_so(looking):
    app = looking.open("football-club")
    assert "in no group that has a role here" in "\n".join(one.value for one in app.info)
    assert "Ada Lovelace, Visitor" in text_of(app)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"exp": 1}, "Your sign-in ended"),
        ({"exp": None}, "how long it lasts"),
        ({"exp": "never"}, "how long it lasts"),
        ({"aud": "another-application"}, "another application"),
        ({"aud": None}, "another application"),
        ({"iat": 9e9, "exp": 9.1e9}, "from the future"),
        ({"is_logged_in": False}, ""),
        ({"is_logged_in": "yes"}, ""),
    ],
)
def test_claims_that_are_not_sound_let_nobody_in(change, words, looking):
    app = looking.open(user=claims_of("office") | change, page="log")
    assert "may not see the challenge log" in errors_of(app)
    if words:
        assert words in "\n".join(one.value for one in app.warning)
        assert any(words in one.what for one in read_access_log(looking.store) if one.event is AccessEvent.REFUSED)


@pytest.mark.slow
def test_a_sign_in_that_ends_between_two_clicks_ends_there(signed):
    app = signed.open("office", page="log", section="raise")
    assert app.get("text_area")
    app.user = claims_of("office", seconds=-1)
    app.run()
    assert "may not see the challenge log" in errors_of(app)
    assert not app.get("text_area")


@pytest.mark.slow
def test_signing_out_ends_the_sign_in_for_whoever_has_copied_it(signed):
    claims = claims_of("office")
    app = signed.open(user=claims, page="log")
    app.button(key="sign-out").click().run()
    assert "may not see the challenge log" in errors_of(app)
    again = signed.open(user=claims, page="log")
    assert "You have signed out" in "\n".join(one.value for one in again.warning)
    identity._sign_outs.cache_clear()
    after_a_restart = signed.open(user=claims, page="log")
    assert "may not see the challenge log" in errors_of(after_a_restart)


@pytest.mark.slow
def test_signing_out_at_another_server_ends_the_sign_in_here(signed):
    claims, other = claims_of("office"), claims_of("office", seconds=3000)
    app, stays = signed.open(user=claims, page="log"), signed.open(user=other, page="log")
    assert not app.error
    assert not stays.error
    mark = f"sign-in {identity._digest(claims)}"
    log_access("Ada Lovelace", "Business office", AccessEvent.SIGNED_OUT, mark, store=signed.store)
    app.run()
    assert "may not see the challenge log" in errors_of(app)
    assert "You have signed out" in "\n".join(one.value for one in app.warning)
    stays.run()
    assert not stays.error


def test_where_the_public_may_not_look_there_is_nothing_but_the_way_in(looking):
    write_secrets(looking.secrets)
    for page in ("home", "log"):
        app = looking.open(user={}, page=page)
        assert "for members and agencies" in "\n".join(one.value for one in app.info)
        assert {button.key for button in app.button} == {"sign-in"}
        assert "Contacts" not in text_of(app)


@pytest.mark.slow
def test_a_provider_that_is_down_is_said_in_words(looking):
    app = looking.open(user={})
    app.button(key="sign-in").click().run()
    assert "does not answer" in "\n".join(one.value for one in app.warning)


@pytest.mark.parametrize("text", ["[auth\n", "[auth]\nclient_id = 'x'\n", "[roles]\nking = ['x']\n", "auth = 3\n"])
def test_settings_that_are_not_sound_close_the_door(text, looking):
    looking.secrets.write_text(text)
    app = looking.open(user=claims_of("office"), page="home")
    assert "The dashboard is closed" in errors_of(app)
    assert not app.get("html") or "Contacts" not in text_of(app)


@pytest.mark.slow
def test_nothing_is_opened_while_the_log_cannot_be_written(signed):
    folder = log_folder(signed.store)
    signed.open("office")
    for file in folder.iterdir():
        file.unlink()
    folder.rmdir()
    folder.write_text("no folder")
    app = signed.open("office", page="explore")
    assert "access log" in errors_of(app)
    assert "Contacts" not in text_of(app)


class Headers:
    """Headers of a request, by name, several of one name possible."""

    def __init__(self, **values):
        self.values = {name.replace("_", "-").casefold(): value for name, value in values.items()}

    def get_all(self, name):
        return self.values.get(name.casefold(), [])

    def get(self, name, default=None):
        return next(iter(self.get_all(name)), default)


@pytest.mark.parametrize(
    ("address", "groups", "told"),
    [
        ("10.0.0.5", ["seg-office"], ""),
        ("10.0.0.6", ["seg-office"], "which only the proxy may"),
        (None, ["seg-office"], "which only the proxy may"),
        ("10.0.0.5", ["seg-office", "seg-chair"], "twice"),
    ],
)
def test_a_proxys_headers_are_believed_from_its_own_address_alone(address, groups, told, looking, monkeypatch):
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "")
    looking.secrets.write_text("[proxy]\naddresses = ['10.0.0.5']\n[roles]\noffice = ['seg-office']\n")
    headers = Headers(X_Auth_Request_Email=["ada@council.gov.uk"], X_Auth_Request_Groups=groups)
    monkeypatch.setattr(ContextProxy, "headers", headers)
    monkeypatch.setattr(ContextProxy, "ip_address", address)
    app = looking.open(user={}, page="log")
    if not told:
        assert "ada@council.gov.uk, Business office" in text_of(app)
        assert errors_of(app) == ""
        return
    assert told in "\n".join(one.value for one in app.warning)
    assert "ada@council.gov.uk" not in text_of(app)
    assert "Why do you ask" not in text_of(app)
    assert any(told in one.what for one in read_access_log(looking.store) if one.event is AccessEvent.REFUSED)


@pytest.mark.slow
def test_the_administrator_reads_the_log_by_kind_and_words(looking):
    looking.open("office", page="log")
    app = looking.open("administrator", page="access")
    assert "Ada Lovelace" in text_of(app)
    assert "Challenge log" in text_of(app)
    app = looking.open("administrator", page="access", event="refused")
    assert "Nothing of this kind is in the log" in text_of(app)


@pytest.mark.slow
def test_without_a_sign_in_each_page_says_that_it_is_this_machines(store):
    text = text_of(AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run())
    assert "For this machine only" in text
    assert "OFFICIAL-SENSITIVE" in text


def test_the_audience_is_not_a_matter_of_choice_for_who_is_signed_in(looking):
    assert callable(audience_box)
    app = looking.open("visitor", page="explore", indicator="contacts")
    assert not [group for group in app.get("button_group") if "Files for" in str(group.proto)]


@pytest.mark.parametrize("has_store", [True, False], ids=["last good figures", "no store"])
@pytest.mark.parametrize("role", Role)
def test_what_is_wrong_with_new_figures_is_told_to_who_may_see_them(role, has_store, store, tmp_path, monkeypatch):
    data = Path(shutil.copytree(os.environ["INDICATORS_DATA"], tmp_path / "data"))
    monkeypatch.setenv("INDICATORS_DATA", str(data))
    row = "contacts_to_referral,Rutland,2015/16,,7,4,final,,report,"
    (data / "facts/wrong.csv").write_text(f"{','.join(FACT)}\n{row}\n", "utf-8")
    if not has_store:
        monkeypatch.setenv("INDICATORS_STORE", str(tmp_path / "none.duckdb"))
    with signing_in(Path(os.environ["INDICATORS_STORE"]), tmp_path) as signed:
        app = signed.open(role, page="returns" if role is Role.AGENCY else "home")
    said = text_of(app) + "".join(code.value for code in app.code)
    may = Permission.SEE_BOARD_FIGURES in PERMISSIONS[role]
    assert ("facts/wrong.csv, row 2" in said) is (may and has_store)
    assert ("'4'" in said or "'7'" in said) is (may and has_store)
    if not has_store:
        assert ("none.duckdb" in said) is may
        assert ("The figures cannot be shown at the moment." in said) is not may
