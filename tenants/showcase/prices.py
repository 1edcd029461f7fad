"""Prices as people write them, in whole minor units of a currency."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation

from babel.numbers import get_currency_precision, list_currencies

HIGHEST_MINOR = 10**15
_NOT_TOLD = frozenset(
    {"", "-", "--", "—", "/", "n/a", "none", "面议", "暂无", "电询", "on request"}
)
_MARKS = {
    "元": "CNY", "块": "CNY", "圆": "CNY", "人民币": "CNY", "rmb": "CNY", "¥": "CNY",
    "$": "USD", "us$": "USD", "美元": "USD", "hk$": "HKD", "港币": "HKD", "港元": "HKD",
    "nt$": "TWD", "€": "EUR", "欧元": "EUR", "£": "GBP", "英镑": "GBP", "日元": "JPY",
    "円": "JPY", "₩": "KRW", "฿": "THB", "s$": "SGD", "a$": "AUD",
}  # fmt: skip
# One sign, several currencies: the company's own is meant when it uses that sign.
_SHARED = {"¥": {"CNY", "JPY"}, "$": {"USD", "HKD", "SGD", "TWD", "AUD", "CAD", "NZD", "MXN"}}
_PARTS = re.compile(r"([^\d.,+\-']*)([+\-]?[\d.,' ]*\d[.]?|[+\-]?\d)\s*(万|千)?\s*([^\d]*)")
_DOUBLED = re.compile(r"[.,]{2}")
_TIMES = {"万": Decimal(10_000), "千": Decimal(1_000)}
_ISO = frozenset(list_currencies())


class PriceError(ValueError):
    """A price that cannot be read; `code` says why, as the messages of an import name it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def is_currency(code: str) -> bool:
    """Whether this is an ISO 4217 code."""
    return code in _ISO


def read_price(text: str, currency: str) -> tuple[int, str] | None:
    """Minor units and currency of a price such as "1,299.00", "¥1299元", "12.8万" or "US$ 5".

    currency: what is meant when the text names none. None when the text tells no price at all.
    Raises PriceError.
    """
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    if plain in _NOT_TOLD:
        return None
    found = _PARTS.fullmatch(plain)
    if found is None:
        raise PriceError("price.unreadable")
    before, digits, times, after = found.groups()
    unit = _unit(before.strip(), currency) or _unit(after.strip(), currency) or currency
    amount = _amount(digits) * _TIMES.get(times, Decimal(1))
    return in_minor(amount, unit), unit


def in_minor(amount: Decimal, currency: str) -> int:
    """An amount in whole minor units; raises PriceError where it does not fit."""
    if amount < 0:
        raise PriceError("price.negative")
    minor = amount.scaleb(get_currency_precision(currency))
    if minor != minor.to_integral_value():
        raise PriceError("price.precision")
    if minor > HIGHEST_MINOR:
        raise PriceError("price.high")
    return int(minor)


def as_typed(minor: int | None, currency: str | None) -> str:
    """A kept price as it stands in a form: "1299.00"."""
    if minor is None or currency is None:
        return ""
    digits = get_currency_precision(currency)
    return f"{Decimal(minor).scaleb(-digits):.{digits}f}"


def _unit(mark: str, currency: str) -> str | None:
    if not mark:
        return None
    if currency in _SHARED.get(mark, ()):
        return currency
    unit = _MARKS.get(mark) or (mark.upper() if is_currency(mark.upper()) else None)
    if unit is None:
        raise PriceError("price.unreadable")
    return unit


def _amount(digits: str) -> Decimal:
    """The number, whichever sign parts its thousands."""
    digits = digits.replace("'", "").replace(" ", "")
    if _DOUBLED.search(digits):
        raise PriceError("price.unreadable")
    last = max(digits.rfind("."), digits.rfind(","))
    head, tail = digits[:last], digits[last + 1 :]
    sign = digits[last : last + 1]
    thousands = sign in head or (sign == "," and len(tail) == 3 and "." not in head)
    whole = digits if last < 0 or thousands else head
    part = "" if whole is digits else f".{tail}"
    try:
        return Decimal(whole.replace(",", "").replace(".", "") + part)
    except InvalidOperation:
        raise PriceError("price.unreadable") from None
