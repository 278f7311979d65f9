"""Settings of a sign-in for tests, and the claims of somebody who has signed in."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

from streamlit import config
from streamlit.testing.v1 import AppTest

from tests.helpers.pages import opened_page

#: Group by role, as the settings below map them.
GROUPS = {
    "member": "seg-members",
    "agency": "police-analysts",
    "office": "seg-office",
    "chair": "seg-chair",
    "administrator": "it-admins",
}
CLIENT = "safeguarding-dashboard"


def write_secrets(
    path: Path, *, issuer: str = "http://localhost:1", app: str = "http://localhost:8501", access: str = ""
) -> Path:
    """A secrets.toml with a sign-in, roles by group, and further lines of `[access]`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        f"""
[auth]
redirect_uri = "{app}/oauth2callback"
cookie_secret = "{"s" * 48}"
client_id = "{CLIENT}"
client_secret = "{"c" * 32}"
server_metadata_url = "{issuer}/.well-known/openid-configuration"

[roles]
member = ["{GROUPS["member"]}"]
office = ["{GROUPS["office"]}"]
chair = ["{GROUPS["chair"]}"]
administrator = "{GROUPS["administrator"]}"

[roles.agency]
police = ["{GROUPS["agency"]}"]

[access]
{access}
""",
        "utf-8",
    )
    return path


def claims_of(*roles: str, name: str = "Ada Lovelace", seconds: float = 3600, **more: object) -> dict:
    """What a token says of somebody in the groups of some roles, as `st.user` has it."""
    now = int(time.time())
    return {
        "is_logged_in": True,
        "iss": "http://localhost:1",
        "aud": CLIENT,
        "sub": f"sub-of-{name}",
        "iat": now - 10,
        "exp": now + seconds,
        "nonce": f"nonce-{'-'.join(roles)}",
        "name": name,
        "groups": [GROUPS.get(role, role) for role in roles],
        **more,
    }


@contextmanager
def signing_in(store: Path, folder: Path) -> Iterator[SimpleNamespace]:
    """While it lasts, `open("office", page="log")` gives the page as somebody in the groups of some roles opens it; the
    public pages are open to whoever has not signed in. `folder` is where the settings are written.
    """
    before = config.get_option("secrets.files")
    secrets = write_secrets(folder / "secrets" / "secrets.toml", access="public = true")
    config.set_option("secrets.files", [str(secrets)])

    def open_as(*roles: str, page: str = "home", user: dict | None = None, **query: str) -> AppTest:
        return opened_page(page, query, user=claims_of(*roles) if user is None else user)

    yield SimpleNamespace(open=open_as, store=store, secrets=secrets)
    config.set_option("secrets.files", before)
