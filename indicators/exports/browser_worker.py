"""The child process that draws pictures: it holds one browser open and answers requests one by one.

Run as a script, apart from the package, so that nothing of the app is loaded twice. Standard input brings
4 bytes of length and a JSON request; standard output answers with a status byte, 4 bytes of length and the
body: `B` the browser's process id, once; then `K` a picture, `E` an error, `N` no browser found.
"""

import asyncio
import json
import os
import struct
import sys
import threading
from typing import BinaryIO

#: An unused browser holds some 200 MB; it is given up after this many seconds.
IDLE_SECONDS = 600


def _answer(out: BinaryIO, status: bytes, body: bytes) -> None:
    out.write(status + struct.pack(">I", len(body)) + body)
    out.flush()


async def _serve(requests: BinaryIO, answers: BinaryIO) -> None:
    import kaleido
    from choreographer.errors import ChromeNotFoundError

    try:
        browser = kaleido.Kaleido(n=1, mathjax=False)
    except ChromeNotFoundError as error:
        _answer(answers, b"N", str(error).encode())
        return
    async with browser:
        _answer(answers, b"B", str(browser.subprocess.pid).encode())
        while True:
            head = await asyncio.wait_for(asyncio.to_thread(requests.read, 4), IDLE_SECONDS)
            if len(head) < 4:
                return
            request = json.loads(await asyncio.to_thread(requests.read, *struct.unpack(">I", head)))
            try:
                picture = await browser.calc_fig(request["figure"], opts=request["options"])
            except Exception as error:  # whatever the browser did wrong, the parent words it
                _answer(answers, b"E", f"{type(error).__name__}: {error}".encode())
            else:
                _answer(answers, b"K", picture)


def main() -> None:
    """Answer until the parent closes the pipe or nothing has been asked for a while."""
    requests = sys.stdin.buffer
    # The browser's own chatter must not mix with the answers.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    try:
        asyncio.run(_serve(requests, answers))
    except TimeoutError:
        pass
    finally:
        # A thread may still wait for input; it must not keep the process alive.
        threading.excepthook = lambda _: None
        os._exit(0)


if __name__ == "__main__":
    main()
