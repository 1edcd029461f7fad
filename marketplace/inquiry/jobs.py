"""The clockwork of inquiries, as the scheduler calls it."""

from __future__ import annotations

from marketplace.inquiry import asking_ratings, timers
from muster.features import Periodic
from muster.jobs import job


@job("inquiries.widen", acts="system")
def widen() -> None:
    """Widen what nobody answered in time."""
    timers.widen_due()


@job("inquiries.mail", acts="system")
def mail() -> None:
    """Mail answers to whoever is not looking."""
    timers.mail_answers()


@job("inquiries.ask_for_ratings", acts="system")
def ask_for_ratings() -> None:
    """Ask by mail how ended contacts were."""
    asking_ratings.ask_for_ratings()


@job("inquiries.expire", acts="system")
def expire() -> None:
    """End what nobody touches any more."""
    timers.expire_old()


PERIODIC = (
    Periodic("inquiries.widen", seconds=2),
    Periodic("inquiries.mail", seconds=30),
    Periodic("inquiries.ask_for_ratings", seconds=60),
    Periodic("inquiries.expire", seconds=3600),
)
