"""A sentence and the figures that it stands on."""

from dataclasses import dataclass

from indicators.periods import Period


@dataclass(frozen=True)
class Claim:
    """One figure as a sentence has it; `value` is NaN and `shown` empty where the sentence says there is none.

    `value` is in the `measure` (`value` or `rate`), `shown` as it stands in the text: `12,773`, `31%`.
    """

    indicator: str
    area_code: str
    period: Period
    measure: str
    value: float
    shown: str
    symbol: str = ""
    is_provisional: bool = False


@dataclass(frozen=True)
class Sentence:
    """A sentence for a report, as plain text with its full stop.

    `claims` are the figures that it quotes, in the order of the text; `behind` those that it rests on without
    quoting them, such as the other years where one is the highest: it names the period of the first of them.
    """

    text: str
    claims: tuple[Claim, ...]
    behind: tuple[Claim, ...] = ()
