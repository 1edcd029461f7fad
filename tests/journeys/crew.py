"""Twelve agents of one company at their desks, sixty questions, and the queues they go to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, Engine, func, insert, text, update

from muster.db import uuid7
from muster.identity.login import hash_token
from muster.identity.models import LoginSession, Person, StaffMembership
from muster.workforce.models import Agent, SeatAssignment, Skill
from tests.cast import ANN, BEN, HUALAN, OSCAR, PASSWORD_HASH
from tests.muster.desk import build as desk
from tests.muster.routing import build

PLACES = 3

# Languages and skills of the twelve; a level above 1 stands behind the skill.
TEAM: dict[str, tuple[tuple[str, ...], dict[str, int]]] = {
    "ann": (("zh", "en"), {"repair": 2, "sales": 1}),
    "ben": (("zh",), {}),
    "dai": (("zh",), {"repair": 2}),
    "eva": (("zh",), {"repair": 3}),
    "fei": (("en",), {"repair": 2}),
    "gus": (("en",), {"repair": 5}),
    "han": (("zh", "en"), {"repair": 1}),
    "ivy": (("zh",), {"sales": 1}),
    "jun": (("zh",), {"sales": 2}),
    "kim": (("en",), {"sales": 1}),
    "leo": (("en",), {}),
    "mei": (("zh", "en"), {}),
}
QUESTIONS = {
    ("Repairs", "zh"): "洗衣机要维修，第{n}位",
    ("Repairs", "en"): "My washer needs a repair, person {n}",
    ("Sales", "zh"): "想购买一台冰箱，第{n}位",
    ("Sales", "en"): "I want to buy a fridge, person {n}",
    ("Customers", "zh"): "你们周末几点上班，第{n}位",
    ("Customers", "en"): "When do you open at weekends, person {n}",
}
# What they need, again from each tenth person on; person 1 has a repair.
COURSE = (
    ("Customers", "zh"),
    ("Repairs", "zh"),
    ("Sales", "en"),
    ("Sales", "zh"),
    ("Customers", "en"),
    ("Customers", "zh"),
    ("Repairs", "en"),
    ("Sales", "en"),
    ("Sales", "zh"),
    ("Customers", "zh"),
)
QUEUE = {
    "priority": "3",
    "always": "y",
    "target_percent": "80",
    "target_seconds": "30",
    "amber_seconds": "20",
    "red_seconds": "86400",  # time is moved by days: no slow machine comes near it,
}
HELD = "SELECT * FROM contacts WHERE agent_id = :agent AND agent_slot IS NOT NULL ORDER BY id"


@dataclass
class Team:
    """The twelve, each with a client of the desk; and the ids of Hualan's queues by name."""

    owner: Engine
    desks: dict[str, FlaskClient]
    ids: dict[str, UUID]
    queues: dict[str, UUID]

    def mine(self, name: str, state: str) -> list[UUID]:
        """Contacts in this state, as the agent's own desk lists them."""
        inbox = self.desks[name].get("/desk/inbox").get_json()
        return [UUID(row["id"]) for row in inbox["mine"] if row["state"] == state]

    def start(self, *names: str) -> None:
        """They are available from now on."""
        for name in names:
            said = self.desks[name].post("/desk/state", json={"state": "available", "reason": ""})
            assert said.status_code == 200, said.text

    def finish_one(self, name: str) -> None:
        """Answer an offer, if there is one, and end a conversation."""
        for contact_id in self.mine(name, "offered")[:1]:
            self.answer(name, contact_id)
        for contact_id in self.mine(name, "active")[:1]:
            self.close(name, contact_id)

    def finish_all(self) -> None:
        """Everybody answers and ends until nobody is left."""
        while sum(self._finish(name) for name in self.desks):
            pass

    def _finish(self, name: str) -> int:
        offered = self.mine(name, "offered")
        for contact_id in offered:
            self.answer(name, contact_id)
        held = self.mine(name, "active")
        for contact_id in held:
            self.close(name, contact_id)
        return len(held)

    def answer(self, name: str, contact_id: UUID, body: str = "您好") -> None:
        """Take a contact and say something."""
        opened = self.desks[name].post(f"/desk/contacts/{contact_id}/opening")
        assert opened.status_code == 204, opened.text
        assert desk.say(self.desks[name], contact_id, body).status_code in (200, 201, 204)

    def close(self, name: str, contact_id: UUID) -> None:
        """End a contact; its place is free, and whoever is next is offered."""
        how = {"disposition_id": str(HUALAN.disposition_id)}
        closed = self.desks[name].post(f"/desk/contacts/{contact_id}/closure", json=how)
        assert closed.status_code == 204, closed.text

    def fits(self, name: str, contact: Any) -> bool:
        """Whether the agent speaks the language and has the skills, as told at the top."""
        languages, skills = TEAM[name]
        level = {self.queues["Repairs"]: ("repair", 2), self.queues["Sales"]: ("sales", 1)}
        skill, least = level.get(contact.queue_id, ("", 0))
        return contact.language in languages and skills.get(skill, 0) >= least

    def waiting(self) -> list[Any]:
        """Contacts without an agent, the oldest first."""
        return build.rows(
            self.owner, "SELECT * FROM contacts WHERE state = 'queued' ORDER BY created_at"
        )

    def check(self) -> None:
        """Nobody has what does not fit, or more than fits; nobody waits beside a free place."""
        waiting = self.waiting()
        for name, agent_id in self.ids.items():
            held = build.rows(self.owner, HELD, agent=agent_id)
            assert len({row.agent_slot for row in held}) == len(held) <= PLACES
            assert all(self.fits(name, row) for row in held), name
            free = len(held) < PLACES
            assert not (free and any(self.fits(name, row) for row in waiting)), name


NAMES = """
SELECT a.id, split_part(p.email, '@', 1) AS name FROM agents a JOIN people p ON p.id = a.person_id
"""


def seated(app: Flask, owner: Engine, sam: FlaskClient) -> Team:
    """The twelve on Hualan's seats, and two queues beside the default one, made by a supervisor."""
    with owner.begin() as connection:
        connection.execute(insert(Skill).values(code="repair", name_en="Repair", name_zh="维修"))
        for name in TEAM:
            _hire(connection, name)
    _make_queues(sam)
    with owner.begin() as connection:  # an offer lasts until a test moves time
        connection.execute(text("UPDATE queues SET offer_seconds = 30000"))
    known = build.rows(owner, "SELECT id, name FROM queues WHERE tenant_id = :t", t=HUALAN.id)
    ids = {row.name: row.id for row in build.rows(owner, NAMES)}
    desks = {name: _signed_in(app, name) for name in TEAM}
    queues = {row.name: row.id for row in known}
    return Team(owner, desks, {name: ids[name] for name in TEAM}, queues)


def _make_queues(sam: FlaskClient) -> None:
    overflow = {"overflow_to": "queue", "overflow_queue_id": str(HUALAN.queue_id)}
    for values in (
        {"name": "Repairs", "topic_words": "维修, repair", "skills": ["repair:2"]},
        {"name": "Sales", "topic_words": "购买, buy", "skills": ["sales:1"], **overflow},
    ):
        made = sam.post("/portal/hualan/queues", data=QUEUE | values)
        assert made.status_code == 303, re.findall(r'-error">.*?</', made.text, re.DOTALL)


def _hire(connection: Connection, name: str) -> None:
    languages, skills = TEAM[name]
    values = {
        "languages": list(languages),
        "skills": sorted(skills),
        "skill_levels": {code: level for code, level in skills.items() if level > 1},
        "capacity": PLACES,
    }
    if cast := {"ann": ANN, "ben": BEN}.get(name):
        connection.execute(update(Agent).where(Agent.id == cast.agent_id).values(values))
        return
    person, agent = uuid7(), uuid7()
    connection.execute(insert(Person).values(_person(person, name)))
    connection.execute(insert(LoginSession).values(_session(person, name)))
    connection.execute(insert(StaffMembership).values(person_id=person, role="agent"))
    row = {"id": agent, "person_id": person, "display_name": name.title()}
    row |= {"state": "offline", "state_since": func.now()}
    connection.execute(insert(Agent).values(row | values))
    seat = {"tenant_id": HUALAN.id, "lease_id": HUALAN.lease_id, "agent_id": agent}
    connection.execute(insert(SeatAssignment).values(seat | {"assigned_by": OSCAR.id}))


def _person(person_id: UUID, name: str) -> dict[str, Any]:
    return {
        "id": person_id,
        "email": f"{name}@example.com",
        "name": name.title(),
        "password_hash": PASSWORD_HASH,
        "locale": "en",
        "email_confirmed_at": func.now(),
    }


def _session(person_id: UUID, name: str) -> dict[str, Any]:
    return {
        "person_id": person_id,
        "token_hash": hash_token(f"sign-in of {name}"),
        "address": "127.0.0.1",
        "browser": "test",
        "last_seen_at": func.now(),
        "expires_at": func.now() + text("interval '1 day'"),
    }


def _signed_in(app: Flask, name: str) -> FlaskClient:
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["sign_in"] = f"sign-in of {name}"
    return client


def kind(number: int) -> tuple[str, str]:
    """Which queue and language person `number` needs."""
    return COURSE[number % 10]


def question(number: int) -> str:
    """What person `number` asks."""
    return QUESTIONS[kind(number)].format(n=number)


def ask(app: Flask, number: int) -> str:
    """A consumer asks Hualan alone, from an address of his own; gives the page's address."""
    form = {"question": question(number), "company": HUALAN.slug}
    origin = {"REMOTE_ADDR": f"10.0.0.{number}"}
    asked = app.test_client().post("/ask", data=form, environ_base=origin)
    assert asked.status_code == 303, asked.text
    return str(asked.location)


def contact_of(owner: Engine, question: str) -> Any:
    """The contact of this question, as it stands."""
    (found,) = build.rows(owner, "SELECT * FROM contacts WHERE opening = :q", q=question)
    return found
