"""Telephone numbers as people write them: read, stored in one form, shown in another.

Stored is E.164 with an optional extension: `+861065529988`, `+442079460018;ext=123`. A service
number keeps its country too (`+8695588`), so that it can be told from a number elsewhere.
Which numbers exist in a country is known from libphonenumber's metadata.
"""

from __future__ import annotations

import re

import phonenumbers
from flask_babel import lazy_gettext as _l
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, shortnumberinfo

from muster.errors import Invalid

LONGEST_INPUT = 60
_EXTENSION = ";ext="

# Service numbers of the mainland by their numbering plan: 95xxx and 96xxx for companies and
# provinces, 10xxx and 12xxx for carriers and public services. The metadata lacks the longer ones.
_SERVICE = {"CN": re.compile(r"9[56]\d{3,6}|1[012]\d{3,4}")}

_TRANSFER = re.compile(r"\s*[转轉]\s*")  # how an extension is written in Chinese

_NOT_A_NUMBER = _l("This is not a telephone number. Write it as you would dial it.")
_UNKNOWN = _l(
    "No such number exists in this country. Check the digits, or begin with + and the country code."
)


def normalise(text: str, region: str | None, *, service: bool = True) -> str:
    """The stored form of a number that somebody wrote.

    region: ISO country in which a number without + is dialled. service: take service numbers
    such as 95588, 12345 or 110 as well; without it only a number on which one person can be
    called back. Raises Invalid("phone").
    """
    number = _parse(text, region)
    valid = phonenumbers.is_valid_number(number)
    if not valid and not (service and _is_dialled_in(number, region)):
        raise Invalid("phone", _UNKNOWN)
    stored = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    return f"{stored}{_EXTENSION}{number.extension}" if number.extension else stored


def display(stored: str, region: str | None = None) -> str:
    """A stored number for the eye: as dialled at home for a reader in `region`, else with +."""
    number = phonenumbers.parse(stored)
    if _is_service_number(number):
        return str(number.national_number)
    home = region is not None and number.country_code == _country_code(region)
    form = PhoneNumberFormat.NATIONAL if home else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, form)


def link(stored: str) -> str:
    """The `tel:` address of a stored number; service numbers are dialled without a country."""
    number = phonenumbers.parse(stored)
    return f"tel:{number.national_number}" if _is_service_number(number) else f"tel:{stored}"


def _parse(text: str, region: str | None) -> PhoneNumber:
    if len(text) > LONGEST_INPUT:
        raise Invalid("phone", _NOT_A_NUMBER)
    try:
        return phonenumbers.parse(_TRANSFER.sub(" ext. ", text), region)
    except NumberParseException as problem:
        raise Invalid("phone", _NOT_A_NUMBER) from problem


def _is_dialled_in(number: PhoneNumber, region: str | None) -> bool:
    if region is None or number.country_code != _country_code(region):
        return False
    return _serves_in(number, region)


def _is_service_number(number: PhoneNumber) -> bool:
    if number.country_code is None or phonenumbers.is_valid_number(number):
        return False
    regions = phonenumbers.region_codes_for_country_code(number.country_code)
    return any(_serves_in(number, region) for region in regions)


def _serves_in(number: PhoneNumber, region: str) -> bool:
    if number.italian_leading_zero or number.extension:
        return False
    plan = _SERVICE.get(region)
    if plan is not None and plan.fullmatch(str(number.national_number)):
        return True
    return shortnumberinfo.is_valid_short_number_for_region(number, region)


def _country_code(region: str) -> int:
    return phonenumbers.country_code_for_region(region)
