"""The consumers whom the demo plays, until all is said and rated."""

from __future__ import annotations

from random import Random

import pytest
from flask import Flask
from sqlalchemy import Engine, text

from marketplace.demo.consumers import PATIENCE, Consumers
from marketplace.demo.script import talks
from marketplace.inquiry.asking import Asked, ask
from muster.db import uuid7
from tests.cast import ANN, HUALAN


@pytest.mark.parametrize("seed", range(3))
def test_a_consumer_replies_ends_and_rates(app: Flask, db_owner: Engine, seed: int) -> None:
    asked = Asked("洗衣机怎么退货？", "zh", uuid7(), "demo", "demo", only_tenant_id=HUALAN.id)
    ask(asked, promise_seconds=60)
    with db_owner.begin() as connection:
        connection.execute(
            text(
                "UPDATE contacts SET state = 'active', agent_id = :agent, agent_slot = NULL, "
                "opened_at = now(), first_answer_at = now(), message_count = 1"
            ),
            {"agent": ANN.agent_id},
        )
    consumers = Consumers(Random(seed))  # noqa: S311 — a play, not a secret
    consumers.open[asked.inquiry_id] = {"talk": talks()[0], "turns": PATIENCE}
    while asked.inquiry_id in consumers.open:
        consumers.step(1)
    with db_owner.connect() as connection:
        row = connection.execute(
            text(
                "SELECT c.state, c.rating, c.consumer_name, i.chosen_at FROM contacts c "
                "JOIN inquiries i ON i.id = c.inquiry_id"
            )
        ).one()
    is_chosen = row.chosen_at is not None
    assert (row.state == "active") == is_chosen
    assert (row.rating is None) == is_chosen
    assert (row.consumer_name is not None) == is_chosen
