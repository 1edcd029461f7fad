"""Names of the states of agents, as every page of the desk says them."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from muster.workforce.models import AgentState

STATES: Mapping[str, str | LazyString] = {
    AgentState.OFFLINE: _l("Offline"),
    AgentState.AVAILABLE: _l("Available"),
    AgentState.INTERACTING: _l("Interacting"),
    AgentState.WRAP_UP: _l("Wrap-up"),
    AgentState.NOT_RESPONDING: _l("Not responding"),
    AgentState.BREAK: _l("Break"),
    AgentState.MEAL: _l("Meal"),
    AgentState.MEETING: _l("Meeting"),
    AgentState.TRAINING: _l("Training"),
    AgentState.AWAY: _l("Away"),
}
