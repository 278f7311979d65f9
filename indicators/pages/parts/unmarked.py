"""Anybody's text where Streamlit would read Markdown."""

import re
import string

#: Marks that Markdown reads; before any other letter a backslash would be shown.
_MARKS = frozenset(string.punctuation) - frozenset("-/.,'\";?%")
#: What Markdown makes a link of though no mark is in it.
_WEB = re.compile(r"(www)\.", re.IGNORECASE)
#: How a list begins.
_LIST = re.compile(r"(-|\d+\.)(?= |$)")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]+")


def unmarked(text: str) -> str:
    """The text with every mark disarmed, so that it reads as it was written: no links, pictures or emphasis.

    Lines stay lines; what would begin a list or a heading in one does not.
    """
    return "\\\n".join(_line(line.strip()) for line in text.splitlines() if line.strip())


def _line(line: str) -> str:
    plain = _CONTROLS.sub(" ", line)
    disarmed = "".join(f"\\{mark}" if mark in _MARKS else mark for mark in plain)
    if start := _LIST.match(disarmed):
        disarmed = f"{start[0][:-1]}\\{disarmed[start.end() - 1 :]}"
    return _WEB.sub(r"\1\.", disarmed)
