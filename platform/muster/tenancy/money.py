"""Currencies that a company can keep its prices in."""

from __future__ import annotations

from functools import lru_cache

from babel.numbers import get_currency_name

# ISO 4217 codes of money in use where companies are likely to be, the commonest here first.
_CURRENCIES = """
CNY USD EUR HKD TWD MOP SGD JPY KRW GBP AUD CAD CHF NZD THB VND MYR IDR PHP INR PKR BDT LKR
AED SAR QAR KWD ILS TRY RUB KZT UAH PLN CZK HUF RON SEK NOK DKK ISK ZAR NGN KES EGP MAD BRL
MXN ARS CLP COP PEN UYU
"""
CURRENCIES = tuple(_CURRENCIES.split())
DEFAULTS = {"zh": "CNY", "en": "USD"}


@lru_cache(maxsize=8)
def choices(locale: str) -> list[tuple[str, str]]:
    """Currencies with their names in `locale`, for a list to choose from."""
    return [(code, f"{code} · {get_currency_name(code, locale=locale)}") for code in CURRENCIES]


def default(locale: str) -> str:
    """The currency that most readers of `locale` use."""
    return DEFAULTS.get(locale, "USD")
