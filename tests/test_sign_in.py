"""What a sign-in says of somebody: settings, claims, headers, addresses, and the log of who came."""

import json
import os
from datetime import date, timedelta

import pytest

from indicators import clock
from indicators.access import log
from indicators.access.log import AccessEvent, log_access, log_folder, read_access_log, remove_old_entries, require_log
from indicators.access.permissions import Role, SignIn
from indicators.access.serving import allowed_hosts
from indicators.access.sign_in import (
    SignInRefused,
    exposure_problem,
    is_local,
    read_settings,
    settings_of,
    user_of_claims,
    user_of_headers,
)
from indicators.errors import StoreError
from tests.helpers.signing_in import claims_of, write_secrets

PROXY = {"FORWARDED_ALLOW_IPS": ""}


@pytest.fixture
def settings(tmp_path):
    return read_settings([write_secrets(tmp_path / "secrets.toml")], {})


def test_without_a_file_there_is_no_sign_in(tmp_path):
    settings = read_settings([tmp_path / "none.toml"], {})
    assert not settings.is_configured
    assert not settings.is_public


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[auth", "not sound TOML"),
        ("auth = 3", "[auth] is no table"),
        ("[auth]", "[auth] has no redirect_uri"),
        ("[auth]\nredirect_uri='a'\ncookie_secret='short'\nclient_id='c'\nclient_secret='d'\nserver_metadata_url='e'",
         "cookie_secret is shorter"),
        ("[roles]\nking = ['x']", "[roles] names 'king'"),
        ("[roles]\nagency = ['x']", "[roles] names 'agency'"),
        ("[roles.office]\npolice = ['x']", "[roles] names 'office.police'"),
        ("[access]\nmonths = -1", "months of [access]"),
        ("[access]\nmonths = 'many'", "months of [access]"),
        ("[proxy]\nuser_header = 'X'", "[proxy] has no addresses"),
        ("[proxy]\naddresses = ['proxy.local']", "'proxy.local' is no address"),
        ("[proxy]\naddresses = ['0.0.0.0/0']", "lets anybody say who they are"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_the_settings_is_said_and_closes_the_door(text, words, tmp_path):
    file = tmp_path / "secrets.toml"
    file.write_text(text)
    settings = read_settings([file], PROXY)
    assert words in " ".join(settings.problems)
    assert settings.is_configured
    assert exposure_problem("localhost", settings, {})


def test_a_proxy_needs_that_no_request_can_name_its_own_address():
    tables = {"proxy": {"addresses": ["10.0.0.5"]}}
    assert settings_of(tables, PROXY).problems == ()
    assert "FORWARDED_ALLOW_IPS" in settings_of(tables, {}).problems[0]
    assert "FORWARDED_ALLOW_IPS" in settings_of(tables, {"FORWARDED_ALLOW_IPS": "*"}).problems[0]


def test_roles_come_from_the_environment_too():
    named = "office=SEG Office,0f0e-guid; agency:police = analysts ;member=all"
    settings = settings_of({}, {"INDICATORS_ROLES": named, "INDICATORS_PUBLIC": "1", "INDICATORS_LOG_MONTHS": "6"})
    assert settings.groups["seg office"] == {(Role.OFFICE, "")}
    assert settings.groups["0f0e-guid"] == {(Role.OFFICE, "")}
    assert settings.groups["analysts"] == {(Role.AGENCY, "police")}
    assert (settings.is_public, settings.months, settings.problems) == (True, 6, ())


@pytest.mark.parametrize("claim", ["groups", "roles"])
def test_groups_and_application_roles_give_roles(claim, settings):
    claims = claims_of() | {claim: ["SEG-Office", "police-analysts", "golf"]}
    user = user_of_claims(claims, settings)
    assert user.roles == {Role.OFFICE, Role.AGENCY}
    assert user.agencies == {"police"}
    assert user.source is SignIn.OPENID
    assert "2 roles" in user.note


def test_one_role_as_text_and_nonsense_beside_it(settings):
    assert user_of_claims(claims_of(roles="seg-chair", groups=7), settings).roles == {Role.CHAIR}
    assert user_of_claims(claims_of(roles=[None, 3, {"a": 1}], groups=[""]), settings).roles == {Role.VISITOR}


def test_too_many_groups_are_said(settings):
    user = user_of_claims(claims_of(_claim_names={"groups": "src1"}), settings)
    assert user.roles == {Role.VISITOR}
    assert "so many groups" in user.note


def test_a_name_that_would_break_a_line_is_one_line(settings):
    user = user_of_claims(claims_of("office", name="Ada\n\x1b[31m\u202eLovelace" + "x" * 5_000), settings)
    assert "\n" not in user.name
    assert "\x1b" not in user.name
    assert len(user.name) <= 200


@pytest.mark.parametrize(
    "change",
    [{"aud": ["a", "b"]}, {"aud": []}, {"exp": True}, {"exp": float("inf")}, {"exp": -5}, {"iat": "now", "nbf": "x"}],
)
def test_claims_of_another_kind_are_refused(change, settings):
    with pytest.raises(SignInRefused):
        user_of_claims(claims_of("office") | change, settings)


def test_several_audiences_may_have_ours_among_them(settings):
    claims = claims_of("office")
    assert user_of_claims(claims | {"aud": ["x", claims["aud"]]}, settings).may


def headers_of(**values):
    return {f"x-auth-request-{name}": value for name, value in values.items()}


@pytest.mark.parametrize(
    ("address", "trusted"),
    [("10.0.0.5", True), ("10.0.1.77", True), ("::ffff:10.0.0.5", True), ("10.0.0.50", False), (None, False),
     ("not an address", False), ("", False)],
)  # fmt: skip
def test_only_named_addresses_are_believed(address, trusted):
    settings = settings_of({"proxy": {"addresses": ["10.0.0.5", "10.0.1.0/24"]}, "roles": {"office": ["o"]}}, PROXY)
    headers = headers_of(email=["ada@x.uk"], groups=["a,o"])
    if trusted:
        user = user_of_headers(headers, address, settings)
        assert (user.name, user.roles, user.source) == ("ada@x.uk", {Role.OFFICE}, SignIn.PROXY)
    else:
        with pytest.raises(SignInRefused, match="only the proxy"):
            user_of_headers(headers, address, settings)
    assert user_of_headers({}, address, settings) is None


def test_a_proxy_on_this_machine_is_named_like_any_other():
    settings = settings_of({"proxy": {"addresses": ["127.0.0.1"]}}, PROXY)
    assert user_of_headers(headers_of(email=["ada@x.uk"]), None, settings).roles == {Role.VISITOR}
    assert user_of_headers(headers_of(email=[" "], groups=["o"]), None, settings) is None
    for bad in (
        headers_of(email=["a", "b"]),
        headers_of(email=["a"], groups=["o", "p"]),
        headers_of(email=["a" * 30_000]),
    ):
        with pytest.raises(SignInRefused):
            user_of_headers(bad, None, settings)


@pytest.mark.parametrize(
    ("address", "local"),
    [("localhost", True), ("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("[::1]", True), ("0.0.0.0", False),
     ("", False), ("192.168.1.4", False), ("::", False), ("dashboard.local", False)],
)  # fmt: skip
def test_another_address_is_refused_without_a_sign_in(address, local, settings):
    nobody = settings_of({}, {})
    assert is_local(address) is local
    assert bool(exposure_problem(address, nobody, {})) is not local
    assert exposure_problem(address, nobody, {"ALLOW_ANYBODY": "1"}) == ""
    assert exposure_problem(address, settings, {}) == ""


def test_browsers_may_ask_under_known_names(settings, monkeypatch):
    monkeypatch.delenv("ALLOW_ANYBODY", raising=False)
    assert allowed_hosts("localhost", settings_of({}, {})) == ["localhost", "127.0.0.1", "[::1]"]
    named = settings_of(
        {"auth": {"redirect_uri": "https://seg.gov.uk/oauth2callback"}, "access": {"hosts": ["b.uk"]}}, {}
    )
    assert allowed_hosts("0.0.0.0", named) == ["localhost", "127.0.0.1", "[::1]", "seg.gov.uk", "b.uk"]
    monkeypatch.setenv("ALLOW_ANYBODY", "1")
    assert allowed_hosts("0.0.0.0", settings_of({}, {})) == ["*"]


@pytest.fixture
def store(tmp_path):
    yield tmp_path / "indicators.duckdb"
    require_log(False)


def test_entries_are_lines_that_nobody_else_reads(store):
    log_access("Ada\nLovelace", "Office", AccessEvent.OPENED, "x" * 9_000, store=store)
    log_access("Bo", "", AccessEvent.REFUSED, "=cmd()", store=store)
    first, second = read_access_log(store)
    assert (first.name, second.name, len(second.what)) == ("Bo", "Ada Lovelace", 400)
    (file,) = log_folder(store).iterdir()
    assert oct(os.stat(file).st_mode)[-3:] == "600"
    assert oct(os.stat(log_folder(store)).st_mode)[-3:] == "700"
    assert len(file.read_text().splitlines()) == 2


def test_of_one_moment_the_later_entry_is_the_newer(store):
    with clock.clock_set_to(date(2026, 12, 1)):
        for name in ("Ada", "Bo", "Cy"):
            log_access(name, "", AccessEvent.OPENED, "home", store=store)
    assert [one.name for one in read_access_log(store)] == ["Cy", "Bo", "Ada"]


def test_a_line_cut_off_or_changed_by_hand_hides_no_other(store):
    log_access("Ada", "", AccessEvent.OPENED, "home", store=store)
    (file,) = log_folder(store).iterdir()
    with file.open("a") as out:
        out.write('{"at": "2026-01-\n\nnonsense\n' + json.dumps({"at": 3}) + "\n")
    log_access("Bo", "", AccessEvent.OPENED, "home", store=store)
    assert [one.name for one in read_access_log(store)] == ["Bo", "Ada"]


def test_old_months_go_and_that_is_logged(store):
    for months in (0, 1, 2, 3, 30):
        day = date(2026, 12, 1) - timedelta(days=30 * months)
        with clock.clock_set_to(day):
            log_access("Ada", "", AccessEvent.OPENED, f"{day:%Y-%m}", store=store)
    with clock.clock_set_to(date(2026, 12, 1)):
        assert remove_old_entries(2, store=store) == ["2024-06", "2026-09"]
        entries = read_access_log(store)
        assert remove_old_entries(2, store=store) == []
    assert [one.event for one in entries if one.name == "The dashboard"] == [AccessEvent.REMOVED]
    assert {f"{one.at:%Y-%m}" for one in entries} == {"2026-12", "2026-11", "2026-10"}


def test_what_another_process_adds_is_followed(store):
    follower = log.LogFollower(log_folder(store), date(2026, 11, 30))
    assert follower.new_entries() == []

    def added(name, day):
        with clock.clock_set_to(day):
            log_access(name, "", AccessEvent.OPENED, "home", store=store)

    def names():
        return [one.name for one in follower.new_entries()]

    added("Too early", date(2026, 10, 31))
    added("Ada", date(2026, 11, 30))
    added("Bo", date(2026, 12, 1))
    assert names() == ["Ada", "Bo"]
    assert names() == []
    file = log_folder(store) / "2026-12.jsonl"
    line = file.read_bytes().replace(b"Bo", b"Cy")
    with file.open("ab") as out:
        out.write(line[:20])
    assert names() == []
    with file.open("ab") as out:
        out.write(line[20:])
    assert names() == ["Cy"]
    # A restored log is another file, longer or not.
    other = file.with_name("other")
    other.write_bytes(line.replace(b"Cy", b"Di") * 9)
    other.replace(file)
    assert names() == ["Di"] * 9
    file.write_bytes(line)
    assert names() == ["Cy"]


def test_days_are_chosen(store):
    for day in (date(2026, 10, 31), date(2026, 11, 1), date(2026, 11, 30)):
        with clock.clock_set_to(day):
            log_access("Ada", "", AccessEvent.OPENED, f"{day}", store=store)
    found = read_access_log(store, first=date(2026, 11, 1), last=date(2026, 11, 29))
    assert [one.what for one in found] == ["2026-11-01"]


def test_a_log_that_cannot_be_written_stops_what_it_is_about_where_people_sign_in(store):
    log_folder(store).write_text("no folder")
    log_access("Ada", "", AccessEvent.OPENED, "home", store=store)
    require_log(True)
    with pytest.raises(StoreError, match="cannot be written"):
        log_access("Ada", "", AccessEvent.OPENED, "home", store=store)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no full disk to try")
def test_a_full_disk_is_said(store):
    log_folder(store).mkdir()
    (log_folder(store) / f"{clock.now():%Y-%m}.jsonl").symlink_to("/dev/full")
    require_log(True)
    with pytest.raises(StoreError, match="No space left"):
        log_access("Ada", "", AccessEvent.OPENED, "home", store=store)


def test_an_entry_costs_little(store):
    import time

    log_access("Ada", "", AccessEvent.OPENED, "home", store=store)
    began = time.perf_counter()
    for _ in range(200):
        log_access("Ada", "", AccessEvent.OPENED, "home", store=store)
    assert (time.perf_counter() - began) / 200 < 0.005
    assert len(read_access_log(store)) == 201
    assert log.RETENTION_MONTHS == 24
