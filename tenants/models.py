"""Every table of this floor, for whoever needs the whole metadata at once."""

from tenants.imports import models as imports
from tenants.showcase import models as showcase
from tenants.wallboard import models as wallboard

__all__ = ["imports", "showcase", "wallboard"]
