"""Bulletins, each version of their texts, and who has answered for having read them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    SmallInteger,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from muster.db import Base, Dated, TenantOwned


class Bulletin(TenantOwned, Dated, Base):
    """News that the agents of one company must have read before `due_at`.

    batch_id: the same for all companies to which the operator said the same thing at once.
    for_everybody: companies for whom somebody sits later get it, too, until it is withdrawn.
    version: the text that is shown. must_read_version: who has read an older one must read again.
    told_overdue: how many were overdue when that was last told, so that nobody is told twice.
    """

    __tablename__ = "bulletins"

    batch_id: Mapped[UUID]
    by_operator: Mapped[bool] = mapped_column(default=False)
    for_everybody: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    version: Mapped[int] = mapped_column(SmallInteger, default=1)
    must_read_version: Mapped[int] = mapped_column(SmallInteger, default=1)
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime]
    created_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    withdrawn_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    told_overdue: Mapped[int] = mapped_column(default=0)

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        return (
            UniqueConstraint("tenant_id", "batch_id"),
            Index(None, "batch_id"),
            Index("ix_bulletins_in_force", "due_at", postgresql_where="withdrawn_at IS NULL"),
            CheckConstraint("must_read_version <= version", name="versions_in_order"),
            CheckConstraint("due_at > asked_at", name="time_to_read"),
        )


class BulletinVersion(TenantOwned, Dated, Base):
    """One text of a bulletin; never changed, so that it is known what somebody has read.

    right_choice: place in `choices`, from 0; both are there exactly if there is a question.
    """

    __tablename__ = "bulletin_versions"

    bulletin_id: Mapped[UUID]
    number: Mapped[int] = mapped_column(SmallInteger)
    title: Mapped[str]
    body: Mapped[str]
    question: Mapped[str | None]
    choices: Mapped[list[str]] = mapped_column(ARRAY(Text))
    right_choice: Mapped[int | None] = mapped_column(SmallInteger)
    created_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        return (
            ForeignKeyConstraint(
                ["tenant_id", "bulletin_id"], ["bulletins.tenant_id", "bulletins.id"]
            ),
            UniqueConstraint("bulletin_id", "number"),
            CheckConstraint("char_length(body) <= 8000", name="body_length"),
            CheckConstraint(
                "CASE WHEN question IS NULL THEN right_choice IS NULL AND cardinality(choices) = 0"
                " ELSE right_choice >= 0 AND right_choice < cardinality(choices)"
                " AND cardinality(choices) BETWEEN 2 AND 5 END",
                name="question_whole",
            ),
        )


class BulletinReading(TenantOwned, Dated, Base):
    """An agent's answer for having read one version: right, or wrong and to be read again.

    choice: what was chosen, from 0; None where nothing was asked. agent_name: as it was then;
    a company does not see agents who have left it.
    """

    __tablename__ = "bulletin_readings"

    bulletin_id: Mapped[UUID]
    version: Mapped[int] = mapped_column(SmallInteger)
    agent_id: Mapped[UUID] = mapped_column(ForeignKey("agents.id"))
    agent_name: Mapped[str]
    choice: Mapped[int | None] = mapped_column(SmallInteger)
    passed: Mapped[bool]

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        return (
            ForeignKeyConstraint(
                ["tenant_id", "bulletin_id"], ["bulletins.tenant_id", "bulletins.id"]
            ),
            Index(None, "bulletin_id", "agent_id"),
            Index(
                "uq_bulletin_readings_passed",
                "bulletin_id",
                "version",
                "agent_id",
                unique=True,
                postgresql_where="passed",
            ),
        )
