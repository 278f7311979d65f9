"""Figures, judgements and charts in plain English. All of it is plain text, to be escaped where it is shown in HTML."""
