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
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from itertools import islice
from pathlib import Path
from typing import Any

import joblib
import pyarrow as pa
import pyarrow.parquet as pq

from catalog.errors import UserError
from catalog.inspection import safe_cell
from catalog.mattress import Catalogue, Finding
from recommender.batch import COLUMNS, score_rows
from recommender.person.profile import parse_profiles
from recommender.scoring.scoring_model import load_model, read_manifest

BLOCK_ROWS = 4096
OF_COLUMNS = ("missing", "unknown_field", "no_share")  # findings that would be repeated for every row of a file
ARROW_KINDS = {"str": pa.string(), "Int32": pa.int32(), "float64": pa.float64()}
SCHEMA = pa.schema([(name, ARROW_KINDS[kind]) for name, kind in COLUMNS.items()])
FINDING_COLUMNS = [field.name for field in fields(Finding)]

Row = Mapping[str, Any]


@dataclass(frozen=True)
class BatchReport:
    """Result of a finished run. `findings` is None when no row was rejected."""

    profiles: int
    rejected: int
    out: Path
    findings: Path | None


def score_file(
    profiles: Path,
    out: Path,
    catalogue: Catalogue,
    *,
    top: int = 5,
    workers: int = 1,
    resume: bool = False,
    progress: Callable[[int, int | None], None] = lambda done, of: None,
) -> BatchReport:
    """Score every profile of a file and replace `out` when all are done.

    Args:
        profiles: CSV (comma, UTF-8, header) or Parquet with a profile's fields as columns.
        out: Parquet file to write; rejected rows go to the same name with `.findings.csv`.
        top: picks per profile.
        workers: processes that score blocks in parallel.
        resume: continue with the blocks of an interrupted run of the same input.
        progress: called with the number of rows done, and of how many where that is known.

    Raises:
        UserError: the input cannot be read, lacks a required column, or differs from that of the interrupted run.
        ModelError: the scoring model cannot be used.
    """
    if out.resolve() == profiles.resolve():
        raise UserError("would replace the profiles", where="--out", mend="Name another file.")
    load_model()  # an unusable model is reported before anything is written
    run = _fingerprint(profiles) | {
        "catalogue": catalogue.version,
        "model": read_manifest()["sha256"],
        "top": top,
        "block_rows": BLOCK_ROWS,
    }
    rows, done, rejected = _count_rows(profiles), 0, 0
    parts = _open_parts(out, run, resume)
    tasks = (
        joblib.delayed(_score_block)(block, number, parts, catalogue, top)
        for number, block in enumerate(read_blocks(profiles))
    )
    try:
        for read, bad in joblib.Parallel(n_jobs=workers, return_as="generator_unordered")(tasks):
            done, rejected = done + read, rejected + bad
            progress(done, rows)
    except UserError:
        shutil.rmtree(parts)
        raise
    findings = _join(parts, out, rejected)
    return BatchReport(done, rejected, out, findings)


def findings_path(out: Path) -> Path:
    return out.with_suffix(".findings.csv")


def read_blocks(profiles: Path) -> Iterator[Sequence[Row]]:
    """Rows of the file as mappings, at most `BLOCK_ROWS` at a time.

    Raises:
        UserError: no such file, neither Parquet nor text, a column missing or unknown.
    """
    with _told_as_user_error(profiles):
        yield from _read_parquet(profiles) if _is_parquet(profiles) else _read_csv(profiles)


def _count_rows(profiles: Path) -> int | None:
    """Number of rows in a Parquet file; None for CSV, whose length is known only after reading it."""
    with _told_as_user_error(profiles):
        return pq.ParquetFile(profiles).metadata.num_rows if _is_parquet(profiles) else None


@contextmanager
def _told_as_user_error(profiles: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, UnicodeDecodeError, csv.Error, pa.ArrowException) as error:
        allowed = "CSV in UTF-8 with a header, or Parquet"
        raise UserError(f"cannot be read ({error})", where=str(profiles), allowed=allowed) from error


def _is_parquet(path: Path) -> bool:
    return path.suffix.lower() in (".parquet", ".pq")


def _read_csv(path: Path) -> Iterator[Sequence[Row]]:
    with path.open(newline="", encoding="utf-8-sig") as file:
        header = file.readline()
        separator = max(",;\t", key=header.count)  # spreadsheets in continental Europe save with a semicolon
        file.seek(0)
        reader = csv.DictReader(file, delimiter=separator, restkey="more cells than the header", strict=True)
        _check_columns(reader.fieldnames or (), path)
        while block := list(islice(reader, BLOCK_ROWS)):
            yield block


def _read_parquet(path: Path) -> Iterator[Sequence[Row]]:
    with pq.ParquetFile(path) as file:
        _check_columns(file.schema_arrow.names, path)
        for batch in file.iter_batches(batch_size=BLOCK_ROWS):
            yield batch.to_pylist()


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


def _open_parts(out: Path, run: Mapping[str, Any], resume: bool) -> Path:
    """The folder for finished blocks: emptied for a new run, kept for a resumed one of the same input."""
    parts = out.with_name(out.name + ".parts")
    label = parts / "run.json"
    if parts.exists() and not label.exists():
        raise UserError("this folder exists already", where=str(parts), mend="Move it, or choose another --out.")
    if resume and label.exists():
        if json.loads(label.read_text()) != run:
            raise UserError(
                "the interrupted run used other profiles, another catalogue, model or --top",
                where="--resume",
                mend="Run again without --resume to start afresh.",
            )
        return parts
    if out.is_dir():
        raise UserError("is a folder", where=str(out), mend="Name a file.")
    try:
        if parts.exists():
            shutil.rmtree(parts)
        parts.mkdir()
        label.write_text(json.dumps(run))
    except OSError as error:
        raise UserError(f"cannot be written ({error.strerror})", where=str(out), mend="Check the folder.") from error
    return parts


def _score_block(rows: list[Row], number: int, parts: Path, catalogue: Catalogue, top: int) -> tuple[int, int]:
    """Score one block into its own file; returns rows read and rows rejected. An existing block is left alone."""
    scored, done = parts / f"{number:06}.parquet", parts / f"{number:06}.findings.json"
    if not done.exists():
        frame, findings = score_rows(rows, catalogue, top=top, first_row=1 + number * BLOCK_ROWS)
        pq.write_table(pa.Table.from_pandas(frame, schema=SCHEMA, preserve_index=False), scored)
        _write_then_rename(done, json.dumps([asdict(finding) for finding in findings]))
    return len(rows), len({finding["where"] for finding in json.loads(done.read_text())})


def _write_then_rename(path: Path, text: str) -> None:
    unfinished = path.with_name(path.name + ".partial")
    unfinished.write_text(text)
    os.replace(unfinished, path)


def _join(parts: Path, out: Path, rejected: int) -> Path | None:
    """Join all blocks in file order, put findings and result in place by rename, and delete the blocks."""
    whole, bad = parts / "whole", parts / "findings"
    with pq.ParquetWriter(whole, SCHEMA) as writer:
        for block in sorted(parts.glob("*.parquet")):
            writer.write_table(pq.read_table(block, schema=SCHEMA))
    findings = findings_path(out)
    if rejected:
        with bad.open("w", newline="", encoding="utf-8") as file:
            table = csv.DictWriter(file, FINDING_COLUMNS)
            table.writeheader()
            for block in sorted(parts.glob("*.findings.json")):
                for finding in json.loads(block.read_text()):
                    table.writerow({name: safe_cell(cell) for name, cell in finding.items()})
        os.replace(bad, findings)
    else:
        findings.unlink(missing_ok=True)
    os.replace(whole, out)
    shutil.rmtree(parts)
    return findings if rejected else None
