"""What warrants challenge: the page and what only it uses."""
