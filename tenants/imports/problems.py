"""What can be wrong with a product that a file tells, or with the upload itself, in words."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from muster.tables.problems import MORE
from tenants.showcase.words import PROBLEMS as PRODUCT_PROBLEMS

PROBLEMS = {
    **PRODUCT_PROBLEMS,
    "file.large": _l("This file is larger than %(detail)s MB. Split it into several."),
    "file.fault": _l("Something broke on our side. Bring in the file again, or tell us."),
    "company.twice": _l("Line %(detail)s already gives this company."),
    "key.twice": _l("Line %(detail)s already gives a product with this key."),
    "name.twice": _l("Line %(detail)s already gives a product of this name; add a key to both."),
}


def register() -> None:
    """Let what was wrong be said in these words."""
    MORE.update(PROBLEMS)
