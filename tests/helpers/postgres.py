"""A private PostgreSQL for tests of lakes: one for each process of tests, started when first wanted, gone at its end.

Where the programs of PostgreSQL are not installed the tests that want it say so and are left out; with CI=true they
fail.
"""

import atexit
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from urllib.parse import quote

import pytest

from indicators.lake_address import lake_at, store_place
from indicators.store.lake import close_lake

USER, PASSWORD = "keeper", "open: 'sesame' \\ 7"
#: Debian keeps the programs of a server out of the path.
_DEBIAN = Path("/usr/lib/postgresql")


def programs():
    """The folder of initdb and pg_ctl, None where PostgreSQL is not installed."""
    versions = sorted(_DEBIAN.glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    name = str(versions[-1]) if versions else shutil.which("initdb")
    return None if name is None else Path(name).parent


class Server:
    """A running server on a free port of this machine, in a temporary folder."""

    def __init__(self, bin_folder):
        self.bin = bin_folder
        self.folder = Path(tempfile.mkdtemp(prefix="postgres-"))
        self._owner = None
        if os.getuid() == 0:
            # PostgreSQL refuses to run as root.
            self._owner = pwd.getpwnam("postgres")
            os.chown(self.folder, self._owner.pw_uid, self._owner.pw_gid)
            self.folder.chmod(0o755)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        (self.folder / "password").write_text(PASSWORD, "utf-8")
        (self.folder / "password").chmod(0o644)
        self._run(
            *("initdb", "--pgdata", self.folder / "data", "--username", USER, "--auth", "scram-sha-256", "--no-sync"),
            *("--pwfile", self.folder / "password", "--encoding", "UTF8", "--locale", "C"),
        )
        self.start()

    def start(self):
        options = (
            f"-F -p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c shared_buffers=32MB "
            "-c synchronous_commit=off -c full_page_writes=off"
        )
        self._run("pg_ctl", "-D", self.folder / "data", "-o", options, "-l", self.folder / "log", "-w", "start")

    def stop(self):
        self._run("pg_ctl", "-D", self.folder / "data", "-m", "fast", "-w", "stop")

    def restart(self):
        self.stop()
        self.start()

    def query(self, text, database="postgres"):
        """What psql prints for a text of SQL."""
        environment = os.environ | {"PGPASSWORD": PASSWORD}
        address = ("-h", "127.0.0.1", "-p", str(self.port), "-U", USER)
        command = [self.bin / "psql", *address, "-d", database, "-v", "ON_ERROR_STOP=1", "-Atqc", text]
        return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout.strip()

    def remove(self):
        subprocess.run(self._command("pg_ctl", "-D", self.folder / "data", "-m", "immediate", "stop"), **_QUIET)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _command(self, program, *arguments):
        before = ["runuser", "-u", "postgres", "--"] if self._owner else []
        return [*before, str(self.bin / program), *map(str, arguments)]

    def _run(self, *command):
        # Never a pipe: the server would hold it open after pg_ctl has gone.
        with open(self.folder / "said", "ab") as said:
            ran = subprocess.run(self._command(*command), stdout=said, stderr=said, cwd=self.folder, check=False)
        if ran.returncode:
            raise RuntimeError((self.folder / "said").read_text("utf-8", errors="replace")[-2000:])


_QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "check": False, "cwd": "/"}


@cache
def _server(pid):
    bin_folder = programs()
    if bin_folder is None:
        return None
    server = Server(bin_folder)
    atexit.register(lambda: os.getpid() == pid and server.remove())
    return server


def postgres_server():
    """The server of this process of tests; where it cannot be, the test is left out, or fails with CI=true."""
    server = _server(os.getpid())
    if server is None:
        reason = "PostgreSQL is not installed (packages-tests.txt names Debian's package), so no lake was tried"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return server


def new_lake(server, folder, board="first"):
    """An address of a board in a new database, with folders for its Parquet and its files below one folder."""
    database = f"lake_{next(_numbers)}"
    server.query(f"create database {database}")
    (folder / "lake").mkdir(parents=True, exist_ok=True)
    return lake_address(server, folder, database, board)


def lake_address(server, folder, database, board="first", *, password=PASSWORD, files="files"):
    """The address of a board in a database of a server."""
    secret = f":{quote(password, safe='')}" if password else ""
    return (
        f"ducklake:postgresql://{USER}{secret}@127.0.0.1:{server.port}/{database}"
        f"?data={folder / 'lake'}&board={board}&files={folder / files}"
    )


#: What was made once, by a name of its own: its database, and the folder of Parquet that it was made with.
_MADE = {}


def copied_lake(server, folder, name, make):
    """The place of a board with what `make(place)` puts into it; made once a process, and then copied."""
    if name not in _MADE:
        made = server.folder / name
        made.mkdir()
        place = store_place(new_lake(server, made))
        make(place)
        _MADE[name] = lake_at(place)
        # PostgreSQL copies no database that anybody is connected to.
        close_lake(_MADE[name])
    database = f"lake_{next(_numbers)}"
    made = _MADE[name]
    server.query(f"create database {database} template {dict(made.connection)['dbname']}")
    shutil.copytree(made.data, folder / "lake")
    server.query(
        f"update board_first.ducklake_metadata set value = '{folder}/lake/first/' where key = 'data_path'", database
    )
    return store_place(lake_address(server, folder, database))


def _count():
    number = 0
    while True:
        number += 1
        yield number


_numbers = _count()
