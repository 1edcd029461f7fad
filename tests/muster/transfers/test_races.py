"""What two do to one contact in the same moment."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import Flask
from sqlalchemy import Engine

from muster.closing import ending
from muster.conversations.models import ContactTransfer
from muster.db import unit_of_work
from muster.errors import Conflict
from muster.transfers import actions
from tests.cast import ANN, BEN, HUALAN
from tests.muster.routing import build
from tests.muster.transfers.build import last, look


def act(what: Callable[..., object], *args: object) -> Callable[[], None]:
    def run() -> None:
        with unit_of_work(build.EVERYONE):
            what(*args, person_id=ANN.id)

    return run


def asking(kind: str, contact_id: UUID) -> Callable[[], None]:
    def run() -> None:
        with unit_of_work(build.EVERYONE):
            actions.ask(
                contact_id, ANN.agent_id, BEN.agent_id, kind, "", person_id=ANN.id, offer_seconds=20
            )

    return run


def test_two_at_once_are_one(app: Flask, contact_id: UUID, db_owner: Engine) -> None:
    kinds = ("cold", "warm", "together", "warm")
    outcomes = build.at_once(app, *[asking(kind, contact_id) for kind in kinds])
    assert all(outcome is None or isinstance(outcome, Conflict) for outcome in outcomes)
    assert len(build.rows(db_owner, "SELECT id FROM contact_transfers")) == 1


def test_accepting_against_taking_back(app: Flask, contact_id: UUID, db_owner: Engine) -> None:
    asking("cold", contact_id)()
    transfer_id = last(db_owner).id
    outcomes = build.at_once(
        app,
        act(actions.accept, transfer_id, BEN.agent_id),
        act(actions.leave, transfer_id, ANN.agent_id),
    )
    (failed,) = [outcome for outcome in outcomes if outcome is not None]
    assert isinstance(failed, Conflict)
    ends = {"done": BEN.agent_id, "taken_back": ANN.agent_id}
    transfer = build.look(db_owner, ContactTransfer, transfer_id)
    assert look(db_owner, contact_id) == ("active", ends[transfer.state], 1)
    assert transfer.slot is None


def test_closing_against_accepting(app: Flask, contact_id: UUID, db_owner: Engine) -> None:
    asking("cold", contact_id)()
    transfer_id = last(db_owner).id

    def close() -> None:
        with unit_of_work(build.at_desk(ANN)):
            ending.close(contact_id, ANN.agent_id, HUALAN.disposition_id, {}, person_id=ANN.id)

    build.at_once(app, close, act(actions.accept, transfer_id, BEN.agent_id))
    assert look(db_owner, contact_id) in (
        ("closed", ANN.agent_id, None),
        ("active", BEN.agent_id, 1),
    )
    assert build.look(db_owner, ContactTransfer, transfer_id).ended_at is not None
