"""What the watch over sites has seen, and what operations made of it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from muster.db import Base, Dated, Identified


class AlarmState(StrEnum):
    """What became of an alarm. ALONE: nobody answered, so the site was marked as down by itself.

    EVERYWHERE: no alarm; lines dropped at all sites at once, which is not the loss of one.
    """

    OPEN = "open"
    CONFIRMED = "confirmed"
    FALSE = "false"
    ALONE = "alone"
    BACK = "back"
    EVERYWHERE = "everywhere"


class SiteAlarm(Identified, Dated, Base):
    """Lines that dropped together at one site, by the limits of that moment.

    site_id: none where they dropped at all sites. on_duty: how many were there when the first of
    `lost` dropped; *_elsewhere: the same of all other people. clear: elsewhere people were well.
    acts_at: when the site is marked as down unless somebody answers. answered_by: None is the
    system.
    """

    __tablename__ = "site_alarms"
    __table_args__ = (
        CheckConstraint(
            f"state IN ({','.join(repr(str(state)) for state in AlarmState)})", name="state_known"
        ),
        CheckConstraint("(state = 'everywhere') = (site_id IS NULL)", name="of_a_site"),
        CheckConstraint(
            "(answered_at IS NULL) = (state IN ('open','everywhere'))", name="answer_dated"
        ),
        Index("uq_site_alarms_open", "site_id", unique=True, postgresql_where="state = 'open'"),
        Index(None, "site_id", "id"),
    )

    site_id: Mapped[UUID | None] = mapped_column(ForeignKey("sites.id"))
    state: Mapped[str] = mapped_column(default=AlarmState.OPEN)
    first_lost_at: Mapped[datetime]
    last_lost_at: Mapped[datetime]
    lost: Mapped[int]
    on_duty: Mapped[int]
    lost_elsewhere: Mapped[int]
    on_duty_elsewhere: Mapped[int]
    clear: Mapped[bool]
    share_limit: Mapped[int | None] = mapped_column(SmallInteger)
    people_limit: Mapped[int | None] = mapped_column(SmallInteger)
    minutes_limit: Mapped[int | None] = mapped_column(SmallInteger)
    acts_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))


class SiteAlarmPerson(Identified, Dated, Base):
    """Somebody whose line dropped, and when it was heard last."""

    __tablename__ = "site_alarm_people"
    __table_args__ = (UniqueConstraint("alarm_id", "agent_id"), Index(None, "agent_id"))

    alarm_id: Mapped[UUID] = mapped_column(ForeignKey("site_alarms.id"))
    agent_id: Mapped[UUID] = mapped_column(ForeignKey("agents.id", ondelete="CASCADE"))
    heard_at: Mapped[datetime]
