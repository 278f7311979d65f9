"""One priority: the page and what only it uses."""
