"""What trials with leases share, here as well."""

from tests.muster.leasing.conftest import people_enough

__all__ = ["people_enough"]
