"""The adviser's page: a question in the address, an answer with its reasons."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from flask.testing import FlaskClient
from sqlalchemy import Engine, text

from muster.db import Acting, unit_of_work
from muster.forecasting import points, series
from muster.forecasting.points import Point
from tests.cast import HUALAN, RIVAL

ClientFor = Callable[[str], FlaskClient]
PAGE = "/portal/hualan/adviser"
WHOLE = {
    "source": "typed",
    "contacts": "20",
    "shape": "office",
    "hours": "",
    "weekdays": "5",
    "surge": "10000",
    "surge_days": "10",
    "lead": "hot",
    "carries": "y",
    "level": "80",
    "target": "20",
    "aht": "300",
    "patience": "180",
    "occupancy": "85",
    "shrinkage": "30",
    "base": "",
}


def plain(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_it_advises_before_anything_is_typed(client_for: ClientFor) -> None:
    page = client_for("olga").get(PAGE)
    assert page.status_code == 200
    words = plain(page.text)
    assert "in reserve" in words
    assert "What this rests on" in words
    assert page.text.count("<svg") >= 5
    assert "style=" not in page.text


def test_the_health_card_hotline(client_for: ClientFor) -> None:
    page = client_for("olga").get(PAGE, query_string=WHOLE)
    words = plain(page.text)
    assert "Rent 3 seats and hold 150 in reserve" in words
    rate = re.search(r"Base and reserve ([\d.]+)%.*?Base alone ([\d.]+)%", words)
    assert rate is not None
    assert float(rate[1]) > 95
    assert float(rate[2]) < 10
    assert "is called at 09:00 and sits at 09:15" in words


def test_a_link_may_say_only_what_is_new(client_for: ClientFor) -> None:
    page = client_for("sam").get(
        PAGE, query_string={"contacts": "30", "surge": "9000", "plan": "?"}
    )
    assert page.status_code == 200
    assert 'value="9000"' in page.text
    assert re.search(r'id="carries"[^>]* checked|checked[^>]* id="carries"', page.text)


def test_what_was_asked_to_be_compared_is_shown_beside(client_for: ClientFor) -> None:
    page = client_for("olga").get(PAGE, query_string=WHOLE | {"base": "40", "lead": "warm"})
    words = plain(page.text)
    assert "Your comparison" in words
    assert "can lead up to 8" in words
    assert "is called at 09:00 and sits at 13:00" in words


WRONG = (
    ({"contacts": "0"}, "Between 1 and 200,000 contacts."),
    ({"surge": "1e9"}, "Between 1 and 200,000 contacts."),
    ({"surge": "many"}, "This is no number."),
    ({"surge": "nan"}, "This is no number."),
    ({"surge": ""}, "Please fill this in."),
    ({"level": "100"}, "nobody can promise to answer all in time"),
    ({"aht": "0"}, "Between 1 and 36,000."),
    ({"weekdays": "8"}, "Between 1 and 7 days."),
    ({"shrinkage": "100"}, "Between 0 and 90 per cent."),
    ({"base": "-1"}, "Between 0 and 1,000,000."),
    ({"shape": "own", "hours": "1 2 3"}, "24 numbers are needed"),
    ({"shape": "own", "hours": "x"}, "24 numbers are needed"),
    ({"lead": "never"}, "Not a valid choice."),
)


def test_what_cannot_be_used_is_said_beside_the_field(client_for: ClientFor) -> None:
    client = client_for("olga")
    for wrong, word in WRONG:
        page = client.get(PAGE, query_string=WHOLE | wrong)
        assert page.status_code == 422, wrong
        assert word in plain(page.text), wrong
        name, typed = list(wrong.items())[-1]
        assert name == "lead" or f'value="{typed}"' in page.text, wrong
        assert 'id="answer"' not in page.text, wrong


def test_what_cannot_be_used_is_said_in_chinese_too(client_for: ClientFor) -> None:
    """Its words hold no sign that a validator would take for a place to fill in."""
    for wrong in ({"level": "100"}, {"shrinkage": "100"}, {"occupancy": "5"}):
        query = WHOLE | wrong | {"lang": "zh"}
        page = client_for("olga").get(PAGE, query_string=query)
        assert page.status_code == 422, wrong
        assert "之间的百分数" in page.text, wrong


def test_a_surge_that_takes_more_agents_than_there_are(client_for: ClientFor) -> None:
    wrong = {"surge": "200000", "aht": "36000", "shape": "own", "hours": "1" + " 0" * 23}
    page = client_for("olga").get(PAGE, query_string=WHOLE | wrong)
    assert page.status_code == 422
    assert "more agents than there are" in page.text


def test_own_hours_and_a_day_as_large_as_may_be(client_for: ClientFor) -> None:
    asked = {"shape": "own", "hours": "0," * 12 + "1 2 3 4 3 2 1 0 0 0 0 0", "surge": "200000"}
    words = plain(client_for("olga").get(PAGE, query_string=WHOLE | asked).text)
    (played,) = re.findall(r"([\d,]+) contacts come, one by one", words)
    assert abs(int(played.replace(",", "")) - 200_000) < 3_000
    assert "7 hours a day" in words


def history(company_id: object, name: str) -> str:
    with unit_of_work(Acting(tenant_ids=(company_id,))):  # type: ignore[arg-type]  # an id
        made = series.create(
            company_id,  # type: ignore[arg-type]  # the same
            name=name,
            time_zone="UTC",
            interval_minutes=60,
            holidays="",
            queue_id=None,
        )
        begin = datetime(2026, 6, 1, tzinfo=UTC)
        rows = [
            Point(begin + timedelta(hours=hour), 30 if 9 <= hour % 24 < 17 else 0)
            for hour in range(30 * 24)
        ]
        points.keep(made, rows)
        return str(made.id)


def test_a_history_tells_the_ordinary_day(app: object, client_for: ClientFor) -> None:
    series_id = history(HUALAN.id, "Hotline")
    client = client_for("sam")
    assert "Hotline" in client.get(PAGE).text
    words = plain(client.get(PAGE, query_string=WHOLE | {"source": series_id}).text)
    assert "240 contacts a day. Its busiest day had 240." in words
    assert "8 hours a day on 7 days a week" in words
    assert "no more than an ordinary day" not in words


def test_a_surge_that_is_none_is_called_so(client_for: ClientFor) -> None:
    asked = WHOLE | {"contacts": "400", "surge": "300"}
    words = plain(client_for("olga").get(PAGE, query_string=asked).text)
    assert "surge, 300 contacts a day, is no more than an ordinary day with 400" in words
    assert "leaves the surge unanswered" not in words


def test_the_history_of_another_company_is_none(app: object, client_for: ClientFor) -> None:
    series_id = history(RIVAL.id, "Secret line")
    page = client_for("sam").get(PAGE, query_string=WHOLE | {"source": series_id})
    assert "Secret line" not in page.text
    assert "History:" not in page.text


def test_without_a_price_list_there_is_nothing_to_weigh(
    client_for: ClientFor, db_owner: Engine
) -> None:
    with db_owner.begin() as connection:
        connection.execute(text("UPDATE seat_plans SET withdrawn_at = now()"))
    page = client_for("olga").get(PAGE)
    assert (page.status_code, "nothing on the price list" in page.text) == (200, True)


def test_strangers_see_nothing(client_for: ClientFor) -> None:
    assert client_for("stranger").get(PAGE).status_code == 404
    assert client_for("rita").get(PAGE).status_code == 404
