"""Ids of what consumers ask and companies show."""

from __future__ import annotations

import io
from uuid import UUID

from sqlalchemy import Engine

from marketplace.inquiry.models import Block, BlockedWord, Inquiry, Invitation, Report
from muster.conversations.models import (
    Contact,
    ContactState,
)
from muster.db import uuid7
from muster.media import store
from muster.media.models import Picture
from tenants.imports import files
from tenants.imports.models import Import
from tenants.showcase.models import Offer, Product, ProductPicture
from tests.cast import ANN, HUALAN, OLGA, OSCAR
from tests.watch.making import FIRST_PRODUCT, SOON, add, makes, now


@makes("inquiry_id")
def inquiry(owner: Engine) -> UUID:
    return add(
        owner,
        Inquiry,
        question="Which fridge is quiet?",
        locale="en",
        language="en",
        address_hash="a",
        session_hash="s",
        promise_at=now() + SOON,
    )


@makes("contact_id")
def contact(owner: Engine) -> UUID:
    """A contact that Ann is answering, opened by an inquiry."""
    return contact_of(owner, inquiry(owner))


def contact_of(owner: Engine, inquiry_id: UUID) -> UUID:
    """Hualan's contact of this inquiry."""
    contact_id = add(
        owner,
        Contact,
        tenant_id=HUALAN.id,
        queue_id=HUALAN.queue_id,
        inquiry_id=inquiry_id,
        origin="inquiry",
        language="en",
        opening="Which fridge is quiet?",
        state=ContactState.ACTIVE,
        state_since=now(),
        agent_id=ANN.agent_id,
        opened_at=now(),
    )
    add(
        owner,
        Invitation,
        tenant_id=HUALAN.id,
        inquiry_id=inquiry_id,
        contact_id=contact_id,
        company_name=HUALAN.name,
        company_slug=HUALAN.slug,
        ring=1,
        rank=1,
        score=1.0,
        why={},
    )
    return contact_id


@makes("report_id")
def report(owner: Engine) -> UUID:
    inquiry_id = inquiry(owner)
    return add(
        owner,
        Report,
        tenant_id=HUALAN.id,
        inquiry_id=inquiry_id,
        contact_id=contact_of(owner, inquiry_id),
        by_consumer=True,
        reason="rude",
    )


@makes("block_id")
def block(owner: Engine) -> UUID:
    return add(owner, Block, subject_hash="s", reason="spam", until=now() + SOON)


@makes("word_id")
def word(owner: Engine) -> UUID:
    return add(owner, BlockedWord, word=str(uuid7()), added_by=OSCAR.id)


@makes("sent_picture_id")
def sent_picture(owner: Engine) -> UUID:
    """One that was sent in a conversation, with its bytes."""
    picture_id = add(
        owner,
        Picture,
        tenant_id=HUALAN.id,
        name="leak",
        content_type="image/jpeg",
        width=1,
        height=1,
        size_bytes=1,
        digest=str(uuid7()),
    )
    store.put(picture_id, "full", b"x")
    return picture_id


@makes("picture_id")
def picture(owner: Engine) -> UUID:
    """A private picture, on Hualan's only product."""
    picture_id = add(
        owner,
        Picture,
        tenant_id=HUALAN.id,
        name="fridge.png",
        content_type="image/png",
        width=1,
        height=1,
        size_bytes=1,
        digest=str(uuid7()),
    )
    add(owner, ProductPicture, tenant_id=HUALAN.id, product_id=FIRST_PRODUCT, picture_id=picture_id)
    return picture_id


@makes("product_id")
def product(owner: Engine) -> UUID:
    slug = str(uuid7())
    return add(owner, Product, tenant_id=HUALAN.id, slug=slug, name=slug, updated_at=now())


@makes("offer_id")
def offer(owner: Engine) -> UUID:
    return add(
        owner,
        Offer,
        tenant_id=HUALAN.id,
        title="Spring",
        starts_on=now().date(),
        ends_on=now().date(),
    )


@makes("import_id")
def import_(owner: Engine) -> UUID:
    """A file that was uploaded and waits for its columns to be named."""
    import_id = add(
        owner,
        Import,
        tenant_id=HUALAN.id,
        kind="products",
        filename="products.csv",
        format="csv",
        encoding="utf-8",
        columns=["name"],
        mapping={},
        state="uploaded",
        started_by=OLGA.id,
    )
    files.put(HUALAN.id, import_id, io.BytesIO(b"name\nFridge\n"))
    return import_id
