"""Before the dashboard is served: whether it may be at an address, and the names under which browsers may ask for it.

`make run` calls it (`python -m indicators.access.serving ADDRESS`): options of Streamlit are printed, or why not.
"""

import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

from indicators.access.sign_in import SignInSettings, allows_anybody, exposure_problem, is_local, read_settings
from indicators.settings import ROOT

#: Names of this machine itself.
LOCAL_HOSTS = ("localhost", "127.0.0.1", "[::1]")


def secrets_files() -> list[Path]:
    """Where Streamlit looks for secrets, in order: what the environment names, else the user's and the project's."""
    named = os.environ.get("STREAMLIT_SECRETS_FILES", "")
    if named:
        return [Path(one) for one in named.replace(",", " ").split()]
    return [Path.home() / ".streamlit" / "secrets.toml", ROOT / ".streamlit" / "secrets.toml"]


def allowed_hosts(address: str, settings: SignInSettings) -> list[str]:
    """The names under which browsers may ask for the dashboard; `*` where any may."""
    named = [name for name in (urlsplit(settings.redirect_address).hostname, *settings.hosts) if name]
    if settings.is_configured and named:
        return [*LOCAL_HOSTS, *dict.fromkeys(named)]
    is_open = settings.is_configured or (allows_anybody() and not is_local(address))
    return ["*"] if is_open else list(LOCAL_HOSTS)


def main(arguments: list[str]) -> int:
    """Print the options for an address and give 0, or say why the dashboard may not be served there and give 2."""
    address = arguments[0] if arguments else "localhost"
    settings = read_settings(secrets_files())
    if problem := exposure_problem(address, settings):
        print(problem, file=sys.stderr)
        return 2
    print(*(f"--server.allowedHosts={name}" for name in allowed_hosts(address, settings)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
