"""Compare: the page and what only it uses."""
