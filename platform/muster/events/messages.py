"""What is told to live pages, on its way from the process where it happened to every other."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

Audience = tuple[str, str]
Id = UUID | str

OPERATIONS: Audience = ("operations", "")
DESK_KINDS = ("contact.", "client.")
BOARD_KINDS = "activation."
RIGHTS_CHANGED = "rights.changed"
TERMS_CHANGED = "supervision.agreed"
WORDS = frozenset({"body", "payload"})  # of a message: what was said, and what was sent with it


def inquiry(inquiry_id: Id) -> Audience:
    """The consumer's page of one inquiry."""
    return ("inquiry", str(inquiry_id))


def agent(agent_id: Id) -> Audience:
    """The desk of one agent."""
    return ("agent", str(agent_id))


def desk(tenant_id: Id) -> Audience:
    """The desks of all agents who serve one client company: how its queue moves, not what is said.

    They hear of the events for its wall whose kind begins with one of DESK_KINDS.
    """
    return ("desk", str(tenant_id))


def wall(tenant_id: Id) -> Audience:
    """The supervisors of one client company."""
    return ("wall", str(tenant_id))


def board(tenant_id: Id) -> Audience:
    """The boards of one client company's activations, and nothing else of what its wall hears."""
    return ("board", str(tenant_id))


def _text(value: Id | None) -> str | None:
    return None if value is None else str(value)


@dataclass(frozen=True, slots=True)
class Message:
    """One event (with an id, kept in the database) or one signal (without, gone when told).

    created_at: ISO 8601, of the server's clock.
    """

    kind: str
    tenant_id: str | None = None
    contact_id: str | None = None
    for_inquiry: str | None = None
    for_agent: str | None = None
    for_wall: bool = False
    payload: Mapping[str, Any] = field(default_factory=dict)
    id: int | None = None
    created_at: str = ""

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Message:
        """The message of a row of `events`, as SQLAlchemy, psycopg or `to_jsonb` gives it."""
        created_at = row["created_at"]
        return cls(
            kind=row["kind"],
            tenant_id=_text(row["tenant_id"]),
            contact_id=_text(row["contact_id"]),
            for_inquiry=_text(row["for_inquiry"]),
            for_agent=_text(row["for_agent"]),
            for_wall=row["for_wall"],
            payload=row["payload"],
            id=row["id"],
            created_at=created_at if isinstance(created_at, str) else created_at.isoformat(),
        )

    @classmethod
    def signal(
        cls,
        kind: str,
        *,
        tenant_id: Id | None = None,
        contact_id: Id | None = None,
        for_inquiry: Id | None = None,
        for_agent: Id | None = None,
        for_wall: bool = False,
        payload: Mapping[str, Any] | None = None,
    ) -> Message:
        """Something that matters only while it lasts: somebody types, looks, is there."""
        return cls(
            kind=kind,
            tenant_id=_text(tenant_id),
            contact_id=_text(contact_id),
            for_inquiry=_text(for_inquiry),
            for_agent=_text(for_agent),
            for_wall=for_wall,
            payload=payload or {},
            created_at=datetime.now(UTC).isoformat(),
        )

    def audiences(self) -> list[Audience]:
        """Who is told."""
        keys: list[Audience] = []
        if self.for_inquiry:
            keys.append(inquiry(self.for_inquiry))
        if self.for_agent:
            keys.append(agent(self.for_agent))
        if self.tenant_id and self.for_wall:
            keys += [wall(self.tenant_id), OPERATIONS]
            if self.kind.startswith(DESK_KINDS):
                keys.append(desk(self.tenant_id))
            if self.kind.startswith(BOARD_KINDS):
                keys.append(board(self.tenant_id))
        return keys

    def hushed(self) -> Message:
        """The same without its words: that something was said, not what."""
        kept = {name: value for name, value in self.payload.items() if name not in WORDS}
        return replace(self, payload=kept)

    def told(self) -> dict[str, Any]:
        """What a browser gets of it: not whom else it is for."""
        return {
            "id": self.id,
            "kind": self.kind,
            "tenant_id": self.tenant_id,
            "contact_id": self.contact_id,
            "payload": self.payload,
            "created_at": self.created_at,
        }


_FIELDS = tuple(Message.__dataclass_fields__)

# A row of `events` as it travels, for statements that write events and give them as text: what
# the database has put into words need not be read and said again by us.
WIRE_ROW = f"json_build_array({', '.join(_FIELDS)})"


def wire_row(message: Message) -> str:
    """One message as it travels through Redis; rows are joined by commas."""
    row = [getattr(message, name) for name in _FIELDS]
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"), default=str)


def pack(rows: Iterable[str]) -> bytes:
    """Rows of messages as one publication."""
    return f"[{','.join(rows)}]".encode()


def unpack(data: bytes) -> list[Message]:
    """The messages of a publication."""
    return [Message(*row) for row in json.loads(data)]
