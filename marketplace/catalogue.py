"""The features of this floor, in the order in which they are set up."""

from __future__ import annotations

from marketplace.demo.feature import FEATURE as DEMO
from marketplace.directory.feature import FEATURE as DIRECTORY
from marketplace.inquiry.feature import FEATURE as INQUIRY
from marketplace.matching.feature import FEATURE as MATCHING
from marketplace.showcase.feature import FEATURE as COMPANIES
from muster.features import Feature

FEATURES: tuple[Feature, ...] = (INQUIRY, MATCHING, COMPANIES, DIRECTORY, DEMO)
