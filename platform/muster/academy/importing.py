"""Certifications and cohorts from files."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from muster.academy import actions, cohorts
from muster.academy.cohorts import CohortTerms
from muster.academy.forms import end_of
from muster.academy.models import Cohort
from muster.db import Acting, acting_within, current_acting, session
from muster.errors import Invalid
from muster.places.bringing import Kind, day, number, several, whole
from muster.places.lines import Line
from muster.places.models import Site
from muster.tenancy.models import Tenant
from muster.workforce.importing import some_agent


def save_certification(line: Line) -> bool:
    """Certify the agent of a row; False if certified so long already. Raises Invalid."""
    agent = line.attempt(lambda: some_agent(line["email"]), None)
    tenant_id = line.attempt(lambda: _client(line["client"]), None)
    expires_at = line.attempt(lambda: end_of(day(line, "expires_on")), None)
    if expires_at is not None:
        line.attempt(lambda: actions.check_expiry(expires_at), None)
    if agent is None or tenant_id is None or expires_at is None:
        return False
    person_id = current_acting().person_id
    with acting_within(Acting(tenant_ids=(tenant_id,), person_id=person_id, staff=True)):
        before = actions.valid_until(tenant_id, agent.id)
        granted = actions.certify(tenant_id, agent.id, expires_at, source="import", by=person_id)
        return before is None or before.id != granted.id


def save_cohort(line: Line) -> bool:
    """Enter or change the cohort of a row; True for a new one. Raises Invalid."""
    known = session.scalar(select(Cohort).where(Cohort.code == line["code"]))
    share = line.attempt(lambda: number(line, "graduation_share"), Decimal(1))
    terms = CohortTerms(
        college=line["college"],
        programme=line["programme"],
        headcount=line.attempt(lambda: whole(line, "headcount"), 1),
        starts_on=line.attempt(lambda: day(line, "starts_on"), date(2000, 1, 1)),
        graduates_on=line.attempt(lambda: day(line, "graduates_on"), date(2100, 12, 31)),
        skills=several(line["skills"]),
        languages=several(line["languages"]),
        graduation_share=share / 100 if share > 1 or "%" in line["graduation_share"] else share,
        hazard_zone=line["hazard_zone"],
        site_id=line.attempt(lambda: _site(line["site"]), None),
        weekly_hours=line.attempt(lambda: whole(line, "weekly_hours", default=20), 20),
    )
    if known is None:
        cohorts.create_cohort(line["code"], terms)
    else:
        cohorts.change_cohort(known.id, terms)
    return known is None


def _client(slug: str) -> UUID:
    found = session.scalar(select(Tenant.id).where(Tenant.slug == slug))
    if found is None:
        raise Invalid("client", _l("There is no client with this short name."))
    return found


def _site(code: str) -> UUID | None:
    if not code:
        return None
    found = session.scalar(select(Site.id).where(Site.code == code))
    if found is None:
        raise Invalid("site", _l("There is no site with this code."))
    return found


CERTIFICATIONS = Kind(
    code="certifications",
    name=_l("Certifications"),
    permission="academy.certify",
    columns={
        "email": ("邮箱", "e-mail", "电子邮件"),
        "client": ("客户", "企业", "company"),
        "expires_on": ("有效期至", "到期日"),
    },
    required=("email", "client", "expires_on"),
    save=save_certification,
    endpoint="ops_academy.index",
)
COHORTS = Kind(
    code="cohorts",
    name=_l("Cohorts"),
    permission="cohorts.edit",
    columns={
        "code": ("代码", "编号"),
        "college": ("院校", "学院"),
        "programme": ("专业",),
        "headcount": ("人数",),
        "starts_on": ("开始日期", "开学日期"),
        "graduates_on": ("毕业日期",),
        "graduation_share": ("毕业率",),
        "skills": ("技能",),
        "languages": ("语言",),
        "hazard_zone": ("灾害区", "风险区"),
        "site": ("职场", "基地"),
        "weekly_hours": ("每周小时",),
    },
    required=(
        "code",
        "college",
        "programme",
        "headcount",
        "starts_on",
        "graduates_on",
        "graduation_share",
        "languages",
        "hazard_zone",
    ),
    save=save_cohort,
    endpoint="ops_cohorts.index",
)
