"""The features of this floor, in the order in which they are set up."""

from __future__ import annotations

from muster.features import Feature
from tenants.activation.feature import FEATURE as ACTIVATION
from tenants.adviser.feature import FEATURE as ADVISER
from tenants.arrivals.feature import FEATURE as ARRIVALS
from tenants.audit.feature import FEATURE as AUDIT
from tenants.bulletins.feature import FEATURE as BULLETINS
from tenants.charges.feature import FEATURE as CHARGES
from tenants.coaching.feature import FEATURE as COACHING
from tenants.imports.feature import FEATURE as IMPORTS
from tenants.members.feature import FEATURE as MEMBERS
from tenants.mentions.feature import FEATURE as MENTIONS
from tenants.overview.feature import FEATURE as OVERVIEW
from tenants.queues.feature import FEATURE as QUEUES
from tenants.seats.feature import FEATURE as SEATS
from tenants.showcase.feature import FEATURE as SHOWCASE
from tenants.signup.feature import FEATURE as SIGNUP
from tenants.standby.feature import FEATURE as STANDBY
from tenants.supervision.feature import FEATURE as SUPERVISION
from tenants.timeline.feature import FEATURE as TIMELINE
from tenants.wallboard.feature import FEATURE as WALLBOARD

FEATURES: tuple[Feature, ...] = (
    MEMBERS,
    OVERVIEW,
    QUEUES,
    SEATS,
    STANDBY,
    ACTIVATION,
    CHARGES,
    SIGNUP,
    SHOWCASE,
    IMPORTS,
    SUPERVISION,
    ADVISER,
    ARRIVALS,
    MENTIONS,
    BULLETINS,
    COACHING,
    TIMELINE,
    WALLBOARD,
    AUDIT,
)
