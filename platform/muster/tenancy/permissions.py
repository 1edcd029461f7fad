"""Who may do what: declared once by each slice, asked everywhere through `allowed`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from muster.features import Permission
    from muster.tenancy.principal import Principal

MEMBER_ROLES = ("owner", "supervisor", "knowledge_editor", "analyst", "finance", "viewer")
STAFF_ROLES = ("admin", "operations", "planner", "qa", "trainer", "agent")


class Permissions:
    """All permissions of the application, by name."""

    def __init__(self, declared: Iterable[Permission]) -> None:
        self.by_name: dict[str, Permission] = {}
        for permission in declared:
            if permission.name in self.by_name:
                raise ValueError(f"permission {permission.name} is declared twice")
            self.by_name[permission.name] = permission

    def allowed(self, principal: Principal, name: str, tenant_id: UUID | None = None) -> bool:
        """May `principal` do `name` (in company `tenant_id`)?

        An unknown name raises KeyError: a permission must be declared before it is asked for.
        """
        permission = self.by_name[name]
        if tenant_id is None:
            return bool(permission.staff_roles & principal.staff_roles)
        membership = principal.membership(tenant_id)
        return membership is not None and membership.role in permission.member_roles

    def waits_for_confirmation(self, principal: Principal, name: str) -> bool:
        """Is `name` closed to this person until they have confirmed their e-mail address?"""
        return self.by_name[name].confirmed and not principal.confirmed
