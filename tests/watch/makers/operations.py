"""Ids of what leads a team: bulletins, notes, alarms, jobs, mail."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import Engine

from muster.bulletins.models import Bulletin, BulletinVersion
from muster.coaching.models import CoachingNote, CultureNote
from muster.db import uuid7
from muster.jobs.models import Job
from muster.mail.models import Mail
from muster.supervision.models import Alert, WallMessage, WallMessageReader
from tenants.wallboard.models import WallboardLink
from tests.cast import ANN, BEN, HUALAN, OLGA
from tests.watch.making import SOON, add, makes, now

A_NOTE = {
    "language": "en",
    "title_en": "Fine is not fine",
    "body_en": "Ask.",
    "phrases": ["fine"],
    "updated_at": datetime.now(UTC),
}


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


@makes("mail_ids")
def mails(owner: Engine) -> list[str]:
    """As the job's row keeps them."""
    return [str(mail(owner))]


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
