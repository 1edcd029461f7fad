"""Every table of this floor, for whoever needs the whole metadata at once."""

from marketplace.inquiry import models as inquiry

__all__ = ["inquiry"]
