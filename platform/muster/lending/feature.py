"""Lending as a feature of the operator's and of the desk."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import Flask
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from muster.activation import opening, rollcall
from muster.billing.words import register
from muster.capacity import meter
from muster.desk.providers import providers
from muster.features import Feature, NavEntry, Permission
from muster.lending import desk_views, jobs, ops_views, queries, words
from muster.tenancy.operations import system_door


def init_app(app: Flask) -> None:
    """Show loans at the desk, and say what their charges are for."""
    providers(app).parts.append("lending/_desk.html")
    register(words.CHARGES)


def activation_began(tenant_id: UUID, activation_id: UUID) -> None:
    """A reserve is being called in: who stands by for it has to come back."""
    people_called(None)


def people_called(agent_ids: Sequence[UUID] | None) -> None:
    """These agents are called in; whoever of them is lent has to come back."""
    with system_door() as reader:
        if queries.lent_among(reader, agent_ids):
            jobs.look_soon()


def beside_the_meter(across: Session) -> tuple[str, object]:
    """How many of the hot standby are lent."""
    return "lending/_meter.html", queries.hot(across)


opening.began.append(activation_began)
rollcall.called_in.append(people_called)
meter.beside.append(beside_the_meter)

FEATURE = Feature(
    name="lending",
    blueprints=(ops_views.blueprint, desk_views.blueprint),
    permissions=(
        Permission(
            "loans.see",
            _l("See who of the standby is lent to whom"),
            staff_roles=frozenset({"admin", "operations", "planner"}),
        ),
        Permission(
            "loans.run",
            _l("Lend idle standby to other clients, and recall it"),
            staff_roles=frozenset({"admin", "operations"}),
        ),
    ),
    nav=(NavEntry("ops", "ops_loans.index", _l("Lent standby"), "users-plus", "loans.see", 35),),
    periodic=jobs.PERIODIC,
    init_app=init_app,
)
