"""Handing written calls over: to the desk, to mail, to the provider of SMS and voice."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, update

from muster import mail
from muster.activation import door
from muster.activation.models import CallMessage
from muster.db import session
from muster.errors import DomainError


def send(
    messages: Sequence[CallMessage],
    provider: door.Provider | None,
    tenant_id: UUID,
    *,
    most_attempts: int,
) -> bool:
    """Hand these over and note what became of each; gives whether the provider failed any.

    A provider that failed is to be tried again, at most `most_attempts` times a message.
    """
    done: dict[str, list[UUID]] = {"sent_at": [], "kept_at": []}
    letters: list[mail.Letter] = []
    failed = False
    for message in messages:
        if message.way == "desk":
            done["sent_at"].append(message.id)
        elif message.way == "mail":
            letters += (letter := _letter(message))
            done["sent_at"] += [message.id] * len(letter)
        elif provider is None:
            done["kept_at"].append(message.id)
        else:
            failed |= not _hand_over(message, provider, most_attempts)
    mail.send_many(letters, tenant_id)
    for moment, ids in done.items():
        if not ids:
            continue
        session.execute(
            update(CallMessage).where(CallMessage.id.in_(ids)).values({moment: func.now()}),
            execution_options={"synchronize_session": False},
        )
    return failed


def _letter(message: CallMessage) -> list[mail.Letter]:
    """The mail of a message; none where there is no such address."""
    try:
        mail.address(message.address)
    except DomainError as error:
        message.kept_at, message.error = func.now(), str(error.message)
        return []
    return [mail.Letter(message.address, message.subject, message.text)]


def _hand_over(message: CallMessage, provider: door.Provider, most_attempts: int) -> bool:
    try:
        provider(message.id, message.way, message.address, message.text)
    except door.Refused as refused:
        message.kept_at, message.error = func.now(), str(refused)
    except OSError as error:
        message.attempts += 1
        message.error = f"{type(error).__name__}: {error}"[:500]
        if message.attempts >= most_attempts:
            message.kept_at = func.now()
        return False
    else:
        message.sent_at = func.now()
    return True
