"""The fixed cast: the same companies and people in every test, with a rival among them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from argon2 import PasswordHasher
from sqlalchemy import Connection, insert

from muster.audit import models as audit  # noqa: F401 — its table must be known
from muster.conversations.models import CannedReply, Disposition, Queue
from muster.identity.login import hash_token
from muster.identity.models import LoginSession, Person, StaffMembership
from muster.tenancy.models import Membership, Tenant
from muster.workforce.models import Agent, SeatAssignment, SeatLease, SeatPlan, Skill
from tenants.showcase.models import Product, Showcase

PASSWORD = "seven-quiet-lanterns"
LONG_AGO = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
_SPACE = UUID("6b1f6d0e-53f0-4a51-9d6d-0a7a4a3f9e11")


def known_id(name: str) -> UUID:
    """The id that the thing called `name` has in every test."""
    return uuid5(_SPACE, name)


@dataclass(frozen=True)
class Company:
    slug: str
    name: str
    locale: str
    color: str

    @property
    def id(self) -> UUID:
        return known_id(f"tenant {self.slug}")

    @property
    def queue_id(self) -> UUID:
        return known_id(f"queue {self.slug}")

    @property
    def lease_id(self) -> UUID:
        return known_id(f"lease {self.slug}")

    @property
    def disposition_id(self) -> UUID:
        return known_id(f"disposition {self.slug}")


@dataclass(frozen=True)
class Somebody:
    first_name: str
    name: str

    @property
    def id(self) -> UUID:
        return known_id(f"person {self.first_name}")

    @property
    def agent_id(self) -> UUID:
        return known_id(f"agent {self.first_name}")

    @property
    def email(self) -> str:
        return f"{self.first_name}@example.com"

    @property
    def token(self) -> str:
        """The secret of this person's sign-in, as it stands in the cookie."""
        return f"sign-in of {self.first_name}"


HUALAN = Company("hualan", "华澜家电", "zh", "#0b7285")
RIVAL = Company("rival", "Rival Travel", "en", "#9c36b5")
COMPANIES = (HUALAN, RIVAL)

OLGA = Somebody("olga", "Olga Owner")
SAM = Somebody("sam", "Sam Supervisor")
KE = Somebody("ke", "柯 编辑")
VERA = Somebody("vera", "Vera Viewer")
RITA = Somebody("rita", "Rita Rival")
OSCAR = Somebody("oscar", "Oscar Operations")
PAULA = Somebody("paula", "Paula Planner")
QUINN = Somebody("quinn", "Quinn Quality")
ANN = Somebody("ann", "安 妮")
BEN = Somebody("ben", "Ben Bai")
CAI = Somebody("cai", "Cai Chen")
STRANGER = Somebody("stranger", "Stella Stranger")
PEOPLE = (OLGA, SAM, KE, VERA, RITA, OSCAR, PAULA, QUINN, ANN, BEN, CAI, STRANGER)

MEMBERS = (
    (HUALAN, OLGA, "owner"),
    (HUALAN, SAM, "supervisor"),
    (HUALAN, KE, "knowledge_editor"),
    (HUALAN, VERA, "viewer"),
    (RIVAL, RITA, "owner"),
)
STAFF = ((OSCAR, "admin"), (OSCAR, "operations"), (PAULA, "planner"), (QUINN, "qa"))
AGENTS = ((ANN, HUALAN), (BEN, HUALAN), (CAI, RIVAL))

PLAN_ID = known_id("plan chat")
PASSWORD_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


def person_called(first_name: str) -> Somebody:
    """The member of the cast with this first name."""
    return next(person for person in PEOPLE if person.first_name == first_name)


def company_called(slug: str) -> Company:
    """The company of the cast with this slug."""
    return next(company for company in COMPANIES if company.slug == slug)


def enter(connection: Connection) -> None:
    """Put the whole cast into an empty database, as its owner."""
    for model, rows in _rows().items():
        connection.execute(insert(model), rows)


def _rows() -> dict[Any, list[dict[str, Any]]]:
    return {**_people(), **_companies(), **_seats()}


def _people() -> dict[Any, list[dict[str, Any]]]:
    later = datetime.now(UTC) + timedelta(days=1)
    return {
        Person: [
            {
                "id": p.id,
                "email": p.email,
                "name": p.name,
                "password_hash": PASSWORD_HASH,
                "locale": "en",
                "email_confirmed_at": LONG_AGO,
            }
            for p in PEOPLE
        ],
        LoginSession: [
            {
                "id": known_id(f"sign-in {p.first_name}"),
                "person_id": p.id,
                "token_hash": hash_token(p.token),
                "address": "127.0.0.1",
                "browser": "test",
                "last_seen_at": LONG_AGO,
                "expires_at": later,
            }
            for p in PEOPLE
        ],
        StaffMembership: [
            {"person_id": person.id, "role": role}
            for person, role in (*STAFF, *((agent, "agent") for agent, _ in AGENTS))
        ],
    }


def _companies() -> dict[Any, list[dict[str, Any]]]:
    return {
        Tenant: [
            {"id": c.id, "slug": c.slug, "name": c.name, "locale": c.locale, "color": c.color}
            for c in COMPANIES
        ],
        Membership: [
            {"tenant_id": company.id, "person_id": person.id, "role": role}
            for company, person, role in MEMBERS
        ],
        Queue: [
            {
                "id": c.queue_id,
                "tenant_id": c.id,
                "name": "Customers",
                "languages": [],
                "skills": [],
                "opening_hours": {},
                "is_default": True,
            }
            for c in COMPANIES
        ],
        Disposition: [
            {"id": c.disposition_id, "tenant_id": c.id, "code": "solved", "name": "Solved"}
            for c in COMPANIES
        ],
        CannedReply: [
            {
                "tenant_id": c.id,
                "shortcut": "hi",
                "title": "Hello",
                "body": "您好，{company}为您服务。",
            }
            for c in COMPANIES
        ],
        Showcase: [
            {
                "tenant_id": c.id,
                "slug": c.slug,
                "name": c.name,
                "color": c.color,
                "time_zone": "Asia/Shanghai",
                "published_at": LONG_AGO,
                "updated_at": LONG_AGO,
            }
            for c in COMPANIES
        ],
        Product: [
            {
                "id": known_id(f"product {c.slug}"),
                "tenant_id": c.id,
                "slug": "first",
                "name": "First product",
                "price_minor": 129900,
                "currency": "CNY",
                "published_at": LONG_AGO,
                "updated_at": LONG_AGO,
            }
            for c in COMPANIES
        ],
    }


def _seats() -> dict[Any, list[dict[str, Any]]]:
    return {
        Skill: [{"code": "sales", "name_en": "Sales", "name_zh": "销售"}],
        SeatPlan: [
            {
                "id": PLAN_ID,
                "code": "chat-5x8",
                "name_en": "5×8 chat",
                "name_zh": "5×8 在线客服",
                "service_window": {},
                "languages": ["zh"],
                "skills": [],
                "dedicated": False,
                "price_minor": 680000,
                "currency": "CNY",
                "published_at": LONG_AGO,
            }
        ],
        Agent: [
            {
                "id": person.agent_id,
                "person_id": person.id,
                "display_name": person.name,
                "languages": ["zh", "en"],
                "skills": ["sales"],
                "capacity": 3,
                "state": "offline",
                "state_since": LONG_AGO,
            }
            for person, _ in AGENTS
        ],
        SeatLease: [
            {
                "id": c.lease_id,
                "tenant_id": c.id,
                "plan_id": PLAN_ID,
                "seats": 2,
                "starts_on": LONG_AGO.date(),
                "price_minor": 680000,
                "currency": "CNY",
                "ordered_by": OLGA.id if c is HUALAN else RITA.id,
                "request_key": known_id(f"lease request {c.slug}"),
            }
            for c in COMPANIES
        ],
        SeatAssignment: [
            {
                "id": known_id(f"assignment {person.first_name}"),
                "tenant_id": company.id,
                "lease_id": company.lease_id,
                "agent_id": person.agent_id,
                "assigned_by": OSCAR.id,
            }
            for person, company in AGENTS
        ],
    }
