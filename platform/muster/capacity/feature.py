"""Standby as a feature of the operator: its clock."""

from __future__ import annotations

from muster.capacity import jobs
from muster.features import Feature

FEATURE = Feature(name="capacity", periodic=jobs.PERIODIC, packages=("muster.capacity",))
