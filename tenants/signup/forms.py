"""The sign-up form: about the company, and about the person who signs it up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from flask_babel import lazy_gettext as _l
from wtforms import Field, ValidationError

from muster.errors import Invalid
from muster.identity import emails, passwords
from muster.tenancy import money, phones, slugs, zones
from muster.web import forms
from muster.web.locale import LOCALES, locale_code


class CompanyForm(forms.Form):
    """About a company, for somebody who is signed in."""

    name = forms.line(_l("Company name"), render_kw={"autocomplete": "organization"})
    slug = forms.line(
        _l("Short name in addresses"),
        required=False,
        longest=63,
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"},
    )
    phone = forms.line(
        _l("Hotline"), required=False, longest=60, render_kw={"autocomplete": "tel", "type": "tel"}
    )
    locale = forms.choice(_l("Language"), list(LOCALES.items()))
    time_zone = forms.choice(_l("Time zone"))
    currency = forms.choice(_l("Currency"))

    def validate_slug(self, field: Field) -> None:
        """All faults of the form are told at once, not one after the other."""
        _checked(lambda: slugs.check(field.data.lower()))

    def validate_phone(self, field: Field) -> None:
        """A number that can be dialled where the company is."""
        zone = str(self.time_zone.data)
        region = zones.region(zone) if zones.is_zone(zone) else None
        _checked(lambda: phones.normalise(field.data, region))

    def offer(self) -> None:
        """Fill the lists to choose from; on a fresh form also what is likely."""
        language = locale_code()
        today = datetime.now(UTC).date().isoformat()
        self.time_zone.choices = forms.as_choices(zones.choices(language, today))
        self.currency.choices = forms.as_choices(money.choices(language))
        if not self.is_submitted():
            self.locale.data = language
            self.time_zone.data = zones.default(language)
            self.currency.data = money.default(language)


class SignUpForm(CompanyForm):
    """About a company and its first owner."""

    owner_name = forms.line(_l("Your name"), longest=120, render_kw={"autocomplete": "name"})
    email = forms.email(_l("Your e-mail"))
    password = forms.password(_l("Password"), new=True)

    def validate_email(self, field: Field) -> None:
        """An address."""
        _checked(lambda: emails.normalise(field.data))

    def validate_password(self, field: Field) -> None:
        """Not one that would be guessed."""
        about = str(self.owner_name.data or ""), str(self.email.data or "")
        _checked(lambda: passwords.check_strength(field.data, *about))


def _checked(check: Callable[[], object]) -> None:
    try:
        check()
    except Invalid as problem:
        raise ValidationError(str(problem.message)) from problem
