"""The race with other frameworks holds together: its pins, its parts, and the figures that the peers show."""

import ast
import re
from pathlib import Path

import pytest

from benchmarks.race import run
from benchmarks.race.figures import LIKE_AREAS, MEASURES, QUADRANTS, Board
from indicators import catalogue as vocabulary
from indicators.catalogue.catalogue import load_catalogue
from indicators.catalogue.indicators import QUADRANTS as OUR_QUADRANTS
from indicators.figures import read_figures, select_series
from indicators.store.database import open_store
from tests.helpers.browser import ROOT
from tests.helpers.tiny_store import tiny_store_file
