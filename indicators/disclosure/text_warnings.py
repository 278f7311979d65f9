"""Numbers in texts beside figures, as digits, words or shares, that may give a suppressed count away: a warning to
whoever decides about a text.

What is published must not depend on what is suppressed, so nothing here decides; `decisions` does.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from indicators.disclosure.linked_tables import Cell, indicator_families
from indicators.disclosure.release import Release

_UNITS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_OTHER_TENS = "twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth"
#: Words that stand for one number by themselves or in a longer one, such as one hundred and twenty-one.
_SMALL = {word: number for words in (_UNITS, _ORDINALS) for number, word in enumerate(words.split(), 1)}
_SMALL |= {word: 10 * number for words in (_TENS, _OTHER_TENS) for number, word in enumerate(words.split(), 2)}
_SMALL |= {f"{word}s": _SMALL[word] for word in _UNITS.split()[1:]}
_SCALES = {"hundred": 100, "hundredth": 100, "thousand": 1_000, "million": 1_000_000}
#: Words that tell a number without being one.
_COUNT_WORDS = {
    1: "once single singly singleton sole solely lone solitary solo",
    2: "twice both pair pairs couple couples twin twins double doubles doubled duo either neither dual twosome brace",
    3: "thrice triple tripled triplet triplets treble trebled trio threesome",
    4: "quadruple quadrupled quadruplet quadruplets quartet foursome",
    5: "quintuple quintupled quintuplet quintuplets quintet",
    6: "sextuple sextuplet sextuplets sextet",
    7: "septuple septet",
    8: "octet",
    12: "dozen dozens",
    20: "score scores",
}
_NUMBER_OF_WORD = {word: number for number, words in _COUNT_WORDS.items() for word in words.split()}
#: Words that several of may be told, each with how many it stands for.
_GROUPS = {"pair", "pairs", "couple", "couples", "twins", "triplets", "dozen", "dozens", "score", "scores"}
#: What a part of something is called: `a third`, `two fifths`.
_PARTS = {"half": 2, "halves": 2, "quarter": 4, "quarters": 4}
_PARTS |= {word: number for number, word in enumerate(_ORDINALS.split()[2:], 3)} | {"twentieth": 20, "hundredth": 100}
_PARTS |= {f"{word}s": number for word, number in list(_PARTS.items()) if number > 2 and not word.endswith("s")}
#: `no one` and `each one` count nobody.
_NOT_ONE = ("no", "any", "each", "every", "this", "that", "which")
#: Whole numbers with more digits count nobody, and would take long to read.
_MOST_DIGITS = 12
#: Marks of financial years, quarters and days, which count nothing: 2015/16 Q1, 2016-03-31.
_TIMES = re.compile(
    r"(?<![\d])(?:(?:19|20)\d\d-\d\d-\d\d(?!\d)|(?:19|20)(?P<from>\d\d)[/-](?:19|20)?(?P<to>\d\d)(?!\d))"
    r"|\bq[1-4]\b"
)
_DIGITS = re.compile(
    r"(?P<part>\d+⁄\d+)|(?P<grouped>(?<!\d)\d{1,3}(?:[,' ]\d{3})+(?!\d))"
    r"|(?P<decimal>(?<![\d.])\d+\.\d+(?!\.?\d))|(?P<plain>\d+)"
)
_PERCENT = re.compile(r"\s?(?:%|per\s?cent|percent|pct)")
_WORD = re.compile(r"[a-z]+")
_JOINED = re.compile(r"[\s-]+")
_OUT_OF = re.compile(r"\s*(?:in|out of(?: every)?|of(?: the)?|/|in every)\s*(?:the\s+|an?\s+)?")
#: A share in words is seldom exact: a third of ten is three or so.
_ROUGHLY = 0.05
#: A printed decimal this near to a whole number stands for it.
_NEAR = 0.001


@dataclass(frozen=True)
class NamedNumber:
    """A whole number that a text names, and the words it does so in."""

    words: str
    number: int


@dataclass(frozen=True)
class TextWarning:
    """Why somebody should look twice before a text is published.

    `withheld` names the figures of that number which are withheld; `is_small` is whether a number so small may tell
    of somebody, whatever is withheld.
    """

    words: str
    number: int
    suppressed: tuple[str, ...]
    is_unsafe: bool

    @property
    def sentence(self) -> str:
        """The doubt for the board's eyes."""
        named = f"“{self.words}” tells the number {self.number:,}"
        if not self.suppressed:
            return f"{named}: so small a number of people may tell who they are."
        others = len(self.suppressed) - 1
        more = f" and {others:,} more" if others else ""
        return f"{named}, which is withheld for {self.suppressed[0]}{more}."


@dataclass(frozen=True)
class SuppressedNumbers:
    """The numbers that are withheld today, for the board's eyes.

    `withheld` has by indicator and number the figures in words, `printed` by indicator and area the counts that are
    printed, of which a share would tell the rest; both for all indicators that one percentage or sum joins.
    """

    threshold: int
    families: Mapping[str, str] = field(default_factory=dict)
    suppressed: Mapping[str, Mapping[int, tuple[str, ...]]] = field(default_factory=dict)
    printed: Mapping[tuple[str, str], Collection[int]] = field(default_factory=dict)
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def of(self, indicator: str) -> Mapping[int, tuple[str, ...]]:
        """What is withheld of an indicator and those joined to it, by number; of all where none is named."""
        if indicator:
            return self.suppressed.get(self.families.get(indicator, indicator), {})
        merged: dict[int, tuple[str, ...]] = defaultdict(tuple)
        for own in self.suppressed.values():
            for number, names in own.items():
                merged[number] += names
        return merged

    def bases(self, indicator: str, area_code: str) -> set[int]:
        """The printed counts of an indicator, and those joined to it, in an area and its parts."""
        family = self.families.get(indicator, indicator)
        places = (area_code, *self.parts.get(area_code, ()))
        return {number for code in places for number in self.printed.get((family, code), ())}


def suppressed_numbers(release: Release) -> SuppressedNumbers:
    """What a release withholds, and what it prints, by number."""
    families = indicator_families(release.catalogue)
    threshold = release.settings.rule.threshold
    suppressed: dict[str, dict[int, tuple[str, ...]]] = defaultdict(dict)
    for cell in sorted(release.suppressed | release.tables.unlinked):
        observations = release.tables.counts.get(cell)
        # Of small counts that are linked to nothing only that much is known here.
        numbers = {observation.value for observation in observations} if observations else set(range(1, threshold + 1))
        own = suppressed[families[cell.indicator]]
        for number in numbers - {0}:
            own[number] = (*own.get(number, ()), _name(release, cell))
    printed: dict[tuple[str, str], set[int]] = defaultdict(set)
    for cell, observations in release.tables.counts.items():
        if cell not in release.suppressed:
            printed[families[cell.indicator], cell.area_code] |= {observation.value for observation in observations}
    parts = {area.code: area.parts for area in release.catalogue.areas.values()}
    return SuppressedNumbers(threshold, families, suppressed, printed, parts)


def text_warnings(
    text: str, suppressed: SuppressedNumbers, *, indicator: str = "", area_code: str = ""
) -> list[TextWarning]:
    """What in a text about an indicator and area may tell a number that is withheld, or so small a one as may be."""
    withheld = suppressed.of(indicator)
    warnings = {}
    for named in numbers_in(text, bases=suppressed.bases(indicator, area_code) if indicator else ()):
        is_unsafe = 1 <= named.number <= suppressed.threshold
        if named.number in withheld or is_unsafe:
            warnings.setdefault(
                named.number, TextWarning(named.words, named.number, withheld.get(named.number, ()), is_unsafe)
            )
    return list(warnings.values())


def numbers_in(text: str, *, bases: Collection[int] = ()) -> list[NamedNumber]:
    """The whole numbers that a text names in any dress, in its order: digits, words, and shares of another number.

    A share tells a part of each number in the text, and of `bases`: a third of nine is three.
    """
    plain = _plain(text)
    searched = _without_times(plain)
    numbers = sorted([*_in_digits(searched), *_in_words(searched)])
    shares = sorted([*_shares_in_digits(searched), *_shares_in_words(searched), *_ratios(searched, numbers)])
    named = [NamedNumber(searched[start:end].strip(), number) for start, end, number in numbers]
    spans: dict[int, list[tuple[int, int]]] = {base: [(-1, -1)] for base in bases}
    for start, end, number in numbers:
        spans.setdefault(number, []).append((start, end))
    for start, end, share in dict.fromkeys((start, end, float(share)) for start, end, share in shares):
        words = searched[start:end].strip()
        for base, places in spans.items():
            # Half up by hand: a text may have a thousand of either.
            part = int(share * base + 0.5)
            if not 0 < part < base or abs(part / base - share) > _ROUGHLY:
                continue
            # One in four is no share of its own four.
            if any(ends <= start or begins >= end for begins, ends in places):
                named.append(NamedNumber(f"{words} (of {base:,})", part))
    return list(dict.fromkeys(named))


def _name(release: Release, cell: Cell) -> str:
    """A figure in words; counts that are linked to nothing may be in areas and periods that a release cannot name."""
    try:
        return release.name(cell)
    except KeyError:
        return release.catalogue.indicators[cell.indicator].short_title


def _plain(text: str) -> str:
    """A text in small plain letters and digits: full-width, raised, circled and foreign digits become 0 to 9."""
    if text.isascii():
        return text.casefold()
    marks: list[str] = []
    was_raised = False
    for mark in text:
        is_raised = unicodedata.decomposition(mark).startswith(("<super>", "<sub>"))
        # A raised number is one of its own beside what it stands behind.
        marks.append(" " if is_raised != was_raised else "")
        marks.append(_plain_mark(mark))
        was_raised = is_raised
    joined = unicodedata.normalize("NFKD", "".join(marks))
    visible = "".join(mark for mark in joined if unicodedata.category(mark) not in ("Cf", "Mn", "Me"))
    return "".join("-" if unicodedata.category(mark) == "Pd" or mark == "−" else mark for mark in visible).casefold()


def _plain_mark(mark: str) -> str:
    if mark.isascii():
        return mark
    digit = unicodedata.decimal(mark, None)
    number = unicodedata.numeric(mark, None)
    if digit is not None or number is None:
        return mark if digit is None else str(digit)
    if unicodedata.decomposition(mark).startswith(("<super>", "<sub>")):
        return unicodedata.normalize("NFKC", mark)
    part = Fraction(number).limit_denominator(1_000)
    return f" {part.numerator} " if part.denominator == 1 else f" {part.numerator}⁄{part.denominator} "


def _without_times(plain: str) -> str:
    """The text with marks of time blanked, so that all places in it stay."""

    def blank(match: re.Match[str]) -> str:
        # 2015/17 is no financial year.
        is_year = match["to"] is None or (int(match["from"]) + 1) % 100 == int(match["to"])
        return " " * len(match[0]) if is_year else match[0]

    return _TIMES.sub(blank, plain)


#: Where a number or share begins and ends in a text, and which it is.
_Number = tuple[int, int, int]
_Share = tuple[int, int, Fraction]


def _in_digits(plain: str) -> Iterator[_Number]:
    for match in _DIGITS.finditer(plain):
        span, digits = match.span(), re.sub(r"\D", "", match[0])
        if match["grouped"] and " " in match[0]:
            # Two numbers may stand beside each other.
            yield from (
                (match.start() + part.start(), match.start() + part.end(), int(part[0])) for part in _each(match[0])
            )
        if match["part"] or len(digits) > _MOST_DIGITS:
            continue
        if not match["decimal"]:
            yield *span, int(digits)
            continue
        number = float(match[0])
        if abs(number - round(number)) <= _NEAR:
            yield *span, round(number)
        if len(match[0].partition(".")[2]) == 3:
            # 1.234 is how some write 1,234.
            yield *span, int(digits)


def _each(digits: str) -> Iterator[re.Match[str]]:
    """The numbers of `12 345` one by one."""
    return re.finditer(r"\d+", digits)


def _in_words(plain: str) -> Iterator[_Number]:
    words = list(_WORD.finditer(plain))
    read = -1
    for index, word in enumerate(words):
        text = word[0]
        if text in _NUMBER_OF_WORD:
            yield *word.span(), _NUMBER_OF_WORD[text]
            yield from _several(plain, words, index)
        elif text.endswith("fold") and text.removesuffix("fold") in _SMALL:
            yield *word.span(), _SMALL[text.removesuffix("fold")]
        elif _is_number(text) and index > read and not _is_nobody(words, index):
            number, read = _spelled(plain, words, index)
            if read > index or not _is_part(plain, words, index):
                yield word.start(), words[read].end(), number


def _is_number(word: str) -> bool:
    return word in _SMALL or word in _SCALES


def _is_nobody(words: list[re.Match[str]], index: int) -> bool:
    return words[index][0] == "one" and index > 0 and words[index - 1][0] in _NOT_ONE


def _several(plain: str, words: list[re.Match[str]], position: int) -> Iterator[_Number]:
    """Three pairs, two dozen, half a dozen: as many times what the last word stands for."""
    word = words[position]
    if word[0] not in _GROUPS:
        return
    before = [words[index] for index in range(max(position - 3, 0), position)]
    lead = [item[0] for item in before if item[0] not in ("a", "of")]
    if lead and lead[-1] in _SMALL:
        yield before[0].start(), word.end(), _SMALL[lead[-1]] * _NUMBER_OF_WORD[word[0]]
    elif lead and lead[-1] == "half":
        yield before[0].start(), word.end(), _NUMBER_OF_WORD[word[0]] // 2
    elif digits := re.search(r"(\d{1,4})\s*$", plain[: word.start()]):
        yield digits.start(), word.end(), int(digits[1]) * _NUMBER_OF_WORD[word[0]]


def _spelled(plain: str, words: list[re.Match[str]], start: int) -> tuple[int, int]:
    """The number that words spell from a place on, and the place of its last word."""
    whole, current, last = 0, 0, start
    for index in range(start, len(words)):
        word = words[index][0]
        if index > start and not _is_joined(plain, words[index - 1], words[index]):
            break
        if word in _SMALL:
            number = _SMALL[word]
            room = 100 if current % 100 == 0 else 10 if current % 10 == 0 and current % 100 >= 20 else 0
            if index > start and (number >= room or (current == 0 and whole == 0)):
                break
            current += number
        elif word in _SCALES:
            current = max(current, 1) * _SCALES[word]
            if _SCALES[word] > 100:
                whole, current = whole + current, 0
        elif word == "and" and index > start and (current % 100 == 0 or not current):
            continue
        else:
            break
        last = index
    return whole + current, last


def _is_joined(plain: str, left: re.Match[str], right: re.Match[str]) -> bool:
    return _JOINED.fullmatch(plain, left.end(), right.start()) is not None


def _is_part(plain: str, words: list[re.Match[str]], index: int) -> bool:
    """Whether a word is the part in `a third of`, or what counts the parts in `two thirds`."""
    if index + 1 < len(words) and _counted_parts(plain, words, index + 1) == index:
        return True
    is_of = index + 1 < len(words) and words[index + 1][0] == "of"
    return words[index][0] in _PARTS and is_of and _counted_parts(plain, words, index) is not None


def _counted_parts(plain: str, words: list[re.Match[str]], index: int) -> int | None:
    """Where the word stands that counts the parts at a place: `a` third, `two` thirds; None where there is none."""
    word = words[index][0]
    if word not in _PARTS or not index or not _is_joined(plain, words[index - 1], words[index]):
        return None
    before = words[index - 1][0]
    if before in ("a", "an", "one") or (before in _UNITS.split() and word.endswith("s")):
        return index - 1
    return None


def _shares_in_digits(plain: str) -> Iterator[_Share]:
    for match in _DIGITS.finditer(plain):
        if len(match[0]) > _MOST_DIGITS:
            continue
        if match["part"]:
            top, bottom = map(int, match[0].split("⁄"))
            yield *match.span(), Fraction(top, max(bottom, 1))
        elif percent := _PERCENT.match(plain, match.end()):
            digits = re.sub(r"[^\d.]", "", match[0])
            yield match.start(), percent.end(), Fraction(digits) / 100


def _shares_in_words(plain: str) -> Iterator[_Share]:
    words = list(_WORD.finditer(plain))
    for index, word in enumerate(words):
        counted = _counted_parts(plain, words, index)
        if counted is not None:
            yield words[counted].start(), word.end(), Fraction(_SMALL.get(words[counted][0], 1), _PARTS[word[0]])
        elif word[0] == "half":
            yield *word.span(), Fraction(1, 2)
        if word[0] in _SMALL and (percent := _PERCENT.match(plain, word.end())):
            yield word.start(), percent.end(), Fraction(_SMALL[word[0]], 100)


def _ratios(plain: str, numbers: Collection[_Number]) -> Iterator[_Share]:
    """Three in four, 3 out of 8, 3/8."""
    begins = {start: (end, number) for start, end, number in numbers}
    for start, end, top in numbers:
        joint = _OUT_OF.match(plain, end)
        if joint is None or joint.end() not in begins:
            continue
        last, bottom = begins[joint.end()]
        if top < bottom:
            yield start, last, Fraction(top, bottom)
