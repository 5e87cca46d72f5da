"""Rescore a file of profiles after a catalogue update: rows in, those whose first choice changes out, put in place by
rename.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from catalog.errors import UserError
from catalog.texts import safe_cell
from recommender.person.columns import read_frame
from recommender.rescoring import COLUMNS, Rescoring
from recommender.scoring.scoring_model import load_model
from storefront.files.outputs import ours, writable
from storefront.files.parts import FINDING_COLUMNS
from storefront.files.people import blocks, outside, people_of
from storefront.files.repeated_ids import repeated_ids
from storefront.files.score_file import ARROW_KINDS, BLOCK_ROWS, Progress, by_row, findings_path

SCHEMA = pa.schema([(name, ARROW_KINDS[kind]) for name, kind in COLUMNS.items()])


@dataclass(frozen=True)
class RescoreReport:
    """Result of a finished run. `moved`: people whose first choice changes; `findings` None: no row was rejected."""

    profiles: int
    rejected: int
    moved: int
    out: Path
    findings: Path | None


def rescore_file(
    profiles: Path,
    out: Path,
    rescoring: Rescoring,
    *,
    inputs: Sequence[Path] = (),
    progress: Progress = lambda done, of: None,
) -> RescoreReport:
    """Write whose first choice changes to `out`, which is replaced when all are done; memory is bounded by blocks.

    Args:
        profiles: CSV, Parquet or a folder of it, as `score` takes them.
        out: Parquet file to write; rejected rows go to the same name with `.findings.csv`.
        inputs: other files that were read, which are not written over.
        progress: called with the number of rows done, and of how many, after every block.

    Raises:
        UserError: the input cannot be read or lacks a column, or `out` cannot be written. Nothing is left behind
            then.
        ModelError: the scoring model cannot be used.
    """
    writable([out, findings_path(out)], [profiles, *inputs, *ours()])
    load_model()  # an unusable model is reported before anything is written
    findings = findings_path(out)
    whole, bad = out.with_name(out.name + ".partial"), findings.with_name(findings.name + ".partial")
    writable([whole, bad], [profiles, *inputs, *ours()])
    people = people_of(profiles)
    outside(people, out)
    repeated = repeated_ids(people)
    done = rejected = moved = 0
    try:
        with pq.ParquetWriter(whole, SCHEMA) as writer, bad.open("w", newline="", encoding="utf-8") as file:
            table = csv.DictWriter(file, FINDING_COLUMNS)
            table.writeheader()
            known = rescoring.before.ids | rescoring.after.ids
            for block in blocks(people, BLOCK_ROWS, repeated.row):
                twice = repeated.findings(repeated.among(done + 1, block.rows))
                read = read_frame(block.profiles, block.row, known)
                rows = rescoring.rows(read.sleepers)
                writer.write_table(pa.Table.from_pandas(rows, schema=SCHEMA, preserve_index=False))
                for finding in by_row([*read.findings, *twice]):
                    table.writerow({name: safe_cell(cell) for name, cell in asdict(finding).items()})
                done, moved = done + block.rows, moved + len(rows)
                rejected += block.rows - len(read.sleepers)
                progress(done, repeated.rows)
        if rejected:
            os.replace(bad, findings)
        else:
            findings.unlink(missing_ok=True)
        os.replace(whole, out)
    except (OSError, pa.ArrowException) as error:
        said = getattr(error, "strerror", None) or str(error)[:200]
        raise UserError(f"cannot be written ({said})", where=str(out), mend="Check the folder.") from error
    finally:
        with suppress(OSError):
            whole.unlink(missing_ok=True)
            bad.unlink(missing_ok=True)
    return RescoreReport(done, rejected, moved, out, findings if rejected else None)
