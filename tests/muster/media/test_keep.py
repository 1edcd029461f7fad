"""Keeping a picture: what it becomes, and what is refused with which words."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from sqlalchemy import func, select

from muster import jobs
from muster.db import session
from muster.errors import Invalid, NotFound
from muster.media import actions, limits, store
from muster.media.models import Picture
from tests import cast
from tests.muster.media import photographs as photos

HUALAN = cast.HUALAN.id
AsTenant = Callable[[str], AbstractContextManager[None]]


def content(picture: Picture, variant: str = "full") -> bytes:
    return store.read(picture.id, variant)


@pytest.mark.parametrize(
    ("form", "content_type"),
    [
        ("JPEG", "image/jpeg"),
        ("PNG", "image/webp"),
        ("WEBP", "image/webp"),
        ("GIF", "image/webp"),
    ],
)
def test_what_people_have_is_taken(as_tenant: AsTenant, form: str, content_type: str) -> None:
    with as_tenant("hualan"):
        kept = actions.keep(HUALAN, io.BytesIO(photos.picture(form)), "fridge.jpg")
        assert (kept.content_type, kept.width, kept.height) == (content_type, 640, 480)
        shown = photos.opened(content(kept))
        assert shown.get_format_mimetype() == content_type
        red, _, blue = shown.convert("RGB").getpixel((10, 10))
        assert red > 150 > blue


def test_a_photograph_is_turned_upright_and_says_nothing_of_its_owner(as_tenant: AsTenant) -> None:
    with as_tenant("hualan"):
        kept = actions.keep(HUALAN, photos.sideways(), "a.jpg")
        assert (kept.width, kept.height) == (200, 400)
        assert not photos.opened(content(kept)).getexif()
        assert b"Telephone of somebody" not in content(kept)


def test_of_a_moving_picture_the_first_frame_is_kept(as_tenant: AsTenant) -> None:
    with as_tenant("hualan"):
        shown = photos.opened(content(actions.keep(HUALAN, photos.moving(), "a.gif")))
    assert getattr(shown, "n_frames", 1) == 1
    assert shown.convert("RGB").getpixel((5, 5))[0] > 150


def test_transparency_stays(as_tenant: AsTenant) -> None:
    with as_tenant("hualan"):
        kept = actions.keep(HUALAN, photos.see_through(), "logo.png")
        assert photos.opened(content(kept)).mode == "RGBA"


def test_thumbnails_follow(as_tenant: AsTenant) -> None:
    with as_tenant("hualan"):
        kept = actions.keep(HUALAN, photos.picture(size=(3000, 1500)), "wide.jpg")
        session.expunge(kept)
    assert (kept.width, kept.height) == (2000, 1000)
    assert jobs.run_due() == 1
    assert photos.opened(content(kept, "960")).size == (960, 480)
    assert photos.opened(content(kept, "320")).size == (320, 160)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"<?php echo 1; ?>", "no picture"),
        (b"<html><script>alert(1)</script></html>", "no picture"),
        (b"%PDF-1.7\n1 0 obj", "no picture"),
        (b"PK\x03\x04" + b"\0" * 100, "no picture"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "HEIC"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "SVG"),
        (photos.picture()[:2000], "damaged"),
        (photos.picture("PNG")[:300], "damaged"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 50, "no picture"),
        (photos.bomb(60_000, 60_000), "too many pixels"),
        (photos.bomb(8_000, 8_000), "too many pixels"),
        (photos.bomb(100_000, 2), "too many pixels"),
        (photos.bomb(6_000, 6_000), "damaged"),
    ],
)
def test_what_is_no_good_picture_is_refused_in_words(
    as_tenant: AsTenant, data: bytes, said: str
) -> None:
    with as_tenant("hualan"):
        with pytest.raises(Invalid) as refusal:
            actions.keep(HUALAN, data, "photo.jpg", field="logo")
        assert refusal.value.field == "logo"
        assert said in str(refusal.value.message)
        assert session.scalar(select(func.count(Picture.id))) == 0


def test_a_file_that_is_too_big_is_refused_before_it_is_read(as_tenant: AsTenant) -> None:
    endless = io.BytesIO(photos.picture() + b"\0" * (limits.MOST_BYTES + 100))
    with as_tenant("hualan"), pytest.raises(Invalid) as refusal:
        actions.keep(HUALAN, endless, "photo.jpg")
    assert "at most 20 MB" in str(refusal.value.message)
    assert endless.tell() == limits.MOST_BYTES + 1


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Kühlschrank 冰箱.JPG", "Kühlschrank 冰箱"),
        ("../../etc/passwd", "passwd"),
        ("C:\\fakepath\\photo.png", "photo"),
        ('a"b\r\nSet-Cookie: x.jpg', "abSet-Cookie x"),
        ("\u202egnp.exe", "gnp"),
        ("", "picture"),
        ("...", "picture"),
        ("x" * 500 + ".png", "x" * 100),
        ("\ud800.png", "picture"),
    ],
)
def test_names_become_safe(name: str, safe: str) -> None:
    assert actions.safe_name(name) == safe


def test_a_deleted_picture_is_gone_after_the_commit(as_tenant: AsTenant) -> None:
    with as_tenant("hualan"):
        kept = actions.keep(HUALAN, photos.picture(), "a.jpg")
        session.expunge(kept)
    with as_tenant("hualan"):
        actions.delete(HUALAN, kept.id)
        assert content(kept)
    with pytest.raises(FileNotFoundError):
        content(kept)


def test_nobody_deletes_a_rivals_picture(as_tenant: AsTenant) -> None:
    with as_tenant("rival"):
        theirs = actions.keep(cast.RIVAL.id, photos.picture(), "a.jpg")
        session.expunge(theirs)
    with as_tenant("hualan"), pytest.raises(NotFound):
        actions.delete(HUALAN, theirs.id)
    assert content(theirs)


def test_a_picture_of_a_change_that_failed_has_no_row(app: Flask, as_tenant: AsTenant) -> None:
    def fail() -> None:
        with as_tenant("hualan"):
            actions.keep(HUALAN, photos.picture(), "a.jpg")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with as_tenant("hualan"):
        assert session.scalar(select(func.count(Picture.id))) == 0
