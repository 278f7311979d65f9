"""The challenge log: the page and what only it uses."""
