"""Showcases, products, offers and imports."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from muster.db.policies import protect_tenant_table

revision = "20261122_0105"
down_revision = "20261122_0104"
branch_labels = None
depends_on = None

PUBLISHED = "published_at IS NOT NULL AND (SELECT acting_market())"
OF_PUBLISHED_PRODUCT = (
    "(SELECT acting_market()) AND EXISTS (SELECT FROM products p"
    " WHERE p.id = product_pictures.product_id AND p.published_at IS NOT NULL)"
)


def upgrade() -> None:
    op.create_table(
        "showcases",
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("tagline", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("languages", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("regions", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("categories", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("opening_hours", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("attributes", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("website", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("color", sa.Text(), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("logo_id", sa.UUID(), nullable=True),
        sa.Column("cover_id", sa.UUID(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "cover_id"],
            ["pictures.tenant_id", "pictures.id"],
            name=op.f("fk_showcases_tenant_id_cover_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "logo_id"],
            ["pictures.tenant_id", "pictures.id"],
            name=op.f("fk_showcases_tenant_id_logo_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_showcases_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_showcases")),
        sa.UniqueConstraint("slug", name=op.f("uq_showcases_slug")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_showcases_tenant_id_id")),
        sa.UniqueConstraint("tenant_id", name=op.f("uq_showcases_tenant_id")),
    )
    op.create_table(
        "products",
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("external_key", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("attributes", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("tags", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("price_minor", sa.Integer(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("link", sa.Text(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "(price_minor IS NULL) = (currency IS NULL)", name=op.f("ck_products_price_whole")
        ),
        sa.CheckConstraint("price_minor >= 0", name=op.f("ck_products_price_positive")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_products_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_products")),
        sa.UniqueConstraint(
            "tenant_id", "external_key", name=op.f("uq_products_tenant_id_external_key")
        ),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_products_tenant_id_id")),
        sa.UniqueConstraint("tenant_id", "slug", name=op.f("uq_products_tenant_id_slug")),
    )
    op.create_index("ix_products_list", "products", ["tenant_id", "position", "id"], unique=False)
    op.create_table(
        "product_pictures",
        sa.Column("product_id", sa.UUID(), nullable=False),
        sa.Column("picture_id", sa.UUID(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "picture_id"],
            ["pictures.tenant_id", "pictures.id"],
            name=op.f("fk_product_pictures_tenant_id_picture_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "product_id"],
            ["products.tenant_id", "products.id"],
            name=op.f("fk_product_pictures_tenant_id_product_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_product_pictures_tenant_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_pictures")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_product_pictures_tenant_id_id")),
        sa.UniqueConstraint(
            "tenant_id",
            "product_id",
            "picture_id",
            name=op.f("uq_product_pictures_tenant_id_product_id_picture_id"),
        ),
    )
    op.create_table(
        "offers",
        sa.Column("product_id", sa.UUID(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_offers_period_forward")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "product_id"],
            ["products.tenant_id", "products.id"],
            name=op.f("fk_offers_tenant_id_product_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_offers_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offers")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_offers_tenant_id_id")),
    )
    op.create_table(
        "imports",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("filename", sa.Text(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("encoding", sa.Text(), nullable=True),
        sa.Column("columns", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("mapping", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("rows_total", sa.Integer(), nullable=True),
        sa.Column("rows_done", sa.Integer(), nullable=False),
        sa.Column("rows_created", sa.Integer(), nullable=False),
        sa.Column("rows_updated", sa.Integer(), nullable=False),
        sa.Column("rows_unchanged", sa.Integer(), nullable=False),
        sa.Column("rows_failed", sa.Integer(), nullable=False),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.Column("started_by", sa.UUID(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["started_by"], ["people.id"], name=op.f("fk_imports_started_by")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_imports_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_imports_tenant_id_id")),
    )
    op.create_index("ix_imports_recent", "imports", ["tenant_id", "id"], unique=False)
    op.create_table(
        "import_failures",
        sa.Column("import_id", sa.UUID(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("column", sa.Text(), nullable=True),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("row", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "import_id"],
            ["imports.tenant_id", "imports.id"],
            name=op.f("fk_import_failures_tenant_id_import_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_import_failures_tenant_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_failures")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_import_failures_tenant_id_id")),
    )
    op.create_index(
        op.f("ix_import_failures_import_id_line"),
        "import_failures",
        ["import_id", "line"],
        unique=False,
    )
    protect_tenant_table("showcases", read=(PUBLISHED,))
    protect_tenant_table("products", read=(PUBLISHED,))
    protect_tenant_table("product_pictures", read=(OF_PUBLISHED_PRODUCT,))
    protect_tenant_table("offers", read=(PUBLISHED,))
    protect_tenant_table("imports")
    protect_tenant_table("import_failures")


def downgrade() -> None:
    for table in (
        "import_failures",
        "imports",
        "offers",
        "product_pictures",
        "products",
        "showcases",
    ):
        op.execute(f"DROP TABLE {table} CASCADE")
