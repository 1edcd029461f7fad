"""Rows as the JSON that the desk's scripts read. Moments are ISO 8601, words are translated."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from flask_babel import get_locale
from sqlalchemy import RowMapping

from muster.conversations.models import CannedReply, Disposition, Message
from muster.desk.lists import Column
from muster.desk.providers import ProductCard
from muster.routing import reasons
from muster.tenancy.principal import Company
from muster.transfers import words
from muster.web.display import money


def column(found: Column) -> dict[str, Any]:
    """The left column."""
    told = {
        "now": found.now.isoformat(),
        "me": me(found.me),
        "mine": found.mine,
        "snoozed_count": found.snoozed_count,
        "waiting_count": found.waiting_count,
        "open_count": found.open_count,
    }
    return told if found.others is None else {**told, "others": found.others}


def me(agent: Mapping[str, Any]) -> dict[str, Any]:
    """The agent's own state, its reason put into words."""
    return {**agent, "reason": reasons.describe(agent["reason"])}


def message(said: Message) -> dict[str, Any]:
    """A message of a transcript, in the form in which events tell of one."""
    return {
        "id": str(said.id),
        "number": said.number,
        "author_kind": said.author_kind,
        "author_name": said.author_name,
        "kind": said.kind,
        "body": said.body,
        "payload": said.payload,
        "created_at": said.created_at.isoformat(),
    }


def step(change: RowMapping) -> dict[str, Any]:
    """A step of a contact's life."""
    return {
        "at": change["created_at"].isoformat(),
        "state": "aside" if is_aside(change["reason"]) else change["state"],
        "reason": reasons.describe(change["reason"]),
        "agent_name": change["agent_name"],
    }


def is_aside(reason: str) -> bool:
    """Whether a step left the contact where it was: its reason says it all."""
    code = reason.partition(" ")[0]
    return code in words.SENTENCES and code not in (words.HANDED_OVER, words.ESCALATED)


def card(product: ProductCard) -> dict[str, Any]:
    """A product in a list, with its price as the reader writes it."""
    price = money(product.price_minor, product.currency) if product.currency else ""
    return {**product.payload(), "price": price}


def canned(reply: CannedReply) -> dict[str, Any]:
    """A prepared answer, with what it is found by."""
    return {
        "id": str(reply.id),
        "shortcut": reply.shortcut,
        "title": reply.title,
        "body": reply.body,
        "folder": reply.folder,
        "language": reply.language,
    }


def client(
    company: Company,
    replies: Iterable[CannedReply],
    ends: Iterable[Disposition],
    hotline: str = "",
) -> dict[str, Any]:
    """A company whom the agent serves, with its prepared answers and dispositions."""
    return {
        "id": str(company.id),
        "name": company.name,
        "slug": company.slug,
        "color": company.color,
        "hotline": hotline,
        "canned": [canned(each) for each in replies if each.tenant_id == company.id],
        "dispositions": [
            {"id": str(each.id), "name": each.name, "fields": each.fields}
            for each in ends
            if each.tenant_id == company.id
        ],
    }


def clients(
    companies: Sequence[Company],
    replies: Iterable[CannedReply],
    ends: Iterable[Disposition],
    hotlines: Mapping[UUID, str],
) -> list[dict[str, Any]]:
    """All companies whom the agent serves."""
    replies, ends = list(replies), list(ends)
    return [client(company, replies, ends, hotlines.get(company.id, "")) for company in companies]


def language_name(code: str) -> str:
    """The name of a language as the reader calls it; the code if it has none."""
    locale = get_locale()
    return str(locale.languages.get(code, code)) if locale else code


def moment(value: datetime | None) -> str | None:
    """A moment as ISO 8601."""
    return value.isoformat() if value is not None else None
