"""What visitors share is made once, and stays as it was made."""

import gc
import weakref

import pytest
from streamlit.runtime.caching import cache_resource_api

from indicators.pages.components import session
from indicators.pages.components.session import freeze_page_objects
from indicators.pages.explore import view
from tests.helpers.explore_page import choose, drawn
from tests.pages.conftest import NAMES, ROOT, html


@pytest.mark.long
def test_two_visitors_who_choose_alike_share_one_view(opened, monkeypatch):
    made = []
    gathered = view._chart_contents
    monkeypatch.setattr(view, "_chart_contents", lambda *given: made.append(1) or gathered(*given))
    view._cached_view.clear()
    first, second = (opened("explore", indicator="referrals", area="Rutland") for _ in range(2))
    assert drawn(first) == drawn(second)
    assert html(first) == html(second)
    assert len(made) == 1


@pytest.mark.long
def test_what_is_shared_is_as_good_as_new_after_every_page_was_read(opened):
    before = html(opened())
    for name in NAMES:
        opened(name)
    shared = html(opened())
    # By name, since a page that is imported runs, and is then another module with a cache of its own.
    by_session = cache_resource_api._resource_caches._function_caches.values()
    caches = [cache for caches in by_session for cache in caches.values()]
    (kept,) = [cache for cache in caches if cache.display_name.endswith("_rendered_home")]
    kept.clear()
    assert before == shared == html(opened())


@pytest.mark.slow
def test_a_visitor_who_cuts_or_adds_changes_nobody_elses_view(opened):
    before = drawn(opened("explore", indicator="referrals", area="Rutland"))
    other = opened("explore", indicator="referrals", area="Rutland", add=["intervals", "events"])
    choose(other, last="2015/16")
    assert len(drawn(other)["Rutland"]) < len(before["Rutland"])
    assert drawn(opened("explore", indicator="referrals", area="Rutland")) == before


@pytest.mark.long
def test_what_lives_on_is_set_aside_and_what_no_longer_does_is_not_kept(monkeypatch):
    class Loop:
        """An object that only the search for garbage can find."""

        def __init__(self):
            self.itself = self

    page = ROOT / "a page of this test"
    kept = Loop()
    watched = weakref.ref(kept)
    freeze_page_objects(page)
    assert gc.get_freeze_count() > 10_000
    del kept
    gc.collect()
    assert watched() is not None, "set aside: the usual search does not meet it"
    freeze_page_objects(page)
    assert watched() is not None, "not again at once"
    monkeypatch.setattr(session, "PAUSE", 0.0)
    monkeypatch.setattr(session, "LONG_COLLECTION", -1.0)
    freeze_page_objects(page)
    assert watched() is None
