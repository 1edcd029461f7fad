"""What the surge watch does, as a person of the client signs it."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

from babel.numbers import get_currency_precision
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField
from wtforms.validators import InputRequired, NumberRange, Optional, StopValidation

from muster.errors import Invalid
from muster.forecasting.models import SurgePolicy
from muster.forecasting.policies import MOST_SEATS, NEEDED, Rules
from muster.web.forms import REQUIRED, Form, line

_MOST_MONEY = Decimal(10_000_000_000)
DEFAULT_AT_LEAST = 10
DEFAULT_AHT_SECONDS = 300


class PolicyForm(Form):
    """Watching or not; and whether people may be called in without asking."""

    aliases: ClassVar = {"price_minor": "price", "budget_minor": "budget"}
    watching = BooleanField(_l("Watch for surges"))
    at_least = IntegerField(
        _l("Contacts beyond the expected, at least"),
        [InputRequired(REQUIRED), NumberRange(1, 1_000_000, _l("Between 1 and 1,000,000."))],
    )
    aht_seconds = IntegerField(
        _l("Handling time in seconds"),
        [InputRequired(REQUIRED), NumberRange(1, 86_400, _l("Between 1 and 86,400 seconds."))],
    )
    by_itself = BooleanField(_l("Activate standby seats without asking me"))
    seat_limit = IntegerField(
        _l("At most so many seats"),
        [Optional(), NumberRange(1, MOST_SEATS, _l("Between 1 and 100,000 seats."))],
    )
    price = line(_l("At most so much a seat and hour"), required=False, longest=20)
    budget = line(_l("At most so much a surge"), required=False, longest=20)

    @classmethod
    def of(cls, policy: SurgePolicy | None, currency: str) -> PolicyForm:
        """The form as the last signature left it, or as it was sent."""
        if policy is None:
            form = cls(at_least=DEFAULT_AT_LEAST, aht_seconds=DEFAULT_AHT_SECONDS, watching=True)
        else:
            form = cls(
                obj=policy,
                price=typed(policy.price_minor, policy.currency),
                budget=typed(policy.budget_minor, policy.currency),
            )
        form.currency = currency
        return form

    currency: str = "CNY"

    def validate_price(self, field: Any) -> None:
        """An amount of money."""
        minor(field.data or "", self.currency)

    def validate_budget(self, field: Any) -> None:
        """An amount of money."""
        minor(field.data or "", self.currency)

    def validate(self, extra_validators: Any = None) -> bool:
        """All that is missing for activating by itself is told at once."""
        super().validate(extra_validators)
        for field in (self.seat_limit, self.price, self.budget):
            if self.by_itself.data and not field.data and not field.errors:
                self.show(Invalid(field.name, NEEDED))
        return not self.errors

    def rules(self) -> Rules:
        """What was typed, to be signed."""
        return Rules(
            watching=self.watching.data,
            at_least=self.at_least.data or 0,
            aht_seconds=self.aht_seconds.data or 0,
            by_itself=self.by_itself.data,
            seat_limit=self.seat_limit.data,
            price_minor=minor(self.price.data or "", self.currency),
            budget_minor=minor(self.budget.data or "", self.currency),
            currency=self.currency,
        )


def minor(text: str, currency: str) -> int | None:
    """An amount as typed, in minor units; None for nothing. Raises StopValidation."""
    plain = text.replace(",", "").replace(" ", "").strip()
    if not plain:
        return None
    try:
        amount = Decimal(plain)
    except InvalidOperation:
        raise StopValidation(_l("This is not an amount of money.")) from None
    if not amount.is_finite() or not 0 <= amount <= _MOST_MONEY:
        raise StopValidation(_l("This is not an amount of money."))
    units = amount.scaleb(get_currency_precision(currency))
    if units != units.to_integral_value():
        raise StopValidation(_l("This amount is finer than the currency."))
    return int(units)


def typed(amount: int | None, currency: str) -> str:
    """An amount in minor units as a person would type it."""
    if amount is None:
        return ""
    return f"{Decimal(amount).scaleb(-get_currency_precision(currency)):f}"
