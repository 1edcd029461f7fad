"""Pictures of a product in the portal."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from uuid import UUID

from flask.testing import FlaskClient
from sqlalchemy import Engine, text

from tests.cast import known_id
from tests.tenants.showcase.conftest import picture

ClientFor = Callable[[str], FlaskClient]
OWN = known_id("product hualan")
PRODUCT = f"/portal/hualan/showcase/products/{OWN}"
URL = f"{PRODUCT}/pictures"


def shown(owner: Engine) -> list[UUID]:
    with owner.connect() as connection:
        rows = connection.execute(
            text("SELECT picture_id FROM product_pictures ORDER BY position, id")
        )
        return list(rows.scalars())


def upload(client: FlaskClient, *files: tuple[bytes, str]) -> str:
    data = {"pictures": [(BytesIO(content), name) for content, name in files]}
    return client.post(URL, data=data, follow_redirects=True).text


def test_several_at_once_ordered_and_removed(client_for: ClientFor, db_owner: Engine) -> None:
    client = client_for("ke")
    upload(client, (picture("red"), "a.jpg"), (picture("blue"), "b.jpg"))
    first, second = shown(db_owner)
    client.post(f"{URL}/{second}", data={"position": "0"})
    assert shown(db_owner) == [second, first]
    client.post(f"{URL}/{first}", data={"_method": "DELETE"})
    assert shown(db_owner) == [second]
    assert f"/pictures/{second}/320" in client.get(PRODUCT).text


def test_one_bad_file_does_not_keep_the_others_out(client_for: ClientFor, db_owner: Engine) -> None:
    page = upload(client_for("ke"), (b"no picture", "bad.jpg"), (picture(), "good.jpg"))
    assert "bad.jpg: " in page
    assert len(shown(db_owner)) == 1


def test_no_file_is_said(client_for: ClientFor) -> None:
    assert "Choose a picture first." in upload(client_for("ke"))


def test_strangers_and_viewers_stay_out(client_for: ClientFor, db_owner: Engine) -> None:
    upload(client_for("ke"), (picture(), "a.jpg"))
    (kept,) = shown(db_owner)
    for who, status in (("vera", 403), ("rita", 404)):
        assert client_for(who).post(URL).status_code == status
        assert client_for(who).delete(f"{URL}/{kept}").status_code == status
    assert shown(db_owner) == [kept]


def test_a_picture_that_is_not_there(client_for: ClientFor) -> None:
    assert client_for("ke").post(f"{URL}/{known_id('nothing')}").status_code == 404
