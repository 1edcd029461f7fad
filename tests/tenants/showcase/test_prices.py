"""Prices in the forms in which people write them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tenants.showcase import prices


@pytest.mark.parametrize(
    ("text", "minor", "currency"),
    [
        ("1299", 129900, "CNY"),
        ("1,299.00", 129900, "CNY"),
        ("1.299,00", 129900, "CNY"),
        ("1.234.567", 123456700, "CNY"),
        ("1 299,90", 129990, "CNY"),
        ("1'299.50", 129950, "CNY"),
        ("¥1299元", 129900, "CNY"),
        ("￥１２９９", 129900, "CNY"),
        ("12.8万", 12800000, "CNY"),
        ("US$ 5", 500, "USD"),
        ("5 €", 500, "EUR"),
        ("EUR 12.50", 1250, "EUR"),
        ("0", 0, "CNY"),
        ("+5", 500, "CNY"),
        (".5", 50, "CNY"),
    ],
)
def test_a_price_is_read(text: str, minor: int, currency: str) -> None:
    assert prices.read_price(text, "CNY") == (minor, currency)


@pytest.mark.parametrize("text", ["", "  ", "面议", "-", "N/A"])
def test_no_price_is_told(text: str) -> None:
    assert prices.read_price(text, "CNY") is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("cheap", "price.unreadable"),
        ("=1+1", "price.unreadable"),
        ("1e5", "price.unreadable"),
        ("5元/晚", "price.unreadable"),
        ("1..2", "price.unreadable"),
        ("-5", "price.negative"),
        ("1.999", "price.precision"),
        ("99999999999999999", "price.high"),
    ],
)
def test_what_is_no_price_is_refused_with_a_reason(text: str, code: str) -> None:
    with pytest.raises(prices.PriceError) as refused:
        prices.read_price(text, "CNY")
    assert refused.value.code == code


def test_a_shared_sign_means_the_company_s_own_currency() -> None:
    assert prices.read_price("$5", "HKD") == (500, "HKD")
    assert prices.read_price("$5", "CNY") == (500, "USD")
    assert prices.read_price("¥500", "JPY") == (500, "JPY")


def test_currencies_differ_in_their_decimals() -> None:
    assert prices.in_minor(Decimal(1299), "JPY") == 1299
    assert prices.in_minor(Decimal("1.299"), "KWD") == 1299
    with pytest.raises(prices.PriceError, match="precision"):
        prices.in_minor(Decimal("0.5"), "JPY")


@pytest.mark.parametrize(
    ("minor", "currency", "typed"),
    [(129900, "CNY", "1299.00"), (500, "JPY", "500"), (None, None, "")],
)
def test_a_kept_price_stands_in_a_form(minor: int | None, currency: str | None, typed: str) -> None:
    assert prices.as_typed(minor, currency) == typed
    if minor is not None and currency is not None:
        assert prices.read_price(typed, currency) == (minor, currency)


def test_currency_codes_are_known() -> None:
    assert prices.is_currency("CNY")
    assert not prices.is_currency("XYZ1")
