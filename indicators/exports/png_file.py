"""What a PNG says of itself besides its pixels: how large it prints, and words."""

import struct
import zlib
from collections.abc import Mapping

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
#: Signature and the header chunk, which comes first in every PNG and is always as long.
_HEAD = len(_SIGNATURE) + 25
_METRE_UNIT = 1
_INCHES_PER_METRE = 1000 / 25.4


def with_words(png: bytes, words: Mapping[str, str], *, dpi: int) -> bytes:
    """The picture with its resolution and a text for each keyword (Title, Description …); empty texts left out."""
    dots = round(dpi * _INCHES_PER_METRE)
    chunks = [_chunk(b"pHYs", struct.pack(">IIB", dots, dots, _METRE_UNIT))]
    chunks += [_chunk(b"iTXt", _text(keyword, text)) for keyword, text in words.items() if text]
    return png[:_HEAD] + b"".join(chunks) + png[_HEAD:]


def _text(keyword: str, text: str) -> bytes:
    """Uncompressed text in English: keyword, two flags, language, no translated keyword."""
    return keyword.encode("latin-1") + b"\0\0\0en-GB\0\0" + text.encode()


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
