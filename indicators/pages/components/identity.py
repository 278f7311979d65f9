"""Who is there: the person that a sign-in names, asked anew in every run, and the line above each page that says so.

`st.user` has what Streamlit has checked when somebody signed in; whether that still holds is looked at here. A proxy's
headers are believed from its own address alone: that of the connection, not one that a request names.
"""

import hashlib
import json
import logging
import os
import threading
import time
import urllib.error
import urllib.request
from functools import lru_cache
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit import config
from streamlit.runtime.scriptrunner import get_script_run_ctx

from indicators import clock
from indicators.access.log import AccessEvent, LogFollower, log_access, log_folder, remove_old_entries, require_log
from indicators.access.permissions import (
    COMMAND_LINE,
    NOBODY,
    OF_OWN_AGENCY,
    THIS_MACHINE,
    Permission,
    Role,
    SignIn,
    User,
    log_event,
)
from indicators.access.sign_in import (
    LONGEST_SIGN_IN,
    VARIABLES,
    SignInRefused,
    SignInSettings,
    allows_anybody,
    exposure_problem,
    is_local,
    read_settings,
    user_of_claims,
    user_of_headers,
)
from indicators.errors import IndicatorsError
from indicators.pages.components.query_params import escape_markdown
from indicators.web import render

#: Where a session keeps why it was refused, which page it opened last, and that its sign-in was logged.
_REFUSED, _OPENED, _PERSON = "identity:refused", "identity:opened", "identity:person"
#: Seconds that the provider has to answer before somebody is sent there.
_PROVIDER_SECONDS = 5.0
#: Seconds for which a sign-in that the server refused is told to whoever comes back from it.
_RECENT_SECONDS = 20.0
_SIGNED_OUT_MARK = "sign-in "


def sign_in_settings() -> SignInSettings:
    """How people sign in here, read anew when a file of secrets changes."""
    files = tuple(str(file) for file in config.get_option("secrets.files"))
    environment = tuple((name, os.environ[name]) for name in VARIABLES if name in os.environ)
    return _read(files, tuple(_mark(file) for file in files), environment)


@lru_cache(maxsize=8)
def _read(files: tuple[str, ...], marks: tuple[str, ...], environment: tuple[tuple[str, str], ...]) -> SignInSettings:
    settings = read_settings(files, dict(environment))
    require_log(settings.is_configured)
    return settings


def _mark(file: str) -> str:
    try:
        state = Path(file).stat()
    except OSError:
        return ""
    return f"{state.st_ino}:{state.st_mtime_ns}:{state.st_size}"


def screen_user() -> User:
    """Who looks at the page that runs now. Outside a page nobody does, or, where nobody signs in, the command line."""
    settings = sign_in_settings()
    has_page = get_script_run_ctx(suppress_warning=True) is not None
    if not settings.is_configured:
        return THIS_MACHINE if has_page else COMMAND_LINE
    if settings.problems or not has_page:
        return NOBODY
    try:
        user = _named_user(settings)
    except SignInRefused as error:
        _note_refusal(str(error), settings)
        return settings.stranger
    return user or settings.stranger


def _named_user(settings: SignInSettings) -> User | None:
    if settings.proxy is not None:
        headers = st.context.headers
        values = {name.casefold(): headers.get_all(name) for name in settings.proxy.headers}
        if (user := user_of_headers(values, st.context.ip_address, settings)) is not None:
            return user
    if settings.client_id and (claims := _claims()):
        if _digest(claims) in _sign_outs(log_folder()):
            raise SignInRefused("You have signed out.")
        return user_of_claims(claims, settings)
    return None


def _claims() -> dict[str, Any]:
    """What the token said, where somebody is signed in through Streamlit."""
    claims = dict(st.user.to_dict())
    return claims if claims.get("is_logged_in") is True else {}


def _digest(claims: dict[str, Any]) -> str:
    """What tells one sign-in from another without saying whose it is."""
    parts = [claims.get(name) for name in ("iss", "sub", "nonce", "iat", "exp")]
    return hashlib.sha256(json.dumps(parts, default=str).encode()).hexdigest()[:32]


def _note_refusal(words: str, settings: SignInSettings) -> None:
    """Keep why somebody was not let in for the page, and log it once in a session."""
    if st.session_state.get(_REFUSED) != words:
        st.session_state[_REFUSED] = words
        log_access(settings.stranger.name, settings.stranger.role_words, AccessEvent.REFUSED, words)


class _SignOuts:
    """The sign-ins that were ended, here or by another server of the same log: a copied cookie opens nothing more."""

    def __init__(self, folder: Path) -> None:
        # No sign-in lasts longer, so none that has ended is forgotten.
        first = clock.today() - LONGEST_SIGN_IN
        self._log = LogFollower(folder, first)
        self._digests: set[str] = set()
        self._lock = threading.Lock()

    def __contains__(self, digest: str) -> bool:
        with self._lock:
            self._digests.update(
                entry.what.removeprefix(_SIGNED_OUT_MARK)
                for entry in self._log.new_entries()
                if entry.event is AccessEvent.SIGNED_OUT
            )
            return digest in self._digests


@lru_cache(maxsize=8)
def _sign_outs(folder: Path) -> _SignOuts:
    return _SignOuts(folder)


def _sign_out() -> None:
    """End the sign-in, here and at the provider, and log it."""
    log_event(AccessEvent.SIGNED_OUT, f"{_SIGNED_OUT_MARK}{_digest(_claims())}")
    # Nothing that was drawn, chosen or made for the person stays for whoever comes next.
    st.session_state.clear()
    st.logout()


def _sign_in() -> None:
    """Send the browser to the provider, unless it does not answer."""
    settings = sign_in_settings()
    try:
        with urllib.request.urlopen(settings.metadata_url, timeout=_PROVIDER_SECONDS) as answer:
            is_up = isinstance(json.loads(answer.read(1_000_000)), dict)
    except (urllib.error.URLError, OSError, ValueError):
        is_up = False
    if is_up:
        st.session_state.pop(_REFUSED, None)
        st.login()
        return
    words = "The sign-in of your organisation does not answer."
    log_access(settings.stranger.name, "", AccessEvent.REFUSED, words)
    st.session_state[_REFUSED] = (
        f"{words} Nothing is wrong with your account or with this dashboard: try again in a few minutes, and if it "
        "lasts, tell those who look after sign-ins."
    )


class _RefusedSignIns(logging.Handler):
    """Listens to what the server says of sign-ins that it refused: forged, replayed, or broken off at the provider."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.last = float("-inf")

    def emit(self, record: logging.LogRecord) -> None:
        """Log the refusal, with its reason but with nothing of the token."""
        error = record.exc_info[1] if record.exc_info else None
        reason, words = f" ({type(error).__name__}: {error})" if error else "", record.getMessage()
        self.last = time.monotonic()
        try:
            log_access("Not signed in", "", AccessEvent.REFUSED, f"A sign-in was refused: {words}{reason}")
        except IndicatorsError:
            self.handleError(record)


_refused_sign_ins = _RefusedSignIns()
logging.getLogger("streamlit.web.server.starlette.starlette_auth_routes").addHandler(_refused_sign_ins)


def open_door() -> User:
    """Who is there, for a page that is about to be drawn; ends the run where nobody may be let in at all."""
    settings = sign_in_settings()
    address = str(config.get_option("server.address") or "")
    if get_script_run_ctx(suppress_warning=True) and _is_served() and (words := exposure_problem(address, settings)):
        st.error(f"**The dashboard is closed.** {escape_markdown(words)}", icon=":material/lock:")
        st.stop()
    if settings.problems:
        st.error(
            "**The dashboard is closed.** The sign-in is not set up soundly: "
            + escape_markdown(" ".join(settings.problems)),
            icon=":material/lock:",
        )
        st.stop()
    try:
        user = screen_user()
        _note_person(user)
        _remove_old(settings.months, clock.today().isoformat())
    except IndicatorsError as error:
        st.error(f"**The dashboard is closed.** {escape_markdown(str(error))}", icon=":material/lock:")
        st.stop()
    return user


def _note_person(user: User) -> None:
    """Log who has come; of a session that becomes another person's, nothing stays that the one before chose or made."""
    person, before = f"{user.source}: {user.signature}", st.session_state.get(_PERSON)
    if before == person:
        return
    if before is not None:
        words = st.session_state.get(_REFUSED, "")
        st.session_state.clear()
        st.session_state[_REFUSED] = words
    st.session_state[_PERSON] = person
    if user.is_signed_in:
        st.session_state.pop(_REFUSED, None)
        log_event(AccessEvent.SIGNED_IN, f"by {user.source}")


def _is_served() -> bool:
    """Whether a server shows the page; a test of a page has none."""
    from streamlit.runtime import exists

    return exists()


@lru_cache(maxsize=1)
def _remove_old(months: int, day: str) -> None:
    """Once a day: what is older than the setting says goes."""
    remove_old_entries(months)


def log_opened(page: str) -> None:
    """Log that a page was opened, once until another is."""
    if st.session_state.get(_OPENED) != page:
        log_event(AccessEvent.OPENED, page)
        st.session_state[_OPENED] = page


def draw_account(user: User, needed: Permission) -> None:
    """The line above each page: who is there and as what, the way in or out, and the mark of figures not for all.

    `needed` is what whoever opens the page must be allowed: on its own pages an agency sees true figures too.
    """
    settings = sign_in_settings()
    is_marked = user.may(Permission.SEE_BOARD_FIGURES) or (needed in OF_OWN_AGENCY and user.may(needed))
    address = str(config.get_option("server.address") or "")
    is_open = not settings.is_configured and allows_anybody() and not is_local(address)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="account"):
        words = _who(user, is_open=is_open)
        st.html(render("components/account.html", words=words, marked=is_marked, warn=is_open))
        if user.source is SignIn.OPENID:
            st.button("Sign out", key="sign-out", on_click=_sign_out, type="tertiary", icon=":material/logout:")
        elif settings.client_id and not user.is_signed_in:
            st.button("Sign in", key="sign-in", on_click=_sign_in, type="primary", icon=":material/login:")
        if user.until is not None:
            seconds = max(0, int((user.until - clock.now()).total_seconds())) + 1
            st.html(render("components/sign_in_end.html", milliseconds=seconds * 1000), unsafe_allow_javascript=True)
    if user.note and user.roles == {Role.VISITOR}:
        st.info(escape_markdown(user.note), icon=":material/badge:")
    elif user.note:
        st.caption(escape_markdown(user.note))
    if user.is_signed_in:
        return
    if words := st.session_state.get(_REFUSED, ""):
        st.warning(escape_markdown(words), icon=":material/lock:")
    elif settings.client_id and time.monotonic() - _refused_sign_ins.last < _RECENT_SECONDS:
        st.warning(
            "A sign-in was refused a moment ago. If it was yours: sign in again, and if it is refused again, tell "
            "those who look after the dashboard; the access log has the reason.",
            icon=":material/lock:",
        )


def _who(user: User, *, is_open: bool) -> str:
    if user.is_signed_in:
        return f"{user.name}, {user.role_words}"
    if user.source is SignIn.THIS_MACHINE:
        if is_open:
            return (
                "Anybody on the network can open this dashboard and write in it: it was started with "
                "ALLOW_ANYBODY=1 and without a sign-in."
            )
        return "For this machine only: nobody signs in, and whoever sits here may do everything."
    if user.may(Permission.SEE_PUBLIC_FIGURES):
        return "The public figures. Members sign in."
    return "You are not signed in."


def show_closed() -> None:
    """What somebody sees who must sign in first."""
    st.html("<h1 class='headline'>Safeguarding indicators</h1>")
    st.info("This dashboard is for members and agencies. Sign in above.", icon=":material/lock:")
