"""Mail as a feature: what it does by itself. Its pages are those of operations."""

from __future__ import annotations

from muster.features import Feature
from muster.mail import jobs

FEATURE = Feature(name="mail", periodic=jobs.PERIODIC)
