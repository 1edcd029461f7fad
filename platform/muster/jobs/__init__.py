"""Work after the commit: rows in the database say what is to be done, RQ carries their ids.

`@job("noun.verb")` registers a function, `enqueue("noun.verb", …)` has it done.
"""

from muster.jobs.actions import enqueue, replay
from muster.jobs.registry import UnknownJob, job, registered
from muster.jobs.running import complete, run, run_due, tick

__all__ = [
    "UnknownJob",
    "complete",
    "enqueue",
    "job",
    "registered",
    "replay",
    "run",
    "run_due",
    "tick",
]
