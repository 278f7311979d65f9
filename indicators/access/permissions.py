"""Who may do what: the roles, one table of what each may do, and the check that stands where something is done.

What the table does not name nobody may do. Who acts is said by whoever opened the door: the screen for each visitor
(`register_source`), a block of code for a test or a file that is made later (`acting_as`), and for the command line,
which keeps to the rights of the operating system, nobody but its user.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from indicators import clock
from indicators.access.log import AccessEvent, log_access
from indicators.errors import AccessRefused


class Role(StrEnum):
    """What somebody is to the board, by the names that `[roles]` of the settings uses."""

    VISITOR = "visitor"
    MEMBER = "member"
    AGENCY = "agency"
    OFFICE = "office"
    CHAIR = "chair"
    ADMINISTRATOR = "administrator"

    @property
    def words(self) -> str:
        """The role as a reader knows it."""
        return ROLE_WORDS[self]


ROLE_WORDS: Mapping[Role, str] = {
    Role.VISITOR: "Visitor",
    Role.MEMBER: "Member",
    Role.AGENCY: "Agency",
    Role.OFFICE: "Business office",
    Role.CHAIR: "Chair or scrutineer",
    Role.ADMINISTRATOR: "Administrator",
}


class Permission(StrEnum):
    """Something that can be done, in words that follow "may not"."""

    SEE_PUBLIC_FIGURES = "see the public figures"
    SEE_BOARD_FIGURES = "see figures that are not public"
    TAKE_BOARD_FILES = "take figures away that are not public"
    SEE_RETURNS = "see the returns"
    TAKE_IN_RETURNS = "take a return in"
    WITHDRAW_RETURNS = "withdraw a return"
    SEE_CHALLENGES = "see the challenge log"
    RAISE_CHALLENGES = "raise a challenge"
    ANSWER_CHALLENGES = "acknowledge or answer a challenge"
    CLOSE_CHALLENGES = "assure, escalate, close or reopen a challenge"
    WRITE_FINDINGS = "write findings"
    REPORT_ACTIONS = "report on actions"
    RECORD_MEETINGS = "record meetings"
    CHANGE_SCORECARDS = "change scorecards"
    CHANGE_REPORT_SETS = "change the parts of the report"
    PUBLISH_WORDS = "decide that words may be published"
    MAKE_REPORT = "make the report"
    ADD_INDICATORS = "add an indicator"
    READ_ACCESS_LOG = "read the access log"


_BOARD = (
    Permission.SEE_PUBLIC_FIGURES,
    Permission.SEE_BOARD_FIGURES,
    Permission.TAKE_BOARD_FILES,
    Permission.SEE_RETURNS,
    Permission.SEE_CHALLENGES,
)
_WRITERS = (
    Permission.RAISE_CHALLENGES,
    Permission.WRITE_FINDINGS,
    Permission.RECORD_MEETINGS,
    Permission.CHANGE_SCORECARDS,
    Permission.CHANGE_REPORT_SETS,
    Permission.PUBLISH_WORDS,
    Permission.MAKE_REPORT,
)
#: The table: what each role may do. An administrator looks after the computer, not the children: no figures.
PERMISSIONS: Mapping[Role, frozenset[Permission]] = {
    Role.VISITOR: frozenset({Permission.SEE_PUBLIC_FIGURES}),
    Role.MEMBER: frozenset(_BOARD),
    Role.AGENCY: frozenset(
        {
            Permission.SEE_PUBLIC_FIGURES,
            Permission.SEE_RETURNS,
            Permission.TAKE_IN_RETURNS,
            Permission.SEE_CHALLENGES,
            Permission.ANSWER_CHALLENGES,
        }
    ),
    Role.OFFICE: frozenset(
        {
            *_BOARD,
            *_WRITERS,
            Permission.TAKE_IN_RETURNS,
            Permission.WITHDRAW_RETURNS,
            Permission.ANSWER_CHALLENGES,
            Permission.REPORT_ACTIONS,
            Permission.ADD_INDICATORS,
        }
    ),
    Role.CHAIR: frozenset({*_BOARD, *_WRITERS, Permission.CLOSE_CHALLENGES}),
    Role.ADMINISTRATOR: frozenset({Permission.SEE_PUBLIC_FIGURES, Permission.READ_ACCESS_LOG}),
}
#: What an agency may do with its own returns, and with the challenges put to it, alone.
OF_OWN_AGENCY = frozenset(
    {
        Permission.SEE_RETURNS,
        Permission.TAKE_IN_RETURNS,
        Permission.SEE_CHALLENGES,
        Permission.ANSWER_CHALLENGES,
    }
)


#: What writes something down: whoever may do none of it keeps no draft either.
WRITING = frozenset({*_WRITERS, Permission.ANSWER_CHALLENGES, Permission.CLOSE_CHALLENGES, Permission.REPORT_ACTIONS})


class SignIn(StrEnum):
    """How somebody came."""

    NOBODY = "nobody signed in"
    THIS_MACHINE = "this machine"
    COMMAND_LINE = "command line"
    OPENID = "OpenID Connect"
    PROXY = "proxy"


@dataclass(frozen=True)
class User:
    """Who is there: name and roles, the ids of the agencies that they answer for, and how they came.

    `until` is the moment (UTC) at which the sign-in ends, None for one that has no end. `note` is a word for them
    about their roles.
    """

    name: str
    roles: frozenset[Role]
    source: SignIn
    agencies: frozenset[str] = frozenset()
    until: datetime | None = None
    note: str = ""

    @property
    def is_signed_in(self) -> bool:
        """Whether a sign-in says who they are, and not they themselves."""
        return self.source in (SignIn.OPENID, SignIn.PROXY)

    @property
    def permissions(self) -> frozenset[Permission]:
        """All that one of their roles may do; nothing once the sign-in has ended."""
        if self.until is not None and self.until <= clock.now():
            return frozenset()
        return frozenset().union(*(PERMISSIONS[role] for role in self.roles))

    def may(self, permission: Permission) -> bool:
        """Whether they may do something, be it for their own agency alone."""
        return permission in self.permissions

    def is_limited(self, permission: Permission) -> bool:
        """Whether they may do something for their own agency alone: no role but that of an agency allows it."""
        others = self.roles - {Role.AGENCY}
        return permission in OF_OWN_AGENCY and not any(permission in PERMISSIONS[role] for role in others)

    @property
    def role_words(self) -> str:
        """Their roles as a reader knows them, an agency's with its id."""
        if self.source in (SignIn.THIS_MACHINE, SignIn.COMMAND_LINE):
            # Nobody said who they are: a list of every role would claim what no sign-in gave.
            return "no sign-in"
        words = [role.words for role in Role if role in self.roles]
        agencies = ", ".join(sorted(self.agencies))
        return (
            " and ".join(words).replace(Role.AGENCY.words, f"Agency ({agencies})") if agencies else " and ".join(words)
        )

    @property
    def signature(self) -> str:
        """What stands beside what they write down."""
        return f"{self.name} ({self.role_words})"


#: Whoever sits at the computer that the dashboard runs on, where no sign-in is configured.
THIS_MACHINE = User("Somebody at this machine", frozenset(Role) - {Role.AGENCY}, SignIn.THIS_MACHINE)
#: Whoever runs a command: the operating system says what they may read and write.
COMMAND_LINE = User("Somebody at the command line", frozenset(Role) - {Role.AGENCY}, SignIn.COMMAND_LINE)
#: Nobody that a sign-in knows, where one is configured and the public may look.
ANYBODY = User("Not signed in", frozenset({Role.VISITOR}), SignIn.NOBODY)
#: Nobody, where the public may not look.
NOBODY = User("Not signed in", frozenset(), SignIn.NOBODY)

_acting: ContextVar[User | None] = ContextVar("acting", default=None)
_source: Callable[[], User] | None = None


def register_source(source: Callable[[], User]) -> None:
    """Let a function say from now on who acts; the screen registers its own, which knows each visitor."""
    global _source
    _source = source


def current_user() -> User:
    """Who acts: whom `acting_as` names, else whom the screen knows, else the user of the command line."""
    user = _acting.get()
    if user is not None:
        return user
    return _source() if _source is not None else COMMAND_LINE


@contextmanager
def acting_as(user: User) -> Iterator[None]:
    """Within the block a user acts: for a file that is made after its button was drawn, in a thread of its own."""
    token = _acting.set(user)
    try:
        yield
    finally:
        _acting.reset(token)


def signed_as(typed: str) -> str:
    """What stands beside what is written down: the person who is signed in, else the role that was typed."""
    user = current_user()
    return user.signature if user.is_signed_in else typed


def may(permission: Permission) -> bool:
    """Whether whoever acts may do something, be it for their own agency alone."""
    return current_user().may(permission)


def check_permission(permission: Permission, *, agencies: Collection[str] | None = None) -> None:
    """Raise AccessRefused, and log it, where whoever acts may not do something.

    `agencies` are ids of whose return or challenge it is, for what an agency may do for itself alone; without them
    it is enough that they may do it for one.
    """
    user = current_user()
    if not user.may(permission):
        refuse_access(permission, refusal_words(permission))
    elif agencies is not None and user.is_limited(permission) and not user.agencies & set(agencies):
        own = ", ".join(sorted(user.agencies)) or "none"
        refuse_access(
            permission,
            f"You may {permission} only for your own agency ({own}). The business office can do it for others.",
        )


def check_writer() -> None:
    """Raise AccessRefused where whoever acts may write nothing down, and so keep no draft either."""
    if not current_user().permissions & WRITING:
        refuse_access("keep a draft", "You may not write anything down here, and so keep no draft. Sign in first.")


def refuse_access(what: str, words: str) -> None:
    """Log a refusal, and raise AccessRefused with words."""
    log_event(AccessEvent.REFUSED, str(what))
    raise AccessRefused(words)


def refusal_words(permission: Permission) -> str:
    """Why whoever acts may not do something, and who may."""
    user = current_user()
    if user.until is not None and user.until <= clock.now():
        return f"Your sign-in has ended, so you may not {permission}. Sign in again."
    allowed = ", ".join(role.words for role in Role if permission in PERMISSIONS[role])
    who = f"As {user.role_words.lower()} you" if user.is_signed_in and user.roles else "Without signing in you"
    return f"{who} may not {permission}. Who may: {allowed}."


_Arguments = ParamSpec("_Arguments")
_Result = TypeVar("_Result")


def requires(permission: Permission) -> Callable[[Callable[_Arguments, _Result]], Callable[_Arguments, _Result]]:
    """Let a function that writes be called only by who may, and log that it was."""

    def wrap(function: Callable[_Arguments, _Result]) -> Callable[_Arguments, _Result]:
        """The function with the check in front of it."""

        @wraps(function)
        def checked(*arguments: _Arguments.args, **named: _Arguments.kwargs) -> _Result:
            check_permission(permission)
            with logged_write(permission):
                return function(*arguments, **named)

        checked.permission = permission  # type: ignore[attr-defined]
        return checked

    return wrap


@contextmanager
def logged_write(permission: Permission) -> Iterator[None]:
    """Log before something is written that it is, so that nothing is where the log cannot be; and whether it failed."""
    log_event(AccessEvent.WROTE, str(permission))
    try:
        yield
    except Exception:
        log_event(AccessEvent.FAILED, str(permission))
        raise


def log_event(event: AccessEvent, what: str) -> None:
    """Log what whoever acts does; what is done at the command line the operating system knows."""
    user = current_user()
    if user.source is not SignIn.COMMAND_LINE:
        log_access(user.name, user.role_words, event, what)


def permission_of(function: Any) -> Permission | None:
    """What a function that writes requires, None for one that is open to all."""
    return getattr(function, "permission", None)
