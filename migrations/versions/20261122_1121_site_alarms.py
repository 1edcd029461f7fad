"""A watch over sites: lines that drop together at one of them raise an alarm."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from muster.db.policies import STAFF, protect

revision = "20261122_1121"
down_revision = "20261122_1118"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
STATES = "'open','confirmed','false','alone','back','everywhere'"
LIMITS = {"share": (60, 1, 100), "people": (5, 1, 10000), "minutes": (3, 1, 15)}


def upgrade() -> None:
    op.add_column(
        "sites", sa.Column("watched", sa.Boolean(), server_default=sa.text("true"), nullable=False)
    )
    for name, (usual, least, most) in LIMITS.items():
        op.add_column(
            "sites",
            sa.Column(
                f"watch_{name}", sa.SmallInteger(), server_default=str(usual), nullable=False
            ),
        )
        _check_range(f"watch_{name}", least, most)
    op.add_column("sites", sa.Column("watch_acts_after", sa.SmallInteger()))
    _check_range("watch_acts_after", 1, 120)
    _create_alarms()
    _create_people()
    for table in ("site_alarms", "site_alarm_people"):
        protect(table, rows=STAFF, grants="SELECT, INSERT, UPDATE")


def _check_range(column: str, least: int, most: int) -> None:
    op.create_check_constraint(
        op.f(f"ck_sites_{column}_range"), "sites", f"{column} BETWEEN {least} AND {most}"
    )


def _create_alarms() -> None:
    op.create_table(
        "site_alarms",
        sa.Column("site_id", sa.Uuid()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("first_lost_at", MOMENT, nullable=False),
        sa.Column("last_lost_at", MOMENT, nullable=False),
        sa.Column("lost", sa.Integer(), nullable=False),
        sa.Column("on_duty", sa.Integer(), nullable=False),
        sa.Column("lost_elsewhere", sa.Integer(), nullable=False),
        sa.Column("on_duty_elsewhere", sa.Integer(), nullable=False),
        sa.Column("clear", sa.Boolean(), nullable=False),
        sa.Column("share_limit", sa.SmallInteger()),
        sa.Column("people_limit", sa.SmallInteger()),
        sa.Column("minutes_limit", sa.SmallInteger()),
        sa.Column("acts_at", MOMENT),
        sa.Column("answered_at", MOMENT),
        sa.Column("answered_by", sa.Uuid()),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_alarms")),
        _of("site_alarms", "site_id", "sites"),
        _of("site_alarms", "answered_by", "people"),
        sa.CheckConstraint(f"state IN ({STATES})", name=op.f("ck_site_alarms_state_known")),
        sa.CheckConstraint(
            "(state = 'everywhere') = (site_id IS NULL)", name=op.f("ck_site_alarms_of_a_site")
        ),
        sa.CheckConstraint(
            "(answered_at IS NULL) = (state IN ('open','everywhere'))",
            name=op.f("ck_site_alarms_answer_dated"),
        ),
    )
    op.create_index(op.f("ix_site_alarms_site_id_id"), "site_alarms", ["site_id", "id"])
    op.create_index(
        "uq_site_alarms_open",
        "site_alarms",
        ["site_id"],
        unique=True,
        postgresql_where=sa.text("state = 'open'"),
    )


def _create_people() -> None:
    op.create_table(
        "site_alarm_people",
        sa.Column("alarm_id", sa.Uuid(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column("heard_at", MOMENT, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_alarm_people")),
        _of("site_alarm_people", "alarm_id", "site_alarms"),
        sa.ForeignKeyConstraint(
            ["agent_id"],
            ["agents.id"],
            name=op.f("fk_site_alarm_people_agent_id"),
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint(
            "alarm_id", "agent_id", name=op.f("uq_site_alarm_people_alarm_id_agent_id")
        ),
    )
    op.create_index(
        op.f("ix_site_alarm_people_agent_id"), "site_alarm_people", ["agent_id"], unique=False
    )


def _of(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))


def downgrade() -> None:
    op.drop_table("site_alarm_people")
    op.drop_table("site_alarms")
    op.drop_column("sites", "watch_acts_after")
    for name in LIMITS:
        op.drop_column("sites", f"watch_{name}")
    op.drop_column("sites", "watched")
