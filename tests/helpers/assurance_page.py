"""The assurance map: a row for each priority, every cell in words, and a view that the address holds."""

import re
from html import unescape

from tests.pages.conftest import html


def rows(app):
    """The rows of the map: the priority's title, its line in small, and the texts of its four cells."""
    return [_row(row) for row in re.findall(r"<tr>(<th scope=\"row\">.*?)</tr>", html(app), re.DOTALL)]


def _row(row):
    title, facts = (
        re.search(pattern, row)[1] for pattern in (r'href="priority[^>]*>(.*?)</a>', r'facts">([^<]*)</span></th')
    )
    cells = re.findall(r"<summary>(.*?)</summary>", row, re.DOTALL)
    return unescape(title), unescape(facts), [unescape(re.sub(r"<[^>]+>", " ", cell)) for cell in cells]
