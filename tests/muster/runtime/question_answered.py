"""One question asked and answered, in a process of its own: `python -m` with Muster's settings.

It enters the cast as the owner of the database, who then also has the contact put before the
company's agent; everything else is done through pages. Fails with a traceback, or says nothing.
"""

from __future__ import annotations

from typing import Any

from flask import Flask
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.pool import NullPool

from marketplace.matching.actions import index_companies
from marketplace.matching.documents import CompanyDocument
from muster.db import Acting, unit_of_work, uuid7
from tests import cast

ANSWER = "七天之内可以退。"


def play(app: Flask, owner: Engine) -> None:
    """From an empty database to an answer on the consumer's page."""
    app.config["WTF_CSRF_ENABLED"] = False
    with owner.begin() as connection:
        cast.enter(connection)
    with app.app_context():
        index(cast.COMPANIES)
    asked = app.test_client().post("/ask", data={"question": "洗衣机怎么退货？"})
    assert asked.status_code == 303, asked.text
    with owner.begin() as connection:
        contact_id, token = give_to_agent(connection)
    answer(app, contact_id, token)
    page = app.test_client().get(asked.location)
    assert ANSWER in page.text, page.text


def index(companies: Any) -> None:
    """Let the companies be found by what they sell."""
    for company in companies:
        with unit_of_work(Acting(tenant_ids=(company.id,))):
            index_companies(
                [CompanyDocument(tenant_id=company.id, name=company.name, about="洗衣机 退货")]
            )


def give_to_agent(connection: Connection) -> tuple[object, str]:
    """As the owner: the company's agent has the contact; gives it and the agent's sign-in."""
    agent = connection.execute(
        text(
            "SELECT a.id, a.person_id FROM agents a JOIN seat_assignments s ON s.agent_id = a.id"
            " WHERE s.tenant_id = :tenant AND s.ended_at IS NULL LIMIT 1"
        ),
        {"tenant": cast.HUALAN.id},
    ).one()
    contact_id = connection.execute(
        text(
            "UPDATE contacts SET state = 'active', agent_id = :agent, agent_slot = 1"
            " WHERE tenant_id = :tenant RETURNING id"
        ),
        {"agent": agent.id, "tenant": cast.HUALAN.id},
    ).scalar_one()
    return contact_id, next(p.token for p in cast.PEOPLE if p.id == agent.person_id)


def answer(app: Flask, contact_id: object, token: str) -> None:
    """As the agent, from the desk."""
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["sign_in"] = token
    body = {"id": str(uuid7()), "tenant_id": str(cast.HUALAN.id), "kind": "text", "body": ANSWER}
    said = client.post(f"/desk/contacts/{contact_id}/messages", json=body)
    assert said.status_code < 300, said.text


if __name__ == "__main__":
    import wsgi

    settings = wsgi.app.config["SETTINGS"]
    play(wsgi.app, create_engine(settings.database_url, poolclass=NullPool))
