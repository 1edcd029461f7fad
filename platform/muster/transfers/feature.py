"""Transfers as a feature: their clock, and their words in the history of contacts."""

from __future__ import annotations

from muster.features import Feature
from muster.routing import reasons
from muster.transfers import jobs, words

reasons.SENTENCES.update(words.SENTENCES)

FEATURE = Feature(name="transfers", periodic=jobs.PERIODIC, packages=("muster.transfers",))
