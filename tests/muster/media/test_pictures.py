"""`/pictures/<id>/<variant>`: the public, members, agents, a consumer, and nobody else."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

from muster import jobs
from muster.db import Acting, session, unit_of_work
from muster.errors import NotFound
from muster.media import actions
from muster.media.models import Picture
from muster.media.serving import serve
from muster.tenancy import doors
from tests import cast
from tests.muster.media import photographs as photos

HUALAN = cast.HUALAN.id
SignIn = Callable[[str], FlaskClient]
AsTenant = Callable[[str], AbstractContextManager[None]]


@pytest.fixture
def picture(as_tenant: AsTenant) -> Picture:
    """A private picture of hualan, with thumbnails."""
    with as_tenant("hualan"):
        kept = actions.keep(HUALAN, photos.picture(size=(1200, 900)), 'a "b" 冰箱.jpg')
        session.expunge(kept)
    jobs.run_due()
    return kept


def publish(picture_id: UUID) -> None:
    with unit_of_work(Acting(tenant_ids=(HUALAN,))):
        session.get_one(Picture, picture_id).published_at = datetime.now(UTC)


@pytest.mark.parametrize("name", ["olga", "vera", "ann", "ben"])
def test_members_and_their_agents_see_a_private_picture(
    client_for: SignIn, picture: Picture, name: str
) -> None:
    answer = client_for(name).get(f"/pictures/{picture.id}/full")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert photos.opened(answer.data).size == (1200, 900)


@pytest.mark.parametrize("name", ["rita", "cai", "oscar"])
def test_nobody_else_learns_that_it_exists(
    client_for: SignIn, anyone: FlaskClient, picture: Picture, name: str
) -> None:
    for browser in (client_for(name), anyone):
        assert browser.get(f"/pictures/{picture.id}/320").status_code == 404


def test_a_published_picture_is_for_everyone_and_for_ever(
    anyone: FlaskClient, picture: Picture
) -> None:
    publish(picture.id)
    answer = anyone.get(f"/pictures/{picture.id}/320")
    assert photos.opened(answer.data).size == (320, 240)
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.content_type == "image/jpeg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("inline;")
    assert "%22" not in disposition
    again = anyone.get(
        f"/pictures/{picture.id}/320", headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert (again.status_code, again.data) == (304, b"")


def test_until_the_thumbnail_is_made_the_full_picture_stands_in_and_is_not_kept(
    client_for: SignIn, as_tenant: AsTenant
) -> None:
    with as_tenant("hualan"):
        kept = actions.keep(HUALAN, photos.picture(size=(1200, 900)), "a.jpg")
        session.expunge(kept)
    answer = client_for("olga").get(f"/pictures/{kept.id}/320")
    assert photos.opened(answer.data).size == (1200, 900)
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("variant", ["321", "..%2f..%2fsecret", "full.jpg", "."])
def test_there_are_no_other_variants(client_for: SignIn, picture: Picture, variant: str) -> None:
    assert client_for("olga").get(f"/pictures/{picture.id}/{variant}").status_code == 404


def test_an_unknown_picture_is_not_found(anyone: FlaskClient) -> None:
    assert anyone.get(f"/pictures/{uuid4()}/full").status_code == 404


def test_the_consumer_of_its_inquiry_sees_a_picture_and_another_one_does_not(
    app: Flask, as_tenant: AsTenant
) -> None:
    inquiry_id = uuid4()
    with as_tenant("hualan"):
        kept = actions.keep(HUALAN, photos.picture(), "a.jpg", inquiry_id=inquiry_id)
        session.expunge(kept)
    with app.test_request_context():
        assert doors.consumer(inquiry_id, serve, kept.id, "full").status_code == 200
        with pytest.raises(NotFound):
            doors.consumer(uuid4(), serve, kept.id, "full")
