"""Slugs: the short name of a company in addresses."""

from __future__ import annotations

import re
import secrets
import unicodedata

from flask_babel import lazy_gettext as _l

from muster.errors import Invalid

SHORTEST, LONGEST = 2, 63
FORM = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")
_LETTERS = "23456789abcdefghjkmnpqrstvwxyz"

# Words that an address of our own uses or may come to use, and names one could pretend to be.
_RESERVED = """
about abuse account accounts admin administrator api app apps ask assets auth billing blog c
cdn company companies contact csrf-token desk dev docs download e-mail email events ftp guest
healthz help home host i imap inquiries inquiry invitations jobs legal live local localhost
locale login logout mail market media me muster new news null ns ns1 ns2 oauth operator
operations ops password password-resets pictures platform pop portal postmaster pricing
privacy public register robots root sales search security session sessions settings shop
showcase sign-in sign-out sign-up signin signout signup sitemap smtp sso staff static status
support system team tenant tenants terms test undefined user users webhooks webmaster widget
www
"""
RESERVED = frozenset(_RESERVED.split())


def check(slug: str) -> str:
    """The slug, if a company may have it; raises Invalid("slug")."""
    if not SHORTEST <= len(slug) <= LONGEST:
        raise Invalid("slug", _l("Use 2 to 63 characters."))
    if FORM.fullmatch(slug) is None:
        raise Invalid("slug", _l("Use small letters a to z, digits and hyphens between them."))
    if slug in RESERVED:
        raise Invalid("slug", _l("This address is kept for Muster itself. Choose another one."))
    return slug


def suggest(name: str) -> str:
    """A slug for a company of this name: its Latin letters, or a neutral one if it has none.

    It is well-formed and not reserved; whether it is free, the database knows.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-")
    if len(slug) < SHORTEST or slug in RESERVED or not any(c.isalpha() for c in slug):
        return neutral()
    return slug


def neutral() -> str:
    """A slug that says nothing and is not taken: ten million times a hundred million of them."""
    return "co-" + "".join(secrets.choice(_LETTERS) for _ in range(10))


def another(slug: str) -> str:
    """A variation of a slug that is taken."""
    return f"{slug[:55].rstrip('-')}-" + "".join(secrets.choice(_LETTERS) for _ in range(4))
