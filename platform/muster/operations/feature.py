"""The operator's own pages."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from muster.audit.sentences import name_values
from muster.capacity import ops_views as standby
from muster.features import Feature, NavEntry, Permission
from muster.operations import (
    audit_views,
    housekeeping,
    jobs_views,
    mail_views,
    overview_views,
    queries,
)
from muster.tenancy import roles

RUN = frozenset({"admin", "operations"})


def init_app(_app: Flask) -> None:
    """Let the audit trail say roles as people do, and the overview what promises are broken."""
    if standby.ON_OVERVIEW not in queries.heads:
        queries.heads.append(standby.ON_OVERVIEW)
    for known in (roles.MEMBER_ROLES, roles.STAFF_ROLES):
        name_values({role: title for role, (title, _) in known.items()})


FEATURE = Feature(
    name="operations",
    blueprints=(
        overview_views.blueprint,
        jobs_views.blueprint,
        mail_views.blueprint,
        audit_views.blueprint,
    ),
    permissions=(
        Permission(
            "operations.overview",
            _l("See how it goes across all companies"),
            staff_roles=RUN | {"planner", "qa", "trainer"},
        ),
        Permission("jobs.see", _l("See background jobs"), staff_roles=RUN),
        Permission("jobs.replay", _l("Have dead jobs tried again"), staff_roles=RUN),
        Permission("mail.see", _l("See outgoing mail, and read what is kept"), staff_roles=RUN),
        Permission("mail.send", _l("Have mail sent again"), staff_roles=RUN),
        Permission(
            "audit.see",
            _l("Read and export the audit trail"),
            member_roles=frozenset({"owner"}),
            staff_roles=RUN,
        ),
    ),
    nav=(
        NavEntry("ops", "ops.index", _l("Overview"), "gauge", "operations.overview", 10),
        NavEntry("ops", "ops_mail.index", _l("Mail"), "mail", "mail.see", 80),
        NavEntry("ops", "ops_jobs.index", _l("Jobs"), "stack-2", "jobs.see", 85),
        NavEntry("ops", "ops_audit.index", _l("Audit"), "history", "audit.see", 90),
    ),
    periodic=housekeeping.PERIODIC,
    init_app=init_app,
)
