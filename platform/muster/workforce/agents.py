"""The operator's agents and the list of skills."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from muster.audit.actions import record
from muster.db import after_commit, session, uuid7
from muster.errors import Invalid, existing, refuse
from muster.events import bus
from muster.identity.models import Person, StaffMembership, StaffRole
from muster.jobs import enqueue
from muster.places.models import Site
from muster.workforce.models import Agent, AgentState, Skill

HIGHEST_LEVEL = 5
SHORTEST_WEEK, LONGEST_WEEK = 60, 3600  # minutes
SKILL_CODE = re.compile(r"[a-z0-9][a-z0-9-]{1,39}")
NO_SITE = "Asia/Shanghai"  # by whose clock the days of people without a site are reckoned
LEAVE = "agents.leave"  # the job that lets those go whose last day is over
LANGUAGE = re.compile(r"[a-z]{2,3}")


def hire(
    person: Person,
    display_name: str,
    languages: Sequence[str],
    skills: Sequence[str],
    capacity: int,
    levels: Mapping[str, int] | None = None,
) -> Agent:
    """Make a person an agent with a desk, or give a former one the desk back.

    Raises Invalid for a language, a skill or a capacity that cannot be.
    """
    agent = session.scalar(select(Agent).where(Agent.person_id == person.id))
    if agent is None:
        agent = Agent(
            id=uuid7(),
            person_id=person.id,
            display_name=display_name,
            languages=[],
            skills=[],
            state=AgentState.OFFLINE,
            state_since=func.now(),
        )
        session.add(agent)
    if agent.retired_at is not None:
        agent.retired_at = agent.left_on = None
    change_agent(agent, display_name, languages, skills, capacity, levels)
    session.flush()
    session.execute(
        insert(StaffMembership)
        .values(id=uuid7(), person_id=person.id, role=StaffRole.AGENT)
        .on_conflict_do_nothing()
    )
    record("agent.hired", subject=display_name)
    person_id = person.id
    after_commit(lambda: bus.rights_changed(person_id))
    return agent


def change_agent(
    agent: Agent,
    display_name: str,
    languages: Sequence[str],
    skills: Sequence[str],
    capacity: int,
    levels: Mapping[str, int] | None = None,
) -> None:
    """Change what is known of an agent. Raises Invalid.

    levels: how well the agent has a skill, from 1 to 5; 1 where it says nothing.
    """
    check(display_name, languages, skills, capacity, levels)
    agent.display_name = display_name.strip()
    agent.languages, agent.skills = sorted(set(languages)), sorted(set(skills))
    agent.skill_levels = {
        skill: levels[skill] for skill in agent.skills if levels and levels.get(skill, 1) > 1
    }
    agent.capacity = capacity


def check(
    display_name: str,
    languages: Sequence[str],
    skills: Sequence[str],
    capacity: int,
    levels: Mapping[str, int] | None = None,
) -> None:
    """Raises Invalid for an agent who cannot be, with all that is wrong."""
    refuse(_faults(display_name, languages, skills, capacity, levels or {}))


def _faults(
    display_name: str,
    languages: Sequence[str],
    skills: Sequence[str],
    capacity: int,
    levels: Mapping[str, int],
) -> Iterator[Invalid]:
    if not display_name.strip():
        yield Invalid("display_name", _l("Consumers see this name; it cannot be empty."))
    if not languages or not all(LANGUAGE.fullmatch(language) for language in languages):
        yield Invalid("languages", _l("At least one language, as a short code like zh or en."))
    if not 1 <= capacity <= 20:
        yield Invalid("capacity", _l("Between 1 and 20 conversations at once."))
    unknown = set(skills) - {skill.code for skill in all_skills()}
    if unknown:
        yield Invalid(
            "skills", _l("Not in the list of skills: %(names)s", names=", ".join(sorted(unknown)))
        )
    if any(level not in range(1, HIGHEST_LEVEL + 1) for level in levels.values()):
        yield Invalid("skills", _l("A level is a number from 1 to 5."))


def set_contract(
    agent: Agent, *, site_id: UUID | None, contract_minutes: int, left_on: date | None
) -> None:
    """Say where an agent works, how many minutes a week, and until when. Raises Invalid."""
    check_contract(site_id=site_id, contract_minutes=contract_minutes, left_on=left_on)
    agent.site_id, agent.contract_minutes, agent.left_on = site_id, contract_minutes, left_on
    session.flush()
    record("agent.changed", subject=agent.display_name)
    has_left = left_on is not None and left_on < _today(site_id)
    if has_left and agent.retired_at is None:
        enqueue(LEAVE, key=LEAVE)
    elif agent.retired_at is not None and not has_left:
        agent.retired_at = None
        record("agent.returned", subject=agent.display_name)
        person_id = agent.person_id
        after_commit(lambda: bus.rights_changed(person_id))


def check_contract(*, site_id: UUID | None, contract_minutes: int, left_on: date | None) -> None:
    """Raises Invalid for a contract that cannot be."""
    faults = []
    if site_id is not None and session.get(Site, site_id) is None:
        faults.append(Invalid("site_id", _l("Choose a site from the list.")))
    if not SHORTEST_WEEK <= contract_minutes <= LONGEST_WEEK:
        faults.append(Invalid("contract_hours", _l("Between 1 and 60 hours a week.")))
    if left_on is not None and not 2000 <= left_on.year <= 2100:
        faults.append(Invalid("left_on", _l("This day cannot be.")))
    refuse(faults)


def _today(site_id: UUID | None) -> date:
    site = session.get(Site, site_id) if site_id else None
    return datetime.now(ZoneInfo(site.time_zone if site else NO_SITE)).date()


def find_agent(agent_id: UUID) -> Agent:
    """The agent with this id; raises NotFound."""
    return existing(session.get(Agent, agent_id))


def all_agents(*, after: str = "", limit: int = 100) -> Sequence[Agent]:
    """Agents by name, a page at a time: those whose name comes after `after`."""
    return session.scalars(
        select(Agent)
        .where(Agent.retired_at.is_(None), Agent.display_name > after)
        .order_by(Agent.display_name, Agent.id)
        .limit(limit)
    ).all()


def all_skills() -> Sequence[Skill]:
    """The list of skills, by code."""
    return session.scalars(select(Skill).order_by(Skill.code).limit(1000)).all()


def add_skill(code: str, name_en: str, name_zh: str) -> Skill:
    """Add a skill to the list. Raises Invalid; a code that exists gets the new names."""
    if not SKILL_CODE.fullmatch(code):
        raise Invalid("code", _l("Small letters, digits and hyphens, like air-tickets."))
    if not name_en.strip() or not name_zh.strip():
        raise Invalid("name_en", _l("A skill needs a name in both languages."))
    skill = session.scalar(select(Skill).where(Skill.code == code))
    if skill is None:
        skill = Skill(id=uuid7(), code=code)
        session.add(skill)
    skill.name_en, skill.name_zh = name_en.strip(), name_zh.strip()
    session.flush()
    record("skill.added", subject=code)
    return skill
