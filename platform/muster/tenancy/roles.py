"""What the roles are called, and what each is for, in the reader's language."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from muster.identity.models import StaffRole
from muster.tenancy.models import MemberRole

MEMBER_ROLES: dict[str, tuple[LazyString, LazyString]] = {
    MemberRole.OWNER: (_l("Owner"), _l("May do everything, and decides who else may do what.")),
    MemberRole.SUPERVISOR: (
        _l("Supervisor"),
        _l("Watches contacts live and looks after the queue."),
    ),
    MemberRole.KNOWLEDGE_EDITOR: (
        _l("Knowledge editor"),
        _l("Keeps the showcase, the products and the canned replies."),
    ),
    MemberRole.ANALYST: (_l("Analyst"), _l("Reads figures and contacts, and changes nothing.")),
    MemberRole.FINANCE: (_l("Finance"), _l("Rents seats and sees what they cost.")),
    MemberRole.VIEWER: (_l("Viewer"), _l("Looks at the pages, and changes nothing.")),
}

STAFF_ROLES: dict[str, tuple[LazyString, LazyString]] = {
    StaffRole.ADMIN: (_l("Administrator"), _l("Decides who of the staff may do what.")),
    StaffRole.OPERATIONS: (_l("Operations manager"), _l("Runs clients, plans, leases and agents.")),
    StaffRole.PLANNER: (_l("Planner"), _l("Decides who sits where, and when.")),
    StaffRole.QA: (_l("Quality"), _l("Reads along and judges.")),
    StaffRole.TRAINER: (_l("Trainer"), _l("Prepares agents for clients.")),
    StaffRole.AGENT: (_l("Agent"), _l("Answers at the desk.")),
}


def member_role(role: str) -> LazyString:
    """What a role in a client company is called."""
    return MEMBER_ROLES[role][0]


def staff_role(role: str) -> LazyString:
    """What a role at the operator is called."""
    return STAFF_ROLES[role][0]
