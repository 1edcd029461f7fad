"""The public pages of companies and their products, and the directory of companies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, g, make_response, render_template, request, url_for

from marketplace.showcase import queries, structured
from marketplace.showcase.freshness import unless_known
from marketplace.showcase.tongues import language_name, tongue
from marketplace.showcase.wording import summary
from muster.errors import existing
from muster.tenancy import hours, opening, phones, zones
from muster.tenancy.doors import market, portal
from muster.web.locale import LOCALES
from muster.web.words import DAY_NAMES
from tenants.showcase import published
from tenants.showcase.actions import open_showcase
from tenants.showcase.models import Product, Showcase

blueprint = Blueprint("companies", __name__, template_folder="templates")


@blueprint.context_processor
def words() -> dict[str, object]:
    """What the templates of these pages need."""
    return {
        "DAY_NAMES": DAY_NAMES,
        "tongue": tongue,
        "phones": phones,
        "zones": zones,
        "language_name": language_name,
    }


@dataclass(frozen=True, slots=True)
class Doors:
    """Whether a company is open now, until or from when, and its week.

    changes_at: the next opening or closing, by the company's clock. today, changes_on: days as
    of muster.tenancy.hours.
    """

    is_open: bool
    changes_at: datetime | None
    changes_on: str
    week: dict[str, list[tuple[str, str]]]
    today: str

    @classmethod
    def of(cls, showcase: Showcase, now: datetime) -> Doors | None:
        """The doors of a company at the moment `now`; None if it does not say its hours."""
        if not showcase.opening_hours:
            return None
        zone = ZoneInfo(showcase.time_zone)
        changes = hours.next_change(showcase.opening_hours, showcase.time_zone, now)
        local = changes.astimezone(zone) if changes else None
        return cls(
            hours.is_open(showcase.opening_hours, showcase.time_zone, now),
            local,
            hours.DAYS[local.weekday()] if local else "",
            opening.by_day(showcase.opening_hours),
            hours.DAYS[now.astimezone(zone).weekday()],
        )


@blueprint.get("/c/<slug>")
@market
def show(slug: str) -> Response:
    """A company."""
    showcase = published.find_company(slug)
    page = request.args.get("page", 1, type=int)
    return _fresh(showcase, lambda: _company(showcase, page))


@blueprint.get("/c/<slug>/<product>")
@market
def show_product(slug: str, product: str) -> Response:
    """A product of a company."""
    showcase = published.find_company(slug)
    found = existing(published.find_product(showcase.tenant_id, product))
    return _fresh(showcase, lambda: _product(showcase, found))


@blueprint.get("/companies")
@market
def index() -> str:
    """All companies, by name; of one category, or found by a word."""
    search = request.args.get("search", "").strip()[:100]
    category = request.args.get("category", "").strip()[:100]
    companies, categories = queries.overview()
    return render_template(
        "companies/index.html",
        found=queries.list_companies(
            search=search, category=category, page=request.args.get("page", 1, type=int)
        ),
        companies=companies,
        categories=categories,
        search=search,
        category=category,
        canonical=structured.absolute(request.path),
    )


@blueprint.get("/portal/<tenant>/showcase/preview")
@portal("showcase.read")
def preview() -> Response:
    """The company's page as it would be, drafts included, for its own people."""
    showcase = open_showcase(g.company.id)
    page = request.args.get("page", 1, type=int)
    response = make_response(_company(showcase, page, drafts=True))
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _fresh(showcase: Showcase, render: Callable[[], str]) -> Response:
    doors = Doors.of(showcase, datetime.now(UTC))
    today = datetime.now(ZoneInfo(showcase.time_zone)).date()
    return unless_known(showcase.updated_at, render, doors.is_open if doors else "", today)


def _company(showcase: Showcase, page: int, *, drafts: bool = False) -> str:
    shelf = queries.shelf(showcase.tenant_id, page=page, drafts=drafts)
    offers = queries.offers_today(showcase)
    return render_template(
        "companies/show.html",
        page_title=showcase.name,
        company=showcase,
        doors=Doors.of(showcase, datetime.now(UTC)),
        shelf=shelf,
        offers=offers,
        offered=queries.products_of(offers),
        summary=summary(showcase.tagline, showcase.about),
        drafts=drafts,
        data=() if drafts else (structured.company(showcase, shelf.products.rows),),
        **_addresses(showcase.cover_id or showcase.logo_id),
    )


def _product(showcase: Showcase, product: Product) -> str:
    pictures = queries.gallery(product)
    return render_template(
        "companies/product.html",
        page_title=f"{product.name} · {showcase.name}",
        company=showcase,
        product=product,
        pictures=pictures,
        offers=queries.offers_today(showcase, product.id),
        shelf=queries.beside(product),
        doors=Doors.of(showcase, datetime.now(UTC)),
        summary=summary(product.description, ", ".join(product.tags), showcase.tagline),
        data=(
            structured.product(showcase, product, pictures),
            structured.trail(
                [
                    (showcase.name, url_for("companies.show", slug=showcase.slug)),
                    (product.name, request.path),
                ]
            ),
        ),
        **_addresses(pictures[0] if pictures else showcase.cover_id or showcase.logo_id),
    )


def _addresses(picture: UUID | None) -> dict[str, object]:
    """What the head of a page says of its own address, of itself in other languages."""
    plain = {"page": page} if (page := request.args.get("page", type=int)) else {}
    asked = request.args.get("lang", "")
    spoken = {"lang": asked} if asked in LOCALES else {}
    return {
        "canonical": _here(**plain, **spoken),
        "unspoken": _here(**plain),
        "tongues": {code: _here(**plain, lang=code) for code in LOCALES},
        "social_picture": structured.picture_url(picture),
    }


def _here(**arguments: int | str) -> str:
    """This page's address with these query arguments and no others."""
    path = url_for(str(request.endpoint), **{**(request.view_args or {}), **arguments})
    return structured.absolute(path)
