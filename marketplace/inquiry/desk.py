"""Why a company was asked, as its agents read it beside the conversation."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from marketplace.inquiry.models import Invitation
from marketplace.inquiry.reasons import told
from muster.db import session


def reasons(contact_id: UUID) -> list[str]:
    """The reasons of the invitation that opened this contact; none without an invitation."""
    why = session.scalar(select(Invitation.why).where(Invitation.contact_id == contact_id))
    return [reason.text for reason in told(why.get("reasons", ()))] if why else []
