"""E-mail addresses: checked for their form, kept in one spelling."""

from __future__ import annotations

from email_validator import EmailNotValidError, validate_email
from flask_babel import lazy_gettext as _l

from muster.errors import Invalid


def normalise(text: str) -> str:
    """The address as it is stored: lower case, Unicode composed. Raises Invalid("email")."""
    try:
        # Nobody is asked whether the domain exists: a link sent there shows it better.
        checked = validate_email(text.strip(), check_deliverability=False)
    except EmailNotValidError as problem:
        raise Invalid(
            "email", _l("This is not an e-mail address. It looks like name@company.com.")
        ) from problem
    return checked.normalized.lower()
