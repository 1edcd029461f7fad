"""Find the holds that nobody paid for by their index, however many are pending."""

from __future__ import annotations

from alembic import op

revision = "20261122_1611"
down_revision = "20261122_1132"
branch_labels = None
depends_on = None

# The clock is read once: a comparison with a function that changes under way uses no index.
FREE_EXPIRED = """
CREATE OR REPLACE FUNCTION free_expired_holds() RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE freed integer; {declared}
BEGIN
    IF NOT acting_staff() AND cardinality(acting_tenants()) = 0 THEN
        RAISE insufficient_privilege USING MESSAGE = 'nobody is acting';
    END IF;
    WITH late AS (
        SELECT id FROM standby_reservations
        WHERE state = 'payment_pending' AND hold_expires_at <= {moment}
        ORDER BY id FOR UPDATE SKIP LOCKED
    ), ended AS (
        UPDATE standby_reservations r SET state = 'expired', hold_expires_at = NULL
        FROM late WHERE r.id = late.id RETURNING r.tenant_id, r.id
    )
    INSERT INTO standby_changes (id, tenant_id, reservation_id, from_state, to_state, reason)
    SELECT gen_random_uuid(), tenant_id, id, 'payment_pending', 'expired', 'unpaid' FROM ended;
    GET DIAGNOSTICS freed = ROW_COUNT;
    RETURN freed;
END $$
"""


def upgrade() -> None:
    read_once = "moment timestamptz := clock_timestamp();"
    op.execute(FREE_EXPIRED.format(declared=read_once, moment="moment"))


def downgrade() -> None:
    op.execute(FREE_EXPIRED.format(declared="", moment="clock_timestamp()"))
