"""Sentences for a report, written from the figures and held against the store before anybody may copy them.

`sentences` writes them for the lines of one chart, `checked` reads every figure of one anew and says what does
not hold, `only_checked` keeps those in which everything does. They are plain text, to be escaped where shown.
"""

from indicators.wording.sentences import Claim, Sentence, sentences
from indicators.wording.verify import checked, only_checked

__all__ = ["Claim", "Sentence", "checked", "only_checked", "sentences"]
