"""Forms about the staff."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from muster.staff.actions import ROLES
from muster.tenancy.roles import STAFF_ROLES
from muster.web import forms


class RolesForm(forms.Form):
    """What somebody may do."""

    roles = forms.SelectMultipleCheckboxField(_l("Roles"))

    def offer(self) -> None:
        """Fill the list of roles."""
        self.roles.choices = forms.as_choices(
            (role, f"{STAFF_ROLES[role][0]} · {STAFF_ROLES[role][1]}") for role in ROLES
        )


class ColleagueForm(RolesForm):
    """Somebody new."""

    email = forms.email(_l("E-mail"))
    name = forms.line(_l("Full name"), longest=120)
