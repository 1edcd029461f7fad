"""Forms of one's own account."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from muster.web import forms
from muster.web.locale import LOCALES


class SignInForm(forms.Form):
    """Who somebody is, and how they show it."""

    email = forms.email(_l("E-mail"))
    password = forms.password(_l("Password"), new=False)
    next = HiddenField()


class ResetRequestForm(forms.Form):
    """To which address the link shall go."""

    email = forms.email(_l("E-mail"))


class NewPasswordForm(forms.Form):
    """A new password, for somebody who has followed a link."""

    password = forms.password(_l("New password"), new=True)


class PasswordForm(forms.Form):
    """A new password, for somebody who knows the old one."""

    known = forms.password(_l("Current password"), new=False)
    password = forms.password(_l("New password"), new=True)


class ProfileForm(forms.Form):
    """What a person says of themselves."""

    name = forms.line(_l("Your name"), longest=120, render_kw={"autocomplete": "name"})
    locale = forms.choice(_l("Language"), list(LOCALES.items()))
