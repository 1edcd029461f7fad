"""Sites: entered, changed, down and up; on a map by hazard zone. Languages as a list."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine

from muster.places import actions
from tests.muster.routing import build

SignIn = Callable[[str], FlaskClient]
SITE = {
    "code": "xiamen-1",
    "name_zh": "厦门一号职场",
    "name_en": "Xiamen 1",
    "region": "Fujian",
    "hazard_zone": "strait",
    "time_zone": "Asia/Shanghai",
    "seats": "300",
    "seat_types": "voice: 120\nchat：150",
    "latitude": "24.48",
    "longitude": "118.09",
}


def enter(client: FlaskClient, owner: Engine, **values: str) -> UUID:
    assert client.post("/ops/sites", data=SITE | values).status_code == 303
    code = values.get("code", SITE["code"])
    site_id: UUID = build.rows(owner, "SELECT id FROM sites WHERE code = :code", code=code)[0].id
    return site_id


@pytest.fixture
def heard() -> Iterator[list[tuple[str, UUID]]]:
    """What rooms above hear of a site."""
    told: list[tuple[str, UUID]] = []
    hearers = {"down": actions.went_down, "up": actions.came_up}
    mine = {word: lambda site, word=word: told.append((word, site)) for word in hearers}
    for word, hear in mine.items():
        hearers[word].append(hear)
    yield told
    for word, hear in mine.items():
        hearers[word].remove(hear)


def test_a_site_is_on_the_map_of_its_zone(client_for: SignIn, db_owner: Engine) -> None:
    oscar = client_for("oscar")
    enter(oscar, db_owner)
    enter(oscar, db_owner, code="chengdu-1", name_en="Chengdu", hazard_zone="basin",
          latitude="30.66", longitude="104.06")  # fmt: skip
    enter(oscar, db_owner, code="cloud", name_en="Nowhere", latitude="", longitude="")
    page = oscar.get("/ops/sites").text
    assert page.count('class="map-zone"') == 2
    assert page.count('class="map-site"') == 2
    assert page.count('class="site-tile"') == 3
    assert oscar.post("/ops/sites", data=SITE).status_code == 422


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("code", "Xia Men"), ("seats", "-1"), ("seats", "many"), ("time_zone", "Mars/Olympus"),
        ("seat_types", "voice"), ("seat_types", "voice: 400"), ("latitude", "91"),
        ("longitude", ""), ("hazard_zone", " "), ("name_zh", ""),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_beside_its_field(
    client_for: SignIn, db_owner: Engine, field: str, value: str
) -> None:
    answer = client_for("oscar").post("/ops/sites", data=SITE | {field: value})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert build.rows(db_owner, "SELECT FROM sites") == []


def test_of_a_zone_in_both_languages_each_reads_their_own(
    client_for: SignIn, db_owner: Engine
) -> None:
    oscar = client_for("oscar")
    enter(oscar, db_owner, hazard_zone="沿海 / Coast", region="华东 / East China")
    page = oscar.get("/ops/sites").get_data(as_text=True)
    assert "Coast" in page
    assert "East China" in page
    assert "沿海" not in page
    assert "华东" not in page


def test_down_and_up_again_each_once_and_on_record(
    client_for: SignIn, db_owner: Engine, heard: list[tuple[str, UUID]]
) -> None:
    site = enter(client_for("oscar"), db_owner)
    paula, path = client_for("paula"), f"/ops/sites/{site}"
    assert paula.post(f"{path}/outage", data={"reason": " "}).status_code == 422
    for _ in range(2):
        assert paula.post(f"{path}/outage", data={"reason": "typhoon"}).status_code == 303
    assert "typhoon" in paula.get(path).text
    for _ in range(2):
        assert paula.post(f"{path}/recovery", data={"reason": "it has passed"}).status_code == 303
    assert heard == [("down", site), ("up", site)]
    rows = build.rows(db_owner, "SELECT is_down, reason FROM site_changes ORDER BY id")
    assert [tuple(row) for row in rows] == [(True, "typhoon"), (False, "it has passed")]
    assert client_for("quinn").post(f"{path}/outage", data={"reason": "x"}).status_code == 403


def test_a_site_is_changed_without_its_code(client_for: SignIn, db_owner: Engine) -> None:
    oscar = client_for("oscar")
    path = f"/ops/sites/{enter(oscar, db_owner)}"
    assert "chat: 150" in oscar.get(f"{path}/edit").text
    assert oscar.post(path, data=SITE | {"code": "other", "seats": "270"}).status_code == 303
    (row,) = build.rows(db_owner, "SELECT code, seats, seat_types FROM sites")
    assert tuple(row) == ("xiamen-1", 270, {"voice": 120, "chat": 150})


def test_languages_are_a_list_that_operations_keep(client_for: SignIn, db_owner: Engine) -> None:
    oscar, path = client_for("oscar"), "/ops/languages"
    assert 'value="yue"' in oscar.get("/ops/agents/new").text
    assert [oscar.post(f"{path}/defaults").status_code for _ in range(2)] == [303, 303]
    assert len(build.rows(db_owner, "SELECT FROM languages")) == 14
    tibetan = {"code": "BO", "name_en": "Tibetan", "name_zh": "藏语"}
    assert oscar.post(path, data=tibetan).status_code == 303
    assert 'value="bo"' in oscar.get("/ops/agents/new").text
    assert oscar.post(path, data=tibetan | {"code": "b"}).status_code == 422
    (row,) = build.rows(db_owner, "SELECT id FROM languages WHERE code = 'bo'")
    assert oscar.post(f"{path}/{row.id}/retirement").status_code == 303
    assert 'value="bo"' not in oscar.get("/ops/agents/new").text
