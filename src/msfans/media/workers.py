"""Jobs spread over processes that may die: by a crash in a codec, or killed for memory.

Processes are spawned, not forked: OpenCV, FFmpeg and onnxruntime hold threads and locks.
"""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.connection import wait as wait_for_any
from pathlib import Path
from typing import TypeVar

import cv2

from msfans.errors import DataError

Job = TypeVar("Job")
Result = TypeVar("Result")


class WorkerDied(Exception):  # noqa: N818 - it says what happened
    """The process that ran `job` ended without a result, twice."""

    def __init__(self, job: object) -> None:
        super().__init__(f"the worker process died twice at {job}")
        self.job = job

    def told(self, where: Path | str, *, kept: str = "") -> DataError:
        """For the user: `where` is the file that the job reads, `kept` what is not lost."""
        fact = "the process that read it died, twice (a crash in the decoder, or no memory)"
        fix = "try fewer workers; otherwise replace the video or take it out of the list"
        return DataError(where, fact, fix=f"{fix}{kept}")


def available_cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def run_jobs(
    function: Callable[[Job], Result], jobs: Sequence[Job], *, workers: int
) -> Iterator[Result]:
    """Results as they come. Jobs must bear being begun twice.

    When a worker dies, the jobs that were under way are run again, each in a process of its own;
    the one that kills that as well raises WorkerDied. Any other error, and a caller that takes no
    more, ends the processes at once. `workers=0` runs all in this process.
    """
    if workers == 0:
        yield from map(function, jobs)
        return
    waiting = list(reversed(jobs))
    while waiting:
        under_way: dict[Future[Result], Job] = {}
        try:
            yield from _run_pool(function, waiting, under_way, workers=workers)
        except BrokenProcessPool:
            for job in list(under_way.values()):
                yield _run_alone(function, job)


def _run_pool(
    function: Callable[[Job], Result],
    waiting: list[Job],
    under_way: dict[Future[Result], Job],
    *,
    workers: int,
) -> Iterator[Result]:
    """Take jobs from the end of `waiting` until none is left; `under_way` is what a crash hits."""
    with _pool(min(workers, len(waiting))) as pool:
        while waiting or under_way:
            while waiting and len(under_way) <= workers:  # one ahead, so that none idles
                future = pool.submit(function, waiting[-1])
                under_way[future] = waiting.pop()
            done, _ = wait(under_way, return_when=FIRST_COMPLETED)
            for future in done:
                result = future.result()
                del under_way[future]
                yield result


def _run_alone(function: Callable[[Job], Result], job: Job) -> Result:
    with _pool(1) as pool:
        try:
            return pool.submit(function, job).result()
        except BrokenProcessPool as error:
            raise WorkerDied(job) from error


@contextmanager
def _pool(workers: int) -> Iterator[ProcessPoolExecutor]:
    """Processes that finish what they were given; on any error they end at once.

    Each holds one end of a pipe, and ends when the other end is closed.
    """
    spawn = multiprocessing.get_context("spawn")
    theirs, ours = spawn.Pipe(duplex=False)
    pool = ProcessPoolExecutor(
        workers, mp_context=spawn, initializer=_start_worker, initargs=(theirs,)
    )
    with theirs, ours, pool:
        try:
            yield pool
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            ours.close()
            raise


def _start_worker(parents_end_closed: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what Ctrl-C ends
    threading.Thread(target=_end_when, args=(parents_end_closed,), daemon=True).start()
    cv2.setNumThreads(1)


def _end_when(parents_end_closed: Connection) -> None:
    """A killed parent leaves its workers waiting for ever otherwise."""
    wait_for_any([parents_end_closed])
    os._exit(1)
