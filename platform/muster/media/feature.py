"""Pictures as a feature."""

from __future__ import annotations

from muster.features import Feature
from muster.media import jobs, views

FEATURE = Feature(name="media", blueprints=(views.blueprint,), periodic=jobs.PERIODIC)
