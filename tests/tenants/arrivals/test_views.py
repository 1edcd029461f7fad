"""The pages of histories: forecast, events, settings, the surge watch and its signature."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, insert, text

from muster.db import uuid7
from muster.forecasting import series
from muster.forecasting.models import SurgeAlarm
from muster.forecasting.points import Point, keep
from tests.cast import HUALAN
from tests.muster.forecasting.conftest import made

ClientFor = Callable[[str], FlaskClient]
AsTenant = Callable[[str], AbstractContextManager[None]]
URL = "/portal/hualan/arrivals"


@pytest.fixture
def line(as_tenant: AsTenant) -> UUID:
    """Twelve weeks of a hotline by the hour."""
    with as_tenant("hualan"):
        found = series.create(
            HUALAN.id, name="Hotline", time_zone="Asia/Shanghai", interval_minutes=60, holidays="CN"
        )
        keep(found, made(84))
        return found.id


@pytest.fixture
def alarm(line: UUID, db_owner: Engine) -> UUID:
    """A surge that lasts."""
    now = datetime.now(UTC)
    made_id = uuid7()
    with db_owner.begin() as connection:
        connection.execute(
            insert(SurgeAlarm),
            {
                "id": made_id, "tenant_id": HUALAN.id, "series_id": line, "began_at": now,
                "seen_until": now, "offered": 900, "expected": 80.2, "upper": 160.0,
                "peak_per_hour": 900.0, "seats": 70, "until_at": now + timedelta(hours=4),
                "outcome": "proposed",
            },
        )  # fmt: skip
    return made_id


def test_nothing_yet_says_what_to_do(client_for: ClientFor) -> None:
    page = client_for("sam").get(URL).text
    assert "No history yet" in page
    assert f"{URL}/imports" in page
    assert f'href="{URL}/imports"' not in client_for("vera").get(URL).text


def test_a_history_shows_its_forecast(client_for: ClientFor, line: UUID) -> None:
    client = client_for("vera")
    assert "Hotline" in client.get(URL).text
    page = client.get(f"{URL}/series/{line}").text
    assert "The history ends on" in page
    assert "Forecast error" in page
    assert page.count("<polyline") >= 3
    assert '<polygon class="chart-band"' in page
    other = client.get(f"{URL}/series/{line}?day=2026-07-29").text
    assert '<option value="2026-07-29" selected>' in other
    assert client.get(f"{URL}/series/{line}?day=rubbish").status_code == 200
    assert client_for("rita").get(f"/portal/rival/arrivals/series/{line}").status_code == 404


def test_a_history_that_goes_on_is_foreseen_from_now_on(
    client_for: ClientFor, line: UUID, db_owner: Engine
) -> None:
    moved = text("UPDATE arrival_points SET starts_at = starts_at + make_interval(days => :days)")
    ended = text("SELECT max(starts_at) FROM arrival_points")
    with db_owner.begin() as connection:
        last = connection.execute(ended).scalar_one()
        connection.execute(moved, {"days": (datetime.now(UTC) - last).days})
    assert "Next week about" in client_for("vera").get(f"{URL}/series/{line}").text


def test_a_short_history_names_its_days_and_shows_nothing_expected(
    client_for: ClientFor, as_tenant: AsTenant
) -> None:
    with as_tenant("hualan"):
        found = series.create(
            HUALAN.id, name="Week", time_zone="Asia/Shanghai", interval_minutes=60, holidays=""
        )
        keep(found, made(6))
        short = found.id
    page = client_for("vera").get(f"{URL}/series/{short}").text
    assert page.count('text-anchor="middle"') == 6
    assert "chart-key-expected" not in page


def test_a_history_of_long_ago_is_kept_and_forecasts_say_how_far_they_look(
    client_for: ClientFor, as_tenant: AsTenant
) -> None:
    with as_tenant("hualan"):
        found = series.create(
            HUALAN.id, name="Old", time_zone="Asia/Shanghai", interval_minutes=1440, holidays=""
        )
        keep(found, [Point(datetime(2001, 1, 1, 16, tzinfo=UTC), 5), *made(20, minutes=1440)])
        old = found.id
    page = client_for("vera").get(f"{URL}/series/{old}").text
    assert "goes back to <time" in page


def test_settings_are_changed_and_checked(client_for: ClientFor, line: UUID) -> None:
    client = client_for("sam")
    url = f"{URL}/series/{line}/settings"
    sent = {"name": "Line 1", "queue_id": str(HUALAN.queue_id), "country": "CA", "part": "bc"}
    assert client.post(url, data=sent).status_code == 303
    assert 'value="BC"' in client.get(url).text
    wrong = client.post(url, data={**sent, "part": "ZZ"})
    assert wrong.status_code == 422
    assert "This is none of its parts" in wrong.text
    assert client.post(url, data={**sent, "queue_id": str(uuid7())}).status_code == 422
    assert client_for("vera").post(url, data=sent).status_code == 403
    client.post(f"{URL}/series/{line}/deletion")
    assert client.get(f"{URL}/series/{line}").status_code == 404


def test_events_are_kept_and_reckoned_with(client_for: ClientFor, line: UUID) -> None:
    client = client_for("sam")
    url = f"{URL}/events"
    assert "No known events" in client.get(url).text
    sent = {
        "name": "短信群发", "starts_on": "2026-07-27", "ends_on": "2026-07-28", "percent": "150",
        "series_id": str(line),
    }  # fmt: skip
    for wrong in ({"ends_on": "2026-07-26"}, {"percent": "-101"}, {"name": ""}):
        assert client.post(url, data={**sent, **wrong}).status_code == 422
    assert client.post(url, data=sent).status_code == 303
    page = client.get(url).text
    assert "短信群发" in page
    assert "+150 %" in page
    assert "短信群发" in client.get(f"{URL}/series/{line}").text
    event = page.partition(f"{url}/")[2].partition('"')[0]
    if event == "new":
        event = page.split(f"{url}/")[2].partition('"')[0]
    assert 'value="150"' in client.get(f"{url}/{event}").text
    client.post(f"{url}/{event}", data={**sent, "percent": ""})
    assert "as before" in client.get(url).text
    client.post(f"{url}/{event}/deletion")
    assert "No known events" in client.get(url).text


def test_the_watch_is_signed_by_the_owner_alone(
    client_for: ClientFor, line: UUID, db_owner: Engine
) -> None:
    url = f"{URL}/series/{line}/surges"
    assert "Nobody watches this history." in client_for("vera").get(url).text
    assert client_for("sam").get(f"{url}/policy").status_code == 403
    owner = client_for("olga")
    assert 'name="watching"' in owner.get(f"{url}/policy").text
    sent = {
        "watching": "y", "at_least": "20", "aht_seconds": "240", "by_itself": "y",
        "seat_limit": "50", "price": "60", "budget": "12,000.50",
    }  # fmt: skip
    missing = owner.post(
        f"{url}/policy", data={**sent, "seat_limit": "", "price": "", "budget": ""}
    )
    assert missing.status_code == 422
    assert missing.text.count("Without this nothing is activated by itself.</span>") == 3
    for wrong in ("1.005", "much", "-1", "NaN", "1e30"):
        assert owner.post(f"{url}/policy", data={**sent, "budget": wrong}).status_code == 422
    assert owner.post(f"{url}/policy", data=sent).status_code == 303
    page = owner.get(url).text
    assert "Signed by Olga Owner" in page
    assert "12,000.50" in page
    with db_owner.connect() as connection:
        row = connection.execute(text("SELECT budget_minor, price_minor FROM surge_policies")).one()
    assert tuple(row) == (1_200_050, 6_000)
    assert 'value="12000.50"' in owner.get(f"{url}/policy").text


def test_a_surge_is_shown_and_seen_to(
    client_for: ClientFor, line: UUID, alarm: UUID, db_owner: Engine
) -> None:
    client = client_for("sam")
    assert "There is a surge now." in client.get(URL).text
    page = client.get(f"{URL}/series/{line}/surges").text
    assert "900 came where 80 were expected" in page
    assert "70 seats until" in page
    for _ in range(2):
        assert client.post(f"{URL}/surges/{alarm}/dismissal").status_code == 303
    with db_owner.connect() as connection:
        acts = connection.scalars(
            text("SELECT subject FROM audit_entries WHERE action = 'surge.dismissed'")
        ).all()
    assert acts == ["Hotline"]
    assert client_for("vera").post(f"{URL}/surges/{alarm}/dismissal").status_code == 403
