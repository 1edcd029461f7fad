"""A company asks for standby, holds what it can have, confirms it, and gives it back."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, text

from muster.capacity import clock
from muster.db import uuid7
from tests.cast import HUALAN, RIVAL
from tests.muster.capacity import world

ClientFor = Callable[[str], FlaskClient]
HOME = "/portal/hualan/standby"
FORM = {
    "seats_1": "20",
    "within_1": "15",
    "within_2": "240",
    "within_3": "4320",
    "languages": ["zh"],
    "skills": ["sales"],
    "starts_on": world.NEXT_MONDAY.isoformat(),
    "ends_on": (world.NEXT_MONDAY + timedelta(days=4)).isoformat(),
    "window": "5x8",
    "time_zone": "Asia/Shanghai",
    "kind": "guaranteed",
    "avoid_own": "y",
    "own_zone": "",
}


@pytest.fixture
def people(db_owner: Engine) -> UUID:
    """Fifty people who know Hualan and Rival Travel, at a site with a hundred seats."""
    home = world.site(db_owner, "home", seats=100)
    world.pool(db_owner, 100, site_id=home, kind="places")
    return world.pool(db_owner, 50, site_id=home, certified_for=[HUALAN.id, RIVAL.id])


def offers_in(page: str) -> list[dict[str, str]]:
    """What can be held by one click on a page."""
    pairs = r'name="wish" value="([^"]*)"><input type="hidden" name="key" value="([^"]*)"'
    found = re.findall(pairs, page)
    return [{"wish": unescape(wish), "key": key} for wish, key in found]


def ask(browser: FlaskClient, **changes: Any) -> Any:
    return browser.post(f"{HOME}/answers", data=FORM | changes)


def test_yes_with_its_price_then_held_then_confirmed_then_cancelled(
    people: UUID, client_for: ClientFor, db_owner: Engine
) -> None:
    olga = client_for("olga")
    answer = ask(olga)
    assert answer.status_code == 200
    page = answer.get_data(as_text=True)
    assert "Yes: 20 in 15 minutes" in page
    assert page.count('data-label="A month"') == 1  # on a phone a row is a card that says so
    assert max(world.promised(db_owner, people)) == 0
    [offer] = offers_in(page)
    held = olga.post(HOME, data=offer)
    assert held.status_code == 303
    again = olga.post(HOME, data=offer)
    assert again.location == held.location
    assert max(world.promised(db_owner, people)) == 20
    assert "Confirm on account" in olga.get(held.location).get_data(as_text=True)
    for _ in range(2):
        assert olga.post(f"{held.location}/confirmation").status_code == 303
    with db_owner.begin() as connection:
        charge = connection.execute(text("SELECT kind, amount_minor > 0, currency FROM charges"))
        assert charge.all() == [("hold", True, "CNY")]
    assert "Confirmed, not begun" in olga.get(HOME).get_data(as_text=True)
    olga.post(f"{held.location}/cancellation")
    assert max(world.promised(db_owner, people)) == 0
    assert "Cancelled" in olga.get(held.location).get_data(as_text=True)


def test_no_says_what_is_short_and_each_alternative_is_a_yes(
    people: UUID, client_for: ClientFor, db_owner: Engine
) -> None:
    olga = client_for("olga")
    page = ask(olga, seats_1="60").get_data(as_text=True)
    assert "there are 50 of the 60 people needed" in page
    assert "Asia/Shanghai)" not in page.split("there are 50")[0]
    elsewhere = ask(olga, seats_1="60", time_zone="Europe/Berlin").get_data(as_text=True)
    assert re.search(r"No\. At [^<]*9:00.AM \(Europe/Berlin\) there are 50", elsewhere)
    assert "Fewer seats" in page
    offers = offers_in(page)
    assert len(offers) == 1
    assert olga.post(HOME, data=offers[0]).status_code == 303
    assert max(world.promised(db_owner, people)) == 50


def test_the_company_s_language_is_asked_for_whatever_its_reader_reads(
    client_for: ClientFor,
) -> None:
    page = client_for("olga").get(f"{HOME}/new").get_data(as_text=True)
    assert "Ask for standby" in page
    [chosen] = re.findall(r'<input checked[^>]*name="languages"[^>]*>', page)
    assert 'value="zh"' in chosen


def test_what_comes_later_is_called_so(client_for: ClientFor, db_owner: Engine) -> None:
    home = world.site(db_owner, "home", seats=100)
    world.pool(db_owner, 100, site_id=home, kind="places")
    world.pool(db_owner, 50, site_id=home)
    olga = client_for("olga")
    assert "all of them later" in ask(olga, seats_1="2").get_data(as_text=True)
    world.pool(db_owner, 1, site_id=home, certified_for=[HUALAN.id])
    assert "a part of them later" in ask(olga, seats_1="2").get_data(as_text=True)


def test_who_comes_second_is_told_and_gets_what_is_left(
    people: UUID, client_for: ClientFor, db_owner: Engine
) -> None:
    olga, rita = client_for("olga"), client_for("rita")
    [hers] = offers_in(ask(olga, seats_1="40").get_data(as_text=True))
    theirs = rita.post("/portal/rival/standby/answers", data=FORM | {"seats_1": "30"})
    [other] = offers_in(theirs.get_data(as_text=True))
    assert rita.post("/portal/rival/standby", data=other).status_code == 303
    late = olga.post(HOME, data=hers)
    assert late.status_code == 409
    page = late.get_data(as_text=True)
    assert "Somebody was faster" in page
    assert f'href="{HOME}/new"' in page  # no form of hundreds of choices while many ask
    assert 'name="time_zone"' not in page
    assert olga.post(HOME, data=offers_in(page)[-1]).status_code == 303
    assert max(world.promised(db_owner, people)) == 50


BAD = {
    "yesterday": ({"starts_on": "2020-01-01"}, "This day is past"),
    "ends first": ({"ends_on": "2026-01-01"}, "before the first"),
    "too far": ({"ends_on": "2090-01-01"}, "renew"),
    "none": ({"seats_1": "0"}, "Between 1 and 100,000"),
    "fewer than none": ({"seats_1": "-1"}, "Between 1 and 100,000"),
    "a thousand million": ({"seats_1": "1000000000"}, "Between 1 and 100,000"),
    "no number": ({"seats_1": "many"}, "Not a valid integer"),
    "no language": ({"languages": []}, "at least one language"),
    "nobody's language": ({"languages": ["th"]}, "at least one language"),
    "no hours": ({"window": "own", "days": []}, "no hours"),
    "no time": ({"window": "own", "days": ["mon"], "opens": "25:00"}, "time of day"),
    "no length": ({"window": "own", "days": ["mon"], "opens": "09:00", "closes": "09:00"},
                  "no hours"),
    "only a weekend": ({"window": "own", "days": ["sun"]}, "no hours between"),
    "a falling ramp": ({"seats_2": "10"}, "more seats than the one before"),
    "a step at once": ({"seats_2": "30", "within_2": "15"}, "comes later"),
    "no day": ({"starts_on": ""}, "From which day on"),
}  # fmt: skip


def test_the_page_that_clicked_takes_the_answer_into_itself(
    people: UUID, client_for: ClientFor
) -> None:
    olga, rita, clicked = client_for("olga"), client_for("rita"), {"HX-Request": "true"}
    [hers] = offers_in(ask(olga, seats_1="40").get_data(as_text=True))
    theirs = rita.post("/portal/rival/standby/answers", data=FORM | {"seats_1": "30"})
    [other] = offers_in(theirs.get_data(as_text=True))
    held = rita.post("/portal/rival/standby", data=other, headers=clicked)
    assert held.status_code == 204
    assert held.headers["HX-Redirect"].startswith("/portal/rival/standby/")
    late = olga.post(HOME, data=hers, headers=clicked)
    assert (late.status_code, late.headers["HX-Retarget"]) == (409, ".answer")
    fragment = late.get_data(as_text=True)
    assert fragment.lstrip().startswith("<section")
    assert offers_in(fragment)


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_told_beside_its_field_and_kept(
    people: UUID, client_for: ClientFor, db_owner: Engine, name: str
) -> None:
    changes, told = BAD[name]
    answer = ask(client_for("olga"), **changes)
    assert answer.status_code == 422
    page = unescape(answer.get_data(as_text=True))
    assert told in page
    assert 'value="2026-11-30"' in page or "starts_on" in changes or "ends_on" in page
    with db_owner.begin() as connection:
        assert connection.execute(text("SELECT count(*) FROM standby_reservations")).scalar() == 0


def test_all_that_is_wrong_is_told_together(people: UUID, client_for: ClientFor) -> None:
    wrong = {"seats_1": "0", "starts_on": "2020-01-01", "ends_on": "2019-01-01", "languages": []}
    answer = ask(client_for("olga"), **wrong, window="own", days=["mon"], opens="x")
    page = unescape(answer.get_data(as_text=True))
    for told in ("Between 1 and", "is past", "before the first", "one language", "time of day"):
        assert told in page
    for field in ("seats_1", "starts_on", "ends_on", "languages", "opens"):
        assert f'id="{field}-error"' in page
    strange = ask(client_for("olga"), seats_1="0", window="never", time_zone="nowhere")
    assert strange.status_code == 422


def test_a_no_names_the_skills_as_people_do(people: UUID, client_for: ClientFor) -> None:
    page = ask(client_for("olga"), seats_1="400", seats_2="", seats_3="").get_data(as_text=True)
    assert "Skills asked for: Sales." in page


def test_a_skill_that_nobody_has(people: UUID, client_for: ClientFor, db_owner: Engine) -> None:
    with db_owner.begin() as connection:
        connection.execute(
            text("INSERT INTO skills (id, code, name_en, name_zh)"
                 " VALUES (:id, 'juggling', 'Juggling', '杂耍')"),
            {"id": uuid7()},
        )  # fmt: skip
    answer = ask(client_for("olga"), skills=["juggling"])
    assert answer.status_code == 422
    assert "Nobody here has this skill: Juggling" in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    "wish", ["", "{}", "[1]", '{"ramp": [[1.5, 15]]}', "null", "x" * 50_000, '{"ramp": 7}']
)
def test_an_offer_that_was_tampered_with_is_no_offer(
    people: UUID, client_for: ClientFor, wish: str
) -> None:
    olga, offer = client_for("olga"), {"wish": wish, "key": "none"}
    answer = olga.post(HOME, data=offer)
    assert answer.status_code == 422
    assert "could not be read" in answer.get_data(as_text=True)
    clicked = olga.post(HOME, data=offer, headers={"HX-Request": "true"})
    assert (clicked.status_code, clicked.headers["HX-Retarget"]) == (422, "#flash")


def test_a_hold_that_is_over_cannot_be_confirmed(
    people: UUID, client_for: ClientFor, db_owner: Engine
) -> None:
    olga = client_for("olga")
    [offer] = offers_in(ask(olga).get_data(as_text=True))
    held = olga.post(HOME, data=offer).location
    with db_owner.begin() as connection:
        connection.execute(
            text("UPDATE standby_reservations SET hold_expires_at = :then"),
            {"then": datetime.now(UTC) - timedelta(seconds=1)},
        )
    assert olga.post(f"{held}/confirmation").status_code == 409
    assert "free again" in olga.get(held).get_data(as_text=True)
    clock.expire()
    lapsed = olga.get(held).get_data(as_text=True)
    assert "free again" in lapsed  # also once the clock has been there
    assert f'href="{HOME}/new"' in lapsed
    assert "Who is held" not in lapsed


def test_who_may_only_look_cannot_ask(people: UUID, client_for: ClientFor) -> None:
    vera = client_for("vera")
    assert vera.get(HOME).status_code == 200
    assert ask(vera).status_code == 403
