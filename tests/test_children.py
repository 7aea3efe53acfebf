"""Children die with their parent, come back when they die alone, and end when asked."""

import os
import signal
import subprocess
import sys
import threading
from itertools import pairwise
from pathlib import Path

import pytest

from awards import children
from tests.processes import alive, eventually, numbers, script

PARENT_OF_TWO = """
import signal, sys, time
from awards import children

sleeper, tied = sys.argv[1], sys.argv[2] == "tied"
two = [
    children.spawn([sys.executable, "-c", sleeper], death_signal=signal.SIGKILL if tied else None)
    for _ in range(2)
]
print(*(child.pid for child in two), flush=True)
time.sleep(60)
"""

SLEEPS = "import time; time.sleep(60)"
WATCHES = "from awards import children; children.watch_parent(); import time; time.sleep(60)"

SUPERVISOR = """
import logging, sys
from functools import partial
from awards import children

logging.disable()
diary, grace, *programs = sys.argv[1:]
makers = [
    partial(children.spawn, [sys.executable, "-c", program, diary]) for program in programs
]
children.keep_running(makers, grace=float(grace))
"""

SIGNS_IN = """
import os, sys, time
with open(sys.argv[1], "a") as diary:
    diary.write(f"{os.getpid()} {time.monotonic()}\\n")
"""

STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"


@pytest.fixture
def diary(tmp_path: Path) -> Path:
    path = tmp_path / "diary"
    path.touch()
    return path


def signed(diary: Path) -> list[int]:
    return [int(line.split()[0]) for line in diary.read_text().splitlines()]


def both_live(two: list[int]) -> bool:
    return len(two) == 2 and all(alive(child) for child in two)


@pytest.mark.parametrize(("sleeper", "tie"), [(SLEEPS, "tied"), (WATCHES, "untied")])
def test_a_parent_killed_outright_leaves_no_child(sleeper: str, tie: str) -> None:
    with script(PARENT_OF_TWO, sleeper, tie) as parent:
        two = numbers(parent)
        lived = both_live(two)

        parent.kill()

        assert lived
        assert eventually(lambda: not any(alive(child) for child in two))


def test_without_either_tie_the_children_would_live_on() -> None:
    with script(PARENT_OF_TWO, SLEEPS, "untied") as parent:
        two = numbers(parent)

        parent.kill()
        parent.wait()

        try:
            assert not eventually(lambda: not both_live(two), seconds=0.3)
        finally:
            for child in two:
                os.kill(child, signal.SIGKILL)


def test_children_are_refused_to_a_thread_because_they_would_die_with_it() -> None:
    refusals: list[str] = []

    def from_a_thread() -> None:
        try:
            children.spawn([sys.executable, "-c", ""])
        except RuntimeError as refusal:
            refusals.append(str(refusal))

    thread = threading.Thread(target=from_a_thread)
    thread.start()
    thread.join()

    assert refusals == ["Children are started from the main thread only."]


def test_a_child_gets_the_environment_and_the_open_files_it_is_given() -> None:
    reading, writing = os.pipe()
    says = "import os, sys; os.write(int(sys.argv[1]), os.environ['WORD'].encode())"

    child = children.spawn(
        [sys.executable, "-c", says, str(writing)],
        environment={"WORD": "hei"},
        pass_fds=(writing,),
    )
    os.close(writing)

    with os.fdopen(reading) as received:
        assert received.read() == "hei"
    assert child.wait() == 0


def test_a_child_that_dies_is_started_again_and_the_others_are_left_alone(diary: Path) -> None:
    with script(SUPERVISOR, diary, "5", SIGNS_IN + SLEEPS, SIGNS_IN + SLEEPS) as supervisor:
        assert eventually(lambda: len(signed(diary)) == 2)
        killed, left_alone = signed(diary)

        os.kill(killed, signal.SIGKILL)

        assert eventually(lambda: len(signed(diary)) == 3)
        assert [alive(pid) for pid in (killed, left_alone, signed(diary)[2])] == [False, True, True]
        supervisor.terminate()
        supervisor.wait(10)


def test_a_child_that_keeps_dying_is_started_ever_more_slowly(diary: Path) -> None:
    with script(SUPERVISOR, diary, "5", SIGNS_IN) as supervisor:
        assert eventually(lambda: len(signed(diary)) == 4)
        supervisor.terminate()
        supervisor.wait(10)

    times = [float(line.split()[1]) for line in diary.read_text().splitlines()]
    first, second, third, *_ = (later - earlier for earlier, later in pairwise(times))
    assert (first >= 0.2, second >= 0.4, third >= 0.8) == (True, True, True)


def test_the_pause_before_a_restart_never_passes_two_seconds() -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    post = children._Post(lambda: ended)

    pauses = []
    for now in (0.0, 10.0, 20.0, 30.0, 40.0, 50.0):
        post.child, post.since = ended, now
        children._fill(post, now + 1)
        pauses.append(post.pause)

    assert pauses == [0.2, 0.4, 0.8, 1.6, 2.0, 2.0]


@pytest.mark.parametrize("request_to_stop", [signal.SIGTERM, signal.SIGINT])
def test_asked_to_stop_the_service_ends_all_its_children(
    diary: Path, request_to_stop: signal.Signals
) -> None:
    with script(SUPERVISOR, diary, "5", SIGNS_IN + SLEEPS, SIGNS_IN + SLEEPS) as supervisor:
        assert eventually(lambda: len(signed(diary)) == 2)

        supervisor.send_signal(request_to_stop)

        assert supervisor.wait(4) == 0
        assert [alive(child) for child in signed(diary)] == [False, False]


def test_a_child_that_will_not_end_is_killed_after_the_grace(diary: Path) -> None:
    with script(SUPERVISOR, diary, "0.3", STUBBORN + SIGNS_IN + SLEEPS) as supervisor:
        assert eventually(lambda: len(signed(diary)) == 1)

        supervisor.terminate()

        assert supervisor.wait(4) == 0
        assert not alive(signed(diary)[0])
