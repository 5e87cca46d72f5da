"""Read a catalogue file (docs/catalogue-format.md): every row is checked, bad rows are left out and reported."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, FiniteFloat, ValidationError, model_validator

from catalog.construction.columns import LAYER_COLUMNS, read_layers, with_layers
from catalog.dates import known_date, read_date
from catalog.errors import CatalogueError, UserError, of_cell, sentence
from catalog.feeds.opening import LARGEST_BYTES as LARGEST_FEED_BYTES
from catalog.findings import finding
from catalog.firmness import H_GRADE_SD, SCALES
from catalog.mattress import (
    LONGEST_ID,
    MOST_KEYS,
    AdjustKind,
    Catalogue,
    CompressionReading,
    Confidence,
    Finding,
    Layer,
    Mattress,
    Sale,
    Size,
    Zone,
)
from catalog.places import regular_file
from catalog.selling.doubtful import without_doubtful
from catalog.selling.markets import known_markets, read_markets
from catalog.selling.size_cells import Days, Price, as_sale, read_offers, read_size, read_sizes
from catalog.texts import from_safe_cell, printable, spelling_of, words_of
from catalog.zones import parse_zones

LONGEST_HEADER = 20_000  # characters
REFERENCE = Path(__file__).with_name("reference.csv")
DATES = ("price_date", "source_date", "measured_on", "sale_from", "sale_until")
REQUIRED = ("mattress_id", "brand", "model", "firmness")
LARGEST_BYTES = 200_000_000
MOST_COLUMNS = 500  # the format has some 80; a shop may keep notes of its own beside them
LAYERS_OVER_CM = 3.0  # layers are measured loose and pressed together under a cover
MOST_ROWS = 500_000  # all in memory at once
MOST_LINES = 2 * MOST_ROWS  # a quoted cell may hold line ends

MattressType = Literal[
    "pocket_spring", "hybrid", "cold_foam", "latex", "memory_foam", "foam_unspecified", "innerspring_unspecified",
    "bonnell", "air_adjustable", "modular", "water", "unknown",
]  # fmt: skip


def _date(value: Any) -> Any:
    """Only the ISO form: other forms are read, with a finding, before the row is checked."""
    if isinstance(value, str) and value and not known_date(value):
        read_date(value)
        raise UserError(f"not in ISO form: {value[:40]!r}", where="date", allowed="2026-09-13, 2026-09 or 2026")
    return value


Text = Annotated[str, Field(max_length=500)]
Id = Annotated[str, Field(min_length=1, max_length=LONGEST_ID)]
Key = Annotated[str, Field(min_length=1, max_length=2 * LONGEST_ID)]
Date = Annotated[str, BeforeValidator(_date)]
_ON_OUR_SCALE = "1 to 10; 0 to 12 where firmness_scale names another scale or firmness_basis is measured"
FirmnessPoint = Annotated[FiniteFloat, Field(ge=0, le=12)]
LOAD_N, SUNK_MM, DISC_MM = (5.0, 2000.0), (0.1, 250.0), (50.0, 500.0)  # what a reading by two loads may be
Load = Annotated[FiniteFloat, Field(ge=LOAD_N[0], le=LOAD_N[1])]
Indentation = Annotated[FiniteFloat, Field(gt=0, le=SUNK_MM[1])]


class CatalogueRow(BaseModel):
    """One row of a catalogue file; an empty cell means not known. The columns of the file are these fields."""

    model_config = ConfigDict(extra="ignore", arbitrary_types_allowed=True, str_strip_whitespace=True)

    mattress_id: Id
    brand: Annotated[str, Field(min_length=1, max_length=200)]
    model: Annotated[str, Field(min_length=1, max_length=200)]
    variant: Text = ""
    market: Annotated[tuple[str, ...], BeforeValidator(lambda v: read_markets(v) if isinstance(v, str) else v)] = ()
    type: MattressType = "unknown"
    type_detail: Text = ""
    height_cm: Annotated[FiniteFloat, Field(ge=5, le=80)] | None = None
    firmness: FirmnessPoint | None = None
    firmness_sd: Annotated[FiniteFloat, Field(gt=0, le=5)] | None = None
    firmness_original: Text = ""
    firmness_scale: Text = ""
    firmness_basis: Text = ""
    n_zones: Annotated[int, Field(ge=1, le=30)] | None = None
    zones: Annotated[tuple[Zone, ...], BeforeValidator(lambda v: parse_zones(v) if isinstance(v, str) else v)] = ()
    zones_note: Text = ""
    adjust: AdjustKind = "none"
    adjust_min: FirmnessPoint | None = None
    adjust_max: FirmnessPoint | None = None
    layers: Annotated[tuple[Layer, ...], BeforeValidator(lambda v: read_layers(v) if isinstance(v, str) else v)] = ()
    core_material: Text = ""
    core_cm: Annotated[FiniteFloat, Field(gt=0, le=60)] | None = None
    coils_per_m2: Annotated[FiniteFloat, Field(ge=10, le=5000)] | None = None
    exchangeable: bool | None = None
    turnable: bool | None = None
    hardness_n_mm: Annotated[FiniteFloat, Field(ge=0.5, le=60)] | None = None
    hs: Annotated[FiniteFloat, Field(ge=0, le=12)] | None = None
    compression_light_n: Load | None = None
    compression_light_mm: Indentation | None = None
    compression_heavy_n: Load | None = None
    compression_heavy_mm: Indentation | None = None
    compression_disc_mm: Annotated[FiniteFloat, Field(ge=DISC_MM[0], le=DISC_MM[1])] | None = None
    measured_by: Text = ""
    measured_on: Date | None = None
    weight_min_kg: Annotated[FiniteFloat, Field(ge=0, le=400)] | None = None
    weight_max_kg: Annotated[FiniteFloat, Field(ge=30, le=700)] | None = None
    airflow: Text | None = None
    motion: Text | None = None
    edge: Text | None = None
    trial_nights: Annotated[int, Field(ge=0, le=1000)] | None = None
    warranty_years: Text | None = None
    sizes: Annotated[tuple[Size, ...], BeforeValidator(lambda v: read_sizes(v) if isinstance(v, str) else v)] = ()
    offers: Annotated[tuple[Size, ...], BeforeValidator(lambda v: read_offers(v) if isinstance(v, str) else v)] = ()
    price: Price | None = None
    price_size: Annotated[Size, BeforeValidator(lambda v: read_size(v) if isinstance(v, str) else v)] | None = None
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] | None = None
    price_date: Date | None = None
    sale_price: Price | None = None
    sale_from: Date | None = None
    sale_until: Date | None = None
    in_stock: bool | None = None
    delivery_days: Days | None = None
    source_url: Annotated[str, Field(pattern=r"^(https?://\S+)?$", max_length=1000)] = ""
    source_kind: Text = ""
    source_date: Date = ""
    confidence: Confidence = "read"
    inferred_fields: Annotated[tuple[str, ...], BeforeValidator(lambda v: tuple(v.split()))] = ()
    notes: Annotated[str, Field(max_length=2000)] = ""
    supplier_keys: Annotated[tuple[Key, ...], BeforeValidator(words_of), Field(max_length=MOST_KEYS)] = ()
    former_ids: Annotated[tuple[Id, ...], BeforeValidator(words_of), Field(max_length=MOST_KEYS)] = ()

    @model_validator(mode="after")
    def hangs_together(self) -> CatalogueRow:
        """Checks between the cells of one row."""
        if (self.adjust_min is None) != (self.adjust_max is None):
            raise UserError("half a range", where="adjust_min, adjust_max", allowed="both or neither")
        if self.adjust_min is not None and self.adjust_max is not None and self.adjust_min > self.adjust_max:
            raise UserError("the range runs backwards", where="adjust_min, adjust_max")
        beyond = any(p is not None and not 1 <= p <= 10 for p in (self.firmness, self.adjust_min, self.adjust_max))
        if beyond and self.firmness_scale in ("", "1-10") and self.firmness_basis != "measured":
            raise UserError("beyond the scale", where="firmness, adjust_min, adjust_max", allowed=_ON_OUR_SCALE)
        if self.weight_min_kg and self.weight_max_kg and self.weight_min_kg > self.weight_max_kg:
            raise UserError("the range runs backwards", where="weight_min_kg, weight_max_kg")
        if self.sizes and self.offers:
            raise UserError("sizes stated twice", where="sizes", allowed="one of the columns sizes and offers")
        priced = any(size.price is not None for size in (*self.sizes, *self.offers))
        if self.currency is None and (self.price is not None or priced):
            raise UserError("a price without a currency", where="currency", allowed="an ISO code such as EUR")
        if self.firmness is None and self.firmness_sd is not None:
            raise UserError("an SD without a firmness", where="firmness_sd")
        stated = sum(layer.thickness_cm or 0.0 for layer in self.layers)
        if self.height_cm and stated > self.height_cm + LAYERS_OVER_CM:
            raise UserError(f"{stated:g} cm of layers in {self.height_cm:g} cm of mattress", where="layers, height_cm")
        self.compression()
        self.sale()
        return self

    def sale(self) -> Sale | None:
        """A lower price of the model for a time; None where none is stated."""
        return as_sale(self.price, self.sale_price, self.sale_from, self.sale_until)

    def compression(self) -> CompressionReading | None:
        """The reading by two loads; None where none is stated."""
        light, heavy, disc = self.compression_light_n, self.compression_heavy_n, self.compression_disc_mm
        light_mm, heavy_mm = self.compression_light_mm, self.compression_heavy_mm
        if light is None and heavy is None and light_mm is None and heavy_mm is None and disc is None:
            return None
        if light is None or heavy is None or light_mm is None or heavy_mm is None or disc is None:
            raise UserError("half a reading", where="compression", allowed="all five columns of it, or none")
        return by_two_loads(CompressionReading(light, heavy, light_mm, heavy_mm, disc))


def by_two_loads(reading: CompressionReading) -> CompressionReading:
    """The same reading.

    Raises:
        UserError: its heavy load is not heavier, or sinks no deeper.
    """
    if not (reading.light_load_n < reading.heavy_load_n and reading.light_mm < reading.heavy_mm):
        raise UserError(
            "the heavy load does not sink deeper", where="compression", allowed="a heavier load that sinks deeper"
        )
    return reading


COLUMNS = tuple(CatalogueRow.model_fields)
_THOUSANDS = ("price", "sale_price", "coils_per_m2", "compression_light_n", "compression_heavy_n")
_SPELLINGS = {
    **{n: spelling_of(field.annotation, thousands=n in _THOUSANDS) for n, field in CatalogueRow.model_fields.items()},
    **{name: spelling_of(float) for name in LAYER_COLUMNS if not name.endswith("material")},
}
OLD_NAMES = {"markets": "market"}  # columns that may have another name
_READ_APART = ("market", "sizes", "offers")
_PLAIN = tuple(  # named alike in row and mattress
    name for name in COLUMNS if not name.startswith(("compression_", "sale_")) and name not in _READ_APART
)


def load_catalogue(path: Path | str | None = None) -> Catalogue:
    """Read a catalogue file; None reads the reference catalogue that ships.

    Returns:
        The catalogue, with a finding for every row or price left out and every unknown column. Its version is a short
        hash of the file's content.

    Raises:
        CatalogueError: no such file, not CSV in UTF-8, a required column missing, or not one usable row.
    """
    return load_with_rows(path)[0]


def load_with_rows(path: Path | str | None = None) -> tuple[Catalogue, tuple[int, ...]]:
    """As `load_catalogue`, with the row of each mattress as a spreadsheet numbers them: the header is row 1."""
    file = REFERENCE if path is None else Path(path)
    content, table = _open(file)
    columns = [OLD_NAMES.get(name.strip(), name.strip()) for name in table.fieldnames or []]
    if len(columns) > MOST_COLUMNS:
        raise CatalogueError(f"{len(columns)} columns", where=str(file), allowed=f"at most {MOST_COLUMNS}")
    table.fieldnames = columns
    missing = [name for name in REQUIRED if name not in columns]
    if missing:
        raise CatalogueError(
            f"no column {', '.join(missing)}",
            where=str(file),
            allowed="a header with at least " + ", ".join(REQUIRED),
            mend="docs/catalogue-format.md lists every column.",
        )
    findings = [
        Finding(
            "header",
            printable(name[:80]),
            "unknown_column",
            "info",
            f"The column {name[:80]!r} is not known and is not read.",
        )
        for name in columns
        if name and name not in COLUMNS and name not in LAYER_COLUMNS
    ]
    mattresses: dict[str, Mattress] = {}
    on_row: list[int] = []
    try:
        for number, row in _numbered(table):
            if number - 1 > MOST_ROWS:
                raise CatalogueError(f"more than {MOST_ROWS} rows", where=str(file), mend="Split the file.")
            mattress = _mattress(number, row, findings)
            if mattress and mattress.mattress_id in mattresses:
                findings.append(_duplicate(number, mattress.mattress_id))
            elif mattress:
                mattresses[mattress.mattress_id] = mattress
                on_row.append(number)
        if on_row and number == on_row[-1] and None in row.values() and not content.endswith((b"\n", b"\r")):
            findings.append(_bad(on_row.pop(), "", "cut_off", "The file ends in the middle of this row: get it whole."))
            mattresses.popitem()
    except csv.Error as error:
        raise CatalogueError(f"not a readable CSV file ({error})", where=f"{file}, line {table.line_num}") from error
    if not mattresses:
        first = f" First: {findings[-1].where}: {findings[-1].text}" if findings else ""
        raise CatalogueError("not one usable row", where=str(file), mend="Fix the rows and try again." + first)
    beds, doubted = without_doubtful(mattresses.values(), [f"row {number}" for number in on_row])
    catalogue = Catalogue(
        mattresses=tuple(beds),
        version=hashlib.sha256(content).hexdigest()[:12],
        source=file.name,
        source_date=max(mattress.source_date for mattress in beds),
        findings=(*findings, *doubted),
    )
    return catalogue, tuple(on_row)


def _numbered(table: csv.DictReader[str]) -> Iterator[tuple[int, dict[Any, Any]]]:
    """Each row below the header with its number in a spreadsheet, where a line without a cell is a row too."""
    names = list(table.fieldnames or ())
    for number, cells in enumerate(table.reader, start=2):
        if cells:
            row: dict[Any, Any] = dict(zip_longest(names, cells[: len(names)]))
            yield number, row if len(cells) <= len(names) else {**row, None: cells[len(names) :]}


def _open(file: Path) -> tuple[bytes, csv.DictReader[str]]:
    regular_file(file, LARGEST_BYTES, CatalogueError)
    try:
        content = file.read_bytes()
        text = content.decode("utf-8-sig")
    except OSError as error:
        raise CatalogueError(f"cannot be read ({error.strerror})", where=str(file)) from error
    except UnicodeDecodeError as error:
        raise CatalogueError(
            "not UTF-8 text", where=str(file), mend="Save the table as CSV in UTF-8, or import it as a shop feed."
        ) from error
    if text.count("\n") > MOST_LINES:
        raise CatalogueError(f"more than {MOST_ROWS} rows", where=str(file), mend="Split the file.")
    if "\0" in text:
        raise CatalogueError("not a text file", where=str(file), allowed="CSV in UTF-8")
    header = text.split("\n", 1)[0]
    separator = max(",;\t", key=header.count)  # spreadsheets on the continent save with a semicolon
    return content, csv.DictReader(io.StringIO(text, newline=""), delimiter=separator, strict=True)


def _mattress(number: int, row: dict[str, Any], findings: list[Finding]) -> Mattress | None:
    """The row's mattress; None after a finding when the row cannot be used, or for an empty row."""
    if None in row:
        findings.append(_bad(number, "", "too_many_cells", "More cells than the header has columns"))
        return None
    known = (*COLUMNS, *LAYER_COLUMNS)
    filled = {name: cell for name, cell in row.items() if name in known and cell is not None and cell.strip()}
    if not any(cell and cell.strip() for cell in row.values()):
        return None
    cells = dict(_plain_cells(number, filled, findings))
    try:
        cells = with_layers(cells)
        checked = CatalogueRow.model_validate(cells)
    except UserError as error:
        findings.append(_bad(number, "layers", "bad_value", str(error)))
        return None
    except ValidationError as error:
        for problem in error.errors(include_url=False):
            name = str(problem["loc"][0]) if problem["loc"] else ""
            findings.append(_bad(number, name, "bad_value", str(of_cell(name, problem)), cells.get(name, "")))
        return None
    fields = {name: getattr(checked, name) for name in _PLAIN} | {
        "markets": checked.market,
        "sizes": checked.sizes or checked.offers,
        "sale": checked.sale(),
        "compression": checked.compression(),
    }
    if checked.firmness is not None and checked.firmness_sd is None:
        scale = SCALES.get(checked.firmness_scale)
        fields["firmness_sd"] = scale.sd if scale else H_GRADE_SD
        text = f"No SD is stated; {fields['firmness_sd']:g} is assumed."
        findings.append(Finding(f"row {number}", "firmness_sd", "assumed_sd", "info", text))
    return Mattress(**fields)


def _plain_cells(number: int, cells: dict[str, str], findings: list[Finding]) -> Iterator[tuple[str, str]]:
    """Each cell as one line of text, its dates in ISO form; what was removed or could not be read is a finding."""
    where = f"row {number}"
    for name, cell in cells.items():
        cell = from_safe_cell(cell)
        text = printable(cell)
        if len(text) < len(" ".join(cell.split())):
            findings.append(finding("control_characters", name, text, where))
        if name in DATES:
            try:
                iso = read_date(text)
            except UserError:
                findings.append(finding("date_unreadable", name, text, where))
                continue
            if iso != text.strip():
                findings.append(finding("date_spelling", name, text, where))
            text = iso
        elif name == "market" and not known_markets(text):
            findings.append(finding("market_unreadable", name, text, where))
            continue
        elif spelling := _SPELLINGS.get(name):
            text = spelling(text.strip())
        yield name, text


def _bad(number: int, name: str, key: str, message: str, value: str = "") -> Finding:
    text = f"{sentence(message[:300])} The row is left out."
    shown = printable(value[:100])
    return Finding(f"row {number}", name, key, "severe", text, shown, "Correct the cell, or leave it empty if unknown.")


def _duplicate(number: int, mattress_id: str) -> Finding:
    text = f"An earlier row has the id {mattress_id}; this one is left out."
    return Finding(
        f"row {number}", "mattress_id", "duplicate_id", "severe", text, mattress_id, "Give each row its own id."
    )


def is_catalogue_file(path: Path) -> bool:
    """Whether the first line names the columns every catalogue file has; no shop's feed has all of them.

    Raises:
        CatalogueError: the file cannot be read.
    """
    regular_file(path, LARGEST_FEED_BYTES, CatalogueError)
    try:
        with path.open(encoding="utf-8-sig", errors="replace") as stream:
            header = stream.readline(LONGEST_HEADER)
    except OSError as error:
        raise CatalogueError(f"cannot be read ({error.strerror})", where=str(path), mend="Check the name.") from error
    separator = max(",;\t", key=header.count)
    return set(REQUIRED) <= {name.strip().strip('"') for name in header.split(separator)}
