"""A process that has loaded what reading needs, from which the reading processes are forked; starting one afresh
takes two seconds.

It is never forked from the dashboard itself, so it holds no store, no other visitor's file and none of the
dashboard's threads.
"""

import gc
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import BinaryIO

from indicators.errors import not_none

#: Where a process can be forked, handed open pipes, and ended without mistaking another one for it.
POSSIBLE = hasattr(os, "fork") and hasattr(os, "pidfd_open") and hasattr(socket, "send_fds")
#: Seconds without a request after which the process goes by itself.
_IDLE_SECONDS = 300.0
#: Seconds that it may take to start and to fork.
_PATIENCE = 60.0
_PID_BYTES = 8


class ForkedProcess:
    """A forked child, as much of it as `subprocess.Popen` has."""

    def __init__(self, pid: int, stdin: BinaryIO, stdout: BinaryIO) -> None:
        self.pid, self.stdin, self.stdout = pid, stdin, stdout
        try:
            self._handle: int | None = os.pidfd_open(pid)
        except ProcessLookupError:
            self._handle = None

    def poll(self) -> int | None:
        """Something other than None once it has ended."""
        return 0 if self._has_ended(0) else None

    def kill(self) -> None:
        """End it at once."""
        if self._handle is not None:
            signal.pidfd_send_signal(self._handle, signal.SIGKILL)

    def wait(self) -> None:
        """Wait until it has ended and its number is free."""
        self._has_ended(None)
        deadline = time.monotonic() + 1
        with suppress(ProcessLookupError):
            while self._handle is not None and time.monotonic() < deadline:
                signal.pidfd_send_signal(self._handle, 0)
                time.sleep(0.001)
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def _has_ended(self, milliseconds: float | None) -> bool:
        if self._handle is None:
            return True
        poll = select.poll()
        poll.register(self._handle, select.POLLIN)
        return bool(poll.poll(milliseconds))


class ForkServer:
    """The process that children are forked from, started when one is first wanted and again where it has gone."""

    def __init__(self, environment: Callable[[], Mapping[str, str]]) -> None:
        self._environment = environment
        self._lock = threading.Lock()
        self._process: subprocess.Popen | None = None
        self._asks: socket.socket | None = None

    def begin(self) -> None:
        """Have it start, if it does not run; it is ready two seconds later."""
        with self._lock:
            self._begin()

    def fork(self) -> ForkedProcess:
        """A new child with pipes to it; raises OSError where none can be had."""
        with self._lock:
            try:
                self._begin()
                return self._forked()
            except OSError:
                # It may have gone by itself just now; the second time there is another reason.
                self._end()
                self._begin()
                try:
                    return self._forked()
                except OSError:
                    self._end()
                    raise

    def end(self) -> None:
        """End it; children that it has forked go on."""
        with self._lock:
            self._end()

    def _begin(self) -> None:
        if self._process is not None and self._process.poll() is None:
            return
        self._end()
        self._asks, theirs = socket.socketpair()
        self._asks.settimeout(_PATIENCE)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "indicators.returns.fork_server"],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
                env=self._environment(),
            )

    def _forked(self) -> ForkedProcess:
        asks = not_none(self._asks)
        (child_input, put), (read, child_output) = os.pipe(), os.pipe()
        try:
            socket.send_fds(asks, [b"F"], [child_input, child_output])
            answer = asks.recv(_PID_BYTES)
            if len(answer) != _PID_BYTES:
                raise ConnectionError("the process that children are forked from has gone")
        except BaseException:
            os.close(put)
            os.close(read)
            raise
        finally:
            os.close(child_input)
            os.close(child_output)
        return ForkedProcess(int.from_bytes(answer), os.fdopen(put, "wb"), os.fdopen(read, "rb"))

    def _end(self) -> None:
        if self._process is not None:
            with suppress(OSError):
                self._process.kill()
            self._process.wait()
            self._process = None
        if self._asks is not None:
            self._asks.close()
            self._asks = None


def main() -> None:
    """Fork a child for each request until nobody asks any more."""
    from indicators.returns import sandbox_worker as reading_child

    connection = socket.socket(fileno=os.dup(0))
    connection.settimeout(_IDLE_SECONDS)
    # Children are waited for by nobody here: the system removes them as they end.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    # What is loaded stays shared with the children: their search for garbage leaves it alone.
    gc.collect()
    gc.freeze()
    while True:
        try:
            request, pipes, _, _ = socket.recv_fds(connection, 1, 2)
        except OSError:
            return
        if not request:
            return
        pid = os.fork()
        if not pid:
            try:
                connection.close()
                _become(*pipes)
                reading_child.main()
            finally:
                os._exit(1)
        for pipe in pipes:
            os.close(pipe)
        connection.sendall(pid.to_bytes(_PID_BYTES))


def _become(jobs: int, answers: int) -> None:
    """Be a process as if it had been started by itself: its own session, its own standard input and output."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    os.dup2(jobs, 0)
    os.dup2(answers, 1)
    os.close(jobs)
    os.close(answers)
    sys.stdin = os.fdopen(0)


if __name__ == "__main__":
    main()
