"""What tests of the showcase hold on to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from io import BytesIO
from uuid import UUID

import pytest
from blinker import Signal
from PIL import Image

from tenants.showcase import signals

ClientFor = Callable[..., object]
AsTenant = Callable[[str], AbstractContextManager[None]]
NEVER, ALWAYS = date(2000, 1, 1), date(2999, 12, 31)


def picture(color: str = "teal", size: tuple[int, int] = (64, 48)) -> bytes:
    """A small picture."""
    file = BytesIO()
    Image.new("RGB", size, color).save(file, "JPEG")
    return file.getvalue()


@contextmanager
def heard(signal: Signal) -> Iterator[list[UUID]]:
    """The companies for which a signal was sent inside the block."""
    companies: list[UUID] = []

    def listen(_sender: object, tenant_id: UUID) -> None:
        companies.append(tenant_id)

    with signal.connected_to(listen):
        yield companies


@pytest.fixture
def announced() -> Iterator[list[UUID]]:
    """The companies whose public face was announced to have changed."""
    with heard(signals.published) as companies:
        yield companies
