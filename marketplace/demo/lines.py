"""What the demo's agents say: the lines of their company, or what it sells that fits."""

from __future__ import annotations

from typing import Any

from flask_babel import force_locale
from sqlalchemy import select

from marketplace.demo.script import talks
from muster.conversations.models import CannedReply, Contact, MessageKind
from muster.db import session
from muster.desk.providers import ProductCard
from muster.web.display import money
from tenants.showcase import desk as showcase
from tenants.showcase.models import Showcase

Line = tuple[MessageKind, str, dict[str, Any]]

HELLO = {
    "zh": "您好，这里是{company}，您的问题我看到了。",
    "en": "Hello, this is {company}. I have read your question.",
}
OFFER = {
    "zh": "这款也许合适：{product}，{price}。您看看，有别的要求尽管说。",
    "en": "This one may fit: {product}, {price}. Tell me what else matters to you.",
}
FURTHER = {
    "zh": (
        "好的，我记下了。还有什么要求吗？",
        "没问题，我这边都能安排。",
        "明白，我马上帮您确认。",
    ),
    "en": ("Noted. Is there anything else?", "No problem, we can arrange that.", "Let me check."),
}


def answers(contact: Contact, said: int) -> list[Line]:
    """What an agent writes next, having written `said` messages; needs the agent's unit of work."""
    company = session.scalar(select(Showcase).where(Showcase.tenant_id == contact.tenant_id))
    product = next(iter(showcase.products(contact.tenant_id, contact.opening, 1)), None)
    slug = company.slug if company else ""
    own = _of_the_talk(contact.opening, slug)
    if own:
        spoken = [own[0], own[1]] if len(own) > 1 else own
    else:
        spoken = [_hello(contact, company.name if company else "", product), *_canned(contact)]
    # A card goes with the first message, and is counted like one.
    turn = said if said == 0 or product is None else said - 1
    if turn >= len(spoken):
        further = FURTHER[_language(contact)]
        return [_text(further[turn % len(further)])]
    cards = [_card(product)] if product and turn == 0 else []
    return [_text(spoken[turn]), *cards]


def _of_the_talk(question: str, slug: str) -> list[str]:
    talk = next((each for each in talks() if each["question"] == question), {})
    found: list[str] = talk.get("answers", {}).get(slug, [])
    return found


def _hello(contact: Contact, company: str, product: ProductCard | None) -> str:
    language = _language(contact)
    hello = HELLO[language].format(company=company)
    if product is None or product.price_minor is None or product.currency is None:
        return hello
    with force_locale(language):
        price = money(product.price_minor, product.currency)
    return f"{hello} {OFFER[language].format(product=product.name, price=price)}"


def _canned(contact: Contact) -> list[str]:
    query = select(CannedReply.body).where(CannedReply.tenant_id == contact.tenant_id)
    return list(session.scalars(query.order_by(CannedReply.shortcut).limit(1)))


def _language(contact: Contact) -> str:
    return contact.language if contact.language in HELLO else "zh"


def _text(body: str) -> Line:
    return MessageKind.TEXT, body, {}


def _card(product: ProductCard) -> Line:
    return MessageKind.PRODUCT, product.name, product.payload()
