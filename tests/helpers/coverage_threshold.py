"""A plugin of pytest that hands slipcover's `--threshold` on to the workers of pytest-xdist.

slipcover gives its workers each of its settings but this one (1.1.0, `pytest_plugin._activate_worker`): with its
default of 50 they look so often at which lines are done with that a sixth of the processor goes there.
"""

import os

from slipcover import pytest_plugin

THRESHOLD = "SLIPCOVER_THRESHOLD"

_counter = pytest_plugin._slipcover_instance
if _counter is not None and os.environ.get(THRESHOLD):
    _counter.d_miss_threshold = int(os.environ[THRESHOLD])
