"""Published, withdrawn, and what the public may see of pictures in between."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import Engine, select, text

from muster.db import session
from muster.media.actions import keep
from muster.media.models import Picture
from tenants.showcase import actions, pictures, products, signals
from tests.cast import HUALAN
from tests.tenants.showcase.conftest import AsTenant, heard, picture


@pytest.fixture
def draft(as_tenant: AsTenant) -> None:
    with as_tenant("hualan"):
        actions.withdraw(HUALAN.id)


def public_pictures() -> set[UUID]:
    return set(session.scalars(select(Picture.id).where(Picture.published_at.is_not(None))))


def acts(owner: Engine) -> list[str]:
    with owner.connect() as connection:
        rows = connection.execute(
            text("SELECT action FROM audit_entries WHERE action LIKE 'showcase.%' ORDER BY id")
        )
        return list(rows.scalars())


@pytest.mark.usefixtures("draft")
def test_publishing_is_said_written_down_and_repeatable(
    as_tenant: AsTenant, db_owner: Engine
) -> None:
    with heard(signals.published) as companies:
        for _ in range(2):
            with as_tenant("hualan"):
                actions.publish(HUALAN.id)
    assert companies == [HUALAN.id, HUALAN.id]
    assert acts(db_owner) == ["showcase.withdrawn", "showcase.published"]


def test_withdrawing_twice_is_withdrawing_once(as_tenant: AsTenant, db_owner: Engine) -> None:
    with heard(signals.withdrawn) as companies:
        for _ in range(2):
            with as_tenant("hualan"):
                actions.withdraw(HUALAN.id)
    assert companies == [HUALAN.id]
    assert acts(db_owner) == ["showcase.withdrawn"]


@pytest.mark.usefixtures("draft")
def test_a_draft_changes_in_silence(as_tenant: AsTenant, announced: list[UUID]) -> None:
    with as_tenant("hualan"):
        actions.update_profile(HUALAN.id, name="Quiet")
    assert announced == []


@pytest.mark.usefixtures("draft")
def test_pictures_are_public_while_what_shows_them_is(as_tenant: AsTenant) -> None:
    with as_tenant("hualan"):
        logo = keep(HUALAN.id, picture(), "logo.jpg").id
        shown = keep(HUALAN.id, picture("red"), "shown.jpg").id
        hidden = keep(HUALAN.id, picture("blue"), "hidden.jpg").id
        actions.set_face(HUALAN.id, "logo", logo)
        public = products.create_product(HUALAN.id, name="Public", published=True)
        private = products.create_product(HUALAN.id, name="Private")
        pictures.attach_picture(public.id, shown)
        pictures.attach_picture(private.id, hidden)
        assert public_pictures() == set()
        actions.publish(HUALAN.id)
        assert public_pictures() == {logo, shown}
        products.publish_product(private.id)
        assert public_pictures() == {logo, shown, hidden}
        products.withdraw_product(public.id)
        assert public_pictures() == {logo, hidden}
        actions.withdraw(HUALAN.id)
        assert public_pictures() == set()
