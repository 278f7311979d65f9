"""The four quadrants: the page and what only it uses."""
