"""Score a file of profiles: CSV or Parquet in, Parquet out, memory bounded by blocks, resumable.

Every finished block is a file in a folder beside OUT. When all are there they are joined into OUT, which is replaced by
rename, so a reader sees the old file or the new one and never a partial one.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

import joblib
import pyarrow as pa
import pyarrow.parquet as pq

from catalog.dates import first_day
from catalog.errors import UserError
from catalog.mattress import Catalogue, Finding
from catalog.places import read_json
from catalog.texts import safe_cell
from recommender.batch import COLUMNS, score_rows
from recommender.person.profile import parse_profiles
from recommender.ranking.candidates import day_asked
from recommender.scoring.scoring_model import load_model, read_manifest
from storefront.files.blocks import Row, blocks_of, column_names, count_rows
from storefront.files.outputs import ours, writable

BLOCK_ROWS = 4096
LABEL = "run.json"  # what a run is of, in its folder of finished blocks
OF_COLUMNS = ("missing", "unknown_field", "no_share")  # findings that would be repeated for every row of a file
ARROW_KINDS = {"str": pa.string(), "Int32": pa.int32(), "float64": pa.float64()}
SCHEMA = pa.schema([(name, ARROW_KINDS[kind]) for name, kind in COLUMNS.items()])
FINDING_COLUMNS = [field.name for field in fields(Finding)]
_NOTED = set(FINDING_COLUMNS)
LARGEST_NOTES = 1_000_000_000  # bytes of the findings of one block


@dataclass(frozen=True)
class BatchReport:
    """Result of a finished run. `findings` is None when no row was rejected; `as_of` the day prices were judged on."""

    profiles: int
    rejected: int
    out: Path
    findings: Path | None
    as_of: date


def score_file(
    profiles: Path,
    out: Path,
    catalogue: Catalogue,
    *,
    top: int = 5,
    as_of: date | None = None,
    workers: int = 1,
    resume: bool = False,
    inputs: Sequence[Path] = (),
    progress: Callable[[int, int | None], None] = lambda done, of: None,
) -> BatchReport:
    """Score every profile of a file and replace `out` when all are done.

    Args:
        profiles: CSV (comma, UTF-8, header) or Parquet with a profile's fields as columns.
        out: Parquet file to write; rejected rows go to the same name with `.findings.csv`.
        top: picks per profile.
        as_of: the day on which prices and sales are judged; None: that of the resumed run, else today.
        workers: processes that score blocks in parallel.
        resume: continue with the blocks of an interrupted run of the same input.
        inputs: other files that were read, which are not written over.
        progress: called with the number of rows done, and of how many where that is known.

    Raises:
        UserError: the input cannot be read, lacks a required column, or differs from that of the interrupted run.
        ModelError: the scoring model cannot be used.
    """
    writable([out, findings_path(out)], [profiles, *inputs, *ours()])
    load_model()  # an unusable model is reported before anything is written
    day = as_of or (_day_of(_parts_of(out)) if resume else None) or day_asked(None)
    run = _fingerprint(profiles) | {
        "as_of": day.isoformat(),
        "catalogue": catalogue.version,
        "model": read_manifest()["sha256"],
        "top": top,
        "block_rows": BLOCK_ROWS,
    }
    rows, done, rejected = count_rows(profiles), 0, 0
    parts = _open_parts(out, run, resume)
    tasks = (
        joblib.delayed(_score_block)(block, number, parts, catalogue, top, day)
        for number, block in enumerate(read_blocks(profiles))
    )
    try:
        for read, bad in joblib.Parallel(n_jobs=workers, return_as="generator_unordered")(tasks):
            done, rejected = done + read, rejected + bad
            progress(done, rows)
        findings = _join(parts, out, rejected)
    except UserError:
        shutil.rmtree(parts)
        raise
    except (OSError, pa.ArrowException) as error:  # what is done stays: a full disk can be mended
        raise UserError(
            f"stopped half-way ({getattr(error, 'strerror', None) or str(error)[:200]})",
            where=str(out),
            mend="Mend it, and go on with --resume.",
        ) from error
    return BatchReport(done, rejected, out, findings, day)


def findings_path(out: Path) -> Path:
    """The file for rejected rows beside an output."""
    return out.with_suffix(".findings.csv") if out.name else out


def read_blocks(profiles: Path) -> Iterator[Sequence[Row]]:
    """Rows of the file as mappings, at most `BLOCK_ROWS` at a time.

    Raises:
        UserError: no such file, neither Parquet nor text, a column missing or unknown, or a file too large to read
            safely (`storefront.files.blocks`).
    """
    _check_columns(column_names(profiles), profiles)
    yield from blocks_of(profiles, BLOCK_ROWS)


def _check_columns(names: Iterable[str], path: Path) -> None:
    """Let the validation of profiles say which columns are missing or unknown: once, not for every row."""
    _, findings = parse_profiles([dict.fromkeys(names, "1")])
    wrong = [f"{finding.field} {finding.text} {finding.mend}" for finding in findings if finding.key in OF_COLUMNS]
    if wrong:
        raise UserError(f"columns: {' '.join(wrong)}", where=str(path))


def _fingerprint(path: Path) -> dict[str, Any]:
    try:
        state = path.stat()
    except OSError as error:
        raise UserError(f"cannot be read ({error.strerror})", where=str(path), mend="Check the name.") from error
    return {"profiles": path.name, "bytes": state.st_size, "changed_ns": state.st_mtime_ns}


def _parts_of(out: Path) -> Path:
    """The folder for finished blocks."""
    return out.with_name(out.name + ".parts")


def _day_of(parts: Path) -> date | None:
    """The day on which an interrupted run judged prices; None where there is no such run."""
    label = parts / LABEL
    noted = _noted(label) if label.exists() else None
    return first_day(str(noted.get("as_of"))) if isinstance(noted, dict) else None


def _open_parts(out: Path, run: Mapping[str, Any], resume: bool) -> Path:
    """The folder for finished blocks: emptied for a new run, kept for a resumed one of the same input."""
    parts = _parts_of(out)
    label = parts / LABEL
    if parts.exists() and not label.exists():
        raise UserError("this folder exists already", where=str(parts), mend="Move it, or choose another --out.")
    if resume and label.exists():
        if _noted(label) != run:
            raise UserError(
                "the interrupted run used other profiles, another catalogue, model, --top or --as-of",
                where="--resume",
                mend="Run again without --resume to start afresh.",
            )
        return parts
    try:
        if parts.exists():
            shutil.rmtree(parts)
        parts.mkdir()
        label.write_text(json.dumps(run))
    except OSError as error:
        raise UserError(f"cannot be written ({error.strerror})", where=str(out), mend="Check the folder.") from error
    return parts


def _score_block(
    rows: list[Row], number: int, parts: Path, catalogue: Catalogue, top: int, as_of: date
) -> tuple[int, int]:
    """Score one block into its own file; returns rows read and rows rejected. An existing block is left alone."""
    scored, done = parts / f"{number:06}.parquet", parts / f"{number:06}.findings.json"
    if not done.exists():
        frame, findings = score_rows(rows, catalogue, top=top, first_row=1 + number * BLOCK_ROWS, as_of=as_of)
        pq.write_table(pa.Table.from_pandas(frame, schema=SCHEMA, preserve_index=False), scored)
        _write_then_rename(done, json.dumps([asdict(finding) for finding in findings]))
    return len(rows), len({finding["where"] for finding in _findings_of(done)})


def _noted(label: Path) -> Any:
    try:
        return read_json(label)
    except UserError as error:
        raise _damaged(label) from error


def _findings_of(block: Path) -> list[dict[str, str]]:
    """The findings of a finished block, as they were noted."""
    try:
        noted = read_json(block, largest_bytes=LARGEST_NOTES)
    except UserError as error:
        raise _damaged(block) from error
    if not isinstance(noted, list) or not all(isinstance(each, dict) and each.keys() == _NOTED for each in noted):
        raise _damaged(block)
    return noted


def _damaged(file: Path) -> UserError:
    return UserError(
        "what was noted of the interrupted run is damaged",
        where=str(file),
        mend="Run again without --resume to start afresh.",
    )


def _write_then_rename(path: Path, text: str) -> None:
    unfinished = path.with_name(path.name + ".partial")
    unfinished.write_text(text)
    os.replace(unfinished, path)


def _join(parts: Path, out: Path, rejected: int) -> Path | None:
    """Join all blocks in file order, put findings and result in place by rename, and delete the blocks."""
    whole, bad = parts / "whole", parts / "findings"
    with pq.ParquetWriter(whole, SCHEMA) as writer:
        for block in sorted(parts.glob("*.parquet")):
            try:
                scored = pq.read_table(block, schema=SCHEMA)
            except (OSError, pa.ArrowException) as error:
                raise _damaged(block) from error
            writer.write_table(scored)
    findings = findings_path(out)
    if rejected:
        with bad.open("w", newline="", encoding="utf-8") as file:
            table = csv.DictWriter(file, FINDING_COLUMNS)
            table.writeheader()
            for block in sorted(parts.glob("*.findings.json")):
                for finding in _findings_of(block):
                    table.writerow({name: safe_cell(cell) for name, cell in finding.items()})
        os.replace(bad, findings)
    else:
        findings.unlink(missing_ok=True)
    os.replace(whole, out)
    shutil.rmtree(parts)
    return findings if rejected else None
