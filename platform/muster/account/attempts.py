"""How often somebody may try to sign in: per account from one address, per account, per address.

A wrong password costs one of each; a right one gives them back. An office behind one address
signs in as often as it likes, and nobody can lock another person out from elsewhere for long.
"""

from __future__ import annotations

from muster.identity import throttle
from muster.identity.login import hash_token

QUARTER_SECONDS = 15 * 60
HOUR_SECONDS = 3600
PAIR_LIMIT, ACCOUNT_LIMIT, ADDRESS_LIMIT = 10, 60, 100


class Attempt:
    """One try at signing in as `email` from the network address `address`."""

    def __init__(self, email: str, address: str) -> None:
        account = hash_token(email.strip().lower())[:32]
        self._pair = f"sign-in:pair:{account}:{address}"
        self._account = f"sign-in:account:{account}"
        self._address = f"sign-in:address:{address}"

    def count(self) -> None:
        """Count the try before it is made; raises TooMany."""
        throttle.check(self._pair, PAIR_LIMIT, QUARTER_SECONDS)
        throttle.check(self._account, ACCOUNT_LIMIT, HOUR_SECONDS)
        throttle.check(self._address, ADDRESS_LIMIT, HOUR_SECONDS)

    def succeed(self) -> None:
        """The try was right: it counts for nothing."""
        throttle.clear(self._pair)
        throttle.give_back(self._account)
        throttle.give_back(self._address)
