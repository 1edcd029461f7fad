"""Every table of this floor, for whoever needs the whole metadata at once."""

from muster.academy import models as academy
from muster.activation import alarm_models as site_alarms
from muster.activation import models as activation
from muster.audit import models as audit
from muster.billing import models as billing
from muster.bulletins import models as bulletins
from muster.capacity import models as capacity
from muster.capacity import terms_models as standby_terms
from muster.closing import models as closing
from muster.coaching import models as coaching
from muster.conversations import consumers
from muster.conversations import models as conversations
from muster.events import models as events
from muster.forecasting import models as forecasting
from muster.identity import models as identity
from muster.jobs import models as jobs
from muster.leasing import models as leasing
from muster.lending import models as lending
from muster.mail import models as mail
from muster.media import models as media
from muster.mentions import models as mentions
from muster.places import models as places
from muster.roster import models as roster
from muster.supervision import models as supervision
from muster.tenancy import models as tenancy
from muster.workforce import models as workforce
from muster.workforce import state_reasons

__all__ = [
    "academy",
    "activation",
    "audit",
    "billing",
    "bulletins",
    "capacity",
    "closing",
    "coaching",
    "consumers",
    "conversations",
    "events",
    "forecasting",
    "identity",
    "jobs",
    "leasing",
    "lending",
    "mail",
    "media",
    "mentions",
    "places",
    "roster",
    "site_alarms",
    "standby_terms",
    "state_reasons",
    "supervision",
    "tenancy",
    "workforce",
]
