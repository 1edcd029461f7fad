"""A reader that takes nothing: it is cut off and harms nobody else."""

from __future__ import annotations

from muster.events.frames import Frame
from muster.events.messages import wall
from muster.events.stream import BEHIND_BYTES, Stream

FRAME = Frame(b"data: " + b"x" * 1000 + b"\n\n")


def test_what_waits_is_given_in_one_piece_and_in_order() -> None:
    stream = Stream([wall("a")], None)
    body = stream.body(b"first")
    assert next(body) == b"first"
    for number in range(3):
        stream.push(Frame(b"%d" % number))
    assert next(body) == b"012"
    stream.end()
    assert list(body) == []


def test_the_last_word_is_still_sent() -> None:
    stream = Stream([wall("a")], None)
    stream.push(Frame(b"bye"))
    stream.end()
    assert list(stream.body(b"first")) == [b"first", b"bye"]


def test_who_is_too_far_behind_is_cut_off() -> None:
    stream = Stream([wall("a")], None)
    body = stream.body(b"first")
    next(body)
    for _ in range(BEHIND_BYTES // len(FRAME.bare)):
        stream.push(FRAME)
    assert stream.is_open
    stream.push(FRAME)
    assert not stream.is_open
    assert list(body) == []


def test_who_reads_is_not_behind() -> None:
    stream = Stream([wall("a")], None)
    body = stream.body(b"first")
    next(body)
    for _ in range(3):
        for _ in range(BEHIND_BYTES // len(FRAME.bare)):
            stream.push(FRAME)
        next(body)
    assert stream.is_open


def test_nothing_is_pushed_after_the_end() -> None:
    stream = Stream([wall("a")], None)
    stream.end()
    stream.push(FRAME)
    assert list(stream.body(b"")) == [b""]
