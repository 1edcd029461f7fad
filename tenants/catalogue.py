"""The features of this floor, in the order in which they are set up."""

from __future__ import annotations

from muster.features import Feature
from tenants.seats.feature import FEATURE as SEATS

FEATURES: tuple[Feature, ...] = (SEATS,)
