"""Addresses of our own pages: this one, this one with other filters, where to return to."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Flask, request, url_for


def here() -> str:
    """The address of this page inside Muster: where a switch of language returns to."""
    if request.method == "GET":
        # Without `lang`, which would hold the page in the language that is being left.
        arguments = [(k, v) for k, v in request.args.items(multi=True) if k != "lang"]
        return f"{request.path}?{urlencode(arguments)}" if arguments else request.path
    return local_path(request.referrer or "/")


def local_path(address: str) -> str:
    """`address` if it stays on this host, as a path with its query; `/` otherwise."""
    path = address.removeprefix(request.host_url.rstrip("/"))
    # A browser reads `//host` and `/\host` as another host.
    ours = path.startswith("/") and not path.startswith(("//", "/\\"))
    return path if ours and path.isprintable() else "/"


def page_url(**changes: str | int | None) -> str:
    """This page with some of its query arguments changed; None takes one away."""
    arguments: dict[str, object] = {**request.args.to_dict(flat=False), **(request.view_args or {})}
    arguments.update(changes)
    kept = {name: value for name, value in arguments.items() if value is not None}
    return url_for(str(request.endpoint), **kept)  # type: ignore[arg-type]  # any query argument


def init_app(app: Flask) -> None:
    """Give templates `here()` and `page_url(…)`."""
    app.add_template_global(here)
    app.add_template_global(page_url)
