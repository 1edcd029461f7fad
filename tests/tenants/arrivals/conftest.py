"""A company that brings in histories."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from io import BytesIO
from uuid import UUID

import pytest
from flask import Flask

from tenants.arrivals import importing
from tenants.arrivals.mapping import ArrivalMapping
from tests.cast import HUALAN, SAM

AsTenant = Callable[[str], AbstractContextManager[None]]
Bring = Callable[..., UUID]


@pytest.fixture
def bring(app: Flask, as_tenant: AsTenant) -> Bring:
    """Uploads a file for Hualan, accepts the guessed columns and begins; gives its id."""

    def work(content: str | bytes, zone: str = "Asia/Shanghai", **mapping: object) -> UUID:
        data = content if isinstance(content, bytes) else content.encode()
        with as_tenant("hualan"):
            begun = importing.upload(
                HUALAN.id, SAM.id, filename="history.csv", content=BytesIO(data), time_zone=zone
            )
            guessed = ArrivalMapping.of(begun.mapping)
            begun_id = begun.id
            importing.choose(begun_id, replace(guessed, **mapping))  # type: ignore[arg-type]  # any of its fields
        with as_tenant("hualan"):
            importing.begin(begun_id)
        return begun_id

    return work
