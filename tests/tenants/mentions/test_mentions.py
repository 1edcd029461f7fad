"""Members who were named in a note find it in the portal, and have seen it once they open it."""

from __future__ import annotations

import re
from collections.abc import Callable

from flask.testing import FlaskClient
from sqlalchemy import Engine

from tests.cast import OLGA, SAM
from tests.muster.desk.build import in_hand, say

ClientFor = Callable[[str], FlaskClient]
PAGE = "/portal/hualan/mentions"


def named(db_owner: Engine, client_for: ClientFor) -> str:
    """Ann names Sam in a note; gives the contact."""
    contact_id = in_hand(db_owner)
    said = say(client_for("ann"), contact_id, "@Sam <b>看</b>", kind="note", mentions=[str(SAM.id)])
    assert said.status_code == 201
    return str(contact_id)


def count(page: str) -> str:
    found = re.search(r'side-count number"[^>]*>(\d+)<', page)
    return found[1] if found else ""


def test_it_stands_in_the_navigation_until_it_is_opened(
    db_owner: Engine, client_for: ClientFor
) -> None:
    contact_id = named(db_owner, client_for)
    sam = client_for("sam")
    page = sam.get(PAGE).text
    assert "@Sam &lt;b&gt;看&lt;/b&gt;" in page
    assert count(page) == count(sam.get("/portal/hualan").text) == "1"
    address = re.search(rf"{PAGE}/[0-9a-f-]+/reading", page)
    assert address is not None
    opened = sam.post(address[0])
    assert opened.status_code == 303
    assert opened.headers["Location"].endswith(f"/portal/hualan/live#contact-{contact_id}")
    assert count(sam.get(PAGE).text) == ""


def test_a_page_that_stays_open_can_ask_how_many_there_are(
    db_owner: Engine, client_for: ClientFor
) -> None:
    sam, address = client_for("sam"), f"{PAGE}/unread"
    assert f'data-recount="{address}" hidden' in sam.get("/portal/hualan").text
    assert sam.get(address).json == {"count": 0}
    named(db_owner, client_for)
    assert sam.get(address).json == {"count": 1}
    assert client_for("olga").get(address).json == {"count": 0}
    assert client_for("vera").get(address).status_code == 403


def test_all_at_once_and_only_ones_own(db_owner: Engine, client_for: ClientFor) -> None:
    named(db_owner, client_for)
    olga, sam = client_for("olga"), client_for("sam")
    assert "@Sam" not in olga.get(PAGE).text
    assert olga.post(f"{PAGE}/readings").status_code == 303
    assert count(sam.get(PAGE).text) == "1"
    assert sam.post(f"{PAGE}/readings").status_code == 303
    assert count(sam.get(PAGE).text) == ""


def test_who_may_not_read_along_has_no_such_page(client_for: ClientFor) -> None:
    assert client_for("vera").get(PAGE).status_code == 403
    assert client_for("rita").get(PAGE).status_code == 404
    assert OLGA.name not in client_for("olga").get(PAGE).text.split("<main")[1]
