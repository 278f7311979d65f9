"""What a table of a publisher is called, from its headings and the words that tell its lines apart: `children looked
after, by placement`.

The department's tables bear no title inside the file. Their lines name who is counted ("Children looked after on 31
March"), their headings what of them and by what. No table is known here by its name.
"""

import re
from collections.abc import Mapping, Sequence

from indicators.returns.recognise import plain_heading

#: Tokens of headings that say how something is counted and not what.
_OF_COUNTING = {
    "number", "numbers", "count", "counts", "percent", "percentage", "perc", "pct", "pc", "rate", "rates", "per",
    "total", "value", "values", "t", "pt", "avg", "average", "mean", "median", "headcount", "fte", "estimate",
    "estimates", "ratio", "proportion", "share", "score", "at", "any", "all", "of", "the", "in", "by", "and", "or", "on", "to",
    "n", "10k", "100k", "num", "no", "year", "years",
}  # fmt: skip
#: Tokens that name a column of categories and not what they are of.
_OF_GROUPING = {
    "group", "groups", "grouping", "type", "types", "category", "categories", "characteristic", "characteristics",
    "breakdown", "breakdowns", "topic", "filter", "measure", "measures", "dimension", "subset", "cohort", "population",
    "status",
}  # fmt: skip
#: Who is counted in nearly every table, which tells none apart.
_ANYBODY = {
    "child", "children", "pupil", "pupils", "person", "people", "case", "cases", "episode", "episodes", "young",
}  # fmt: skip
_WHO = _ANYBODY | {
    "leavers", "carers", "families", "parents", "workers", "staff", "victims", "adopters", "offenders", "babies",
}  # fmt: skip
#: What the department writes short in headings.
_SHORT = {
    "cla": "children looked after", "lac": "children looked after", "cin": "children in need",
    "cpp": "child protection plans", "cpps": "child protection plans", "icpc": "initial child protection conferences",
    "uasc": "unaccompanied asylum-seeking children", "sen": "special educational needs",
    "ehcp": "education, health and care plans", "neet": "not in education, employment or training",
    "ehe": "elective home education",
    "csww": "children's social work workforce", "fsm": "free school meals", "sw": "social workers",
}  # fmt: skip
_WHEN = re.compile(
    r"\b(?:(?:as )?(?:on|at) \d{1,2}(?:st|nd|rd|th)? [A-Za-z]+|each year"
    r"|(?:during|in|within) (?:the|each) (?:reporting )?year|year ending \d{1,2} [A-Za-z]+)\b"
)
#: Headings of columns that hold what a whole table is about.
_OF_SUBJECTS = ("category", "indicator", "indicator_name", "measure", "topic", "data_item", "table", "statistic")
_MOST_VALUES, _MOST_NOUNS, _MOST_LETTERS, _MOST_LETTERS_OF_PART, _MOST_BY = 12, 3, 110, 40, 4


def table_title(heading: Sequence[str], words: Mapping[int, Sequence[str]], places: Sequence[int] = ()) -> str:
    """The subject of a table and what it is by; empty where nothing says so.

    `words` are the words of each column that has some, by its place; `places` are columns of keys and places.
    """
    columns = {index: list(texts) for index, texts in words.items() if index not in places}
    figures = [text for index, text in enumerate(heading) if index not in words and index not in places]
    subject, used = _subject(heading, columns, figures)
    by = [text for index in columns if index != used and (text := _by_text(heading[index], columns[index], subject))]
    by = list(dict.fromkeys(by))
    if not subject:
        return ""
    if not by:
        return subject
    shown = by[:_MOST_BY]
    more = f" and {len(by) - _MOST_BY} more" if len(by) > _MOST_BY else ""
    return f"{subject}, by {shown[0] if len(shown) == 1 else ', '.join(shown[:-1]) + ' and ' + shown[-1]}{more}"


def _subject(
    heading: Sequence[str], columns: Mapping[int, Sequence[str]], figures: Sequence[str]
) -> tuple[str, int | None]:
    """Who or what is counted, and the column of words that says so."""
    nouns = list(dict.fromkeys(noun for text in figures if (noun := _noun(text))))
    if len(nouns) == 1 and not set(nouns[0].split()) <= _ANYBODY:
        return _plural(nouns[0]), None
    phrases = {
        index: phrase
        for index, texts in columns.items()
        if (phrase := _phrase(texts, is_title=plain_heading(heading[index]) in _OF_SUBJECTS))
    }
    if phrases:
        # Who is counted stands in few words; what of them in many.
        index = min(phrases, key=lambda place: (not _names_people(phrases[place]), len(columns[place]), place))
        return phrases[index], index
    short = [_SHORT[token] for text in heading for token in plain_heading(text).split("_") if token in _SHORT]
    if short:
        return short[0], None
    if nouns and set(nouns[0].split()) <= _ANYBODY:
        return _plural(nouns[0]), None
    return ", ".join([*(_plural(noun) for noun in nouns[:_MOST_NOUNS]), *["others"] * (len(nouns) > _MOST_NOUNS)]), None


def _noun(text: str) -> str:
    """What a column of figures counts: its heading without the words that say how."""
    tokens = [token for token in plain_heading(text).split("_") if token and not token.isdigit()]
    return " ".join(_SHORT.get(token, token) for token in tokens if token not in _OF_COUNTING)


def _plural(noun: str) -> str:
    word = noun.split()[-1] if noun else ""
    irregular = {"child": "children", "person": "people"}
    if word in irregular:
        return noun.removesuffix(word) + irregular[word]
    return noun if word.endswith(("s", "children", "people", "staff", "education", "training")) else f"{noun}s"


def _phrase(texts: Sequence[str], *, is_title: bool) -> str:
    """The words that the texts of a column share in their order, without when; empty where they name nobody.

    What most texts share is enough. A column of titles may name things too.
    """
    named = [text for text in texts if not _WHO.isdisjoint(re.findall("[a-z]+", text.casefold()))]
    if is_title and len(texts) == 1:
        named = list(texts)
    if not 0 < len(texts) <= _MOST_VALUES or 2 * len(named) < len(texts) or not named:
        return ""
    shared = named[0].split()
    for text in named[1:]:
        shared = _common(shared, text.split())
    phrase = " ".join(_WHEN.sub(" ", " ".join(shared)).split()).strip(" :;,-")
    phrase = re.sub(r" (?:all )?ages?d?$", "", phrase)
    if len(phrase.split()) < 2 or not (is_title or _names_people(phrase)):
        return ""
    return _small(phrase[:_MOST_LETTERS])


def _small(text: str) -> str:
    """A text as it stands within a sentence: its first letter small, but of a word in capitals."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def _names_people(phrase: str) -> bool:
    return not (_WHO | _SHORT.keys()).isdisjoint(re.findall("[a-z]+", phrase.casefold()))


def _common(first: Sequence[str], second: Sequence[str]) -> list[str]:
    """The longest run of words in order that two texts share, in the spelling of the first."""
    longest = [[[] for _ in range(len(second) + 1)] for _ in range(len(first) + 1)]
    for row, left in enumerate(first, 1):
        for column, right in enumerate(second, 1):
            if left.casefold() == right.casefold():
                longest[row][column] = [*longest[row - 1][column - 1], left]
            else:
                longest[row][column] = max(longest[row - 1][column], longest[row][column - 1], key=len)
    return longest[-1][-1]


def _by_text(heading: str, texts: Sequence[str], subject: str) -> str:
    """What a column of words tells lines apart by, or its first words where the heading is of any table."""
    own = {word.rstrip("s") for word in subject.casefold().split()}
    tokens = [_SHORT.get(token, token) for token in plain_heading(heading).split("_")]
    kept = [
        token
        for token in tokens
        if token not in _OF_GROUPING and not {word.rstrip("s") for word in token.split()} <= own and not token.isdigit()
    ]
    if kept:
        return " ".join(kept)
    if any(token in _SHORT for token in plain_heading(heading).split("_")) and 2 * sum(
        map(_names_people, texts)
    ) >= len(texts):
        # Groups of those whom the whole table is about.
        return ""
    shown = ", ".join(_small(text[:_MOST_LETTERS_OF_PART].strip()) for text in texts[:3])
    plain = " ".join(token for token in tokens if token in _OF_GROUPING) or "part"
    return f"{plain} ({shown}{' …' if len(texts) > 3 else ''})"
