"""Sitemaps: an index, and parts of a limited size in the order in which rows were made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from xml.sax.saxutils import escape

from flask import Blueprint, Response, current_app, url_for
from sqlalchemy import text

from muster.db import session
from muster.errors import NotFound
from muster.tenancy.doors import market

PART = 5_000
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'

PUBLISHED = {
    "companies": (
        "SELECT id, slug, '' AS product, updated_at FROM showcases WHERE published_at IS NOT NULL"
    ),
    "products": (
        "SELECT p.id, s.slug, p.slug AS product, p.updated_at FROM products p"
        " JOIN showcases s ON s.tenant_id = p.tenant_id AND s.published_at IS NOT NULL"
        " WHERE p.published_at IS NOT NULL"
    ),
}
PARTS = """
SELECT part, max(updated_at) AS updated_at FROM (
    SELECT (row_number() OVER (ORDER BY id) - 1) / :size AS part, updated_at FROM ({rows}) AS each
) AS numbered GROUP BY part ORDER BY part
"""
ROWS = "SELECT * FROM ({rows}) AS each ORDER BY id LIMIT :size OFFSET :offset"

blueprint = Blueprint("sitemaps", __name__)


@blueprint.get("/sitemap.xml")
@market
def index() -> Response:
    """The parts of the sitemap."""
    parts = [
        (url_for("sitemaps.show", kind=kind, part=row.part + 1), row.updated_at)
        for kind, rows in PUBLISHED.items()
        for row in session.execute(text(PARTS.format(rows=rows)), {"size": PART})
    ]
    return _answer(_document("sitemapindex", "sitemap", parts))


@blueprint.get("/sitemaps/<any(companies, products):kind>/<int:part>.xml")
@market
def show(kind: str, part: int) -> Response:
    """The pages of one part. Raises NotFound behind the last."""
    places = {"size": PART, "offset": (min(max(part, 1), 100_000) - 1) * PART}
    rows = session.execute(text(ROWS.format(rows=PUBLISHED[kind])), places).all()
    if not rows:
        raise NotFound
    return _answer(_document("urlset", "url", [(_page(row), row.updated_at) for row in rows]))


def _page(row: object) -> str:
    slug, product = row.slug, row.product  # type: ignore[attr-defined]  # a row of PUBLISHED
    if product:
        return url_for("companies.show_product", slug=slug, product=product)
    return url_for("companies.show", slug=slug)


def _document(root: str, element: str, pages: Sequence[tuple[str, datetime]]) -> Iterable[str]:
    base = current_app.config["SETTINGS"].public_url
    yield f"{HEAD}<{root} {SPACE}>\n"
    for path, updated_at in pages:
        place, moment = escape(base + path), updated_at.isoformat(timespec="seconds")
        yield f"<{element}><loc>{place}</loc><lastmod>{moment}</lastmod></{element}>\n"
    yield f"</{root}>\n"


def _answer(lines: Iterable[str]) -> Response:
    response = Response("".join(lines), mimetype="application/xml")
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response
