"""What is said of a return with the names that people know, in place of the ids that the checks work with."""

import re
from collections.abc import Iterable
from dataclasses import replace

from indicators.errors import Problem
from indicators.returns.vocabulary import Vocabulary

#: A figure as a check names it: indicator, area and period.
_FIGURE = re.compile(r"\b([a-z][a-z0-9_]*), ([A-Z0-9]+), (?=\S)")
_IN_BRACKETS = re.compile(r"\(([a-z][a-z0-9_]*)\)")
_ID = re.compile(r"(?<![\w'/])[a-z][a-z0-9]*(?:_[a-z0-9]+)+(?![\w'/])")
_SOURCE = re.compile(r", source [a-z][a-z0-9_]*\b")


def named_problems(problems: Iterable[Problem], known: Vocabulary) -> list[Problem]:
    """The same problems in words: indicators by their titles, areas by their names. What somebody wrote stays."""
    return [
        replace(problem, value=_named_figures(problem.value, known), message=_named_words(problem.message, known))
        for problem in problems
    ]


def _named_figures(text: str, known: Vocabulary) -> str:
    def names(match: re.Match[str]) -> str:
        indicator, area = match.groups()
        if indicator not in known.indicators or area not in known.areas:
            return match[0]
        return f"{known.indicators[indicator].short_title}, {known.areas[area].name}, "

    named = _FIGURE.sub(names, text)
    return named if named == text else _SOURCE.sub(", from one source", named)


def _named_words(text: str, known: Vocabulary) -> str:
    def title(name: str, otherwise: str) -> str:
        return known.indicators[name].short_title if name in known.indicators else otherwise

    bracketed = _IN_BRACKETS.sub(lambda match: f"({title(match[1], match[1])})", _named_figures(text, known))
    return _ID.sub(lambda match: title(match[0], match[0]), bracketed)
