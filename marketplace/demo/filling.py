"""Filling the demo through the same actions that people use. Running it twice adds nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from babel.numbers import get_currency_precision
from flask import Flask
from sqlalchemy import select

from marketplace.demo import arrivals, everyday, faces, hotline, lending, places, rentals, wares
from marketplace.demo.guide import guide
from marketplace.demo.members import NAMES
from marketplace.demo.script import AGENTS, PASSWORD, address, companies
from muster.coaching.actions import add_defaults
from muster.db import Acting, session, unit_of_work, uuid7
from muster.identity import people
from muster.identity.models import Person, StaffMembership
from muster.identity.passwords import hash_password
from muster.leasing import history, ordering
from muster.media import actions as media
from muster.tenancy.models import Membership, Tenant
from muster.workforce import agents, leases
from muster.workforce.models import Agent, SeatPlan
from tenants.queues import replies
from tenants.showcase import actions as showcase
from tenants.showcase.offers import create_offer
from tenants.showcase.pictures import attach_picture
from tenants.showcase.products import create_product
from tenants.signup import actions as signup

SKILLS = (
    ("sales", "Sales", "销售"),
    ("after-sales", "After-sales", "售后"),
    ("air-tickets", "Air tickets", "机票"),
)
Seats = list[tuple[UUID, frozenset[str]]]  # agents, with their languages
LARGE = 3  # seats
STAFF = (
    ("ops", "运营 Olivia", ("admin", "operations")),
    ("planner", "排班 Paul", ("planner",)),
    ("qa", "质检 Qing", ("qa",)),
)


def fill(app: Flask) -> str:
    """Fill the demo; gives the text that says who can sign in where."""
    with app.app_context():
        boss = _staff()
        _price_list(boss)
        seats = _agents(boss)
        given = 0
        for entry in companies():
            _company(entry, boss, _in_turn(seats, given, entry["seats"]))
            given += entry["seats"]
        hotline.fill(boss, _hash_of_all())
        arrivals.fill()
        places.fill(boss)
        rentals.fill(boss)
        lending.fill(boss)
        everyday.fill(boss, app.config["SETTINGS"].secret_key)
    return guide()


def _person(name: str, full_name: str, locale: str) -> UUID:
    known = session.scalar(select(Person.id).where(Person.email == address(name)))
    if known is not None:
        return known
    person_id = people.add(address(name), full_name, password=None, locale=locale, confirmed=True)
    people.get(person_id).password_hash = _hash_of_all()
    return person_id


@cache
def _hash_of_all() -> str:
    # Hashing is slow on purpose: sixty times over, everybody's first start would take longer.
    return hash_password(PASSWORD)


def _staff() -> UUID:
    with unit_of_work(Acting(identity=True, staff=True)):
        ids = {}
        for name, full_name, roles in STAFF:
            ids[name] = _person(name, full_name, "zh")
            held = session.scalars(
                select(StaffMembership.role).where(StaffMembership.person_id == ids[name])
            ).all()
            for role in set(roles) - set(held):
                session.add(StaffMembership(id=uuid7(), person_id=ids[name], role=role))
        return ids["ops"]


def _price_list(boss: UUID) -> None:
    with unit_of_work(Acting(person_id=boss, staff=True)):
        add_defaults()
        for code, name_en, name_zh in SKILLS:
            agents.add_skill(code, name_en, name_zh)
        rentals.price_list()


def _agents(boss: UUID) -> Seats:
    found = []
    for name, shown, languages in AGENTS:
        with unit_of_work(Acting(person_id=boss, staff=True, identity=True)):
            person_id = _person(name, shown, languages[0])
            agent = session.scalar(select(Agent).where(Agent.person_id == person_id))
            if agent is None:
                agent = agents.hire(people.get(person_id), shown, languages, ["sales"], 4)
            found.append((agent.id, frozenset(languages)))
    return found


def _company(entry: dict[str, Any], boss: UUID, seats: Seats) -> None:
    slug, locale = entry["slug"], entry["locale"]
    with unit_of_work(Acting(identity=True)):
        if session.scalar(select(Tenant.id).where(Tenant.slug == slug)):
            return
        owner = _person(f"owner.{slug}", NAMES[slug][0], locale)
        supervisor = _person(f"supervisor.{slug}", NAMES[slug][1], locale)
    new = signup.describe(
        uuid7(),
        name=entry["name"],
        slug=slug,
        locale=locale,
        time_zone=entry.get("time_zone", "Asia/Shanghai"),
        currency=entry.get("currency", "CNY"),
        phone=entry["phone"],
    )
    # One unit of work a company: it is there as a whole or not at all.
    who = Acting(tenant_ids=(new.id,), person_id=owner, identity=True, staff=True)
    with unit_of_work(who):
        company = signup.sign_up(new, owner, slug_was_chosen=True)
        session.add(
            Membership(id=uuid7(), tenant_id=company.id, person_id=supervisor, role="supervisor")
        )
        session.get_one(Tenant, company.id).color = entry["color"]
        _show(entry, company.id)
        for shortcut, title, body in entry["replies"]:
            replies.create(company.id, shortcut=shortcut, title=title, body=body)
        _seat(entry, company.id, owner, boss, seats)


def _show(entry: dict[str, Any], tenant_id: UUID) -> None:
    texts = ("name", "tagline", "about", "languages", "regions", "categories", "attributes")
    showcase.update_profile(
        tenant_id,
        **{name: entry[name] for name in texts},
        phone=entry["phone"] if entry["phone"].startswith("+") else None,
        color=entry["color"],
    )
    slug, color = entry["slug"], entry["color"]
    for which, picture in (("logo", faces.logo(slug, color)), ("cover", faces.cover(slug, color))):
        showcase.set_face(tenant_id, which, _picture(tenant_id, picture, f"{slug}-{which}"))
    currency = entry.get("currency", "CNY")
    for item in entry["product"]:
        price = Decimal(item["price"]).scaleb(get_currency_precision(currency))
        product = create_product(
            tenant_id,
            name=item["name"],
            description=item["description"],
            attributes=item.get("attributes", {}),
            tags=item["tags"],
            price_minor=int(price),
            currency=currency,
            published=True,
            product_id=uuid5(NAMESPACE_URL, f"{slug}/{item['name']}"),
        )
        drawn = wares.ware(item["picture"], color)
        attach_picture(product.id, _picture(tenant_id, drawn, item["picture"]))
    if "offer" in entry:
        today = datetime.now(UTC).date()
        ends_on = today + timedelta(days=30)
        create_offer(
            tenant_id, title=entry["offer"], starts_on=today, ends_on=ends_on, published=True
        )
    showcase.publish(tenant_id)


def _picture(tenant_id: UUID, drawn: bytes, name: str) -> UUID:
    return media.keep(tenant_id, drawn, f"{name}.png").id


def _seat(
    entry: dict[str, Any],
    tenant_id: UUID,
    owner: UUID,
    boss: UUID,
    seats: Seats,
) -> None:
    plan_id = session.scalar(select(SeatPlan.id).where(SeatPlan.code == "chat-shared"))
    today = history.today(tenant_id)
    if plan_id is None:
        return
    lease = ordering.order(tenant_id, plan_id, entry["seats"], today, person_id=owner, key=uuid7())
    able = [agent for agent, languages in seats if entry["locale"] in languages]
    for agent in able[: entry["seats"]]:
        leases.assign(tenant_id, lease.id, agent, person_id=boss)


def _in_turn(seats: Seats, given: int, wanted: int) -> Seats:
    """The agents in the order in which a company gets them, after `given` seats of others.

    Neighbours share nobody but the first agent, who is for whoever looks and sits in the larger
    companies: a question to all of them finds a person at each.
    """
    first, others = seats[0], seats[1:]
    start = given % len(others)
    turned = [*others[start:], *others[:start]]
    return [first, *turned] if wanted >= LARGE else turned
