"""The demo: invented companies, and people who keep it lively."""

from __future__ import annotations

from marketplace.demo import filling, traffic
from muster.features import Feature

FEATURE = Feature(name="demo", demo=filling.fill, traffic=traffic.play)
