import multiprocessing
import operator
import os
import time

import pytest

from msfans.media.workers import WorkerDied, available_cores, run_jobs


def test_every_job_gives_its_result_once():
    for workers in (0, 2):
        results = list(run_jobs(operator.neg, list(range(7)), workers=workers))
        assert sorted(results) == list(range(-6, 1))


def test_without_processes_the_order_is_kept():
    assert list(run_jobs(abs, [-3, 2, -1], workers=0)) == [3, 2, 1]


def test_no_jobs_need_no_process():
    assert list(run_jobs(abs, [], workers=2)) == []


def test_an_error_of_a_job_comes_through():
    with pytest.raises(FileNotFoundError):
        list(run_jobs(os.stat, ["/no/such/file"], workers=1))


def test_a_job_that_ends_its_process_twice_is_named():
    """os._exit is what a crash looks like from outside; `abort` in a codec does the same."""
    with pytest.raises(WorkerDied) as caught:
        list(run_jobs(os._exit, [3], workers=1))
    assert caught.value.job == 3


@pytest.mark.parametrize("jobs", [[300, "a moment"], [300, 0]])
def test_nobody_waits_for_the_others_after_an_error_or_when_no_more_is_wanted(jobs):
    before = time.monotonic()
    results = run_jobs(time.sleep, jobs, workers=2)
    if jobs[1] == 0:
        next(results)
        results.close()
    else:
        with pytest.raises(TypeError):
            list(results)
    for process in multiprocessing.active_children():
        process.join(60)
    assert time.monotonic() - before < 60


def test_a_dead_worker_is_told_with_the_file_that_it_read():
    error = WorkerDied(3).told("a.avi", kept=". The rest is kept")
    assert str(error).startswith("a.avi: the process that read it died, twice")
    assert str(error).endswith("take it out of the list. The rest is kept.")


def test_there_is_a_core():
    assert 1 <= available_cores() <= (os.cpu_count() or 1)
