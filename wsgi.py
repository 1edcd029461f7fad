"""The composition root: the only file that names all three packages."""

from __future__ import annotations

import os

from marketplace.catalogue import FEATURES as MARKETPLACE
from muster.app import create_app
from muster.catalogue import FEATURES as PLATFORM
from muster.settings import Settings
from tenants.catalogue import FEATURES as TENANTS

FEATURES = (*PLATFORM, *TENANTS, *MARKETPLACE)

app = create_app(Settings.from_environment(os.environ), FEATURES)
