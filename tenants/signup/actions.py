"""A company signs itself up."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, insert, select, text

from muster.account import rights
from muster.audit.actions import record
from muster.db import session, uuid7
from muster.errors import Invalid
from muster.tenancy import money, phones, slugs, zones
from muster.tenancy.models import MemberRole, Membership, Tenant
from tenants.signup.companies import NewCompany, create_companies

TRIES = 5
TAKEN = _l("This address is taken. Choose another one.")
REPEATED_WITHIN = text("interval '10 minutes'")


def describe(
    company_id: UUID,
    *,
    name: str,
    slug: str,
    locale: str,
    time_zone: str,
    currency: str,
    phone: str,
) -> NewCompany:
    """A company as somebody describes it in a form, checked.

    slug: "" for one made from the name. phone: as it is dialled, or "". Raises Invalid.
    """
    if not zones.is_zone(time_zone):
        raise Invalid("time_zone", _l("Choose a time zone from the list."))
    if currency not in money.CURRENCIES:
        raise Invalid("currency", _l("Choose a currency from the list."))
    return NewCompany(
        id=company_id,
        name=name,
        slug=slugs.check(slug.lower()) if slug else slugs.suggest(name),
        locale=locale,
        time_zone=time_zone,
        currency=currency,
        phone=phones.normalise(phone, zones.region(time_zone)) if phone else None,
    )


def sign_up(company: NewCompany, owner_id: UUID, *, slug_was_chosen: bool) -> NewCompany:
    """Create a company with its first owner; gives it as it was made.

    Needs `Acting(tenant_ids=(company.id,), identity=True)`. Raises Invalid("slug") if the slug
    was chosen by a person and is taken; one that we made is varied instead.
    """
    company = _create(company, tries=1 if slug_was_chosen else TRIES)
    session.execute(
        insert(Membership).values(
            id=uuid7(), tenant_id=company.id, person_id=owner_id, role=MemberRole.OWNER
        )
    )
    record("company.created", subject=company.name, tenant_id=company.id, slug=company.slug)
    rights.changed(owner_id)
    return company


def repeated(owner_id: UUID, name: str) -> str | None:
    """The slug of a company of this name that the same person has created just now, if any.

    Waits for another sign-up of the person that is under way, so that a double click makes one.
    """
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"sign-up {owner_id}"))))
    return session.scalar(
        select(Tenant.slug)
        .join(Membership, Membership.tenant_id == Tenant.id)
        .where(
            Membership.person_id == owner_id,
            Membership.role == MemberRole.OWNER,
            Tenant.name == name,
            Tenant.created_at > func.now() - REPEATED_WITHIN,
        )
        .order_by(Tenant.id.desc())
        .limit(1)
    )


def _create(company: NewCompany, tries: int) -> NewCompany:
    for _ in range(tries):
        if create_companies([company]):
            return company
        company = replace(company, slug=slugs.another(company.slug))
    raise Invalid("slug", TAKEN)
