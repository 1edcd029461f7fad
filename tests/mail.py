"""The mail that was written, for tests that follow a link in it."""

from __future__ import annotations

import re

from sqlalchemy import Engine, text


def mail_to(engine: Engine, address: str) -> str:
    """The text of the newest mail to `address`."""
    with engine.connect() as connection:
        return str(
            connection.execute(
                text("SELECT text FROM mails WHERE recipient = :to ORDER BY id DESC LIMIT 1"),
                {"to": address},
            ).scalar_one()
        )


def count_to(engine: Engine, address: str) -> int:
    """How many mails were written to `address`."""
    with engine.connect() as connection:
        return int(
            connection.execute(
                text("SELECT count(*) FROM mails WHERE recipient = :to"), {"to": address}
            ).scalar_one()
        )


def link_in(mail: str) -> str:
    """The path of the link in a mail, which starts with the public address of this Muster."""
    found = re.search(r"http://127\.0\.0\.1:\d+(/\S+)", mail)
    assert found is not None, mail
    return found[1]
