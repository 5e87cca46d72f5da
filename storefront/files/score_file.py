"""Score a table of people: CSV, Parquet or a folder of Parquet in, Parquet out, memory bounded by blocks, resumable.

A block is scored by the same function in this process, in others or on a cluster, and its number alone decides where
its rows go: the output is the same to the byte however the work was shared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa

from catalog.errors import UserError
from catalog.mattress import Catalogue
from recommender.batch import SCHEMA
from recommender.ranking.candidates import day_asked
from recommender.scoring.scoring_model import load_model, read_manifest
from storefront.files import state as states
from storefront.files.outputs import named_as_parquet, ours, writable
from storefront.files.parts import Parts
from storefront.files.people import Block, People, ahead, blocks, empty, outside, people_of
from storefront.files.processes import Processes
from storefront.files.repeated_ids import repeated_ids
from storefront.files.score_block import ROWS, STATE, Asked, Workers

BLOCK_ROWS = 16_384  # a zoned bed is worked out once for each stature in a block, so small blocks are dear

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class BatchReport:
    """Result of a finished run. `findings` is None when no row was rejected; `as_of` the day prices were judged on."""

    profiles: int
    rejected: int
    out: Path
    findings: Path | None
    as_of: date
    people: People


def score_file(
    profiles: Path,
    out: Path,
    catalogue: Catalogue,
    *,
    top: int = 5,
    as_of: date | None = None,
    workers: Workers | int = 1,
    resume: bool = False,
    state: Path | None = None,
    inputs: Sequence[Path] = (),
    progress: Progress = lambda done, of: None,
) -> BatchReport:
    """Score every profile of a table and replace `out` when all are done.

    Args:
        profiles: CSV (comma, UTF-8, header) or Parquet with a profile's fields as columns, or a folder of Parquet.
        out: Parquet file to write; rejected rows go to the same name with `.findings.csv`.
        top: picks per profile.
        as_of: the day on which prices and sales are judged; None: that of the resumed run, else today.
        workers: processes that score blocks in parallel, or who does (`storefront.files.cluster`).
        resume: continue with the blocks of an interrupted run of the same input.
        state: file for what makes `rescore` cheap.
        inputs: other files that were read, which are not written over.
        progress: called with the number of rows done, and of how many.

    Raises:
        UserError: the input cannot be read, is empty, lacks a required column, or differs from that of the interrupted
            run; or another run is writing `out`.
        ModelError: the scoring model cannot be used.
    """
    findings = findings_path(out)
    outputs = [out, findings, *([state] if state else [])]
    writable(outputs, [profiles, *inputs, *ours()])
    named_as_parquet(out)
    if state in (out, findings):
        raise UserError("is the name of another output", where=f"--state {state}", mend="Name another file.")
    parts = Parts.beside(out)
    load_model()  # an unusable model is reported before anything is written
    people = people_of(profiles, SCHEMA.names)
    for output in outputs:
        outside(people, output)
    with parts.held():
        day = as_of or (parts.day() if resume else None) or day_asked(None)
        run = {
            **_fingerprint(people),
            "as_of": day.isoformat(),
            "catalogue": catalogue.version,
            "model": read_manifest()["sha256"],
            "top": top,
            "block_rows": BLOCK_ROWS,
            "state": state is not None,
        }
        repeated = repeated_ids(people)
        pa.default_memory_pool().release_unused()
        if not repeated.rows:
            raise empty(people.path)
        parts.begin(run, resume)
        count = done = rejected = 0
        tasks = (
            (block, repeated.findings(repeated.among(first, block.rows)))
            for first, block in _with_first_row(blocks(people, BLOCK_ROWS, repeated.others))
        )
        schemas = {ROWS: pa.schema([*SCHEMA, *people.carried])}
        if state:
            schemas[STATE] = states.noted(catalogue, day, repeated.rows)
        share = workers if callable(workers) else Processes(workers)
        try:
            asked = Asked(catalogue, top, day, state is not None)
            with parts.joining(schemas) as join_more, closing(share(ahead(tasks), asked, parts)) as scored:
                for read, bad in scored:
                    count, done, rejected = count + 1, done + read, rejected + bad
                    join_more()
                    progress(done, repeated.rows)
            if done != repeated.rows:
                raise UserError("changed while it was read", where=str(people.path), mend="Run again.")
            parts.place({ROWS: out, **({STATE: state} if state else {})}, count, findings if rejected else None)
        except UserError:
            parts.remove()
            raise
        except (OSError, pa.ArrowException) as error:  # what is done stays: a full disk can be mended
            raise UserError(
                f"stopped half-way ({getattr(error, 'strerror', None) or str(error)[:200]})",
                where=str(out),
                mend="Mend it, and go on with --resume.",
            ) from error
        if not rejected:
            findings.unlink(missing_ok=True)
    return BatchReport(done, rejected, out, findings if rejected else None, day, people)


def findings_path(out: Path) -> Path:
    """The file for rejected rows beside an output."""
    return out.with_suffix(".findings.csv") if out.name else out


def _with_first_row(found: Iterator[Block]) -> Iterator[tuple[int, Block]]:
    first = 1
    for block in found:
        yield first, block
        first += block.rows


def _fingerprint(people: People) -> dict[str, Any]:
    """What tells a table from another: names, sizes and times of its files."""
    states = [(str(file.relative_to(people.path.parent)), file.stat()) for file in people.files]
    told = [(name, state.st_size, state.st_mtime_ns) for name, state in states]
    return {
        "profiles": people.path.name,
        "bytes": sum(size for _, size, _ in told),
        "files": sha256(repr(told).encode()).hexdigest(),
    }
