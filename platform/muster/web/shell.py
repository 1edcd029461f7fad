"""What surrounds a page: who is signed in, which company they act for, the doors' navigation."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias

from flask import Flask, current_app, g, request, url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from werkzeug.routing import BuildError

from muster.features import Door, NavEntry

Words: TypeAlias = str | LazyString


@dataclass(frozen=True, slots=True)
class Choice:
    """A link in a switcher: another company of this person, another door."""

    label: Words
    url: str
    current: bool = False
    hint: Words = ""


@dataclass(frozen=True, slots=True)
class Person:
    """Who is signed in, as the top bar shows them."""

    name: str
    hint: Words = ""
    account_url: str = ""
    sign_out_url: str = ""


@dataclass(frozen=True, slots=True)
class Banner:
    """Something that waits for the person on every page, with the button that deals with it."""

    text: Words
    url: str
    action: Words


@dataclass(frozen=True, slots=True)
class Shell:
    """Everything around the page that only the floors above know."""

    person: Person | None = None
    tenant: str = ""
    tenant_accent: str = ""
    tenants: tuple[Choice, ...] = ()
    doors: tuple[Choice, ...] = ()
    banner: Banner | None = None
    sign_in_url: str = ""
    sign_up_url: str = ""


@dataclass(frozen=True, slots=True)
class NavLink:
    """A navigation entry, resolved for this request.

    heading: of a group that begins with it. recount: where a page that stays open asks for count.
    """

    label: Words
    url: str
    icon: str
    current: bool
    count: int = 0
    heading: Words = ""
    recount: str = ""


# Long navigations are read in groups: from which order on an entry belongs to which.
HEADINGS: dict[str, dict[int, Words]] = {
    "portal": {
        20: _l("Seats and reserve"),
        30: _l("Supervision"),
        40: _l("Customers"),
        80: _l("Company"),
    },
    "ops": {
        20: _l("Clients"),
        30: _l("Capacity"),
        40: _l("People"),
        80: _l("System"),
    },
}


EMPTY = Shell()
SCHEMES = ("auto", "light", "dark")


def provide(app: Flask, provider: Callable[[], Shell]) -> None:
    """Register the function that describes the shell of the current request."""
    app.extensions["muster.web.shell"] = provider


def shell() -> Shell:
    """The shell of this request; asked for once a request."""
    if "web_shell" not in g:
        provider = current_app.extensions.get("muster.web.shell")
        g.web_shell = provider() if provider else EMPTY
    described: Shell = g.web_shell
    return described


def scheme() -> str:
    """The colours that this browser chose: `auto`, `light` or `dark`."""
    chosen = request.cookies.get("scheme", "auto")
    return chosen if chosen in SCHEMES else "auto"


def nav_links(door: Door) -> list[NavLink]:
    """The door's navigation for this person, with the current entry marked."""
    links = [(entry, _url(entry.endpoint)) for entry in _entries(door)]
    current = _current([entry for entry, url in links if url]) or _above(links)
    shown = [(entry, url, _group(door, entry)) for entry, url in links if url]
    before = [0, *(group for _, _, group in shown)]
    return [
        NavLink(
            entry.label,
            url,
            entry.icon,
            entry is current,
            entry.count() if entry.count else 0,
            HEADINGS[door][group] if group != last else "",
            (_url(entry.recount) or "") if entry.recount else "",
        )
        for (entry, url, group), last in zip(shown, before, strict=False)
    ]


def _group(door: Door, entry: NavEntry) -> int:
    """From which order on the entry's group reaches; 0 for what stands before all groups."""
    return max((least for least in HEADINGS.get(door, ()) if least <= entry.order), default=0)


def _entries(door: Door) -> Iterable[NavEntry]:
    muster = current_app.extensions.get("muster")
    return muster.nav(door) if muster is not None else ()


def _url(endpoint: str) -> str | None:
    known = request.view_args or {}
    wanted = {
        name
        for rule in current_app.url_map.iter_rules(endpoint)
        for name in rule.arguments
        if name in known
    }
    try:
        return url_for(endpoint, **{name: known[name] for name in wanted})
    except BuildError:
        return None


def _current(entries: list[NavEntry]) -> NavEntry | None:
    """The entry of this very page, else the first of the same slice."""
    for entry in entries:
        if entry.endpoint == request.endpoint:
            return entry
    slice_ = request.blueprint
    return next((e for e in entries if slice_ and e.endpoint.startswith(f"{slice_}.")), None)


def _above(links: list[tuple[NavEntry, str | None]]) -> NavEntry | None:
    """The entry whose address this page's address begins with; a door's own is above nothing."""
    urls = [url for _, url in links if url]
    for entry, url in links:
        is_root = any(other.startswith(f"{url}/") for other in urls)
        if url and not is_root and request.path.startswith(f"{url}/"):
            return entry
    return None


def init_app(app: Flask) -> None:
    """Give templates `shell()`, `scheme()` and `nav_links(door)`."""
    app.add_template_global(shell)
    app.add_template_global(scheme)
    app.add_template_global(nav_links)
    app.add_template_global(_entries, "nav_entries")
