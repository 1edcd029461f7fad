"""Every table of this floor, for whoever needs the whole metadata at once."""

from tenants.imports import models as imports
from tenants.showcase import models as showcase

__all__ = ["imports", "showcase"]
