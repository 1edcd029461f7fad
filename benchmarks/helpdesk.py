"""A1, second half: post a message in Muster, beside a follow-up in django-helpdesk.

Both at 16 connections from 16 people signed in, two gunicorn processes each, on the same
PostgreSQL, in turn. Not equal: ours is JSON to a live transcript, pushed to open pages; theirs is
a form that answers with a redirect and writes mail to nobody.
"""

from __future__ import annotations

from benchmarks import installation, report, wrk
from benchmarks.messages import AGENTS, ROUNDS, SECONDS, WORDS, message
from benchmarks.peers import helpdesk
from benchmarks.peers.environment import Unavailable
from benchmarks.report import Figure

AT_LEAST = 8
WHAT = "post a message ÷ follow-up in django-helpdesk, 16 connections"


def main() -> list[Figure]:
    """Measure both in turn and give the figures."""
    with installation.fresh() as running:
        seats = installation.seat_companies(running, AGENTS)
        contacts = installation.open_contacts(running, seats)
        ours = [message(s, c) for s, c in zip(seats, contacts, strict=True)]
        try:
            with helpdesk.serving(running.settings.database_url, people=AGENTS) as peer:
                return measure(running.port, ours, peer)
        except Unavailable as reason:
            load = wrk.post(running.port, ours, seconds=SECONDS)
            note = f"django-helpdesk is not to be had here: {reason}"
            return [Figure("A1", WHAT, load.per_second, "/s", goal=f"≥ {AT_LEAST}", note=note)]


def measure(port: int, ours: list[wrk.Request], peer: helpdesk.Helpdesk) -> list[Figure]:
    """Rounds of both, in turn."""
    theirs = peer.follow_ups(WORDS)
    assert wrk.once(peer.port, theirs[0])[0] == 302, "the follow-up was not taken"
    rounds = [
        (
            wrk.post(port, ours, seconds=SECONDS),
            wrk.post(peer.port, theirs, seconds=SECONDS),
        )
        for _ in range(ROUNDS)
    ]
    failed = [sum(load.errors for load in side) for side in zip(*rounds, strict=True)]
    assert failed[0] == 0, f"{failed[0]} of our posts failed"
    note = f"{failed[1]} follow-ups were refused by the peer" if failed[1] else ""
    return [
        report.compare(
            "A1",
            WHAT,
            "/s",
            [one.per_second for one, _ in rounds],
            [two.per_second for _, two in rounds],
            beside_what="/s django-helpdesk",
            at_least=AT_LEAST,
            note=note,
        ),
        report.compare(
            "A1",
            "the same, p99",
            "ms",
            [one.p99 for one, _ in rounds],
            [two.p99 for _, two in rounds],
            beside_what="ms django-helpdesk",
        ),
    ]


if __name__ == "__main__":
    report.publish("helpdesk", main())
