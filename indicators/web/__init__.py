"""The styles, scripts and pictures that pages send to the browser, and the templates of their HTML."""

import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from markupsafe import Markup

#: Where they lie.
WEB = Path(__file__).parent

#: A line break between two words of text, which parts them; and any other.
_BREAK_IN_TEXT = re.compile(r"(?<=[^\s>])\s*\n\s*(?=[^\s<])")
_BREAK = re.compile(r"\s*\n\s*")


def render(template: str, **values: Any) -> Markup:
    """The HTML of a template in `templates/`, in which every value is escaped but HTML of another template.

    A value that the template names and is not given raises `jinja2.UndefinedError`.
    """
    return Markup(_environment.get_template(template).render(values))


class _JoinedLines(Extension):
    """Leaves a template's own layout out of the page.

    A line break with the indentation after it is a space between two words of text, and nothing beside a tag of HTML
    or of Jinja; a space that is meant there is written `{{ " " }}`.
    """

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        for token in stream:
            if token.type == "data":
                yield Token(token.lineno, "data", _BREAK.sub("", _BREAK_IN_TEXT.sub(" ", token.value)))
            else:
                yield token


def _named_quotes(value: Any) -> Any:
    """A text with quotes as HTML in which they are written as `html.escape` writes them; anything else unchanged."""
    if isinstance(value, str) and not isinstance(value, Markup) and ("'" in value or '"' in value):
        return Markup(escape(value))
    return value


_environment = Environment(
    loader=FileSystemLoader(WEB / "templates"),
    autoescape=True,
    # Autoescaping would do alone, but writes quotes in another way than the HTML that is made without templates.
    finalize=_named_quotes,
    undefined=StrictUndefined,
    extensions=[_JoinedLines],
    # A template is read and compiled once in the life of the process.
    auto_reload=False,
)
