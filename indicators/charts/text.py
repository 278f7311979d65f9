"""Words on a chart: how wide they are, where they break, and how data is kept from acting as markup."""

import html
from collections.abc import Iterable

from indicators.rounding import decimal_text

#: Advance widths of Arial in thousandths of the font size; anything else counts as a wide letter.
_WIDTHS = {
    **dict.fromkeys("ijl'|", 225),
    **dict.fromkeys(" ftI.,:;/!()[]\\-·", 300),
    **dict.fromkeys('r*"`{}', 345),
    **dict.fromkeys("ckvxyszJ", 500),
    **dict.fromkeys("abdeghnopqu0123456789?L+<=>–£$#_", 560),
    **dict.fromkeys("ABEKPSVXYFTZ&", 665),
    **dict.fromkeys("CDHNRUwGOQ−", 750),
    **dict.fromkeys("mMW%", 890),
    "@": 1015,
    "\u00a0": 300,
}
#: A line of Plotly text is this many times its font size high.
LINE_HEIGHT = 1.3
NO_BREAK = "\u00a0"


def escape(text: object) -> str:
    """Text from data, made safe for Plotly, which reads `<b>`, `<a>` and `%{...}` as instructions.

    Quotation marks stay as they are: Plotly decodes `&amp;`, `&lt;` and `&gt;` only.
    """
    return html.escape(str(text), quote=False).replace("%{", "%\u200b{")


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """About how many pixels wide one line of unescaped text is, rounded up a little."""
    thousandths = sum(_WIDTHS.get(letter, 700) for letter in text)
    return thousandths / 1000 * size * (1.13 if bold else 1.05)


def wrap(text: str, width: float, size: float, *, bold: bool = False) -> list[str]:
    """Unescaped text in lines no wider than `width` pixels; a word that is wider is cut into pieces."""
    lines: list[str] = []
    for word in _pieces(text.split(" "), width, size, bold):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size, bold=bold) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines or [""]


def _pieces(words: Iterable[str], width: float, size: float, bold: bool) -> Iterable[str]:
    for word in words:
        start = 0
        for end in range(1, len(word) + 1):
            if end - start > 1 and text_width(word[start:end], size, bold=bold) > width:
                yield word[start : end - 1]
                start = end - 1
        yield word[start:]


def markup(lines: Iterable[str]) -> str:
    """Lines as Plotly text, every one of them escaped."""
    return "<br>".join(escape(line) for line in lines)


def number(value: float, decimals: int) -> str:
    """A figure as people write it: `1,129`, `0.8`, `−5`."""
    value = float(value)
    if decimals == 0 and value.is_integer():  # the usual count, and a hundred times a chart
        return f"{int(value):,}".replace("-", "−")
    return decimal_text(value, decimals)


def figure(value: float, decimals: int, unit: str) -> str:
    """A figure with its per cent sign; every other unit stands in the caption over the axis."""
    return number(value, decimals) + ("%" if unit.startswith("%") else "")


def sentence_case(text: str) -> str:
    """A caption with its first letter large, the rest as it is."""
    return text[:1].upper() + text[1:]
