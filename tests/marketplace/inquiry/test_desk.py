"""Why a company was asked, as its agents read it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from uuid import UUID

from flask import Flask
from sqlalchemy import Engine, insert

from marketplace.inquiry import desk
from marketplace.inquiry.models import Inquiry, Invitation
from muster.db import uuid7
from tests.cast import HUALAN, LONG_AGO
from tests.muster.routing import build

As = Callable[[str], AbstractContextManager[None]]
WHY = [
    {"kind": "category", "value": "家电维修"},
    {"kind": "attribute", "name": "服务", "value": "上门", "asked": "上门修"},
    {"kind": "words", "words": ["洗衣机", "脱水"]},
    {"kind": "mentioned", "companies": 3},
    {"kind": "of a later release"},
]


def invited(owner: Engine) -> UUID:
    inquiry_id, contact_id = uuid7(), build.contact(owner)
    inquiry = {
        "id": inquiry_id,
        "question": "?",
        "locale": "zh",
        "language": "zh",
        "address_hash": "",
        "session_hash": "",
        "promise_at": LONG_AGO,
    }
    invitation = {
        "tenant_id": HUALAN.id,
        "inquiry_id": inquiry_id,
        "contact_id": contact_id,
        "company_name": HUALAN.name,
        "company_slug": HUALAN.slug,
        "ring": 1,
        "rank": 1,
        "score": 0.5,
        "why": {"reasons": WHY},
    }
    with owner.begin() as connection:
        connection.execute(insert(Inquiry).values(inquiry))
        connection.execute(insert(Invitation).values(invitation))
    return contact_id


def test_reasons_are_sentences(app: Flask, db_owner: Engine, as_tenant: As) -> None:
    contact_id = invited(db_owner)
    with app.test_request_context(), as_tenant("hualan"):
        assert desk.reasons(contact_id) == [
            "Kind of company: 家电维修",
            "服务: 上门",
            "Words in common: 洗衣机, 脱水",
            "3 other companies speak of it.",
        ]


def test_a_rival_reads_none(app: Flask, db_owner: Engine, as_tenant: As) -> None:
    contact_id = invited(db_owner)
    with app.test_request_context(), as_tenant("rival"):
        assert desk.reasons(contact_id) == []


def test_without_an_invitation_there_is_none(app: Flask, db_owner: Engine, as_tenant: As) -> None:
    contact_id = build.contact(db_owner)
    with app.test_request_context(), as_tenant("hualan"):
        assert desk.reasons(contact_id) == []
