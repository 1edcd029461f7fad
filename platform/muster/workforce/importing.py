"""Agents from a file: a row is the agent of the person with its e-mail address."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from muster.db import session
from muster.errors import Invalid
from muster.identity.models import Person
from muster.mail.actions import address as mail_address
from muster.places.bringing import Kind, day, several, whole
from muster.places.lines import Line
from muster.places.models import Site
from muster.tenancy import phones, zones
from muster.workforce import addresses, agents, hiring
from muster.workforce.models import Agent

HOME = "CN"


def save(line: Line) -> bool:
    """Make or change the agent of a row; True for a new one. Raises Invalid."""
    known = line.attempt(lambda: agent_of(line["email"]), None)
    skills, levels = line.attempt(lambda: _skills(line["skills"]), ([], {}))
    site = line.attempt(lambda: _site(line["site"]), None)
    contract: dict[str, Any] = {
        "site_id": site.id if site else (known.site_id if known else None),
        "contract_minutes": line.attempt(lambda: _hours(line, known), 40) * 60,
        "left_on": line.attempt(lambda: day(line, "left_on"), None)
        if line["left_on"]
        else (known.left_on if known else None),
    }
    line.attempt(lambda: agents.check_contract(**contract), None)
    region = zones.region(site.time_zone) if site else HOME
    if line["phone"]:
        line.attempt(lambda: phones.normalise(line["phone"], region, service=False), "")
    values: dict[str, Any] = {
        "display_name": line["name"],
        "languages": several(line["languages"]) or (known.languages if known else []),
        "skills": skills if line["skills"] else (known.skills if known else []),
        "levels": levels if line["skills"] else (dict(known.skill_levels) if known else {}),
        "capacity": line.attempt(lambda: _capacity(line, known), 3),
    }
    if line.faults:  # nothing is written; only what it would be is looked at
        agents.check(**values)
        return False
    if known is None:
        agent = hiring.hire_by_email(line["email"], **values)
    else:
        agent = known
        agents.change_agent(agent, **values)
    agents.set_contract(agent, **contract)
    if line["phone"]:
        for kind in ("sms", "voice"):
            _phone(agent, kind, line["phone"], region)
    return known is None


def _capacity(line: Line, known: Agent | None) -> int:
    return whole(line, "capacity", default=known.capacity if known else 3)


def _hours(line: Line, known: Agent | None) -> int:
    return whole(line, "contract_hours", default=agent_minutes(known) // 60)


def some_agent(email: str) -> Agent:
    """The agent with this address. Raises Invalid also where there is none."""
    found = agent_of(email)
    if found is None:
        raise Invalid("email", _l("There is no agent with this address."))
    return found


def agent_of(email: str) -> Agent | None:
    """The agent with this address, if there is one. Raises Invalid for what is no address."""
    return session.scalar(
        select(Agent)
        .join(Person, Person.id == Agent.person_id)
        .where(Person.email == mail_address(email).lower(), Agent.retired_at.is_(None))
    )


def agent_minutes(agent: Agent | None) -> int:
    """Working time a week, 40 hours where nothing is known."""
    return agent.contract_minutes if agent else 2400


def _phone(agent: Agent, kind: str, typed: str, region: str | None) -> None:
    try:
        addresses.add_address(agent.id, kind, typed, region)
    except Invalid as problem:
        raise Invalid("phone", problem.message) from None


def _site(code: str) -> Site | None:
    if not code:
        return None
    site = session.scalar(select(Site).where(Site.code == code))
    if site is None:
        raise Invalid("site", _l("There is no site with this code."))
    return site


def _skills(cell: str) -> tuple[list[str], dict[str, int]]:
    levels = {}
    for part in several(cell.replace("：", ":")):
        code, _, level = part.partition(":")
        if level and not level.strip().isdecimal():
            raise Invalid("skills", _l("A level is a number from 1 to 5."))
        levels[code.strip()] = int(level[:3] or 1)
    return list(levels), levels


AGENTS = Kind(
    code="agents",
    name=_l("Agents"),
    permission="agents.edit",
    columns={
        "email": ("邮箱", "e-mail", "电子邮件"),
        "name": ("姓名", "显示名称", "display_name"),
        "languages": ("语言",),
        "skills": ("技能",),
        "capacity": ("同时会话数",),
        "site": ("职场", "基地"),
        "contract_hours": ("每周合同小时", "hours"),
        "left_on": ("离职日期",),
        "phone": ("手机", "电话"),
    },
    required=("email", "name"),
    save=save,
    endpoint="ops_agents.index",
)
