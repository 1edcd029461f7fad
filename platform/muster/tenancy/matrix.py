"""Roles × actions, as a page of the documentation, from what the slices declare."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from flask_babel import force_locale

from muster.tenancy.permissions import MEMBER_ROLES, STAFF_ROLES
from muster.tenancy.roles import member_role, staff_role

if TYPE_CHECKING:
    from muster.features import Feature, Permission

HEAD = """# Who may do what

Each slice declares its permissions once (`Feature.permissions`); doors, templates and the API
all ask there. This page is written by `muster permissions > docs/permissions.md`, and a test
fails when it is out of date. Another test sends a request of every role to every route.

A ¹ means: only with a confirmed e-mail address. Whoever is not a member of a company gets 404
for each of its pages; a member whose role does not include an action gets 403.
"""


def document(features: Sequence[Feature]) -> str:
    """The page, in English Markdown; needs an application context."""
    declared = [permission for feature in features for permission in feature.permissions]
    with force_locale("en"):
        members = _table(
            declared, MEMBER_ROLES, member_role, lambda permission: permission.member_roles
        )
        staff = _table(declared, STAFF_ROLES, staff_role, lambda permission: permission.staff_roles)
    return f"{HEAD}\n## In a client company\n\n{members}\n## At the operator\n\n{staff}"


def _table(
    declared: Iterable[Permission],
    roles: Sequence[str],
    called: Callable[[str], object],
    allowed: Callable[[Permission], frozenset[str]],
) -> str:
    lines = [
        f"| action | | {' | '.join(str(called(role)) for role in roles)} |",
        f"|---|---|{':-:|' * len(roles)}",
    ]
    for permission in sorted(declared, key=lambda each: each.name):
        if allowed(permission):
            marks = ["✓" if role in allowed(permission) else "" for role in roles]
            note = " ¹" if permission.confirmed else ""
            lines.append(
                f"| `{permission.name}`{note} | {permission.label} | {' | '.join(marks)} |"
            )
    return "\n".join(lines) + "\n"
