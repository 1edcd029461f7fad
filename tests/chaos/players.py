"""Consumers and agents who do their work by HTTP, whatever breaks, and remember what was taken."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from threading import Event, Lock
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from benchmarks.installation import QUESTION, Running, Seat, visitor
from marketplace.inquiry import links
from muster.db import uuid7
from tests.chaos.listening import Listener
from tests.chaos.wire import Wire

FORM = "application/x-www-form-urlencoded"
TALK = 5  # messages of each side in a contact
WINDOW = re.compile(r'data-contact="([0-9a-f-]{36})"')
LINK = re.compile(r"/i/([\w-]+)")


@dataclass
class Record:
    """What the server has taken, in the order in which each sender sent it."""

    said: dict[tuple[str, str], list[UUID]] = field(default_factory=dict)
    listeners: list[tuple[str, str, Listener]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    answers: Counter[tuple[str, int]] = field(default_factory=Counter)
    asked: int = 0
    _lock: Lock = field(default_factory=Lock)

    def taken(self, contact: str, sender: str, message_id: UUID) -> None:
        """A message was acknowledged."""
        with self._lock:
            self.said.setdefault((contact, sender), []).append(message_id)

    def listens(self, column: str, key: str, listener: Listener) -> None:
        """Somebody hears the events in whose `column` there is `key`."""
        with self._lock:
            self.listeners.append((column, key, listener))

    def was_asked(self) -> None:
        """One question more."""
        with self._lock:
            self.asked += 1

    def count(self, what: str, status: int) -> None:
        """How an act was answered."""
        with self._lock:
            self.answers[what, status] += 1

    def refuse(self, what: str) -> None:
        """Something was refused that should have been taken."""
        with self._lock:
            self.refused.append(what)


@dataclass
class Stage:
    """Where everybody plays. closing: nobody asks any more. given_up: it takes too long."""

    running: Running
    record: Record
    closing: Event = field(default_factory=Event)
    home: Event = field(default_factory=Event)
    given_up: Event = field(default_factory=Event)

    def wire(self, cookie: str, csrf: str, random: Random) -> Wire:
        """A browser of somebody's own, at an address of their own."""
        headers = {
            "Cookie": cookie,
            "X-CSRFToken": csrf,
            "Accept": "application/json",
            "X-Forwarded-For": ".".join(str(random.randint(1, 250)) for _ in range(4)),
        }
        return Wire(self.running.port, headers, self.given_up)


def consumer(stage: Stage, seed: int) -> None:
    """Ask, write to whoever was asked, end it; again until the stage closes."""
    random = Random(seed)
    while not stage.closing.is_set():
        guest = visitor(stage.running.app, asker=str(uuid7()))
        wire = stage.wire(guest.cookie, guest.csrf, random)
        token = _ask(stage, wire, guest.csrf)
        if token is None:
            continue
        secret = stage.running.settings.secret_key
        listener = Listener(wire, f"/i/{token}/stream", 0)
        stage.record.listens("for_inquiry", str(links.read(token, secret)), listener)
        contacts = _contacts(wire, token)
        for number in range(TALK):
            for contact in contacts:
                body = {"id": (said := uuid7()).hex, "body": f"consumer {number}"}
                answer = wire.post(f"/i/{token}/contacts/{contact}/messages", body)
                if answer.is_taken:
                    stage.record.taken(contact, "consumer", said)
                elif answer.status not in (404, 409):
                    stage.record.refuse(f"consumer: {answer.status} {answer.body[:200]!r}")
            stage.closing.wait(random.uniform(0.1, 0.5))
        stage.closing.wait(random.uniform(0.5, 3))  # for answers
        wire.until_known("POST", f"/i/{token}/closure", b"{}", "application/json")


def _ask(stage: Stage, wire: Wire, csrf: str) -> str | None:
    ticket = links.make(uuid7(), stage.running.settings.secret_key)
    form = urlencode({"question": QUESTION, "ticket": ticket, "csrf_token": csrf}).encode()
    answer = wire.until_known("POST", "/ask", form, FORM)
    found = LINK.search(answer.location)
    if found is None:
        stage.record.refuse(f"ask: {answer.status} {answer.body[:200]!r}")
        stage.closing.wait(1)
        return None
    stage.record.was_asked()
    return found[1]


def _contacts(wire: Wire, token: str) -> Sequence[str]:
    """The conversations with the companies that were asked, as the page shows them."""
    return sorted(set(WINDOW.findall(wire.get(f"/i/{token}").body.decode())))


def agent(stage: Stage, seat: Seat, disposition_of: dict[str, str], seed: int) -> None:
    """Take what is offered, answer, close what has ended; until the stage goes home."""
    random = Random(seed)
    wire = stage.wire(seat.browser.cookie, seat.browser.csrf, random)
    begun = wire.get("/desk/inbox?cursor=yes").json()
    listener = Listener(wire, "/desk/stream", begun["cursor"])
    stage.record.listens("for_agent", str(seat.agent_id), listener)
    written: dict[str, int] = {}
    while not stage.home.is_set():
        inbox = wire.get("/desk/inbox").json()
        if inbox["me"]["state"] not in ("available", "interacting", "wrap_up"):
            wire.post("/desk/state", {"state": "available"})
        for row in inbox["mine"]:
            _work(stage, wire, row, written, disposition_of, str(seat.agent_id))
        stage.home.wait(random.uniform(0.05, 0.25))


def _work(
    stage: Stage,
    wire: Wire,
    row: dict[str, Any],
    written: dict[str, int],
    disposition_of: dict[str, str],
    name: str,
) -> None:
    contact, path = row["id"], f"/desk/contacts/{row['id']}"
    if row["state"] == "offered":
        stage.record.count("opening", wire.post(f"{path}/opening", {}).status)
    elif row["state"] == "wrap_up":
        disposition = disposition_of[row["tenant_id"]]
        answer = wire.post(f"{path}/closure", {"disposition_id": disposition})
        stage.record.count("closure", answer.status)
    elif row["state"] == "active" and written.get(contact, 0) < TALK:
        said = uuid7()
        body = {"id": said.hex, "tenant_id": row["tenant_id"], "body": f"agent {name}"}
        answer = wire.post(f"{path}/messages", body)
        if answer.is_taken:
            written[contact] = written.get(contact, 0) + 1
            stage.record.taken(contact, name, said)
        elif answer.status not in (404, 409):
            stage.record.refuse(f"agent: {answer.status} {answer.body[:200]!r}")
