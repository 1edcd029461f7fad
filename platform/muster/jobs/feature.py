"""Jobs as a feature: the connection to the queues, the sweep, the clean-up."""

from __future__ import annotations

from muster.features import Feature
from muster.jobs import queues, sweeping

FEATURE = Feature(name="jobs", periodic=sweeping.PERIODIC, init_app=queues.init_app)
