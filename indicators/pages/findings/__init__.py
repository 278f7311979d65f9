"""Findings: the page and what only it uses."""
