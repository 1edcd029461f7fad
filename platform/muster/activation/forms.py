"""Forms of activations: calling in, releasing, naming, the briefing."""

from __future__ import annotations

from abc import abstractmethod
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from babel.numbers import get_currency_precision
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateTimeLocalField, HiddenField, IntegerField, RadioField
from wtforms.validators import InputRequired

from muster.activation import briefings, naming, opening
from muster.activation.models import Briefing
from muster.activation.opening import LONGEST_REASON, Wish
from muster.activation.states import AtCeiling, Kind, Origin
from muster.capacity.models import Reservation
from muster.db import uuid7
from muster.errors import Invalid
from muster.web import forms
from muster.web.forms import as_choices

UNTIL = timedelta(hours=8)
FORMAT = "%Y-%m-%dT%H:%M"
USUAL_REASON = _l("More contacts than usual")
MOST_TYPED = 60_000


class _CallForm(forms.Form):
    def asked(self, reservation: Reservation, zone: str, origin: Origin) -> Wish | None:
        """What was asked for; None, with every fault beside its field, if it cannot be.

        Raises Invalid for a key that this form did not make.
        """
        self.validate_on_submit()
        wish = self.wish(zone, reservation.currency, origin)
        for fault in opening.faults(reservation, wish, datetime.now(UTC)):
            if not self[fault.field].errors:
                self.show(fault)
        return None if self.errors else wish

    @abstractmethod
    def wish(self, zone: str, currency: str, origin: Origin) -> Wish:
        """What was typed, as far as it could be read."""


class ActivationForm(_CallForm):
    """How many seats, why, until when, and what it may cost."""

    key = HiddenField()
    seats = IntegerField(
        _l("Seats"),
        validators=[InputRequired(_l("How many seats are needed?"))],
        render_kw={"inputmode": "numeric"},
    )
    reason = forms.text(_l("What happened?"), longest=LONGEST_REASON)
    until_at = DateTimeLocalField(
        _l("Lasts until"), format=FORMAT, validators=[InputRequired(_l("Until when?"))]
    )
    ceiling = forms.line(_l("Ceiling"), required=False, longest=20)
    at_ceiling = RadioField(
        _l("When the ceiling is reached"),
        choices=as_choices(
            [
                (AtCeiling.WARN, _l("Tell us, and go on")),
                (AtCeiling.STOP, _l("Send everybody back")),
            ]
        ),
        default=AtCeiling.WARN,
    )

    @classmethod
    def blank(
        cls,
        reservation: Reservation,
        zone: str,
        *,
        asked: tuple[int, datetime] | None = None,
        reason: str = "",
    ) -> ActivationForm:
        """Everything that is reserved, for a shift; or `asked`: so many seats, until then.

        reason: why; by itself that there are more contacts than usual.
        """
        seats, until_at = asked or (reservation.seats, datetime.now(UTC) + UNTIL)
        reason = reason or str(USUAL_REASON)
        until = until_at.astimezone(ZoneInfo(zone))
        data = {"key": str(uuid7()), "seats": seats, "until_at": until, "reason": reason}
        return cls(formdata=None, data=data | {"at_ceiling": AtCeiling.WARN})

    def wish(self, zone: str, currency: str, origin: Origin) -> Wish:
        """What was typed, as far as it could be read."""
        typed = self.until_at.data
        return Wish(
            seats=self.seats.data or 0,
            reason=str(self.reason.data or ""),
            key=key_of(self.key.data),
            until_at=typed.replace(tzinfo=ZoneInfo(zone)) if typed else None,
            origin=origin,
            ceiling_minor=self._ceiling(currency),
            at_ceiling=AtCeiling.STOP if self.at_ceiling.data == AtCeiling.STOP else AtCeiling.WARN,
        )

    def _ceiling(self, currency: str) -> int | None:
        try:
            return minor(self.ceiling.data, currency)
        except Invalid as problem:
            self.show(problem)
            return None


class DrillForm(_CallForm):
    """How many seats, and whether those who are called know that it is a drill."""

    key = HiddenField()
    seats = IntegerField(
        _l("Seats"),
        validators=[InputRequired(_l("How many seats are needed?"))],
        render_kw={"inputmode": "numeric"},
    )
    reason = forms.text(_l("What to say to those who are called"), longest=LONGEST_REASON)
    announced = BooleanField(_l("Say that it is a drill"), default=True)

    @classmethod
    def blank(cls, reservation: Reservation) -> DrillForm:
        """The first step of the ramp, announced."""
        first = int(reservation.ramp[0]["seats"])
        data = {"key": str(uuid7()), "seats": first, "announced": True}
        return cls(formdata=None, data=data)

    def wish(self, zone: str, currency: str, origin: Origin) -> Wish:
        """What was typed, as far as it could be read."""
        return Wish(
            seats=self.seats.data or 0,
            reason=str(self.reason.data or ""),
            key=key_of(self.key.data),
            kind=Kind.DRILL,
            origin=origin,
            announced=bool(self.announced.data),
        )


class ReleaseForm(forms.Form):
    """How many seats stay."""

    keep = IntegerField(
        _l("Seats that stay"),
        validators=[InputRequired(_l("How many seats stay?"))],
        render_kw={"inputmode": "numeric"},
    )


class NamingForm(forms.Form):
    """Who takes a cohort's places."""

    students = forms.text(_l("People, a line each: name, e-mail"), longest=MOST_TYPED)

    def named(self) -> list[naming.Student]:
        """Who was typed. Raises Invalid."""
        return naming.read(str(self.students.data or ""))


class BriefingForm(forms.Form):
    """A text, and the questions at its end."""

    title = forms.line(_l("Title"), longest=briefings.LONGEST_TITLE)
    body = forms.text(_l("Text"), longest=briefings.LONGEST_BODY)
    questions = forms.text(_l("Questions"), longest=MOST_TYPED)

    @classmethod
    def of(cls, briefing: Briefing | None) -> BriefingForm:
        """What is in force."""
        if briefing is None:
            return cls(formdata=None)
        typed = briefings.typed_questions(briefing)
        data = {"title": briefing.title, "body": briefing.body, "questions": typed}
        return cls(formdata=None, data=data)


def key_of(value: Any) -> UUID:
    """The key of a form, which makes a repeated one the same. Raises Invalid."""
    try:
        return UUID(str(value))
    except ValueError:
        raise Invalid("key", _l("We could not read what this page sent. Reload it.")) from None


def minor(typed: str | None, currency: str) -> int | None:
    """An amount of money as it is typed, in minor units; None for none. Raises Invalid."""
    if not typed:
        return None
    try:
        amount = Decimal(typed.replace(",", "").replace("，", "").strip())
    except InvalidOperation:
        raise Invalid("ceiling", _l("An amount such as 5000, or nothing.")) from None
    if not amount.is_finite() or not 0 < amount < Decimal(10) ** 12:
        raise Invalid("ceiling", _l("An amount above 0, or nothing."))
    return int(amount.scaleb(get_currency_precision(currency)).to_integral_value())
