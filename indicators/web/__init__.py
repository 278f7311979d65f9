"""The styles, scripts and pictures that pages send to the browser."""

from pathlib import Path

#: Where they lie.
WEB = Path(__file__).parent
