"""Ids of what agents work with."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Engine

from muster.closing.models import ClosingTip
from muster.conversations.consumers import VipCustomer
from muster.conversations.models import (
    CannedReply,
    ContactTransfer,
    Disposition,
    Message,
)
from muster.db import uuid7
from muster.media import attachments, store
from muster.media.models import Attachment
from muster.mentions.models import Mention
from muster.workforce.state_reasons import StateReason
from tests.cast import ANN, HUALAN, OLGA
from tests.watch.makers.market import contact
from tests.watch.making import add, makes, now


@makes("disposition_id")
def disposition(owner: Engine) -> UUID:
    name = str(uuid7())
    return add(owner, Disposition, tenant_id=HUALAN.id, code=name, name=name)


@makes("queue_id")
def queue(_owner: Engine) -> UUID:
    return HUALAN.queue_id


@makes("transfer_id")
def transfer(owner: Engine) -> UUID:
    """Ann's on both sides, so that she may try every act of either."""
    return add(
        owner,
        ContactTransfer,
        tenant_id=HUALAN.id,
        contact_id=contact(owner),
        kind="cold",
        state="declined",
        from_agent_id=ANN.agent_id,
        to_agent_id=ANN.agent_id,
        expires_at=now(),
        ended_at=now(),
    )


@makes("tip_id")
def closing_tip(owner: Engine) -> UUID:
    return add(owner, ClosingTip, tenant_id=HUALAN.id, words=[], body="Clean the filter.")


@makes("reason_id")
def state_reason(owner: Engine) -> UUID:
    return add(owner, StateReason, state="break", name_en="Tea", name_zh="喝茶")


@makes("vip_id")
def vip(owner: Engine) -> UUID:
    key = str(uuid7())
    return add(
        owner, VipCustomer, tenant_id=HUALAN.id, name=key, phone_hash=key, phone_masked="138…8000"
    )


@makes("reply_id")
def reply(owner: Engine) -> UUID:
    shortcut = uuid7().hex[-20:]
    return add(
        owner, CannedReply, tenant_id=HUALAN.id, shortcut=shortcut, title="Hello", body="Hello"
    )


@makes("file_id")
def file(owner: Engine) -> UUID:
    """A document that was sent in a contact."""
    file_id = add(
        owner,
        Attachment,
        tenant_id=HUALAN.id,
        contact_id=contact(owner),
        name="offer.pdf",
        content_type="application/pdf",
        size_bytes=1,
        digest=str(uuid7()),
    )
    store.put(file_id, attachments.VARIANT, b"x")
    return file_id


@makes("mention_id")
def mention(owner: Engine) -> UUID:
    """Ann was named in a note."""
    return mention_of(owner, ANN.id)


@makes("member_mention_id")
def member_mention(owner: Engine) -> UUID:
    """The owner of the company was named in a note."""
    return mention_of(owner, OLGA.id)


def mention_of(owner: Engine, person_id: UUID) -> UUID:
    """Somebody was named in a note."""
    contact_id = contact(owner)
    note_id = add(
        owner,
        Message,
        tenant_id=HUALAN.id,
        contact_id=contact_id,
        number=1,
        author_kind="agent",
        author_name="",
        kind="note",
        body="Look at this",
        payload={},
    )
    return add(
        owner,
        Mention,
        tenant_id=HUALAN.id,
        contact_id=contact_id,
        message_id=note_id,
        person_id=person_id,
        author_name="",
    )
