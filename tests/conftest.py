"""What every test shares: how hypothesis searches, and nothing that reaches outside this machine."""

import os

from hypothesis import settings

# In CI the same examples every time; elsewhere new ones, so that people find what CI cannot.
settings.register_profile("here", deadline=None, max_examples=50)
settings.register_profile("ci", deadline=None, max_examples=50, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")
