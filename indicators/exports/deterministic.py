"""The same archive from the same contents: documents, decks and workbooks without the clock in them."""

import io
import re
import zipfile

#: The first day that an archive can hold; it says "no date" to whoever looks.
_NO_DATE = (1980, 1, 1, 0, 0, 0)
_NO_TIME = b"1980-01-01T00:00:00Z"
_PROPERTIES = "docProps/core.xml"
_CLOCK = re.compile(rb"(<dcterms:(?:created|modified)\b[^>]*>)[^<]*(<)")


def deterministic_archive(archive: bytes) -> bytes:
    """An Office file with its clock set to the same day: of its entries, its properties, and the workbooks in it.

    Nothing else changes; entries keep their order.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(buffer, "w") as new:
        for entry in old.infolist():
            # A picture is compressed already; once more takes its time and saves nothing.
            info = archive_entry(entry.filename, is_compressed=not entry.filename.endswith(".png"))
            new.writestr(info, _without_clock(entry.filename, old.read(entry)))
    return buffer.getvalue()


def archive_entry(name: str, *, is_compressed: bool) -> zipfile.ZipInfo:
    """An entry of an archive that names no day."""
    info = zipfile.ZipInfo(name, _NO_DATE)
    info.compress_type = zipfile.ZIP_DEFLATED if is_compressed else zipfile.ZIP_STORED
    info.external_attr = 0o600 << 16
    return info


def _without_clock(name: str, content: bytes) -> bytes:
    if name == _PROPERTIES:
        return _CLOCK.sub(rb"\g<1>" + _NO_TIME + rb"\g<2>", content)
    return deterministic_archive(content) if name.endswith(".xlsx") else content
