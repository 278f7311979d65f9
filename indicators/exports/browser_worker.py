"""The child process that draws pictures: it holds one browser open and answers requests one by one.

Run as a script, apart from the package, so that nothing of the app is loaded twice. Standard input brings
4 bytes of length and a JSON request; standard output answers with a status byte, 4 bytes of length and the
body: `B` the browser's process id, once; then `K` a picture, `E` an error, `N` no browser found.
"""

import asyncio
import base64
import json
import os
import struct
import sys
import threading
from typing import BinaryIO

#: An unused browser holds some 200 MB; it is given up after this many seconds.
IDLE_SECONDS = 600
#: Pictures after which its page is loaded anew, so that it does not grow for ever.
_PICTURES_OF_A_PAGE = 50


def _answer(out: BinaryIO, status: bytes, body: bytes) -> None:
    out.write(status + struct.pack(">I", len(body)) + body)
    out.flush()


#: What a page is printed with: A4 in inches, with structure for screen readers and bookmarks of the headings.
_PRINT = {
    "paperWidth": 8.27,
    "paperHeight": 11.69,
    "printBackground": True,
    "preferCSSPageSize": False,
    "generateTaggedPDF": True,
    "generateDocumentOutline": True,
    "marginTop": 0.55,
    "marginBottom": 0.55,
    "marginLeft": 0.63,
    "marginRight": 0.63,
}

#: What a printed page may not ask for.
_OUTSIDE = ["http://*", "https://*", "ws://*", "wss://*"]


async def _printed(browser, page: str, *, landscape: bool, head: str, foot: str) -> bytes:
    """A page of HTML at the address of its file as PDF, printed in a tab of its own in which no script runs."""
    # Without words for an edge the browser would write title, address and day there.
    edges = {"displayHeaderFooter": bool(head or foot), "headerTemplate": head or " ", "footerTemplate": foot or " "}
    tab = await browser.create_tab("about:blank")
    try:
        for command in ("Page.enable", "Network.enable"):
            await tab.send_command(command)
        await tab.send_command("Network.setBlockedURLs", params={"urls": _OUTSIDE})
        await tab.send_command("Emulation.setScriptExecutionDisabled", params={"value": True})
        loaded = tab.subscribe_once("Page.loadEventFired")
        await tab.send_command("Page.navigate", params={"url": page})
        await loaded
        answer = await tab.send_command("Page.printToPDF", params=_PRINT | edges | {"landscape": landscape})
    finally:
        await browser.close_tab(tab.target_id)
    if "error" in answer:
        raise RuntimeError(answer["error"].get("message", "the page was not printed"))
    return base64.b64decode(answer["result"]["data"])


def _browser():
    """A browser whose page stays: kaleido loads it, with all of Plotly, anew after each picture, which costs as much as
    the picture. What a picture leaves in the page is an image that the next one takes the place of.
    """
    import kaleido

    class LastingBrowser(kaleido.Kaleido):
        drawn = 0

        async def _return_kaleido_tab(self, tab) -> None:
            self.drawn += 1
            if self.drawn % _PICTURES_OF_A_PAGE == 0:
                await tab.reload()
            tab.js_logger.reset()
            await self.tabs_ready.put(tab)

    return LastingBrowser(n=1, mathjax=False)


async def _serve(requests: BinaryIO, answers: BinaryIO) -> None:
    from choreographer.errors import ChromeNotFoundError

    try:
        browser = _browser()
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
                if "page" in request:
                    picture = await _printed(
                        browser,
                        request["page"],
                        landscape=request["landscape"],
                        head=request["head"],
                        foot=request["foot"],
                    )
                else:
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
