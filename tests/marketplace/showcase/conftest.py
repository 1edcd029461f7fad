"""A company with something to show."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from muster.db import database
from tenants.showcase import actions, offers, products
from tests.cast import HUALAN

AsTenant = Callable[[str], AbstractContextManager[None]]
ALL_DAY = [["00:00", "24:00"]]


@pytest.fixture
def shown(as_tenant: AsTenant) -> None:
    """Hualan's showcase, filled: two products and an offer of today."""
    with as_tenant("hualan"):
        actions.update_profile(
            HUALAN.id,
            name="华澜家电",
            tagline="当天上门",
            about="始于 1998 年。",
            categories=["家用电器"],
            regions=["全国"],
            languages=["zh", "yue"],
            phone="+8695588",
            website="https://hualan.example.com",
            address="佛山市",
            attributes={"成立": 1998, "</script><script>alert(1)</script>": "x"},
            opening_hours=dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), ALL_DAY),
        )
        fridge = products.create_product(
            HUALAN.id,
            name="云柜冰箱",
            description="520 升，安静。",
            attributes={"能效": "一级", "颜色": ["白", "金"]},
            tags=["无霜"],
            price_minor=429900,
            currency="CNY",
            link="https://hualan.example.com/520",
            published=True,
        )
        offers.create_offer(
            HUALAN.id,
            title="以旧换新",
            starts_on=date(2000, 1, 1),
            ends_on=date(2999, 12, 31),
            product_id=fridge.id,
            published=True,
        )


@pytest.fixture
def reader(anyone: FlaskClient) -> FlaskClient:
    """Somebody who reads English."""
    anyone.set_cookie("locale", "en")
    return anyone


def address_of(client: FlaskClient, name: str) -> str:
    """The address of the product of this name, from the company's page."""
    page = client.get("/c/hualan").text
    before = page[: page.index(f'<span class="shelf-name" dir="auto">{name}')]
    return before[before.rindex('href="') + 6 :].partition('"')[0]


@pytest.fixture
def statements(app: Flask) -> Iterator[Callable[[], list[str]]]:
    """Gives the SQL statements since it was asked last."""
    seen: list[str] = []

    def listen(*args: Any) -> None:
        seen.append(args[2])

    def taken() -> list[str]:
        found = list(seen)
        seen.clear()
        return found

    event.listen(database.engine, "before_cursor_execute", listen)
    yield taken
    event.remove(database.engine, "before_cursor_execute", listen)
