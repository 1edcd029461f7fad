"""Mails about belonging to a company."""

from __future__ import annotations

from uuid import UUID

from flask_babel import gettext as _

from muster.account.mails import public_url
from muster.mail import send
from muster.tenancy.roles import member_role
from muster.web.locale import written_in


def invitation(
    address: str,
    token: str,
    *,
    tenant_id: UUID,
    company: str,
    inviter: str,
    role: str,
    locale: str,
) -> None:
    """Invite somebody; in the company's language, as we do not know theirs."""
    with written_in(locale):
        send(
            address,
            _("%(inviter)s invites you to %(company)s", inviter=inviter, company=company),
            _(
                "Hello,\n\n%(inviter)s invites you to work with %(company)s on Muster, "
                "as: %(role)s.\n\nJoin here:\n\n%(link)s\n\nThe link works once, for seven days. "
                "If you do not know %(company)s, ignore this mail.\n\nMuster",
                inviter=inviter,
                company=company,
                role=member_role(role),
                link=public_url("invitations.show", token=token),
            ),
            tenant_id=tenant_id,
        )
