"""Blocks scored on a Dask cluster: the same function as here, so the output is the same to the byte.

This process reads the table, sends blocks, and keeps what comes back; a cluster needs no disk in common with it. A
block whose worker dies is sent to another; a cluster that is lost leaves the finished blocks for `--resume`.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from catalog.errors import UserError
from recommender.arrays import on_cores
from recommender.scoring import fast
from recommender.scoring.scoring_model import load_model, read_manifest
from storefront.files.memory import keep_memory
from storefront.files.parts import Part, Parts
from storefront.files.score_block import Asked, Done, Task, score_block

ALLOWED = "tcp://HOST:PORT or tls://HOST:PORT, as the scheduler prints it"
WAIT_S = 30  # for the scheduler, and for the first worker
_ADDRESS = re.compile(r"(tcp|tls)://[^\s/]+:\d{1,5}")
_AHEAD = 2  # blocks sent for each that is being scored


@dataclass(frozen=True)
class Cluster:
    """Workers of a cluster that this process is connected to."""

    client: Any

    def __call__(self, tasks: Iterator[Task], asked: Asked, parts: Parts) -> Generator[Done, None, None]:
        model, run, sent = read_manifest()["sha256"], uuid4().hex, set[Any]()
        try:
            everywhere = self.client.scatter(asked, broadcast=True, hash=False)
            for task in tasks:
                done = parts.done(task[0].number)
                if done is not None:
                    yield done
                    continue
                while len(sent) >= _AHEAD * self._at_once():
                    yield from self._kept(sent, parts)
                key = f"score-{run}-{task[0].number}"
                sent.add(self.client.submit(_score_there, task, everywhere, model, key=key, pure=False))
            while sent:
                yield from self._kept(sent, parts)
        except (UserError, OSError):
            raise
        except Exception as error:  # whatever the library raises of a lost connection or worker
            raise ConnectionError(f"the cluster was lost: {type(error).__name__}") from error

    def _at_once(self) -> int:
        """How many blocks the cluster scores at once, as it is now: workers come and go."""
        threads: dict[str, int] = self.client.nthreads()
        return max(sum(threads.values()), 1)

    def _kept(self, sent: set[Any], parts: Parts) -> Iterator[Done]:
        """Wait for a block, and keep every one that is there."""
        import distributed

        for future in distributed.wait(sent, return_when="FIRST_COMPLETED").done:  # type: ignore[no-untyped-call]
            sent.discard(future)
            part = future.result()
            parts.write(part)
            yield part.rows, part.rejected


@contextmanager
def cluster_at(address: str) -> Iterator[Cluster]:
    """The workers of a cluster, once each was found to have the same model.

    Args:
        address: of its scheduler.

    Raises:
        UserError: not an address, Dask is not installed, no scheduler answers, no worker is there, or one has another
            version of this program.
    """
    if not _ADDRESS.fullmatch(address):
        raise UserError(f"{address[:200]!r} is not the address of a cluster", where="--cluster", allowed=ALLOWED)
    try:
        from distributed import Client
    except ImportError as error:
        raise UserError(
            "Dask is not installed", where="--cluster", mend="Install it: pip install 'mattress-fit[cluster]'"
        ) from error
    try:
        client: Any = Client(address, timeout=WAIT_S)  # type: ignore[no-untyped-call]
    except (OSError, ValueError, TimeoutError) as error:
        raise UserError(
            "no scheduler answers", where=f"--cluster {address}", mend="Start one, as docs/cluster.md says."
        ) from error
    try:
        _check_workers(client, address)
        _warm(client)
        yield Cluster(client)
    finally:
        client.close()


def _check_workers(client: Any, address: str) -> None:
    where, mend = f"--cluster {address}", "Install the same version of mattress-fit there."
    try:
        client.wait_for_workers(1, timeout=WAIT_S)
        models = client.run(_model_here)
    except TimeoutError as error:
        raise UserError("no worker is there", where=where, mend="Start some, as docs/cluster.md says.") from error
    except (OSError, ImportError, AttributeError) as error:
        raise UserError("a worker lacks this program", where=where, mend=mend) from error
    ours = read_manifest()["sha256"]
    for worker, model in models.items():
        if model != ours:
            raise UserError(f"the worker {worker} has another scoring model", where=where, mend=mend)


def _warm(client: Any) -> None:
    """Let every worker open the compiled loops while this process looks for ids that are there twice."""
    from distributed import fire_and_forget

    for worker in client.nthreads():
        fire_and_forget(client.submit(_open_loops, workers=[worker], pure=False))  # type: ignore[no-untyped-call]


def _open_loops() -> bool:
    return fast.opened() is not None


def _model_here() -> str:
    load_model()
    sha256: str = read_manifest()["sha256"]
    return sha256


def _score_there(task: Task, asked: Asked, model: str) -> Part:
    """A block on a worker, which may have joined after the others were asked for their model."""
    if _model_here() != model:
        raise UserError("a worker has another scoring model", where="--cluster", mend="Install the same version there.")
    keep_memory()
    with on_cores(1):  # a worker has as many threads as it was started with, each with a block of its own
        return score_block(task, asked)
