"""Forecasting as a feature: its clock. Pages are the tenants'."""

from __future__ import annotations

from muster.features import Feature
from muster.forecasting import jobs

FEATURE = Feature(name="forecasting", periodic=jobs.PERIODIC)
