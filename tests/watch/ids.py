"""Makes a row of Hualan's for every id that an address or a job can take.

A new argument of a route or a job needs a maker here, or the watching tests fail and say so.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, delete, insert

from marketplace.inquiry.models import Block, BlockedWord, Inquiry, Invitation, Report
from muster.bulletins.models import Bulletin, BulletinVersion
from muster.closing.models import ClosingTip
from muster.coaching.models import CoachingNote, CultureNote
from muster.conversations.consumers import VipCustomer
from muster.conversations.models import (
    CannedReply,
    Contact,
    ContactState,
    ContactTransfer,
    Disposition,
    Message,
)
from muster.db import Base, uuid7
from muster.identity.models import LoginSession
from muster.jobs.models import Job
from muster.mail.models import Mail
from muster.media import attachments, store
from muster.media.models import Attachment, Picture
from muster.mentions.models import Mention
from muster.supervision.models import Alert, WallMessage, WallMessageReader
from muster.tenancy.models import MemberInvitation, Membership
from muster.workforce.models import SeatAssignment, SeatLease, SeatPlan
from muster.workforce.state_reasons import StateReason
from tenants.imports import files
from tenants.imports.models import Import
from tenants.showcase.models import Offer, Product, ProductPicture
from tenants.wallboard.models import WallboardLink
from tests.cast import ANN, BEN, CAI, HUALAN, OLGA, OSCAR, STRANGER, known_id

A_NOTE = {
    "language": "en",
    "title_en": "Fine is not fine",
    "body_en": "Ask.",
    "phrases": ["fine"],
    "updated_at": datetime.now(UTC),
}
Maker = Callable[[Engine], UUID]
MAKERS: dict[str, Maker] = {}
SOON = timedelta(hours=1)
FIRST_PRODUCT = known_id("product hualan")
# Where an address names a thing and what it belongs to, the owner is always the same one.
TOGETHER = (
    ({"product_id", "picture_id"}, "product_id", FIRST_PRODUCT),
    ({"lease_id", "assignment_id"}, "lease_id", HUALAN.lease_id),
)


class NoMaker(LookupError):
    """An argument is new: write a maker for it in tests/watch/ids.py."""


def make(name: str, owner: Engine) -> UUID:
    """A fresh id of Hualan's for the argument `name`; raises NoMaker."""
    if name not in MAKERS:
        raise NoMaker(f"tests/watch/ids.py makes nothing for <{name}>")
    return MAKERS[name](owner)


def make_all(names: set[str], owner: Engine) -> dict[str, UUID]:
    """Ids for several arguments of one address, so that they belong together."""
    together = {name: row_id for pair, name, row_id in TOGETHER if pair <= names}
    return {name: together.get(name) or make(name, owner) for name in names}


def makes(*names: str) -> Callable[[Maker], Maker]:
    """The decorated function makes ids for these arguments."""

    def register(maker: Maker) -> Maker:
        MAKERS.update(dict.fromkeys(names, maker))
        return maker

    return register


def add(owner: Engine, model: type[Base], **values: Any) -> UUID:
    """Write one row as the owner of the database; gives its id."""
    row_id = uuid7()
    with owner.begin() as connection:
        connection.execute(insert(model).values(id=row_id, **values))
    return row_id


def now() -> datetime:
    """This moment."""
    return datetime.now(UTC)


@makes("tenant_id", "company_id")
def company(_owner: Engine) -> UUID:
    return HUALAN.id


@makes("person_id")
def person(_owner: Engine) -> UUID:
    return OSCAR.id


@makes("agent_id")
def agent(_owner: Engine) -> UUID:
    return BEN.agent_id


@makes("sign_in_id")
def sign_in(owner: Engine) -> UUID:
    return add(
        owner,
        LoginSession,
        person_id=OLGA.id,
        token_hash=str(uuid7()),
        address="",
        browser="",
        last_seen_at=now(),
        expires_at=now() + SOON,
    )


@makes("member_id")
def member(owner: Engine) -> UUID:
    with owner.begin() as connection:
        connection.execute(delete(Membership).where(Membership.person_id == STRANGER.id))
    return add(owner, Membership, tenant_id=HUALAN.id, person_id=STRANGER.id, role="viewer")


@makes("invitation_id")
def member_invitation(owner: Engine) -> UUID:
    return add(
        owner,
        MemberInvitation,
        tenant_id=HUALAN.id,
        email=f"{uuid7()}@example.com",
        role="viewer",
        token_hash=str(uuid7()),
        invited_by=OLGA.id,
        expires_at=now() + SOON,
    )


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


@makes("plan_id")
def plan(owner: Engine) -> UUID:
    code = str(uuid7())
    return add(
        owner,
        SeatPlan,
        code=code,
        name_en=code,
        name_zh=code,
        service_window={},
        languages=["zh"],
        skills=[],
        price_minor=1,
        currency="CNY",
        published_at=now(),
    )


@makes("lease_id")
def lease(owner: Engine) -> UUID:
    return add(
        owner,
        SeatLease,
        tenant_id=HUALAN.id,
        plan_id=plan(owner),
        seats=1,
        starts_on=now().date(),
        price_minor=1,
        currency="CNY",
        ordered_by=OLGA.id,
        request_key=uuid7(),
    )


@makes("assignment_id")
def assignment(owner: Engine) -> UUID:
    """Cai, who else serves the rival, sits on a seat of Hualan's, too."""
    with owner.begin() as connection:
        mine = (SeatAssignment.tenant_id == HUALAN.id) & (SeatAssignment.agent_id == CAI.agent_id)
        connection.execute(delete(SeatAssignment).where(mine))
    return add(
        owner,
        SeatAssignment,
        tenant_id=HUALAN.id,
        lease_id=HUALAN.lease_id,
        agent_id=CAI.agent_id,
        assigned_by=OSCAR.id,
    )


def a_bulletin(owner: Engine, *, by_operator: bool) -> tuple[UUID, UUID]:
    """News for Hualan's agents; gives the ids of the bulletin and of its batch."""
    batch_id = uuid7()
    bulletin_id = add(
        owner,
        Bulletin,
        tenant_id=HUALAN.id,
        batch_id=batch_id,
        by_operator=by_operator,
        asked_at=now(),
        due_at=now() + SOON,
        created_by=OLGA.id,
    )
    add(
        owner,
        BulletinVersion,
        tenant_id=HUALAN.id,
        bulletin_id=bulletin_id,
        number=1,
        title="A fault",
        body="The shop is down.",
        choices=[],
        created_by=OLGA.id,
    )
    return bulletin_id, batch_id


@makes("bulletin_id")
def bulletin(owner: Engine) -> UUID:
    return a_bulletin(owner, by_operator=False)[0]


@makes("batch_id")
def batch(owner: Engine) -> UUID:
    return a_bulletin(owner, by_operator=True)[1]


@makes("link_id")
def wallboard_link(owner: Engine) -> UUID:
    return add(
        owner,
        WallboardLink,
        tenant_id=HUALAN.id,
        name="Room 2",
        token_hash=str(uuid7()),
        created_by=OLGA.id,
        expires_at=now() + SOON,
    )


@makes("note_id")
def coaching_note(owner: Engine) -> UUID:
    return add(owner, CoachingNote, tenant_id=HUALAN.id, **A_NOTE)


@makes("culture_note_id")
def culture_note(owner: Engine) -> UUID:
    return add(owner, CultureNote, **A_NOTE)


@makes("job_id")
def job(owner: Engine) -> UUID:
    return add(
        owner,
        Job,
        tenant_id=HUALAN.id,
        name="media.shrink",
        arguments={"picture_id": str(uuid7())},
        run_at=now(),
        dead_at=now(),
    )


@makes("mail_id")
def mail(owner: Engine) -> UUID:
    return add(
        owner,
        Mail,
        tenant_id=HUALAN.id,
        recipient="somebody@example.com",
        subject="Hello",
        text="Hello",
    )


@makes("alert_id")
def alert(owner: Engine) -> UUID:
    return add(
        owner,
        Alert,
        tenant_id=HUALAN.id,
        kind="away",
        subject=str(uuid7()),
        agent_id=BEN.agent_id,
        words="break",
    )


@makes("wall_message_id")
def wall_message(owner: Engine) -> UUID:
    """Something that Ann was told."""
    message_id = add(
        owner, WallMessage, tenant_id=HUALAN.id, person_id=OLGA.id, person_name="", body="Hello"
    )
    add(
        owner,
        WallMessageReader,
        tenant_id=HUALAN.id,
        message_id=message_id,
        agent_id=ANN.agent_id,
    )
    return message_id
