"""Make the public edition: every page and file of the site from the public copy alone, then the folder in its place."""

import json
import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from indicators.access import Audience
from indicators.atomic import sync_file
from indicators.disclosure.edition import Edition
from indicators.errors import UsageError
from indicators.exports.exhibit import Exhibit
from indicators.exports.formats import FORMATS
from indicators.site.folder import LISTING, SiteFailed, listing_bytes, site_folder
from indicators.site.pages import (
    ABOUT,
    DOWNLOADS,
    GLOSSARY,
    INDEX,
    SEARCH,
    SOURCES,
    SitePages,
    download_address,
    indicator_address,
)
from indicators.site.published import PublishedFigures
from indicators.web import WEB

#: How far the work is, from 0 to 1, and what is done.
SiteProgress = Callable[[float, str], None]


@dataclass(frozen=True)
class FinishedSite:
    """The folder of a site, and how many pages and files it has."""

    folder: Path
    pages: int
    files: int

    @property
    def message(self) -> str:
        """What became of it, in a sentence or two."""
        return (
            f"{self.folder} is ready: {self.pages:,} pages and {self.files - self.pages:,} files beside them. Open "
            f"{INDEX} in it, or put the folder on any web server as it is."
        )


def make_site(
    edition: Edition,
    out: Path,
    *,
    progress: SiteProgress = lambda share, words: None,
    release: Callable[[], None] = lambda: None,
    processes: int = 1,
) -> FinishedSite:
    """Write the site of a public edition into a folder, in place of an older one; the same figures give the same bytes.

    With more than one of the `processes` the others write the workbooks. `release` is called once all is written and
    before it can be seen: there what is let out is put down. Raises UsageError for figures that are not public and for
    a folder that holds anything else, SiteFailed where it cannot be written.
    """
    if edition.audience is not Audience.PUBLIC:
        raise UsageError("A site is made of public figures alone.")
    with site_folder(out) as folder:
        files = site_files(edition, progress=progress, processes=processes)
        progress(0.95, "Writing the files")
        for name, content in {**files, LISTING: listing_bytes(files)}.items():
            path = folder / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content)
            # Through to the disk, so that a full one is noticed now.
            sync_file(path)
        progress(1.0, "Putting the site in place")
        release()
    return FinishedSite(out, sum(name.endswith(".html") for name in files), len(files))


def site_files(
    edition: Edition, *, progress: SiteProgress = lambda share, words: None, processes: int = 1
) -> dict[str, bytes]:
    """Every file of the site by its address; with more than one process the others write the workbooks."""
    progress(0.0, "Judging the figures")
    pages = SitePages(PublishedFigures(edition))
    texts: dict[str, str] = {}
    files: dict[str, bytes] = {}
    endings = [ending for ending in DOWNLOADS if ending in FORMATS]
    names = sorted(edition.catalogue.indicators)
    with _executor(processes) as executor:
        downloads: dict[str, Future[list[bytes]]] = {}
        for number, name in enumerate(names):
            item = edition.catalogue.indicators[name]
            progress(0.1 + 0.7 * number / len(names), "Writing the pages of the indicators")
            exhibit = pages.exhibit(name)
            if exhibit:
                downloads[name] = executor.submit(_exhibit_files, exhibit, endings)
            texts[indicator_address(item)] = pages.indicator(name, endings if exhibit else [])
        texts |= {INDEX: pages.index(), ABOUT: pages.about(), GLOSSARY: pages.glossary_page()}
        texts |= {SOURCES: pages.sources(), SEARCH: pages.search(), **pages.areas(), **pages.topic_pages()}
        progress(0.85, "Writing the workbooks")
        for name, made in downloads.items():
            item = edition.catalogue.indicators[name]
            files |= {
                download_address(item, ending): content for ending, content in zip(endings, made.result(), strict=True)
            }
    # A script and not a file of data: a page that is opened from a disk may ask for scripts alone.
    entries = json.dumps([vars(entry) for entry in pages.search_entries()], separators=(",", ":"))
    files["search-index.js"] = f"window.siteIndex={entries};\n".encode()
    files["search.js"] = (WEB / "public_search.js").read_bytes()
    files["style.css"] = (WEB / "site.css").read_bytes()
    return files | {address: f"{text}\n".encode() for address, text in texts.items()}


def _exhibit_files(exhibit: Exhibit, endings: Sequence[str]) -> list[bytes]:
    return [FORMATS[ending].make(exhibit) for ending in endings]


class _ThisProcess(Executor):
    """Does what it is given at once, in this process."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        done: Future[Any] = Future()
        done.set_result(fn(*args, **kwargs))
        return done


@contextmanager
def _executor(processes: int) -> Iterator[Executor]:
    """Who writes the workbooks; SiteFailed where one of the other processes ends before its time."""
    if processes < 2:
        yield _ThisProcess()
        return
    # Spawned, not forked: this process has the database open.
    executor = ProcessPoolExecutor(processes - 1, mp_context=multiprocessing.get_context("spawn"))
    try:
        yield executor
    except BrokenProcessPool as error:
        raise SiteFailed(
            "A part of the work was ended from outside, perhaps for want of memory. Nothing of the site was written, "
            "and an older one stands as it was. Try again when less runs on this machine."
        ) from error
    finally:
        executor.shutdown(cancel_futures=True)
