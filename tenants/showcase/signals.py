"""What the floors above may want to hear of a showcase. Sent inside the unit of work."""

from __future__ import annotations

from blinker import Namespace

_signals = Namespace()

# Sent with `tenant_id` when what the public sees of a company has, or may have, changed.
published = _signals.signal("showcase-published")

# Sent with `tenant_id` when the company's pages leave the public.
withdrawn = _signals.signal("showcase-withdrawn")
