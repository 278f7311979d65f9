"""About the data: the page and what only it uses."""
