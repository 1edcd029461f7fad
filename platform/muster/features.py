"""How a slice makes itself known to the floor below without being imported by it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from flask_babel import LazyString

if TYPE_CHECKING:
    import click
    from flask import Blueprint, Flask

Door = Literal["market", "portal", "desk", "ops"]


@dataclass(frozen=True, slots=True)
class NavEntry:
    """One entry of a door's navigation; shown to whoever holds `permission`.

    count: what waits behind it for whoever looks, called inside the page's unit of work.
    recount: the endpoint that answers the same as JSON {count}, for pages that stay open.
    """

    door: Door
    endpoint: str
    label: str | LazyString
    icon: str
    permission: str | None = None
    order: int = 100
    count: Callable[[], int] | None = None
    recount: str | None = None


@dataclass(frozen=True, slots=True)
class Permission:
    """An action that a role may be allowed, declared once by the slice that owns it.

    `member_roles` are roles in a client company, `staff_roles` roles at the operator.
    `confirmed`: only for people who have confirmed their e-mail address.
    """

    name: str
    label: str | LazyString
    member_roles: frozenset[str] = frozenset()
    staff_roles: frozenset[str] = frozenset()
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Periodic:
    """A job that the scheduler enqueues again and again, every `seconds`."""

    job: str
    seconds: int


@dataclass(frozen=True, slots=True)
class Feature:
    """Everything that one slice contributes to the application."""

    name: str
    blueprints: Sequence[Blueprint] = ()
    permissions: Sequence[Permission] = ()
    nav: Sequence[NavEntry] = ()
    periodic: Sequence[Periodic] = ()
    cli: Sequence[click.Command] = ()
    init_app: Callable[[Flask], None] | None = None
    demo: Callable[[Flask], str] | None = None  # fills the demo; tells who can sign in at {url}
    traffic: Callable[[Flask, str], None] | None = None  # plays people at that URL until stopped
    # `muster demo <name>`: what is played once at a demo that is up, telling what it does.
    plays: Mapping[str, Callable[[Flask, str, Callable[[str], None]], None]] = field(
        default_factory=dict
    )
    packages: Sequence[str] = field(default_factory=tuple)
