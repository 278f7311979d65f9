"""The server makes ready what its first visitor would wait for; what is wrong it leaves to the page to say."""

import pytest

from indicators.pages.components import cycle, warm_up
from indicators.pages.components.cycle import cached_cycle
from indicators.pages.components.session import dashboard_data
from tests.helpers.tiny_store import tiny_store_file


@pytest.mark.long
def test_what_was_made_ready_is_not_worked_out_again(tmp_path, monkeypatch):
    path = tiny_store_file(tmp_path, [{}, {"period": "2014/15", "value": 10_000}])
    monkeypatch.setenv("INDICATORS_STORE", str(path))
    monkeypatch.setenv("INDICATORS_DATA", str(tmp_path / "data"))
    worked_out = []
    latest = cycle.latest_cycle
    monkeypatch.setattr(cycle, "latest_cycle", lambda *given, **named: worked_out.append(1) or latest(*given, **named))
    warm_up.warm_up()
    assert worked_out == [1]
    data = dashboard_data()
    assert len(cached_cycle(data.version, None, data).judged)
    assert worked_out == [1]


def test_a_store_that_cannot_be_read_stops_nothing(tmp_path, monkeypatch):
    place = tmp_path / "indicators.duckdb"
    place.write_text("no store")
    monkeypatch.setenv("INDICATORS_STORE", str(place))
    warm_up.warm_up()
