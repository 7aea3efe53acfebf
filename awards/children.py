"""Child processes: tied to the life of their parent, kept running, ended together."""

import ctypes
import functools
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeAlias

LIFELINE = "AWARDS_LIFELINE"
PR_SET_PDEATHSIG = 1

GLANCE = 0.05  # seconds between two looks at the children
SHORTEST_PAUSE = 0.2  # seconds before a child that died is started again, ...
LONGEST_PAUSE = 2.0  # ... doubled up to this while it keeps dying
STEADY = 10.0  # seconds after which a child counts as having run well

Maker: TypeAlias = Callable[[], subprocess.Popen[bytes]]

log = logging.getLogger(__name__)
libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def tie(death_signal: signal.Signals | None) -> Callable[[], None]:
    """What a new child does before its program begins, so that the kernel ends it with us."""
    if threading.current_thread() is not threading.main_thread():
        # The kernel sends the death signal when the thread ends, not when the process does.
        raise RuntimeError("Children are started from the main thread only.")
    parent = os.getpid()

    def tied() -> None:
        if libc is not None and death_signal is not None:
            libc.prctl(PR_SET_PDEATHSIG, int(death_signal))
        if os.getppid() != parent:  # The parent was gone before the tie held.
            os._exit(1)

    return tied


def spawn(
    arguments: Sequence[str],
    *,
    environment: Mapping[str, str] | None = None,
    pass_fds: tuple[int, ...] = (),
    death_signal: signal.Signals | None = signal.SIGKILL,
) -> subprocess.Popen[bytes]:
    """Start a child that dies with this process: by the kernel, or by its own `watch_parent`.

    It has a session of its own: Ctrl-C reaches this process, which ends its children in order.
    """
    lifeline, _ = _lifeline()
    inherited = os.environ if environment is None else environment
    return subprocess.Popen(
        list(arguments),
        env={**inherited, LIFELINE: str(lifeline)},
        pass_fds=(lifeline, *pass_fds),
        preexec_fn=tie(death_signal),
        start_new_session=True,
    )


@functools.cache
def _lifeline() -> tuple[int, int]:
    """A pipe nobody writes to: its readers see the end when this process, however, ends."""
    return os.pipe()


def watch_parent() -> None:
    """In a child: end when the parent has ended, also where the kernel does not see to it."""
    lifeline = os.environ.pop(LIFELINE, None)
    if lifeline is not None:
        watcher = threading.Thread(target=_end_with, args=(int(lifeline),), daemon=True)
        watcher.start()


def _end_with(lifeline: int) -> None:
    os.read(lifeline, 1)
    os._exit(1)


@dataclass
class _Post:
    """A post that is never left empty for long: its child, and when the next one is due."""

    make: Maker
    child: subprocess.Popen[bytes] | None = None
    due: float = 0.0
    pause: float = SHORTEST_PAUSE / 2
    since: float = 0.0


def keep_running(makers: Sequence[Maker], *, grace: float = 10.0) -> None:
    """Keep one child of each maker running until SIGTERM or SIGINT comes, then end them all."""
    posts = [_Post(make) for make in makers]
    with _requests_to_stop() as requests:
        try:
            while not requests:
                for post in posts:
                    _fill(post, time.monotonic())
                time.sleep(GLANCE)
        finally:
            end([post.child for post in posts if post.child is not None], grace=grace)


def _fill(post: _Post, now: float) -> None:
    if post.child is None:
        if now >= post.due:
            post.child, post.since = post.make(), now
    elif post.child.poll() is not None:
        steady = now - post.since >= STEADY
        post.pause = SHORTEST_PAUSE if steady else min(post.pause * 2, LONGEST_PAUSE)
        post.due = now + post.pause
        log.warning("child %d ended with %d", post.child.pid, post.child.returncode)
        post.child = None


def end(children: Sequence[subprocess.Popen[bytes]], *, grace: float = 10.0) -> None:
    """Ask every child to end; what has not ended after the grace is killed."""
    for child in children:
        child.terminate()
    deadline = time.monotonic() + grace
    for child in children:
        try:
            child.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


@contextmanager
def _requests_to_stop() -> Iterator[list[int]]:
    requests: list[int] = []
    before = {
        number: signal.signal(number, lambda received, _: requests.append(received))
        for number in (signal.SIGTERM, signal.SIGINT)
    }
    try:
        yield requests
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
