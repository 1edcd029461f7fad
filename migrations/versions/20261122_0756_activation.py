"""Activations: who is called, what is sent to them, briefings, certificates, lost sites."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from muster.db.policies import STAFF, protect, protect_tenant_table

revision = "20261122_0756"
down_revision = "20261122_0752"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
OWN_CALL = "agent_id IN (SELECT id FROM agents WHERE person_id = (SELECT acting_person()))"
TABLES = (
    "activations",
    "activation_changes",
    "call_messages",
    "briefings",
    "briefing_answers",
    "drill_certificates",
    "site_loss_shares",
)


def _owned(name: str, *parts: sa.schema.SchemaItem) -> None:
    _platform_table(
        name,
        *parts,
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        _of(name, "tenant_id", "tenants"),
        sa.UniqueConstraint("tenant_id", "id", name=op.f(f"uq_{name}_tenant_id_id")),
    )


def _platform_table(name: str, *parts: sa.schema.SchemaItem) -> None:
    op.create_table(
        name,
        *parts,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )


def _of(name: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    constraint = op.f(f"fk_{name}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=constraint)


def _same_company(name: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", column],
        [f"{other}.tenant_id", f"{other}.id"],
        name=op.f(f"fk_{name}_tenant_id_{column}"),
    )


def _check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def upgrade() -> None:
    _owned(
        "briefings",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("questions", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=False),
        _check("briefings", "body_length", "char_length(body) BETWEEN 1 AND 8000"),
        _check("briefings", "title_length", "char_length(title) BETWEEN 1 AND 120"),
        _of("briefings", "written_by", "people"),
        sa.UniqueConstraint("tenant_id", "number", name=op.f("uq_briefings_tenant_id_number")),
    )
    _platform_table(
        "site_losses",
        sa.Column("change_id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("reported_by", sa.Uuid()),
        sa.Column("handled_at", MOMENT),
        sa.Column("over_at", MOMENT),
        _of("site_losses", "change_id", "site_changes"),
        _of("site_losses", "reported_by", "people"),
        _of("site_losses", "site_id", "sites"),
        sa.UniqueConstraint("change_id", name=op.f("uq_site_losses_change_id")),
    )
    op.create_index(
        op.f("ix_site_losses_site_id_id"), "site_losses", ["site_id", "id"], unique=False
    )
    _owned(
        "activations",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("reservation_id", sa.Uuid()),
        sa.Column("site_loss_id", sa.Uuid()),
        sa.Column("request_key", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("announced", sa.Boolean(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("until_at", MOMENT, nullable=False),
        sa.Column("ramp", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("skills", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("languages", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("price_minor", sa.Integer(), nullable=False),
        sa.Column("credit_minor", sa.BigInteger(), nullable=False),
        sa.Column("copy_factor", sa.SmallInteger(), nullable=False),
        sa.Column("avoid_hazard_zones", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("avoid_sites", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("ceiling_minor", sa.BigInteger()),
        sa.Column("at_ceiling", sa.Text(), nullable=False),
        sa.Column("ceiling_told_at", MOMENT),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("short", sa.Integer(), nullable=False),
        sa.Column("short_why", sa.Text(), nullable=False),
        sa.Column("requested_by", sa.Uuid(), nullable=False),
        sa.Column("released_at", MOMENT),
        sa.Column("released_by", sa.Uuid()),
        sa.Column("release_reason", sa.Text(), nullable=False),
        sa.Column("ended_at", MOMENT),
        _check("activations", "end_dated", "(state = 'ended') = (ended_at IS NOT NULL)"),
        _check("activations", "at_ceiling_known", "at_ceiling IN ('stop','warn')"),
        _check("activations", "kind_known", "kind IN ('real','drill','site_loss')"),
        _check(
            "activations", "origin_known", "origin IN ('client','operations','surge','site_loss')"
        ),
        _check("activations", "state_known", "state IN ('open','releasing','ended')"),
        _check("activations", "ceiling_positive", "ceiling_minor > 0"),
        _check("activations", "reason_length", "char_length(reason) BETWEEN 1 AND 500"),
        _check("activations", "price_positive", "price_minor >= 0"),
        _check("activations", "seats_range", "seats BETWEEN 1 AND 100000"),
        _check("activations", "period_forward", "until_at > created_at"),
        _of("activations", "released_by", "people"),
        _of("activations", "requested_by", "people"),
        _of("activations", "site_loss_id", "site_losses"),
        _same_company("activations", "reservation_id", "standby_reservations"),
        sa.UniqueConstraint("tenant_id", "number", name=op.f("uq_activations_tenant_id_number")),
        sa.UniqueConstraint(
            "tenant_id", "request_key", name=op.f("uq_activations_tenant_id_request_key")
        ),
    )
    op.create_index(
        "ix_activations_running",
        "activations",
        ["id"],
        unique=False,
        postgresql_where="state <> 'ended'",
    )
    op.create_index(
        op.f("ix_activations_site_loss_id"),
        "activations",
        ["site_loss_id"],
        unique=False,
        postgresql_where="site_loss_id IS NOT NULL",
    )
    op.create_index(
        "uq_activations_running",
        "activations",
        ["tenant_id", "reservation_id"],
        unique=True,
        postgresql_where="state <> 'ended' AND reservation_id IS NOT NULL",
    )
    _owned(
        "activation_changes",
        sa.Column("activation_id", sa.Uuid(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Uuid()),
        sa.Column("detail", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        _of("activation_changes", "person_id", "people"),
        _same_company("activation_changes", "activation_id", "activations"),
    )
    op.create_index(
        op.f("ix_activation_changes_activation_id_id"),
        "activation_changes",
        ["activation_id", "id"],
        unique=False,
    )
    _owned(
        "called_people",
        sa.Column("activation_id", sa.Uuid(), nullable=False),
        sa.Column("agent_id", sa.Uuid()),
        sa.Column("cohort_id", sa.Uuid()),
        sa.Column("agent_name", sa.Text(), nullable=False),
        sa.Column("tier", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("needs_briefing", sa.Boolean(), nullable=False),
        sa.Column("replaces_id", sa.Uuid()),
        sa.Column("assignment_id", sa.Uuid()),
        sa.Column("due_at", MOMENT),
        sa.Column("called_at", MOMENT),
        sa.Column("answered_at", MOMENT),
        sa.Column("answered_by", sa.Text(), nullable=False),
        sa.Column("briefed_at", MOMENT),
        sa.Column("arrived_at", MOMENT),
        sa.Column("seated_at", MOMENT),
        sa.Column("taking_at", MOMENT),
        sa.Column("leaving_at", MOMENT),
        sa.Column("left_at", MOMENT),
        sa.Column("over_at", MOMENT),
        sa.Column("over_reason", sa.Text(), nullable=False),
        _check(
            "called_people",
            "over_dated",
            "(state IN ('declined','timed_out','gone','released')) = (over_at IS NOT NULL)",
        ),
        _check(
            "called_people",
            "state_known",
            "state IN ('unnamed','called','coming','briefed','arrived','seated','taking','leaving',"
            "'declined','timed_out','gone','released')",
        ),
        _check("called_people", "tier_known", "tier IN ('hot','warm','cold')"),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["agents.id"], name=op.f("fk_called_people_agent_id"), ondelete="SET NULL"
        ),
        _of("called_people", "cohort_id", "cohorts"),
        _same_company("called_people", "activation_id", "activations"),
        _same_company("called_people", "assignment_id", "seat_assignments"),
        _same_company("called_people", "replaces_id", "called_people"),
        sa.UniqueConstraint(
            "activation_id", "agent_id", name=op.f("uq_called_people_activation_id_agent_id")
        ),
        sa.UniqueConstraint(
            "activation_id", "replaces_id", name=op.f("uq_called_people_activation_id_replaces_id")
        ),
    )
    op.create_index(
        op.f("ix_called_people_agent_id_called_at"),
        "called_people",
        ["agent_id", "called_at"],
        unique=False,
    )
    op.create_index(
        "uq_called_people_agent",
        "called_people",
        ["agent_id"],
        unique=True,
        postgresql_where="state NOT IN ('declined','timed_out','gone','released')",
    )
    _owned(
        "drill_certificates",
        sa.Column("activation_id", sa.Uuid(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("reached", sa.Integer(), nullable=False),
        sa.Column("marks", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("kept", sa.Boolean(), nullable=False),
        sa.Column("missing", sa.Integer(), nullable=False),
        sa.Column("credit_minor", sa.BigInteger(), nullable=False),
        _same_company("drill_certificates", "activation_id", "activations"),
        sa.UniqueConstraint(
            "tenant_id", "activation_id", name=op.f("uq_drill_certificates_tenant_id_activation_id")
        ),
    )
    _owned(
        "site_loss_shares",
        sa.Column("loss_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("priority", sa.Text(), nullable=False),
        sa.Column("lost", sa.Integer(), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("activation_id", sa.Uuid()),
        sa.Column("why", sa.Text(), nullable=False),
        _of("site_loss_shares", "loss_id", "site_losses"),
        _same_company("site_loss_shares", "activation_id", "activations"),
        sa.UniqueConstraint(
            "loss_id", "tenant_id", name=op.f("uq_site_loss_shares_loss_id_tenant_id")
        ),
    )
    _owned(
        "briefing_answers",
        sa.Column("called_id", sa.Uuid(), nullable=False),
        sa.Column("briefing_id", sa.Uuid(), nullable=False),
        sa.Column("choices", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        _same_company("briefing_answers", "briefing_id", "briefings"),
        _same_company("briefing_answers", "called_id", "called_people"),
    )
    op.create_index(
        op.f("ix_briefing_answers_called_id_id"),
        "briefing_answers",
        ["called_id", "id"],
        unique=False,
    )
    _owned(
        "call_messages",
        sa.Column("called_id", sa.Uuid(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("place", sa.SmallInteger(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("attempts", sa.SmallInteger(), nullable=False),
        sa.Column("sent_at", MOMENT),
        sa.Column("kept_at", MOMENT),
        sa.Column("error", sa.Text(), nullable=False),
        _check("call_messages", "way_known", "way IN ('desk','mail','sms','voice')"),
        _same_company("call_messages", "called_id", "called_people"),
        sa.UniqueConstraint(
            "called_id", "way", "place", name=op.f("uq_call_messages_called_id_way_place")
        ),
    )
    op.create_index(
        "ix_call_messages_waiting",
        "call_messages",
        ["id"],
        unique=False,
        postgresql_where="sent_at IS NULL AND kept_at IS NULL",
    )
    op.add_column("seat_assignments", sa.Column("leaving_at", MOMENT))
    op.alter_column("seat_assignments", "lease_id", existing_type=sa.UUID(), nullable=True)
    for table in TABLES:
        protect_tenant_table(table, grants="SELECT, INSERT, UPDATE")
    # Whoever is called sees it, before they serve the company.
    protect_tenant_table("called_people", read=(OWN_CALL,), grants="SELECT, INSERT, UPDATE")
    protect("site_losses", rows=STAFF, grants="SELECT, INSERT, UPDATE")


def downgrade() -> None:
    op.drop_table("call_messages")
    op.drop_table("briefing_answers")
    op.drop_table("site_loss_shares")
    op.drop_table("drill_certificates")
    op.drop_table("called_people")
    op.drop_table("activation_changes")
    op.drop_table("activations")
    op.drop_table("site_losses")
    op.drop_table("briefings")
    op.execute("DELETE FROM seat_assignments WHERE lease_id IS NULL")
    op.alter_column("seat_assignments", "lease_id", existing_type=sa.UUID(), nullable=False)
    op.drop_column("seat_assignments", "leaving_at")
