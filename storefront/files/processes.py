"""Blocks scored by processes of this machine.

This process reads the table and hands out blocks; each of the others scores one and keeps it in the folder itself. One
that dies, for want of memory say, is replaced, and its block is scored again. All end with this one, however it ends.
"""

from __future__ import annotations

import signal
import traceback
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Any

import pyarrow as pa

from recommender.arrays import cores, on_cores
from storefront.files.memory import keep_memory, keeping_memory
from storefront.files.parts import Part, Parts
from storefront.files.score_block import Asked, Done, Task, score_block

MOST_DEATHS = 4  # of processes one after the other, without a block done in between
_READY = "ready"


@dataclass(frozen=True)
class Processes:
    """So many processes of this machine; one is this one."""

    count: int

    def __call__(self, tasks: Iterator[Task], asked: Asked, parts: Parts) -> Generator[Done, None, None]:
        team = _Team(self.count, asked, parts)
        if self.count == 1:
            keep_memory()
        try:
            for task in tasks:
                done = parts.done(task[0].number)
                if done is not None:
                    yield done
                elif self.count == 1:
                    yield _kept(score_block(task, asked), parts)
                else:
                    while team.at_work() == self.count:
                        yield from team.heard()
                    team.give(task)
            while team.at_work():
                yield from team.heard()
        finally:
            team.end()


@dataclass(eq=False)
class _Worker:
    """A process, our end of the pipe to it, and the block it is at; None: it waits for one."""

    process: SpawnProcess
    pipe: Connection
    task: Task | None

    def hand_over(self, what: Any) -> None:
        with suppress(OSError):  # it died, which is heard when it is listened to
            self.pipe.send(what)

    def end(self) -> None:
        self.process.kill()
        self.process.join()
        self.pipe.close()


class _Team:
    """Processes, started as there are blocks for them."""

    def __init__(self, count: int, asked: Asked, parts: Parts) -> None:
        self._given = (asked, parts, max(cores() // count, 1))
        self._workers: list[_Worker] = []
        self._deaths = 0

    def at_work(self) -> int:
        return sum(worker.task is not None for worker in self._workers)

    def give(self, task: Task) -> None:
        """Hand a block to a process that waits, or to a new one."""
        for worker in self._workers:
            if worker.task is None:
                worker.task = task
                worker.hand_over(task)
                return
        self._start(task)

    def heard(self) -> Iterator[Done]:
        """Wait until a process says something; yields what was done."""
        at_work = {worker.pipe: worker for worker in self._workers if worker.task is not None}
        for pipe in wait(list(at_work)):
            worker = at_work[pipe]  # type: ignore[index]
            try:
                said: Any = worker.pipe.recv()
            except (EOFError, OSError):
                self._replace(worker)
                continue
            if isinstance(said, Exception):
                raise said
            if said == _READY:
                worker.hand_over(self._given)
                worker.hand_over(worker.task)
                continue
            worker.task, self._deaths = None, 0
            yield said

    def end(self) -> None:
        for worker in self._workers:
            worker.end()

    def _start(self, task: Task) -> None:
        processes = get_context("spawn")
        ours, theirs = processes.Pipe()
        process = processes.Process(target=keeping_memory, args=(__name__, work.__name__, theirs), daemon=True)
        self._workers.append(_Worker(process, ours, task))
        with _without_ctrl_c():
            process.start()
        theirs.close()  # so that the pipe ends when the process does

    def _replace(self, worker: _Worker) -> None:
        self._workers.remove(worker)
        worker.end()
        self._deaths += 1
        if self._deaths == MOST_DEATHS or worker.task is None:
            ended = f"{self._deaths} processes were ended one after the other, the last by {worker.process.exitcode}"
            raise ChildProcessError(f"{ended}: is there memory for so many?")
        self._start(worker.task)


@contextmanager
def _without_ctrl_c() -> Iterator[None]:
    """A process started meanwhile does not hear Ctrl-C, which is for this one; Windows has no such thing."""
    mask = getattr(signal, "pthread_sigmask", None)
    before = mask(signal.SIG_BLOCK, {signal.SIGINT}) if mask else ()
    try:
        yield
    finally:
        if mask:
            mask(signal.SIG_SETMASK, before)


def work(pipe: Connection) -> None:
    """Score what comes through the pipe, until its other end is gone."""
    with suppress(EOFError, OSError):
        pipe.send(_READY)
        asked, parts, threads = pipe.recv()
        with on_cores(threads):
            while True:
                task = pipe.recv()
                try:
                    part = score_block(task, asked)
                    if pipe.poll():  # nothing comes before an answer: the other end is gone, another run may be there
                        return
                    said: object = _kept(part, parts)
                except Exception as error:
                    error.add_note(traceback.format_exc())
                    said = error
                pipe.send(said)


def _kept(part: Part, parts: Parts) -> Done:
    parts.write(part)
    pa.default_memory_pool().release_unused()
    return part.rows, part.rejected
