"""Telling change from chance: pure functions on numbers and frames."""
