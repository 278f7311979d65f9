"""Statistical disclosure control: which figures of a release are suppressed, so that no small count can be worked
out.
"""
