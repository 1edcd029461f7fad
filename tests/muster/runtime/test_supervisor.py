import signal
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from tests.muster.runtime.conftest import Child, all_gone
from tests.waiting import eventually

# The supervisor owns every child of its process, so it gets a process of its own.
DRIVER = """
import sys
from muster.runtime.programs import Program
from muster.runtime.supervisor import Stopped, Supervisor

def say(line):
    print(line, flush=True)

try:
    with Supervisor(say) as supervisor:
        say(f"errand {supervisor.run_once(Program(name='errand', command=['sh', '-c', 'exit 3']))}")
        for number, script in enumerate(sys.argv[1:]):
            program = Program(name=f"p{number}", command=["sh", "-c", script], stage=number,
                              stop_seconds=1)
            supervisor.start(program)
        say("started")
        supervisor.watch()
except Stopped:
    say("stopped")
"""
STEADY = "exec sleep 600"
STUBBORN = "trap '' TERM; while :; do sleep 1; done"
FAMILY = "sleep 601 & sleep 602 & wait"


@pytest.fixture
def supervise(run: Callable[..., Child]) -> Callable[..., Child]:
    """Starts a supervisor of shell scripts."""

    def start(*scripts: str) -> Child:
        child = run("-c", DRIVER, *scripts)
        child.says("started")
        return child

    return start


def test_it_gives_the_status_of_an_errand(supervise: Callable[..., Child]) -> None:
    assert "errand 3" in supervise().said


def test_what_dies_is_started_again(supervise: Callable[..., Child]) -> None:
    child = supervise(STEADY, FAMILY)
    killed = child.member("sleep 600")
    killed.kill()
    child.says("p0 was ended by SIGKILL; starting it again")
    eventually(lambda: child.member("sleep 600").pid != killed.pid)


def test_what_ends_at_once_waits_longer_each_time(supervise: Callable[..., Child]) -> None:
    child = supervise("exit 5")
    child.says("p0 ended with status 5; starting it again in 0.2 s")
    child.says("p0 ended with status 5; starting it again in 0.5 s")
    child.says("p0 ended with status 5; starting it again in 1.0 s")


def test_what_a_dead_program_left_behind_is_ended(supervise: Callable[..., Child]) -> None:
    child = supervise(FAMILY)
    eventually(lambda: len(child.family()) == 3)
    first = child.family()
    child.member("sleep 601 &").kill()
    eventually(lambda: all_gone(first))


@pytest.mark.parametrize("request_to_stop", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_asked_to_stop_it_leaves_nothing_behind(
    supervise: Callable[..., Child], request_to_stop: signal.Signals
) -> None:
    child = supervise(STEADY, FAMILY)
    eventually(lambda: len(child.family()) == 4)
    family = child.family()
    child.process.send_signal(request_to_stop)
    assert child.process.wait() == 0
    assert "stopped" in child.said
    assert all_gone(family)


def test_what_does_not_stop_in_its_time_is_killed(supervise: Callable[..., Child]) -> None:
    child = supervise(STUBBORN)
    eventually(lambda: "sleep" in " ".join(p.name() for p in child.family()))
    family = child.family()
    child.process.terminate()
    assert child.process.wait() == 0
    assert "p0 does not stop; killing it" in child.said
    assert all_gone(family)


def test_the_highest_stage_stops_first(supervise: Callable[..., Child], tmp_path: Path) -> None:
    log = tmp_path / "order"
    script = "trap 'echo {0} >> {1}; exit' TERM; while :; do sleep 0.05; done"
    child = supervise(script.format("ground", log), script.format("upper", log))
    eventually(lambda: len(child.family()) >= 4)
    child.process.terminate()
    child.process.wait()
    assert log.read_text().split() == ["upper", "ground"]


def test_killed_itself_it_takes_its_programs_along(supervise: Callable[..., Child]) -> None:
    child = supervise(STEADY, STEADY)
    eventually(lambda: len(child.family()) == 2)
    family = child.family()
    child.process.kill()
    eventually(lambda: all_gone(family), "a program outlived its supervisor")


def test_no_zombie_stays(supervise: Callable[..., Child]) -> None:
    child = supervise(FAMILY)
    eventually(lambda: len(child.family()) == 3)
    child.member("sleep 601 &").kill()
    child.says("p0 was ended")

    def zombies() -> list[psutil.Process]:
        children = psutil.Process(child.process.pid).children(recursive=True)
        return [each for each in children if each.status() == psutil.STATUS_ZOMBIE]

    eventually(lambda: not zombies())
