"""The report pack: the page and what only it uses."""
