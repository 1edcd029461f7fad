"""The profile in the portal."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, text

from tests.cast import HUALAN
from tests.tenants.showcase.conftest import picture

ClientFor = Callable[[str], FlaskClient]
URL = "/portal/hualan/showcase"
FORM = {
    "name": "华澜电器",
    "tagline": "当天上门",
    "about": "始于 1998 年。",
    "categories": "家用电器，空调",
    "regions": "全国",
    "languages": ["zh", "yue"],
    "phone": "95588",
    "website": "hualan.example.com",
    "address": "佛山",
    "color": "#123456",
    "mon": "9-18",
    "facts-0-name": "成立",
    "facts-0-value": "1998",
    "facts-7-name": "颜色",
    "facts-7-value": "白\r\n金",
}


def stored(owner: Engine) -> dict[str, object]:
    with owner.connect() as connection:
        row = connection.execute(
            text("SELECT * FROM showcases WHERE tenant_id = :id"), {"id": HUALAN.id}
        )
        return dict(row.mappings().one())


def test_what_is_written_is_kept(client_for: ClientFor, db_owner: Engine) -> None:
    response = client_for("ke").post(URL, data=FORM)
    assert (response.status_code, response.location) == (303, URL)
    kept = stored(db_owner)
    assert kept["name"] == "华澜电器"
    assert kept["categories"] == ["家用电器", "空调"]
    assert kept["languages"] == ["zh", "yue"]
    assert kept["phone"] == "+8695588"
    assert kept["website"] == "https://hualan.example.com"
    assert kept["opening_hours"] == {"mon": [["09:00", "18:00"]]}
    assert kept["attributes"] == {"成立": 1998, "颜色": ["白", "金"]}


def test_the_form_shows_it_again(client_for: ClientFor) -> None:
    client = client_for("ke")
    client.post(URL, data=FORM)
    page = client.get(URL).text
    for said in (
        'value="华澜电器"',
        'value="家用电器, 空调"',
        'value="95588"',
        "09:00-18:00",
        "白\n金",
    ):
        assert said in page
    assert 'data-draft-received="profile-hualan-about"' in page
    assert "data-draft-received" not in client.get(URL).text


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("name", "", "Please fill this in."),
        ("name", "x" * 201, "This is too long."),
        ("phone", "12", "No such number"),
        ("website", "javascript:alert(1)", "This is not an address on the web."),
        ("mon", "whenever", "Write it like 09:00-12:00"),
        ("color", "red", "Please fill this in."),
        ("facts-0-name", "", "This fact needs a name."),
        ("about", "a\x00b", "cannot be stored"),
        ("categories", ", ".join(map(str, range(41))), "At most 40 entries"),
    ],
)
def test_an_error_stands_beside_its_field_and_nothing_is_lost(
    client_for: ClientFor, db_owner: Engine, field: str, typed: str, said: str
) -> None:
    before = stored(db_owner)
    response = client_for("ke").post(URL, data={**FORM, field: typed})
    assert response.status_code == 422
    assert said in response.text
    assert "当天上门" in response.text
    assert stored(db_owner) == before


def test_those_who_may_only_look_see_no_buttons(client_for: ClientFor) -> None:
    page = client_for("vera").get(URL)
    assert page.status_code == 200
    assert '<fieldset class="editor-fields" disabled>' in page.text
    for action in ("/showcase/publication", "/showcase/logo"):
        assert action not in page.text


@pytest.mark.parametrize("path", ["", "/publication", "/logo", "/cover"])
def test_those_who_may_only_look_change_nothing(client_for: ClientFor, path: str) -> None:
    assert client_for("vera").post(f"{URL}{path}", data=FORM).status_code == 403
    assert client_for("rita").post(f"{URL}{path}", data=FORM).status_code == 404


def test_published_and_withdrawn(client_for: ClientFor, anyone: FlaskClient) -> None:
    client = client_for("olga")
    client.post(f"{URL}/publication", data={"_method": "DELETE"})
    assert anyone.get("/c/hualan").status_code == 404
    assert "This is a draft" in client.get(URL).text
    client.post(f"{URL}/publication")
    assert anyone.get("/c/hualan").status_code == 200
    client.delete(f"{URL}/publication")
    assert anyone.get("/c/hualan").status_code == 404


@pytest.mark.parametrize("which", ["logo", "cover"])
def test_a_picture_is_uploaded_and_removed(
    client_for: ClientFor, db_owner: Engine, which: str
) -> None:
    client = client_for("ke")
    file = (BytesIO(picture()), "face.jpg")
    assert client.post(f"{URL}/{which}", data={"picture": file}).status_code == 303
    kept = stored(db_owner)[f"{which}_id"]
    assert f"/pictures/{kept}/" in client.get(URL).text
    client.post(f"{URL}/{which}", data={"_method": "DELETE"})
    assert stored(db_owner)[f"{which}_id"] is None


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, "Choose a picture first."),
        ({"picture": (b"<svg/>", "logo.png")}, "SVG"),
        ({"picture": (b"MZ\x00program", "logo.jpg")}, "no picture"),
    ],
)
def test_what_is_no_picture_is_refused(
    client_for: ClientFor, db_owner: Engine, data: dict[str, tuple[bytes, str]], said: str
) -> None:
    files = {name: (BytesIO(content), called) for name, (content, called) in data.items()}
    answer = client_for("ke").post(f"{URL}/logo", data=files, follow_redirects=True)
    assert said in answer.text
    assert stored(db_owner)["logo_id"] is None
