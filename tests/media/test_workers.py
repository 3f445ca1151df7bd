import operator
import os

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


def test_there_is_a_core():
    assert 1 <= available_cores() <= (os.cpu_count() or 1)
