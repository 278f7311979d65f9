"""Forms that survive a closed tab: what is typed is saved as a draft until the form is sent or discarded.
The address names the draft, so that the same link opens it again, and a cookie tells which drafts are this browser's
own. Also the box for a role, and why a form was
refused.
"""

import re
import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import streamlit as st

from indicators import clock
from indicators.access.permissions import Permission, current_user, refusal_words
from indicators.board.drafts import RETENTION_DAYS, discard_draft, load_draft, new_draft_id, save_draft
from indicators.board.validation import MOST_YEARS_BACK
from indicators.errors import IndicatorsError, RecordRefused
from indicators.pages.components.query_params import escape_markdown
from indicators.pages.components.session import board_terms
from indicators.settings import store_path
from indicators.web import WEB, render


def show_refusal(error: IndicatorsError) -> None:
    """Every reason at once, as plain text: it may quote what somebody typed."""
    reasons = [problem.message for problem in error.problems] if isinstance(error, RecordRefused) else [str(error)]
    lead = "Nothing was written yet. Your words are still here; please mend this:"
    st.html(render("components/refusal.html", lead=lead, reasons=reasons))


def is_open_to(permission: Permission) -> bool:
    """Whether whoever looks at the page may do what a form is for; says in its place who may, where they may not."""
    if current_user().may(permission):
        return True
    st.info(escape_markdown(refusal_words(permission)), icon=":material/lock:")
    return False


def role_box(label: str, *, key: str) -> str:
    """A box for the role of who acts; any other role may be written into it. Who is signed in is asked for none."""
    user = current_user()
    if user.is_signed_in:
        st.caption(f"Written down as: {escape_markdown(user.signature)}")
        return user.signature
    return st.selectbox(label, board_terms().roles, key=key, accept_new_options=True, persist_state="session") or ""


#: The parameter of the address; it may not repeat.
FORM_PARAMETER = "draft"
TOKEN = "token"
_SCRIPTS = "".join(f"<script>{(WEB / name).read_text('utf-8')}</script>" for name in ("typing.js", "draft_cookie.js"))
#: The cookie with the tokens of a browser, parted by points, and where the session keeps its own token.
_COOKIE, _TOKEN_OF_BROWSER = "drafts", "drafts:browser"
_BROWSER_TOKEN = re.compile(r"[A-Za-z0-9_-]{22}", re.ASCII)
_MOST_TOKENS = 8


def browser_tokens() -> list[str]:
    """The tokens by which drafts are known as this browser's own: the session's first, then those of its cookie.

    A cookie that is refused, or not set yet, leaves the session's.
    """
    written = str(st.context.cookies.get(_COOKIE, "")).split(".")[:_MOST_TOKENS]
    tokens = [token for token in written if _BROWSER_TOKEN.fullmatch(token)]
    own = st.session_state.setdefault(_TOKEN_OF_BROWSER, tokens[0] if tokens else new_draft_id())
    return list(dict.fromkeys([own, *tokens]))


def draft_owners() -> list[str]:
    """What drafts of this browser are known by: its tokens, and with each the person who is signed in, if one is."""
    user = current_user()
    return [f"{token} {user.signature}" if user.is_signed_in else token for token in browser_tokens()]


@dataclass(frozen=True)
class DraftForm:
    """The fields of one form, each in the session under `key(field)`; `title` names its drafts to a reader.

    `dates` are the fields that hold a day, `several` those that hold a list; the others are text. Every form has a
    token beside them: what is sent twice with one token is written once.
    """

    name: str
    fields: tuple[str, ...]
    title: Callable[[], str]
    dates: Collection[str] = ()
    several: Collection[str] = ()

    def key(self, field: str) -> str:
        """Where a field stands in the session; also the key of its widget."""
        # A browser gives a widget back what stood in it: an emptied form needs widgets of other keys.
        return f"{self.name}:{st.session_state.get(self._turns, 0)}:{field}"

    def value(self, field: str) -> Any:
        """What stands in a field; None where nothing does."""
        return st.session_state.get(self.key(field))

    @property
    def draft(self) -> str:
        """The id of the draft that keeps the form; empty while nothing was typed."""
        return st.session_state.get(self.key(FORM_PARAMETER), "")

    @property
    def has_begun(self) -> bool:
        """Whether the form is being filled in: begun, and neither sent nor thrown away."""
        return self.value(TOKEN) is not None

    def begin(self, values: Mapping[str, Any]) -> None:
        """An empty form but for some values; a draft of what stood in it stays in the list of those not sent."""
        self._clear()
        for field, value in {TOKEN: secrets.token_urlsafe(12), **values}.items():
            st.session_state[self.key(field)] = value

    def resume(self, draft: str) -> bool:
        """Fill the form from a draft; False where there is none such, or it is of another form."""
        if draft == self.draft:
            return True
        stored = load_draft(store_path(), draft)
        if stored is None or stored.form != self.name:
            return False
        self.begin(
            {field: self._read(field, text) for field, text in stored.fields.items() if field in self._draft_fields}
        )
        st.session_state[self.key(FORM_PARAMETER)] = draft
        return True

    def open_draft(self, draft: str) -> None:
        """Fill the form from the draft that an address names; a word about one that is gone."""
        if not self.resume(draft):
            st.warning(
                f"The draft of this link is gone: it was sent, thrown away, or is older than {RETENTION_DAYS} days."
            )

    def keep(self) -> None:
        """Keep what stands in the form; for `on_change` of its widgets."""
        draft = self.draft or new_draft_id()
        fields = {field: self._written(self.value(field)) for field in self._draft_fields}
        try:
            token = draft_owners()[0]
            save_draft(store_path(), draft, form=self.name, title=self.title(), fields=fields, token=token)
        except IndicatorsError as error:
            st.session_state[self.key("trouble")] = str(error)
            return
        st.session_state.pop(self.key("trouble"), None)
        st.session_state[self.key(FORM_PARAMETER)] = draft

    def settle(self, field: str, known: Sequence[str]) -> None:
        """Keep the form with what is meant in a field: part of one known name only is taken for that name."""
        written = (self.value(field) or "").strip().casefold()
        meant = [name for name in known if written and written in name.casefold()]
        if self.value(field) not in known and len(meant) == 1:
            st.session_state[self.key(field)] = meant[0]
        self.keep()

    def finish(self) -> None:
        """The form was sent, or is thrown away: its draft goes, its fields are empty."""
        if self.draft:
            discard_draft(store_path(), self.draft)
        self._clear()

    def _show_draft_state(self) -> None:
        """A word about the draft, and the scripts that hand typed text over and let the browser know its drafts."""
        st.html(render("components/draft_token.html", token=browser_tokens()[0]))
        st.html(_SCRIPTS, unsafe_allow_javascript=True)
        if trouble := st.session_state.get(self.key("trouble")):
            st.warning(
                f"What you type cannot be kept as a draft: {escape_markdown(trouble)}", icon=":material/warning:"
            )
        elif self.draft:
            st.caption(
                "Kept as a draft: you can close this page and go on from the challenge log in this browser, or from "
                "this address in any."
            )

    def role_box(self, container: Any, label: str) -> None:
        """A box for the role of who acts, in a place of the page; any other role may be written into it.

        Who is signed in is asked for none.
        """
        user = current_user()
        if user.is_signed_in:
            st.session_state[self.key("by")] = user.signature
            container.caption(f"Written down as: {escape_markdown(user.signature)}")
            return
        roles = board_terms().roles
        container.selectbox(
            label, roles, index=None, accept_new_options=True, key=self.key("by"), on_change=self.settle,
            args=("by", roles), placeholder="Choose a role or write it",
        )  # fmt: skip

    def day_box(self, container: Any, label: str) -> None:
        """A box for the day on which something happened, in a place of the page; the field is `on`."""
        today = clock.today()
        earliest = date(today.year - MOST_YEARS_BACK, 1, 1)
        day = self.value("on")
        if day is not None and not earliest <= day <= today:
            # A browser may send any text for a draft; the box takes no day outside its own.
            st.session_state[self.key("on")] = None
        container.date_input(
            label, value=None, min_value=earliest, max_value=today, format="DD/MM/YYYY", key=self.key("on"),
            on_change=self.keep,
        )  # fmt: skip

    def is_sent(self, label: str) -> bool:
        """The end of the form: a word about its draft, the button to send it, and the one to throw it away."""
        self._show_draft_state()
        send, throw = st.columns(2)
        throw.button("Throw this form away", key=f"{self.name}-throw", on_click=self.finish, width="stretch")
        return send.button(label, type="primary", key=f"{self.name}-send", width="stretch")

    @property
    def _draft_fields(self) -> tuple[str, ...]:
        return (*self.fields, TOKEN)

    @property
    def _turns(self) -> str:
        return f"{self.name}:turns"

    def _clear(self) -> None:
        for field in (*self._draft_fields, FORM_PARAMETER, "trouble"):
            st.session_state.pop(self.key(field), None)
        st.session_state[self._turns] = st.session_state.get(self._turns, 0) + 1

    def _written(self, value: Any) -> str:
        if isinstance(value, date):
            return value.isoformat()
        return "\n".join(value) if isinstance(value, list | tuple) else str(value or "")

    def _read(self, field: str, text: str) -> Any:
        if field in self.several:
            return text.split("\n") if text else []
        if field not in self.dates:
            # A box with nothing chosen holds None, not an empty choice.
            return text or None
        try:
            return date.fromisoformat(text)
        except ValueError:
            return None
