"""What is remembered takes no more room than is allowed, and work no more cores than it was given."""

import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from recommender.arrays import Remembered, cores, on_cores


def test_a_result_is_worked_out_once_while_there_is_room():
    asked = []
    made = Remembered(lambda n: asked.append(n) or np.zeros(n), lambda array: array.nbytes, 800)
    assert made(50) is made(50)
    made(40)
    assert made(50) is made(50)
    assert asked == [50, 40]
    made(30)  # 960 bytes: the one not asked for longest goes
    made(50)
    assert asked == [50, 40, 30]
    made(40)
    assert asked == [50, 40, 30, 40]


def test_what_is_too_large_is_kept_alone():
    asked = []
    made = Remembered(lambda n: asked.append(n) or np.zeros(n), lambda array: array.nbytes, 80)
    assert made(100) is made(100)
    made(1)
    made(100)
    assert asked == [100, 1, 100]


def test_threads_that_ask_together_get_the_same():
    made = Remembered(lambda n: np.zeros(n), lambda array: array.nbytes, 10**6)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(made, [7] * 64))
    assert all(one is found[0] for one in found)


def test_a_batch_uses_the_cores_the_process_may_run_on_or_its_share(monkeypatch):
    if hasattr(os, "sched_getaffinity"):
        assert cores() == len(os.sched_getaffinity(0))
    with on_cores(1):
        assert cores() == 1
        with on_cores(0):
            assert cores() == 1, "never none"
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {4, 7, 8}, raising=False)
    assert cores() == 3
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    assert cores() == os.cpu_count()
