"""Signing in with a real provider and a real browser: roles, expiry, signing out, and every bad token refused."""

import http.client
import shutil
from types import SimpleNamespace

import pytest

from indicators.access.log import AccessEvent, read_access_log
from tests.helpers.browser import ROOT, is_up, running_server, wait_until_settled
from tests.helpers.openid_provider import FAULTS, running_provider
from tests.helpers.signing_in import write_secrets
from tests.helpers.tiny_store import tiny_store_file


@pytest.fixture(scope="module")
def place(browser, tmp_path_factory):
    """The provider, and the dashboard on a tiny store that signs people in with it; the public may look."""
    folder = tmp_path_factory.mktemp("signing-in")
    store = tiny_store_file(folder, [{"value": 4217}, {"area": "Rutland", "value": 3}], plans={"lr": {}})
    with running_provider() as provider:
        secrets = write_secrets(
            folder / "secrets.toml", issuer=provider.address, app="http://127.0.0.1:{port}", access="public = true"
        )
        environment = {
            "INDICATORS_STORE": str(store),
            "INDICATORS_DATA": str(folder / "data"),
            "STREAMLIT_SECRETS_FILES": str(secrets),
        }
        with running_server(ROOT / "server.py", environment) as server:
            yield SimpleNamespace(provider=provider, server=server, store=store)


@pytest.fixture
def somebody(place, visit):
    """`somebody()`: the page in a browser of their own, before they sign in."""
    place.provider.fault, place.provider.roles, place.provider.seconds = "", ("office",), 3600
    return lambda path="": visit(f"{place.server.address}/{path}", elsewhere=True).page


def sign_in(page):
    """Press the button, and the provider's own; the page that comes of it."""
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_selector("#go")
    page.click("#go")
    page.wait_for_selector(".account")
    wait_until_settled(page)


def account(page):
    return page.locator(".account").inner_text()


def refusals(place):
    return [one.what for one in read_access_log(place.store) if one.event is AccessEvent.REFUSED]


def test_somebody_signs_in_sees_their_role_and_signs_out(place, somebody, tmp_path):
    page = somebody()
    assert "The public figures" in account(page)
    assert page.get_by_role("link", name="Returns").count() == 0
    sign_in(page)
    assert "OFFICIAL-SENSITIVE" in account(page)
    assert "Ada Lovelace, Business office" in account(page)
    assert place.provider.verified[-1] == "S256"
    cookies = {one["name"]: one for one in page.context.cookies()}
    assert cookies["_streamlit_user"]["httpOnly"]
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_selector("#back")
    page.click("#back")
    page.wait_for_selector(".account")
    wait_until_settled(page)
    assert "The public figures" in account(page)
    # Whoever has copied the cookie is not let in with it.
    page.context.add_cookies(list(cookies.values()))
    page.goto(f"{place.server.address}/log")
    page.wait_for_selector(".account")
    wait_until_settled(page)
    assert "may not see the challenge log" in page.inner_text("body")
    events = [one.event for one in read_access_log(place.store) if one.name == "Ada Lovelace"]
    assert {AccessEvent.SIGNED_IN, AccessEvent.SIGNED_OUT, AccessEvent.OPENED} <= set(events)


@pytest.mark.long
def test_a_sign_in_ends_when_its_token_does_without_a_click(place, somebody):
    page = somebody()
    place.provider.seconds = 8
    sign_in(page)
    assert "Business office" in account(page)
    page.wait_for_function(
        "() => document.querySelector('.account')?.innerText.includes('public figures')", timeout=30000
    )
    wait_until_settled(page)
    assert "Your sign-in ended" in page.inner_text("body")


@pytest.mark.examples(1)
@pytest.mark.parametrize("fault", FAULTS)
def test_a_bad_token_lets_nobody_in_and_is_logged(fault, place, somebody):
    page = somebody()
    place.provider.fault = fault
    before = len(refusals(place))
    sign_in(page)
    assert "The public figures" in account(page)
    assert "was refused a moment ago" in page.inner_text("body")
    assert len(refusals(place)) > before


@pytest.mark.long
def test_a_callback_that_is_used_again_lets_nobody_in(place, somebody):
    page = somebody()
    addresses = []
    page.on("request", lambda request: "/oauth2callback?code" in request.url and addresses.append(request.url))
    sign_in(page)
    assert "Business office" in account(page)
    thief = somebody()
    before = len(refusals(place))
    thief.goto(addresses[0])
    thief.wait_for_selector(".account")
    wait_until_settled(thief)
    assert "The public figures" in account(thief)
    assert len(refusals(place)) > before


def test_a_forged_or_oversized_cookie_lets_nobody_in_and_harms_nothing(place, somebody):
    page = somebody()
    page.context.add_cookies(
        [
            {
                "name": "_streamlit_user",
                "value": "2|1:0|10:1700000000|15:_streamlit_user|8:eyJhIjoxfQ==|0000",
                "url": place.server.address,
            }
        ]
    )
    page.goto(f"{place.server.address}/log")
    page.wait_for_selector(".account")
    wait_until_settled(page)
    assert "may not see the challenge log" in page.inner_text("body")
    host = place.server.address.removeprefix("http://")
    connection = http.client.HTTPConnection(host, timeout=10)
    connection.request("GET", "/", headers={"Cookie": "_streamlit_user=" + "x" * 500_000})
    assert connection.getresponse().status >= 400
    assert is_up(place.server.address)


def test_a_browser_may_ask_under_known_names_alone(place):
    """Another name could lead a visitor's browser here from somebody else's site."""
    host = place.server.address.removeprefix("http://")
    statuses = {}
    for name in (host, "evil.example"):
        connection = http.client.HTTPConnection(host, timeout=10)
        key = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="}
        connection.request(
            "GET",
            "/_stcore/stream",
            headers={"Host": name, "Origin": f"http://{name}", "Sec-WebSocket-Version": "13", **key},
        )
        statuses[name] = connection.getresponse().status
    assert statuses == {host: 101, "evil.example": 403}


@pytest.mark.long
def test_a_provider_that_is_down_is_said_in_words(browser, visit, tmp_path):
    store = tiny_store_file(tmp_path, [{}])
    secrets = write_secrets(tmp_path / "secrets.toml", issuer="http://127.0.0.1:9", app="http://127.0.0.1:{port}")
    environment = {"INDICATORS_STORE": str(store), "STREAMLIT_SECRETS_FILES": str(secrets)}
    with running_server(ROOT / "server.py", environment | {"INDICATORS_DATA": str(tmp_path / "data")}) as server:
        page = visit(server.address, elsewhere=True).page
        assert "for members and agencies" in page.inner_text("body")
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_selector("text=does not answer")
    shutil.rmtree(tmp_path, ignore_errors=True)
