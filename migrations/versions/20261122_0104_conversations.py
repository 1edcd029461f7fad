"""Queues, contacts, messages and pictures."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from muster.db.policies import protect_tenant_table

revision = "20261122_0104"
down_revision = "20261122_0103"
branch_labels = None
depends_on = None

INQUIRY = "inquiry_id = (SELECT acting_inquiry())"
OF_INQUIRY = (
    "contact_id IN (SELECT c.id FROM contacts c WHERE c.inquiry_id = (SELECT acting_inquiry()))"
)
PUBLISHED = "published_at IS NOT NULL AND (SELECT acting_market())"


# A version 7 UUID (RFC 9562, section 5.7), for statements that make many rows at once.
NEW_ID = """
CREATE FUNCTION new_id() RETURNS uuid LANGUAGE sql VOLATILE PARALLEL SAFE AS $$
    SELECT encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) PLACING
        substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3)
        FROM 1 FOR 6), 52, 1), 53, 1), 'hex')::uuid
$$
"""

# hours: {"mon": [["09:00", "12:00"], …], …} as local times; an empty object is always open.
IS_OPEN = """
CREATE FUNCTION is_open(hours jsonb, zone text, moment timestamptz) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT hours = '{}'::jsonb OR EXISTS (
        SELECT FROM jsonb_array_elements(
            hours -> lower(to_char(moment AT TIME ZONE zone, 'Dy'))) AS period
        WHERE period ->> 0 <= to_char(moment AT TIME ZONE zone, 'HH24:MI')
          AND to_char(moment AT TIME ZONE zone, 'HH24:MI') < period ->> 1)
$$
"""


def upgrade() -> None:
    op.execute(NEW_ID)
    op.execute(IS_OPEN)
    op.create_table(
        "queues",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("languages", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("skills", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("opening_hours", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("offer_seconds", sa.SmallInteger(), nullable=True),
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_queues_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_queues")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_queues_tenant_id_id")),
        sa.UniqueConstraint("tenant_id", "name", name=op.f("uq_queues_tenant_id_name")),
    )
    op.create_index(
        "uq_queues_default", "queues", ["tenant_id"], unique=True, postgresql_where="is_default"
    )
    op.create_table(
        "dispositions",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_dispositions_tenant_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispositions")),
        sa.UniqueConstraint("tenant_id", "code", name=op.f("uq_dispositions_tenant_id_code")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_dispositions_tenant_id_id")),
    )
    op.create_table(
        "contacts",
        sa.Column("queue_id", sa.UUID(), nullable=False),
        sa.Column("inquiry_id", sa.UUID(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("opening", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agent_id", sa.UUID(), nullable=True),
        sa.Column("agent_slot", sa.SmallInteger(), nullable=True),
        sa.Column("first_agent_id", sa.UUID(), nullable=True),
        sa.Column("offer_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("returned_count", sa.SmallInteger(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_answer_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("close_reason", sa.Text(), nullable=True),
        sa.Column("disposition_id", sa.UUID(), nullable=True),
        sa.Column("message_count", sa.Integer(), nullable=False),
        sa.Column("last_message_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("read_by_agent", sa.Integer(), nullable=False),
        sa.Column("read_by_consumer", sa.Integer(), nullable=False),
        sa.Column("consumer_name", sa.Text(), nullable=True),
        sa.Column("consumer_phone", sa.Text(), nullable=True),
        sa.Column("rating", sa.SmallInteger(), nullable=True),
        sa.Column("rating_text", sa.Text(), nullable=True),
        sa.Column("rated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "state IN ('queued','offered','active','wrap_up','closed','abandoned')",
            name=op.f("ck_contacts_state_known"),
        ),
        sa.CheckConstraint(
            "(agent_slot IS NULL) OR (agent_id IS NOT NULL)", name=op.f("ck_contacts_slot_owner")
        ),
        sa.CheckConstraint("rating BETWEEN 1 AND 5", name=op.f("ck_contacts_rating_range")),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_contacts_agent_id")),
        sa.ForeignKeyConstraint(
            ["first_agent_id"], ["agents.id"], name=op.f("fk_contacts_first_agent_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "disposition_id"],
            ["dispositions.tenant_id", "dispositions.id"],
            name=op.f("fk_contacts_tenant_id_disposition_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "queue_id"],
            ["queues.tenant_id", "queues.id"],
            name=op.f("fk_contacts_tenant_id_queue_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_contacts_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contacts")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_contacts_tenant_id_id")),
    )
    op.create_index(
        op.f("ix_contacts_agent_id_id"),
        "contacts",
        ["agent_id", "id"],
        unique=False,
        postgresql_where="agent_id IS NOT NULL",
    )
    op.create_index(
        op.f("ix_contacts_inquiry_id"),
        "contacts",
        ["inquiry_id"],
        unique=False,
        postgresql_where="inquiry_id IS NOT NULL",
    )
    op.create_index(
        "ix_contacts_offers",
        "contacts",
        ["offer_expires_at"],
        unique=False,
        postgresql_where="state = 'offered'",
    )
    op.create_index(
        "ix_contacts_open",
        "contacts",
        ["tenant_id", "state", "created_at"],
        unique=False,
        postgresql_where="state IN ('queued','offered','active','wrap_up')",
    )
    op.create_index(
        "uq_contacts_agent_slot",
        "contacts",
        ["agent_id", "agent_slot"],
        unique=True,
        postgresql_where="agent_slot IS NOT NULL",
    )
    op.create_table(
        "contact_changes",
        sa.Column("contact_id", sa.UUID(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("agent_id", sa.UUID(), nullable=True),
        sa.Column("person_id", sa.UUID(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["agents.id"], name=op.f("fk_contact_changes_agent_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_contact_changes_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "contact_id"],
            ["contacts.tenant_id", "contacts.id"],
            name=op.f("fk_contact_changes_tenant_id_contact_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_contact_changes_tenant_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_changes")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_contact_changes_tenant_id_id")),
    )
    op.create_index(
        op.f("ix_contact_changes_contact_id_id"),
        "contact_changes",
        ["contact_id", "id"],
        unique=False,
    )
    op.create_table(
        "messages",
        sa.Column("contact_id", sa.UUID(), nullable=False),
        sa.Column("inquiry_id", sa.UUID(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("author_kind", sa.Text(), nullable=False),
        sa.Column("author_id", sa.UUID(), nullable=True),
        sa.Column("author_name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("payload", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint("char_length(body) <= 8000", name=op.f("ck_messages_body_length")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "contact_id"],
            ["contacts.tenant_id", "contacts.id"],
            name=op.f("fk_messages_tenant_id_contact_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_messages_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
        sa.UniqueConstraint("contact_id", "number", name=op.f("uq_messages_contact_id_number")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_messages_tenant_id_id")),
    )
    op.create_table(
        "canned_replies",
        sa.Column("shortcut", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_canned_replies_tenant_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_canned_replies")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_canned_replies_tenant_id_id")),
        sa.UniqueConstraint(
            "tenant_id", "shortcut", name=op.f("uq_canned_replies_tenant_id_shortcut")
        ),
    )
    op.create_table(
        "desk_drafts",
        sa.Column("contact_id", sa.UUID(), nullable=False),
        sa.Column("agent_id", sa.UUID(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_desk_drafts_agent_id")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "contact_id"],
            ["contacts.tenant_id", "contacts.id"],
            name=op.f("fk_desk_drafts_tenant_id_contact_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_desk_drafts_tenant_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_drafts")),
        sa.UniqueConstraint(
            "tenant_id",
            "contact_id",
            "agent_id",
            name=op.f("uq_desk_drafts_tenant_id_contact_id_agent_id"),
        ),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_desk_drafts_tenant_id_id")),
    )
    op.create_table(
        "pictures",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content_type", sa.Text(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("contact_id", sa.UUID(), nullable=True),
        sa.Column("inquiry_id", sa.UUID(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint("width > 0 AND height > 0", name=op.f("ck_pictures_has_size")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_pictures_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pictures")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_pictures_tenant_id_id")),
    )
    op.create_index(
        op.f("ix_pictures_inquiry_id"),
        "pictures",
        ["inquiry_id"],
        unique=False,
        postgresql_where="inquiry_id IS NOT NULL",
    )
    protect_tenant_table("queues")
    protect_tenant_table("dispositions")
    protect_tenant_table("contacts", write=(INQUIRY,))
    protect_tenant_table("contact_changes", write=(OF_INQUIRY,), grants="SELECT, INSERT")
    protect_tenant_table("messages", write=(INQUIRY,), grants="SELECT, INSERT")
    protect_tenant_table("canned_replies")
    protect_tenant_table("desk_drafts")
    protect_tenant_table("pictures", write=(INQUIRY,), read=(PUBLISHED,))


def downgrade() -> None:
    for table in (
        "pictures",
        "desk_drafts",
        "canned_replies",
        "messages",
        "contact_changes",
        "contacts",
        "dispositions",
        "queues",
    ):
        op.execute(f"DROP TABLE {table} CASCADE")
    op.execute("DROP FUNCTION is_open(jsonb, text, timestamptz)")
    op.execute("DROP FUNCTION new_id()")
