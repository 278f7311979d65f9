"""Make the public edition: every page and file of the site from the public copy alone, then the folder in its place."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from indicators.access import Audience
from indicators.atomic import sync_file
from indicators.disclosure.edition import Edition
from indicators.errors import UsageError
from indicators.exports.formats import FORMATS
from indicators.site.folder import LISTING, listing_bytes, site_folder
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
) -> FinishedSite:
    """Write the site of a public edition into a folder, in place of an older one; the same figures give the same bytes.

    `release` is called once all is written and before it can be seen: there what is let out is put down. Raises
    UsageError for figures that are not public and for a folder that holds anything else, SiteFailed where it cannot be
    written.
    """
    if edition.audience is not Audience.PUBLIC:
        raise UsageError("A site is made of public figures alone.")
    with site_folder(out) as folder:
        files = site_files(edition, progress=progress)
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


def site_files(edition: Edition, *, progress: SiteProgress = lambda share, words: None) -> dict[str, bytes]:
    """Every file of the site by its address."""
    progress(0.0, "Judging the figures")
    pages = SitePages(PublishedFigures(edition))
    texts: dict[str, str] = {}
    files: dict[str, bytes] = {}
    endings = [ending for ending in DOWNLOADS if ending in FORMATS]
    names = sorted(edition.catalogue.indicators)
    for number, name in enumerate(names):
        item = edition.catalogue.indicators[name]
        progress(0.1 + 0.8 * number / len(names), "Writing the pages of the indicators")
        exhibit = pages.exhibit(name)
        offered = endings if exhibit else []
        if exhibit:
            files |= {download_address(item, ending): FORMATS[ending].make(exhibit) for ending in offered}
        texts[indicator_address(item)] = pages.indicator(name, offered)
    texts |= {INDEX: pages.index(), ABOUT: pages.about(), GLOSSARY: pages.glossary_page(), SOURCES: pages.sources()}
    texts |= {SEARCH: pages.search(), **pages.areas(), **pages.topic_pages()}
    # A script and not a file of data: a page that is opened from a disk may ask for scripts alone.
    entries = json.dumps([vars(entry) for entry in pages.search_entries()], separators=(",", ":"))
    files["search-index.js"] = f"window.siteIndex={entries};\n".encode()
    files["search.js"] = (WEB / "public_search.js").read_bytes()
    files["style.css"] = (WEB / "site.css").read_bytes()
    return files | {address: f"{text}\n".encode() for address, text in texts.items()}
