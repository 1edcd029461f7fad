"""How long somebody may take to answer, and then to come, by readiness. In seconds."""

from __future__ import annotations

from muster.activation.states import Tier

MINUTE, HOUR = 60, 3600
# A hot promise is 15 minutes: three people can be called one after the other for one seat.
ANSWER = {Tier.HOT: 5 * MINUTE, Tier.WARM: 15 * MINUTE, Tier.COLD: 12 * HOUR}
ARRIVE = {Tier.HOT: 15 * MINUTE, Tier.WARM: 4 * HOUR, Tier.COLD: 72 * HOUR}
WAVE = 10  # a tenth of those who sit is sent back at a time, and at least this many
BATCH = 500  # called in one step; the next follows at once
