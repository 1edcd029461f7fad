"""What trials with leases share."""

from __future__ import annotations

import pytest

from muster.leasing import supply
from tests.muster.leasing.build import today


@pytest.fixture
def people_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """How many people there are is another test's affair."""
    monkeypatch.setattr(supply, "earliest_start", lambda _plan, _seats, _today: today())
