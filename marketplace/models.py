"""Every table of this floor, for whoever needs the whole metadata at once."""

from marketplace.inquiry import models as inquiry
from marketplace.matching import models as matching

__all__ = ["inquiry", "matching"]
