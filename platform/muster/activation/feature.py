"""Activation as a feature of the operator's, of the desk, and of whoever is called."""

from __future__ import annotations

from muster.activation import jobs
from muster.features import Feature

FEATURE = Feature(name="activation", periodic=jobs.PERIODIC)
