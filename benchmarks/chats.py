"""C1: start a chat in Muster, beside a ticket that a stranger creates in django-helpdesk.

Both over 16 connections, two web processes each, on the same PostgreSQL, in turn. A chat counts
when it has been created, routed and offered to an agent who is free; the rate is reckoned until
the last of them has been offered. Not equal: theirs is stored and assigned to nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic, sleep

from sqlalchemy import text

from benchmarks import installation, report, wrk
from benchmarks.centre import Centre, seat_centre
from benchmarks.installation import QUESTION, Running
from benchmarks.peers import helpdesk
from benchmarks.peers.environment import Unavailable
from benchmarks.report import Figure

ROUNDS, SECONDS = 5, 4.0
AGENTS, PLACES = 200, 20  # more free places than chats can be started in a round
VISITORS = 1500
PEOPLE = 16
AT_LEAST, P99_AT_MOST = 8.0, 1 / 6
PATIENCE_SECONDS = 30.0
WHAT = "start a chat (created, routed, offered) ÷ create in django-helpdesk, 16 connections"
COUNTS = text("""
SELECT count(*) AS created, count(*) FILTER (WHERE state = 'offered') AS offered
FROM contacts WHERE tenant_id = :tenant AND state <> 'closed'
""")
LAGS = text("""
SELECT 1000 * extract(epoch FROM h.created_at - c.created_at) AS lag
FROM contacts c JOIN contact_changes h ON h.contact_id = c.id AND h.state = 'offered'
WHERE c.tenant_id = :tenant AND c.state = 'offered'
""")


@dataclass(frozen=True, slots=True)
class Round:
    """Chats offered a second, p99 of the request and of created → offered, in milliseconds."""

    per_second: float
    p99: float
    offered_p99: float


def main() -> list[Figure]:
    """Measure both in turn and give the figures."""
    with installation.fresh() as running:
        centre = seat_centre(running, AGENTS, places=PLACES)
        asking = installation.questions(running, VISITORS, company=centre.slug)
        try:
            with helpdesk.serving(running.settings.database_url, people=PEOPLE) as peer:
                return measure(running, centre, asking, peer)
        except Unavailable as reason:
            one = chat_round(running, centre, asking)
            note = f"django-helpdesk is not to be had here: {reason}"
            return [Figure("C1", WHAT, one.per_second, "/s", goal=f"≥ {AT_LEAST:g}", note=note)]


def measure(
    running: Running, centre: Centre, asking: list[wrk.Request], peer: helpdesk.Helpdesk
) -> list[Figure]:
    """Rounds of both, in turn."""
    tickets = peer.tickets(QUESTION)
    assert wrk.once(peer.port, tickets[0])[0] == 302, "the ticket was not taken"
    ours: list[Round] = []
    theirs: list[wrk.Load] = []
    for _ in range(ROUNDS):
        ours.append(chat_round(running, centre, asking))
        theirs.append(wrk.post(peer.port, tickets, seconds=SECONDS))
    failed = sum(load.errors for load in theirs)
    lag = max(each.offered_p99 for each in ours)
    return [
        report.compare(
            "C1",
            WHAT,
            "/s",
            [each.per_second for each in ours],
            [each.per_second for each in theirs],
            beside_what="/s django-helpdesk",
            at_least=AT_LEAST,
            note=f"created → offered, p99 of the worst round: {lag:.0f} ms"
            + (f"; {failed} tickets were refused by the peer" if failed else ""),
        ),
        report.compare(
            "C1",
            "the same, p99 of the request",
            "ms",
            [each.p99 for each in ours],
            [each.p99 for each in theirs],
            beside_what="ms django-helpdesk",
            at_most=P99_AT_MOST,
        ),
    ]


def chat_round(running: Running, centre: Centre, asking: list[wrk.Request]) -> Round:
    """Start chats for a while, and wait until each has been offered."""
    centre.begin_anew(running)
    begun = monotonic()
    load = wrk.post(running.port, asking, seconds=SECONDS)
    assert load.errors == 0, f"{load.errors} chats were refused"
    created, offered = _counts(running, centre)
    while offered < created and monotonic() < begun + SECONDS + PATIENCE_SECONDS:
        sleep(0.02)
        created, offered = _counts(running, centre)
    took = monotonic() - begun
    assert created == offered > 0, f"{created} created, {offered} offered"
    assert created < AGENTS * PLACES, "there were too few places"
    with running.owner.connect() as connection:
        lags = connection.execute(LAGS, {"tenant": centre.tenant_id}).scalars().all()
    return Round(offered / took, load.p99, report.p99(map(float, lags)))


def _counts(running: Running, centre: Centre) -> tuple[int, int]:
    with running.owner.connect() as connection:
        row = connection.execute(COUNTS, {"tenant": centre.tenant_id}).one()
    return row.created, row.offered


if __name__ == "__main__":
    report.publish("chats", main())
