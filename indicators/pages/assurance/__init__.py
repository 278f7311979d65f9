"""The assurance map: the page and what only it uses."""
