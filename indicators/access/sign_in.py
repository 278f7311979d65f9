"""Who somebody is, from what a sign-in says of them: settings, claims of a token, headers of a proxy.

Nothing here knows the screen: claims and headers come in as plain values, so that every case can be tried.
"""

import os
import tomllib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from typing import Any

from indicators import clock
from indicators.access.log import RETENTION_MONTHS
from indicators.access.permissions import ANYBODY, NOBODY, Role, SignIn, User

#: Environment variables that say what `[roles]`, `[access]` and `[proxy]` of secrets.toml say.
ROLES_VARIABLE, PUBLIC_VARIABLE, MONTHS_VARIABLE = "INDICATORS_ROLES", "INDICATORS_PUBLIC", "INDICATORS_LOG_MONTHS"
PROXY_VARIABLE = "INDICATORS_PROXY_ADDRESSES"
#: What the settings are read from, of the environment.
VARIABLES = (
    ROLES_VARIABLE,
    PUBLIC_VARIABLE,
    MONTHS_VARIABLE,
    PROXY_VARIABLE,
    "FORWARDED_ALLOW_IPS",
)
#: What lets a dashboard without a sign-in be reached from other machines.
ANYBODY_VARIABLE = "ALLOW_ANYBODY"
#: Keys without which Streamlit cannot sign anybody in.
_AUTH_KEYS = ("redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url")
#: How far the clocks of two computers may differ.
_CLOCK_SKEW = timedelta(minutes=5)
#: A sign-in lasts no longer, whatever its token says.
LONGEST_SIGN_IN = timedelta(days=3)
#: Groups of one person that are looked at, and characters of a claim or header: more is no sign-in of ours.
_MOST_GROUPS, _LONGEST_VALUE = 500, 20_000
#: The shortest secret that cookies may be signed with.
_SHORTEST_SECRET = 32
_ON = ("1", "true", "yes", "on")


@dataclass(frozen=True)
class ProxySettings:
    """Which proxy is trusted to have signed people in: its addresses, and the headers in which it says who they are."""

    addresses: tuple[IPv4Network | IPv6Network, ...]
    user_header: str = "X-Auth-Request-Email"
    name_header: str = "X-Auth-Request-Preferred-Username"
    groups_header: str = "X-Auth-Request-Groups"

    @property
    def headers(self) -> tuple[str, ...]:
        """The headers that only the proxy may set."""
        return (self.user_header, self.name_header, self.groups_header)

    def trusts(self, address: str | None) -> bool:
        """Whether a connection comes from the proxy; None is this machine itself."""
        candidates = ["127.0.0.1", "::1"] if address is None else [address]
        return any(_is_in(one, network) for one in candidates for network in self.addresses)


def _is_in(address: str, network: IPv4Network | IPv6Network) -> bool:
    try:
        found = ip_address(address)
    except ValueError:
        return False
    if found.version == 6 and (mapped := getattr(found, "ipv4_mapped", None)):
        found = mapped
    return found.version == network.version and found in network


@dataclass(frozen=True)
class SignInSettings:
    """How people sign in, which groups have which role, and what the public may see.

    `groups` has by the name of a group, small, the roles that it gives, each with the id of its agency or nothing.
    `problems` are what is wrong with the settings: then nobody is let in, whatever else they say.
    """

    client_id: str = ""
    metadata_url: str = ""
    proxy: ProxySettings | None = None
    groups: Mapping[str, frozenset[tuple[Role, str]]] = field(default_factory=dict)
    is_public: bool = False
    months: int = RETENTION_MONTHS
    problems: tuple[str, ...] = ()
    redirect_address: str = ""
    hosts: tuple[str, ...] = ()

    @property
    def is_configured(self) -> bool:
        """Whether people sign in here; a dashboard without is one machine's."""
        return bool(self.client_id or self.proxy or self.problems)

    @property
    def stranger(self) -> User:
        """Whoever is not signed in."""
        return ANYBODY if self.is_public else NOBODY


def read_settings(files: Iterable[str | Path], environment: Mapping[str, str] = os.environ) -> SignInSettings:
    """The settings of the files that are there, the later ones before the earlier, and of the environment before both.

    A file that cannot be read is a problem, never an open door.
    """
    tables: dict[str, Any] = {}
    problems: list[str] = []
    for file in map(Path, files):
        if not file.is_file():
            continue
        try:
            tables |= tomllib.loads(file.read_text("utf-8"))
        except OSError as error:
            problems.append(f"{file} cannot be read ({error.strerror}).")
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            problems.append(f"{file} is not sound TOML: {error}.")
    return settings_of(tables, environment, problems)


def settings_of(
    tables: Mapping[str, Any], environment: Mapping[str, str], problems: Sequence[str] = ()
) -> SignInSettings:
    """The settings of the tables of secrets.toml and of the environment, with everything that is wrong with them."""
    wrong = list(problems)
    auth = _table(tables, "auth", wrong)
    access = _table(tables, "access", wrong)
    proxy = _proxy(_table(tables, "proxy", wrong), environment, wrong)
    if "auth" in tables and (missing := [key for key in _AUTH_KEYS if not str(auth.get(key, "")).strip()]):
        wrong.append(f"[auth] has no {', '.join(missing)}.")
    elif auth and len(str(auth["cookie_secret"])) < _SHORTEST_SECRET:
        wrong.append(f"[auth]: cookie_secret is shorter than {_SHORTEST_SECRET} characters; write a long random one.")
    groups = _groups(_table(tables, "roles", wrong), environment.get(ROLES_VARIABLE, ""), wrong)
    public = environment.get(PUBLIC_VARIABLE) or access.get("public", False)
    months = environment.get(MONTHS_VARIABLE) or access.get("months", RETENTION_MONTHS)
    if not str(months).isascii() or not str(months).isdigit() or not 1 <= int(months) <= 240:
        wrong.append(f"months of [access] is '{months}'; write a whole number of months from 1 to 240.")
        months = RETENTION_MONTHS
    return SignInSettings(
        client_id=str(auth.get("client_id", "")),
        metadata_url=str(auth.get("server_metadata_url", "")),
        proxy=proxy,
        groups=groups,
        is_public=public is True or str(public).casefold() in _ON,
        months=int(months),
        problems=tuple(wrong),
        redirect_address=str(auth.get("redirect_uri", "")),
        hosts=tuple(_texts(access.get("hosts", []))),
    )


def _table(tables: Mapping[str, Any], name: str, wrong: list[str]) -> Mapping[str, Any]:
    table = tables.get(name, {})
    if isinstance(table, Mapping):
        return table
    wrong.append(f"[{name}] is no table; write [{name}] on a line of its own, and its keys under it.")
    return {}


def _proxy(table: Mapping[str, Any], environment: Mapping[str, str], wrong: list[str]) -> ProxySettings | None:
    named = environment.get(PROXY_VARIABLE, "")
    addresses = [one for one in named.replace(",", " ").split() if one] or table.get("addresses", [])
    if not table and not addresses:
        return None
    networks = []
    for text in addresses if isinstance(addresses, list) else [addresses]:
        try:
            networks.append(ip_network(str(text), strict=False))
        except ValueError:
            wrong.append(f"[proxy]: '{text}' is no address; write one such as 10.0.0.5 or 10.0.0.0/24.")
    if not networks:
        wrong.append("[proxy] has no addresses: name those from which the proxy connects.")
    if any(network.prefixlen == 0 for network in networks):
        wrong.append("[proxy]: an address that stands for all others lets anybody say who they are. Name the proxy's.")
    headers = {
        f"{name}_header": str(table[f"{name}_header"])
        for name in ("user", "name", "groups")
        if f"{name}_header" in table
    }
    if environment.get("FORWARDED_ALLOW_IPS", "127.0.0.1") != "":
        wrong.append(
            "FORWARDED_ALLOW_IPS must be set to nothing where a proxy signs people in (make run does so): else the "
            "server takes an address that a request names for the one that it came from."
        )
    return ProxySettings(tuple(networks), **headers)


def _groups(table: Mapping[str, Any], named: str, wrong: list[str]) -> dict[str, frozenset[tuple[Role, str]]]:
    """By the name of a group the roles that it gives."""
    lines: list[tuple[str, str, Any]] = []
    for role, names in table.items():
        lines += (
            [(role, agency, own) for agency, own in names.items()]
            if isinstance(names, Mapping)
            else [(role, "", names)]
        )
    for part in filter(None, (one.strip() for one in named.split(";"))):
        role, _, names = part.partition("=")
        role, _, agency = role.partition(":")
        lines.append((role.strip(), agency.strip(), [one.strip() for one in names.split(",") if one.strip()]))
    groups: dict[str, set[tuple[Role, str]]] = {}
    for role, agency, names in lines:
        if role not in set(Role) or (agency != "") is not (role == Role.AGENCY):
            wrong.append(
                f"[roles] names '{role}{f'.{agency}' if agency else ''}'; the roles are: "
                f"{', '.join(one for one in Role if one is not Role.AGENCY)}, and agency.ID for each agency."
            )
            continue
        for name in [names] if isinstance(names, str) else names if isinstance(names, list) else []:
            groups.setdefault(str(name).strip().casefold(), set()).add((Role(role), agency))
    groups.pop("", None)
    return {name: frozenset(roles) for name, roles in groups.items()}


class SignInRefused(Exception):
    """What somebody brought to be let in is not sound; the words are for the log and for them."""


def user_of_claims(claims: Mapping[str, Any], settings: SignInSettings) -> User:
    """The person whom the claims of a token name; raises SignInRefused where they have ended or are not for us.

    Streamlit has checked signature, issuer, audience and nonce when they signed in; the cookie that it then sets lasts
    thirty days and knows nothing of the token's end, which is looked at here each time.
    """
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    if settings.client_id not in audiences:
        raise SignInRefused("The sign-in was made for another application.")
    until, begins = _moment(claims.get("exp")), _moment(claims.get("nbf", claims.get("iat", 0)))
    if until is None or begins is None:
        raise SignInRefused("The sign-in does not say how long it lasts.")
    # Who has signed out is remembered for as long: no copy of a cookie outlives that.
    until = min(until, (_moment(claims.get("iat")) or begins) + LONGEST_SIGN_IN)
    if begins > clock.now() + _CLOCK_SKEW:
        raise SignInRefused("The sign-in is from the future; the clock of one of the two computers is wrong.")
    if until <= clock.now():
        raise SignInRefused(f"Your sign-in ended at {until:%H:%M} (UTC).")
    names = [str(claims[key]) for key in ("name", "preferred_username", "email", "sub") if claims.get(key)]
    if not names:
        raise SignInRefused("The sign-in does not say who you are.")
    groups = [*_texts(claims.get("groups")), *_texts(claims.get("roles"))]
    has_too_many = "groups" in dict(claims.get("_claim_names") or {}) or bool(claims.get("hasgroups"))
    return _user(names[0], groups, SignIn.OPENID, settings, until=until, has_too_many=has_too_many)


def user_of_headers(headers: Mapping[str, Sequence[str]], address: str | None, settings: SignInSettings) -> User | None:
    """The person whom a proxy's headers name; None where there are none, SignInRefused where nobody may trust them.

    `headers` has by each header's name, small, all its values; `address` is the one that the connection itself comes
    from, None for this machine.
    """
    proxy = settings.proxy
    if proxy is None:
        return None
    present = {name: headers.get(name.casefold(), ()) for name in proxy.headers}
    if not any(present.values()):
        return None
    if not proxy.trusts(address):
        raise SignInRefused(
            f"A request from {address or 'this machine'} says who it is, which only the proxy may: its headers "
            "were not believed."
        )
    if any(len(values) > 1 for values in present.values()):
        raise SignInRefused("The proxy's headers stand in the request twice: somebody else has added some.")
    values = {name: (found[0] if found else "") for name, found in present.items()}
    if any(len(value) > _LONGEST_VALUE for value in values.values()):
        raise SignInRefused("The proxy's headers are longer than any sign-in.")
    name = values[proxy.name_header].strip() or values[proxy.user_header].strip()
    if not values[proxy.user_header].strip():
        return None
    return _user(name, values[proxy.groups_header].replace(";", ",").split(","), SignIn.PROXY, settings)


def _user(
    name: str,
    groups: Collection[str],
    source: SignIn,
    settings: SignInSettings,
    *,
    until: datetime | None = None,
    has_too_many: bool = False,
) -> User:
    plain = " ".join("".join(mark if mark.isprintable() else " " for mark in name[:200]).split()) or "Somebody"
    named = [group.strip() for group in list(groups)[:_MOST_GROUPS] if group.strip()]
    grants = frozenset().union(*(settings.groups.get(group.casefold(), frozenset()) for group in named))
    roles = frozenset(role for role, _ in grants) or frozenset({Role.VISITOR})
    user = User(plain, roles, source, frozenset(agency for _, agency in grants if agency), until)
    note = ""
    if not grants and has_too_many:
        note = (
            "Your account is in so many groups that the sign-in no longer names them. You see the public figures; ask "
            "those who look after sign-ins to give roles by application roles instead of groups."
        )
    elif not grants:
        note = (
            "Your account is in no group that has a role here, so you see the public figures. If you are a member, "
            "ask the business office to have you added."
        )
    elif len(roles) > 1:
        note = f"You have {len(roles)} roles, {user.role_words}: you may do what any of them may."
    return User(plain, roles, source, user.agencies, until, note)


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [one for one in value if isinstance(one, str)] if isinstance(value, list | tuple) else []


def _moment(seconds: Any) -> datetime | None:
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)
    except (OverflowError, ValueError, OSError):
        return None


def exposure_problem(address: str, settings: SignInSettings, environment: Mapping[str, str] = os.environ) -> str:
    """Why a dashboard may not be reached under an address of this machine; empty where it may.

    Without a sign-in it is one machine's, unless somebody has said that anybody may come.
    """
    if settings.problems:
        return "The sign-in is not set up soundly. " + " ".join(settings.problems)
    if is_local(address) or settings.is_configured or allows_anybody(environment):
        return ""
    where = f"at {address}" if address else "at every address of this machine"
    return (
        f"The dashboard would be reached {where} by anybody on the network, who could see figures that are not public "
        "and write in anybody's name: no sign-in is set up. Set one up (docs/sign-in.md), or leave ADDRESS out, so "
        f"that only this machine reaches it; {ANYBODY_VARIABLE}=1 says that anybody may come."
    )


def allows_anybody(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether somebody has said that the dashboard may be reached by anybody, without a sign-in."""
    return environment.get(ANYBODY_VARIABLE, "").casefold() in _ON


def is_local(address: str) -> bool:
    """Whether an address to listen at can be reached from this machine alone; none is every address."""
    if address.casefold() == "localhost":
        return True
    try:
        return ip_address(address.strip("[]")).is_loopback
    except ValueError:
        return False
