"""The history of the demo's hotline."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, text

from marketplace.demo import arrivals
from muster.db import Acting, unit_of_work
from muster.forecasting import forecasts, series
from tests.cast import HUALAN, OLGA


@pytest.fixture
def filled(monkeypatch: pytest.MonkeyPatch, db_owner: Engine) -> Engine:
    """Hualan as the hotline, filled twice."""
    monkeypatch.setattr(arrivals, "SLUG", HUALAN.slug)
    monkeypatch.setattr(arrivals, "address", lambda _name: OLGA.email)
    arrivals.fill()
    arrivals.fill()
    return db_owner


def test_it_is_there_once_and_tells_its_story(filled: Engine) -> None:
    with filled.connect() as connection:
        counts = connection.execute(
            text("SELECT count(DISTINCT series_id), count(*) FROM arrival_points")
        ).one()
    assert tuple(counts) == (1, arrivals.WEEKS * 7 * 48)
    with unit_of_work(Acting(tenant_ids=(HUALAN.id,))):
        (line,) = series.all_of(HUALAN.id)
        past, outlook = forecasts.current(line)
        assert past is not None
        assert len(outlook.days) == 42
        assert any(arrivals.MAILING in day.why for day in outlook.days)
        alarms = forecasts.replayed(line, past.last - past.first)
    assert alarms is not None
    rumour = past.totals[-arrivals.RUMOUR_DAYS_AGO]
    assert [alarm.seen.offered for alarm in alarms] == [rumour]
