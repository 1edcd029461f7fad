"""The profile: opened, changed, with its logo and cover."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import Engine, select, text

from muster.db import session
from muster.errors import NotFound
from muster.media.actions import keep
from muster.media.models import Picture
from muster.tenancy.models import Tenant
from tenants.showcase import actions
from tests.cast import HUALAN, RIVAL
from tests.tenants.showcase.conftest import AsTenant, picture

SAID = {
    "name": "华澜电器",
    "tagline": "当天上门",
    "about": "始于 1998 年。\n\n两个工厂。",
    "languages": ["zh", "yue"],
    "regions": ["全国"],
    "categories": ["家用电器"],
    "opening_hours": {"mon": [["09:00", "18:00"]]},
    "attributes": {"成立": 1998},
    "phone": "+8695588",
    "website": "https://hualan.example.com",
    "address": "佛山",
    "color": "#123456",
}


def test_a_company_without_a_showcase_gets_a_draft_of_what_it_said(
    as_tenant: AsTenant, db_owner: Engine
) -> None:
    with db_owner.begin() as connection:
        connection.execute(text("DELETE FROM showcases WHERE slug = 'hualan'"))
    with as_tenant("hualan"):
        showcase = actions.open_showcase(HUALAN.id)
        assert (showcase.slug, showcase.name, showcase.color) == ("hualan", "华澜家电", "#0b7285")
        assert showcase.published_at is None
        assert actions.open_showcase(HUALAN.id) is showcase


def test_a_rival_s_showcase_is_never_opened(as_tenant: AsTenant) -> None:
    with as_tenant("hualan"), pytest.raises(NotFound):
        actions.open_showcase(RIVAL.id)


def test_everything_that_is_said_is_kept(as_tenant: AsTenant) -> None:
    with as_tenant("hualan"):
        actions.update_profile(HUALAN.id, **SAID)
    with as_tenant("hualan"):
        showcase = actions.open_showcase(HUALAN.id)
        assert {name: getattr(showcase, name) for name in SAID} == SAID
        tenant = session.get_one(Tenant, HUALAN.id)
        assert (tenant.name, tenant.color) == ("华澜电器", "#123456")


def test_a_public_profile_is_announced_when_it_changes(
    as_tenant: AsTenant, announced: list[UUID]
) -> None:
    with as_tenant("hualan"):
        before = actions.open_showcase(HUALAN.id).updated_at
        actions.update_profile(HUALAN.id, **SAID)
        assert actions.open_showcase(HUALAN.id).updated_at > before
    assert announced == [HUALAN.id]


def test_another_logo_takes_the_place_of_the_old_one(as_tenant: AsTenant) -> None:
    with as_tenant("hualan"):
        first = keep(HUALAN.id, picture("red"), "first.jpg").id
        actions.set_face(HUALAN.id, "logo", first)
    with as_tenant("hualan"):
        assert session.get_one(Picture, first).published_at is not None
        second = keep(HUALAN.id, picture("blue"), "second.jpg").id
        actions.set_face(HUALAN.id, "logo", second)
    with as_tenant("hualan"):
        assert actions.open_showcase(HUALAN.id).logo_id == second
        assert session.scalars(select(Picture.id)).all() == [second]


def test_a_picture_that_is_logo_and_cover_stays_while_one_of_them_shows_it(
    as_tenant: AsTenant,
) -> None:
    with as_tenant("hualan"):
        kept = keep(HUALAN.id, picture(), "both.jpg").id
        actions.set_face(HUALAN.id, "logo", kept)
        actions.set_face(HUALAN.id, "cover", kept)
        actions.set_face(HUALAN.id, "logo", None)
        assert session.get(Picture, kept) is not None
        actions.set_face(HUALAN.id, "cover", None)
        assert session.scalar(select(Picture.id)) is None
