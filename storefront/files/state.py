"""What `score --state` keeps for `rescore`, as a Parquet file: one group of rows for each block of people."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from catalog.dates import first_day
from catalog.errors import UserError
from catalog.mattress import Catalogue
from catalog.places import regular_file
from recommender.ranking.learnt import load_offsets
from recommender.rescoring.kept import Kept
from recommender.scoring.scoring_model import read_manifest
from recommender.sleeper import Wishes
from storefront.files.blocks import LARGEST_BYTES, read_as_user_error

_BLOCKS = 4  # read at once
_WIDE = {"expected": 70, "unsure": 10, "mean": 4}  # figures of a person, in one cell
_NOTE = b"mattress-fit"
SCHEMA = pa.schema(
    [
        ("row", pa.int64()),
        ("name", pa.uint64()),
        ("before_id", pa.dictionary(pa.int32(), pa.string())),
        ("wishes", pa.dictionary(pa.int32(), pa.string())),
        *((name, pa.float64()) for name in ("before_fit", "best", "attainable", "weight_kg", "stature_cm")),
        ("told", pa.bool_()),
        ("ideal", pa.float32()),
        *((name, pa.binary(4 * count)) for name, count in _WIDE.items()),
    ]
)
_MEND = "Score the people again with --state."


@dataclass(frozen=True)
class State:
    """A file of what was kept: of which catalogue, on which day, of how many rows."""

    path: Path
    catalogue: str
    as_of: date
    rows: int

    def parts(self) -> Iterator[Kept]:
        """What was kept, of some blocks of people at a time."""
        with read_as_user_error(self.path), pq.ParquetFile(self.path) as file:
            groups = range(file.metadata.num_row_groups)
            for start in groups[::_BLOCKS]:
                yield _kept(file.read_row_groups(groups[start : start + _BLOCKS]))

    def nobody(self) -> Kept:
        return _kept(empty_table())


def noted(catalogue: Catalogue, as_of: date, rows: int) -> pa.Schema:
    """The schema of a state, with what it is of."""
    told = {"catalogue": content_of(catalogue), "as_of": as_of.isoformat(), "rows": rows, **_engine()}
    return SCHEMA.with_metadata({_NOTE: json.dumps(told).encode()})


def content_of(catalogue: Catalogue) -> str:
    """Which beds a catalogue holds, and the date of its undated prices, whatever its version is called."""
    return sha256(repr((catalogue.mattresses, catalogue.source_date)).encode()).hexdigest()


def opened(path: Path) -> State:
    """A file that `score --state` wrote.

    Raises:
        UserError: it is another kind of file, or was kept with another model or other offsets.
    """
    regular_file(path, LARGEST_BYTES)
    with read_as_user_error(path):
        schema = pq.read_schema(path)
    try:
        told = json.loads((schema.metadata or {})[_NOTE])
        engine, day = {name: told[name] for name in _engine()}, first_day(told["as_of"])
        found = State(path, str(told["catalogue"]), day or date.min, int(told["rows"]))
    except (KeyError, TypeError, ValueError) as error:
        raise UserError("is not a state", where=str(path), allowed="what score --state wrote") from error
    if engine != _engine() or not schema.remove_metadata().equals(SCHEMA):
        raise UserError("was kept by another version of the engine", where=str(path), mend=_MEND)
    return found


def check_catalogue(state: State, before: Catalogue) -> None:
    """Refuse a state of another catalogue than the one an update is from."""
    if state.catalogue != content_of(before):
        raise UserError("was kept of another catalogue than --before", where=str(state.path), mend=_MEND)


def other_people(state: State) -> UserError:
    return UserError("was kept of other profiles", where=str(state.path), mend=_MEND)


def table_of(kept: Kept) -> pa.Table:
    columns: dict[str, Any] = {
        "before_id": pa.array(kept.before_id.tolist(), pa.string()).dictionary_encode(),
        "wishes": pa.array([_as_text(wishes) for wishes in kept.wishes], pa.string()).dictionary_encode(),
    }
    for name, count in _WIDE.items():
        cells = pa.py_buffer(np.ascontiguousarray(getattr(kept, name)))
        columns[name] = pa.FixedSizeBinaryArray.from_buffers(pa.binary(4 * count), len(kept), [None, cells])
    plain = {name: pa.array(getattr(kept, name)) for name in SCHEMA.names if name not in columns}
    return pa.table([{**columns, **plain}[name] for name in SCHEMA.names], schema=SCHEMA)


def empty_table() -> pa.Table:
    return SCHEMA.empty_table()


def _kept(table: pa.Table) -> Kept:
    table = table.combine_chunks()
    columns = {name: table.column(name).combine_chunks() for name in table.schema.names}
    found: dict[str, Any] = {name: _figures(columns.pop(name), count) for name, count in _WIDE.items()}
    found["before_id"] = _decoded(columns.pop("before_id"), str)
    found["wishes"] = _decoded(columns.pop("wishes"), _wishes)
    return Kept(**found, **{name: column.to_numpy(zero_copy_only=False) for name, column in columns.items()})


def _figures(column: pa.FixedSizeBinaryArray, count: int) -> NDArray[np.float32]:
    """(n, count) what the cells hold."""
    start = 4 * count * column.offset
    figures = np.frombuffer(column.buffers()[1] or b"", np.float32, count * len(column), start)
    return figures.reshape(len(column), count)


def _decoded(column: pa.DictionaryArray, meaning: Callable[[str], Any]) -> NDArray[np.object_]:
    """(n,) what the texts mean, the same object wherever they are the same; None where there is none."""
    meant = np.array([*map(meaning, column.dictionary.to_pylist()), None], dtype=object)
    found: NDArray[np.object_] = meant[column.indices.fill_null(len(meant) - 1)]
    return found


@lru_cache(4096)
def _as_text(wishes: Wishes) -> str:
    return json.dumps(asdict(wishes))


@lru_cache(4096)
def _wishes(text: str) -> Wishes:
    told: dict[str, Any] = json.loads(text)
    told = {name: tuple(value) if isinstance(value, list) else value for name, value in told.items()}
    return Wishes(**told)


def _engine() -> dict[str, str]:
    """What the figures of a state hold for: the model, and what was learnt of beds."""
    return {"model": str(read_manifest()["sha256"]), "offsets": sha256(repr(load_offsets()).encode()).hexdigest()}
