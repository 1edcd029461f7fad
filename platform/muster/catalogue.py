"""The features of this floor, in the order in which they are set up."""

from __future__ import annotations

from muster.academy.feature import FEATURE as ACADEMY
from muster.account.feature import FEATURE as ACCOUNT
from muster.activation.feature import FEATURE as ACTIVATION
from muster.billing.feature import FEATURE as BILLING
from muster.bulletins.feature import FEATURE as BULLETINS
from muster.capacity.feature import FEATURE as CAPACITY
from muster.closing.feature import FEATURE as CLOSING
from muster.coaching.feature import FEATURE as COACHING
from muster.desk.feature import FEATURE as DESK
from muster.features import Feature
from muster.forecasting.feature import FEATURE as FORECASTING
from muster.jobs.feature import FEATURE as JOBS
from muster.leasing.feature import FEATURE as LEASING
from muster.lending.feature import FEATURE as LENDING
from muster.mail.feature import FEATURE as MAIL
from muster.media.feature import FEATURE as MEDIA
from muster.operations.feature import FEATURE as OPERATIONS
from muster.places.feature import FEATURE as PLACES
from muster.roster.feature import FEATURE as ROSTER
from muster.routing.feature import FEATURE as ROUTING
from muster.runtime.health import FEATURE as HEALTH
from muster.scorecard.feature import FEATURE as SCORECARD
from muster.staff.feature import FEATURE as STAFF
from muster.supervision.feature import FEATURE as SUPERVISION
from muster.tenancy.feature import FEATURE as TENANCY
from muster.timeline.feature import FEATURE as TIMELINE
from muster.transfers.feature import FEATURE as TRANSFERS
from muster.workforce.feature import FEATURE as WORKFORCE

FEATURES: tuple[Feature, ...] = (
    ACCOUNT,
    JOBS,
    MAIL,
    MEDIA,
    OPERATIONS,
    ROUTING,
    CLOSING,
    CAPACITY,
    TRANSFERS,
    SCORECARD,
    DESK,
    ACTIVATION,
    LENDING,
    BULLETINS,
    COACHING,
    TIMELINE,
    FORECASTING,
    HEALTH,
    STAFF,
    SUPERVISION,
    TENANCY,
    BILLING,
    PLACES,
    WORKFORCE,
    LEASING,
    ROSTER,
    ACADEMY,
)
