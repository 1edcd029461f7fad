"""Finance looks at the company's charges, a month at a time."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale
from sqlalchemy import Engine

from muster.billing import charges, words
from muster.billing.models import Charge, ChargeKind
from muster.db import uuid7
from tests.cast import HUALAN
from tests.muster.routing import build

ClientFor = Callable[[str], FlaskClient]
AsTenant = Callable[[str], AbstractContextManager[None]]
URL = "/portal/hualan/charges"


@pytest.fixture
def charged(as_tenant: AsTenant) -> None:
    with as_tenant("hualan"):
        for month, amount in ((10, 123456), (11, 234567)):
            charges.post(
                HUALAN.id,
                key=f"month {month}",
                kind=ChargeKind.HOLD,
                amount_minor=amount,
                currency="CNY",
                period_start=date(2026, month, 1),
                period_end=date(2026, month, 28),
                description="",
            )


@pytest.mark.usefixtures("charged")
def test_the_owner_sees_one_month_or_all(client_for: ClientFor) -> None:
    owner = client_for("olga")
    everything = owner.get(URL).text
    assert all(amount in everything for amount in ("1,234.56", "2,345.67", "3,580.23"))
    october = owner.get(f"{URL}?month=2026-10").text
    assert "1,234.56" in october
    assert "2,345.67" not in october
    assert "1,234.56" not in owner.get(f"{URL}?kind=drill").text


@pytest.mark.usefixtures("charged")
@pytest.mark.parametrize("query", ["month=2026-13", "month=0000-01", "kind=x'", "before=no"])
def test_a_filter_that_makes_no_sense_is_left_out(client_for: ClientFor, query: str) -> None:
    assert "3,580.23" in client_for("olga").get(f"{URL}?{query}").text


def test_nothing_charged_says_where_to_begin(client_for: ClientFor) -> None:
    assert "Nothing has been charged yet" in client_for("olga").get(URL).text


@pytest.mark.parametrize(
    ("subject", "page"),
    [
        ("seat_lease", "seats/leases"),
        ("standby_reservation", "standby"),
        ("activation", "activations"),
    ],
)
def test_a_charge_leads_to_what_it_is_for(
    client_for: ClientFor, as_tenant: AsTenant, subject: str, page: str
) -> None:
    about = uuid7()
    with as_tenant("hualan"):
        charges.post(
            HUALAN.id,
            key="one",
            kind=ChargeKind.HOLD,
            amount_minor=1,
            currency="CNY",
            period_start=date(2026, 11, 1),
            period_end=date(2026, 11, 1),
            description="",
            subject_type=subject,
            subject_id=about,
        )
    assert f'href="/portal/hualan/{page}/{about}"' in client_for("olga").get(URL).text


def test_charges_are_for_those_who_pay(client_for: ClientFor) -> None:
    assert client_for("vera").get(URL).status_code == 403
    assert client_for("rita").get(URL).status_code == 404


def test_a_registered_sentence_is_said_in_both_languages(as_tenant: AsTenant) -> None:
    words.register({"test.sentence": "%(plan)s from %(first_on)s: %(seats)s"})
    with as_tenant("hualan"):
        charge = charges.post(
            HUALAN.id,
            key="said",
            kind=ChargeKind.SEAT,
            amount_minor=1,
            currency="CNY",
            period_start=date(2026, 11, 1),
            period_end=date(2026, 11, 1),
            description="test.sentence",
            params={
                "plan": {"en": "Chat", "zh": "在线客服"},
                "first_on": "2026-11-01",
                "seats": 1200,
            },
        )
        with force_locale("en"):
            assert words.sentence(charge) == "Chat from Nov 1, 2026: 1,200"
        with force_locale("zh"):
            assert words.sentence(charge) == "在线客服 from 2026年11月1日: 1,200"


@pytest.mark.parametrize(
    ("quantity", "unit", "english", "chinese"),
    [
        ("1", "seat", "1 seat", "1 席"),
        ("1200", "seat", "1,200 seats", "1,200 席"),
        ("2.50", "seat_hour", "2.5 seat hours", "2.5 席时"),
        ("1.00", "piece", "1 time", "1 次"),
        ("3", "bushel", "3 bushel", "3 bushel"),
    ],
)
def test_a_quantity_is_told_with_its_unit(
    app: Flask, quantity: str, unit: str, english: str, chinese: str
) -> None:
    charge = Charge(quantity=Decimal(quantity), unit=unit)
    for locale, told in (("en", english), ("zh", chinese)):
        with app.test_request_context(), force_locale(locale):
            assert words.quantity(charge) == told


def table(client: FlaskClient, query: str = "") -> list[dict[str, str]]:
    answer = client.get(f"{URL}.csv{query}")
    assert answer.status_code == 200
    assert answer.content_type == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


@pytest.mark.usefixtures("charged")
def test_charges_are_downloaded_as_filtered_and_that_is_on_record(
    client_for: ClientFor, as_tenant: AsTenant, db_owner: Engine
) -> None:
    words.register({"test.formula": "%(plan)s"})
    with as_tenant("hualan"):
        charges.post(
            HUALAN.id,
            key="back",
            kind=ChargeKind.CREDIT,
            amount_minor=-5000,
            currency="JPY",
            period_start=date(2026, 11, 2),
            period_end=date(2026, 11, 3),
            description="test.formula",
            params={"plan": "=HYPERLINK(1)"},
        )
    owner = client_for("olga")
    assert "/portal/hualan/charges.csv?month=2026-11" in owner.get(f"{URL}?month=2026-11").text
    back, november, october = table(owner)
    assert (back["amount"], back["currency"], back["kind"]) == ("-5000", "JPY", "credit")
    assert back["what_for"] == "'=HYPERLINK(1)"
    assert (back["first_day"], back["last_day"]) == ("2026-11-02", "2026-11-03")
    assert (november["amount"], october["amount"]) == ("2345.67", "1234.56")
    assert [row["amount"] for row in table(owner, "?month=2026-10&kind=hold")] == ["1234.56"]
    assert table(owner, "?kind=drill") == []
    taken = build.rows(
        db_owner,
        "SELECT tenant_id, subject, detail FROM audit_entries WHERE action = 'charges.exported'"
        " ORDER BY id",
    )
    assert [(one.subject, one.detail["count"]) for one in taken] == [
        ("", 3),
        ("2026-10", 1),
        ("", 0),
    ]
    assert {one.tenant_id for one in taken} == {HUALAN.id}


def test_a_download_is_for_those_who_pay(client_for: ClientFor) -> None:
    assert client_for("vera").get(f"{URL}.csv").status_code == 403
    assert client_for("rita").get(f"{URL}.csv").status_code == 404
