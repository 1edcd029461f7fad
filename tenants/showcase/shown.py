"""Which pictures the public may see: those of what is published, and no others."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import text

from muster.db import session
from muster.media.actions import delete

# Pictures of a contact are the conversation's own affair.
SETTLE = text("""
UPDATE pictures SET published_at = CASE WHEN pictures.published_at IS NULL THEN now() END
WHERE tenant_id = :tenant_id AND contact_id IS NULL AND inquiry_id IS NULL
  AND (published_at IS NOT NULL) <> (id IN (
    SELECT unnest(array_remove(ARRAY[logo_id, cover_id], NULL)) FROM showcases
    WHERE tenant_id = :tenant_id AND published_at IS NOT NULL
    UNION ALL
    SELECT picture_id FROM product_pictures
    JOIN products ON products.id = product_id AND products.published_at IS NOT NULL
    JOIN showcases ON showcases.tenant_id = products.tenant_id
     AND showcases.published_at IS NOT NULL
    WHERE product_pictures.tenant_id = :tenant_id
  ))
""")

USED = text("""
SELECT EXISTS (SELECT FROM product_pictures
               WHERE tenant_id = :tenant_id AND picture_id = :picture_id)
    OR EXISTS (SELECT FROM showcases
               WHERE tenant_id = :tenant_id AND :picture_id IN (logo_id, cover_id))
""")


def settle_pictures(tenant_id: UUID) -> None:
    """Publish the pictures of what is public now, and take back the others. Idempotent."""
    session.execute(SETTLE, {"tenant_id": tenant_id})


def forget_picture(tenant_id: UUID, picture_id: UUID) -> None:
    """Delete a picture, unless the showcase still shows it somewhere else."""
    session.flush()
    used = session.scalar(USED, {"tenant_id": tenant_id, "picture_id": picture_id})
    if not used:
        delete(tenant_id, picture_id)
