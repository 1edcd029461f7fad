"""Forms about members, and the company's own settings."""

from __future__ import annotations

from datetime import UTC, datetime

from flask_babel import lazy_gettext as _l

from muster.tenancy import money, roles, zones
from muster.web import forms
from muster.web.locale import LOCALES, locale_code


def role_choices() -> list[tuple[str, str]]:
    """The roles of a company, with what each is for."""
    return [(role, f"{name} · {use}") for role, (name, use) in roles.MEMBER_ROLES.items()]


class InvitationForm(forms.Form):
    """Whom to invite, in which role."""

    email = forms.email(_l("E-mail"))
    role = forms.choice(_l("Role"))

    def offer(self) -> InvitationForm:
        """Fill the list of roles."""
        self.role.choices = forms.as_choices(role_choices())
        if not self.is_submitted():
            self.role.data = "viewer"
        return self


class IntroductionForm(forms.Form):
    """Who somebody is that follows an invitation for the first time."""

    name = forms.line(_l("Your name"), longest=120, render_kw={"autocomplete": "name"})
    password = forms.password(_l("Choose a password"), new=True)


class SettingsForm(forms.Form):
    """What a company says of itself to Muster."""

    name = forms.line(_l("Company name"), render_kw={"autocomplete": "organization"})
    color = forms.line(_l("Colour"), longest=7, render_kw={"type": "color"})
    phone = forms.line(
        _l("Hotline"), required=False, longest=60, render_kw={"autocomplete": "tel", "type": "tel"}
    )
    locale = forms.choice(_l("Language"), list(LOCALES.items()))
    currency = forms.choice(_l("Currency"))
    time_zone = forms.choice(_l("Time zone"))

    def offer(self) -> SettingsForm:
        """Fill the lists to choose from."""
        language = locale_code()
        today = datetime.now(UTC).date().isoformat()
        self.time_zone.choices = forms.as_choices(zones.choices(language, today))
        self.currency.choices = forms.as_choices(money.choices(language))
        return self
