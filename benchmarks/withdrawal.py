"""C6: a supervisor's right is withdrawn while the wall is open: how soon is the stream closed?

The clock starts before the owner's request leaves and stops when the supervisor's connection has
ended. Beside it stands the owner's request itself, which ends when the change is committed: what
is above that is the way of the news through Redis to whichever of two web processes holds the
stream. Afterwards the door is asked again, in every process, and has to refuse.
"""

from __future__ import annotations

import secrets
import socket
from dataclasses import dataclass
from threading import Thread
from time import monotonic
from uuid import UUID

from benchmarks import installation, report, wrk
from benchmarks.installation import Rows, Running, Visitor, sign_in, write
from benchmarks.lines import open_stream
from benchmarks.report import Figure
from muster.db import uuid7
from muster.identity.models import LoginSession, Person
from muster.tenancy.models import Membership, Tenant

SUPERVISORS = 100
GOAL_MILLISECONDS = 1000
SLUG = f"bench-withdrawal-{secrets.token_hex(3)}"


@dataclass(frozen=True)
class Member:
    """Somebody of the company, in a browser."""

    membership_id: UUID
    browser: Visitor


def run(count: int = SUPERVISORS) -> list[Figure]:
    """Withdraw the right of `count` supervisors, one after the other."""
    with installation.fresh() as muster:
        owner, *supervisors = company(muster, count)
        closing, asking = [], []
        for each in supervisors:
            took, request = withdraw(muster.port, owner, each)
            closing.append(took)
            asking.append(request)
    p99, beside = report.p99(closing), report.p99(asking)
    return [
        Figure(
            "C6",
            f"right withdrawn → stream closed, p99 of {count}",
            p99,
            "ms",
            beside,
            "ms the withdrawing request",
            goal=f"≤ {GOAL_MILLISECONDS} ms",
            met=p99 <= GOAL_MILLISECONDS,
            note=f"longest {max(closing):.0f} ms",
        )
    ]


def company(muster: Running, count: int) -> list[Member]:
    """A company with an owner and so many supervisors, all signed in."""
    tenant_id = uuid7()
    rows: Rows = {
        Tenant: [{"id": tenant_id, "slug": SLUG, "name": "Bench"}],
        Person: [],
        LoginSession: [],
        Membership: [],
    }
    people = [_member(muster, rows, tenant_id, number) for number in range(count + 1)]
    write(muster, rows)
    return people


def _member(muster: Running, rows: Rows, tenant_id: UUID, number: int) -> Member:
    person_id, browser = sign_in(muster.app, rows, "Bench")
    membership_id = uuid7()
    role = "supervisor" if number else "owner"
    rows[Membership].append(
        {"id": membership_id, "tenant_id": tenant_id, "person_id": person_id, "role": role}
    )
    return Member(membership_id, browser)


def withdraw(port: int, owner: Member, supervisor: Member) -> tuple[float, float]:
    """Milliseconds until the supervisor's stream was closed, and those of the request."""
    stream = open_stream(port, f"/portal/{SLUG}/live/stream", supervisor.browser.cookie)
    ended: list[float] = []
    reader = Thread(target=lambda: ended.append(at_end(stream)))
    reader.start()
    begun = monotonic()
    path = f"/portal/{SLUG}/team/members/{supervisor.membership_id}/removal"
    status = ask(port, owner, "POST", path)
    answered = monotonic()
    reader.join(30)
    assert status in (302, 303), status
    assert ended, "the stream was not closed"
    for _ in range(4):  # whichever process answers
        assert ask(port, supervisor, "GET", f"/portal/{SLUG}/live/tiles") == 404
    return 1000 * (ended[0] - begun), 1000 * (answered - begun)


def at_end(stream: socket.socket) -> float:
    """The moment at which the server has ended the stream: its last chunk, or its hanging up."""
    data = b""
    with stream:
        while not data.endswith(b"0\r\n\r\n"):
            part = stream.recv(4096)
            if not part:
                break
            data += part
    assert b'"state":"renew"' in data, data
    return monotonic()


def ask(port: int, member: Member, method: str, path: str) -> int:
    """The status of an answer."""
    headers = {"Cookie": member.browser.cookie, "X-CSRFToken": member.browser.csrf}
    return wrk.once(port, wrk.Request(path, "", headers, method))[0]


if __name__ == "__main__":
    report.publish("withdrawal", run())
