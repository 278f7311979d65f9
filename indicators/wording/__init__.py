"""Figures, judgements and charts in plain English. All of it is plain text, to be escaped where it is shown in HTML."""

from indicators.wording.sentences import Claim, Sentence, write_sentences
from indicators.wording.verify import sentence_problems, verified_sentences

__all__ = ["Claim", "Sentence", "sentence_problems", "verified_sentences", "write_sentences"]
