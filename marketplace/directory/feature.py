"""Directories as a feature: a command for the operator."""

from __future__ import annotations

from marketplace.directory.command import group
from muster.features import Feature

FEATURE = Feature(name="directory", cli=(group,))
