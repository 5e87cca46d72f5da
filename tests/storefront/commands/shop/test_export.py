"""`catalog export`: what is written and imported again is the same catalogue, to the last field."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from pathlib import Path

import pytest

from catalog.catalogue_file import REFERENCE, load_catalogue
from catalog.mattress import CompressionReading, Layer, Mattress, Sale, Size, Zone
from database import versions
from database.importing import import_file
from database.store import URL_VARIABLE, shared_store
from tests.storefront.commands.command_line import run

FEEDS = sorted((Path(__file__).parents[3] / "catalog" / "feeds" / "samples").iterdir())
FULL = Mattress(
    mattress_id='=a', brand="'=Brand", model='+Model, "de luxe"', variant='H2 / H3', markets=("NL", "BE"),
    type='pocket_spring', type_detail='@pocket', height_cm=24.5, firmness=5.625, firmness_sd=1.0416666666666667,
    firmness_original='H2/H3', firmness_scale='H-grade', firmness_basis='declared', n_zones=7,
    zones=(Zone(from_cm=0.0, to_cm=40.5, factor=1.0), Zone(from_cm=40.5, to_cm=75.0, factor=0.8125)),
    zones_note='-zones', adjust='flip', adjust_min=4.5, adjust_max=6.5,
    layers=(Layer('koudschuim', 4.0, 45.0), Layer('latex', 3.25, None, 3.1)),
    core_material='pocketvering', core_cm=14.0, coils_per_m2=260.0, exchangeable=False, turnable=True,
    hardness_n_mm=7.25, hs=5.3,
    compression=CompressionReading(light_load_n=50.0, heavy_load_n=150.0, light_mm=20.5, heavy_mm=45.0, disc_mm=200.0),
    measured_by='us', measured_on='2026-11', weight_min_kg=40.0, weight_max_kg=120.5, airflow='|cool',
    motion="''=still", edge='%firm', trial_nights=100, warranty_years='10',
    sizes=(
        Size(76.2, 190.5), Size(90.0, 200.0, 599.95, True, '2026-10', Sale(499.0, None, '2026-12-01'), 14),
        Size(140.0, 200.0, None, False),
        Size(210.0, 200.0, 999.0),
    ),
    price=599.95, price_size=Size(90.0, 200.0),
    currency='EUR', price_date='2026-11-01',
    sale=Sale(549.5, '2026-11-01', '2026-12-24'), delivery_days=3, in_stock=True, source_url='https://shop.example/a?b=c',
    source_kind='shop feed', source_date='2026-11-01', confidence='measured', inferred_fields=('height_cm', 'type'),
    notes="a note; ends with '",
    supplier_keys=("gtin:04012345678901", "sku:50%_off"), former_ids=("a bed", "=b", "%20"),
)  # fmt: skip


@pytest.fixture(autouse=True)
def _database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(URL_VARIABLE, f"sqlite:///{tmp_path}/shop.sqlite3")


def exported(capsys: pytest.CaptureFixture[str], version_id: int, out: Path) -> versions.Version:
    """The version that an export of another becomes when it is imported again."""
    answer = run(capsys, "catalog", "export", version_id, "--out", out)
    assert (answer.code, answer.out) == (0, ""), answer.err
    dated = versions.version(shared_store(), version_id).source_date
    assert (f"--date {dated}" in answer.err) == bool(dated), "or its prices look newer than they are"
    again = run(capsys, "catalog", "import", out, "--json")
    assert again.code == 0, again.out
    return versions.version(shared_store(), json.loads(again.out)["version"])


def test_the_mattress_of_this_test_uses_every_field() -> None:
    unused = Mattress("", "", "")
    assert [f.name for f in fields(Mattress) if getattr(FULL, f.name) == getattr(unused, f.name)] == []


@pytest.mark.parametrize("source", [*FEEDS, REFERENCE], ids=lambda path: path.stem)
def test_an_export_imported_again_is_the_same(capsys: pytest.CaptureFixture[str], source: Path, tmp_path: Path) -> None:
    first = import_file(shared_store(), source, currency="EUR", source_date="2026-11-01").version
    again = exported(capsys, first.version_id, tmp_path / "beds.csv")
    assert list(versions.differences(shared_store(), first.version_id, again.version_id)) == []
    assert again.checksum == first.checksum


def test_every_field_comes_back(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    first = versions.import_catalogue(shared_store(), [FULL], source="made up")
    again = exported(capsys, first.version_id, tmp_path / "beds.csv")
    (bed,) = versions.mattresses(shared_store(), again.version_id)
    assert asdict(bed) == asdict(FULL)
    cells = (tmp_path / "beds.csv").read_text().splitlines()[1].split(",")
    assert [cell for cell in cells if cell.strip('"')[:1] in tuple("=+@|%")] == [], "no spreadsheet runs a cell"


def test_what_is_live_goes_to_standard_output(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert run(capsys, "catalog", "export", "live").code == 2, "nothing is live yet"
    version = import_file(shared_store(), REFERENCE).version
    versions.publish(shared_store(), version.version_id)
    file = tmp_path / "live.csv"
    file.write_text(run(capsys, "catalog", "export", "live").out)
    assert load_catalogue(file).mattresses == load_catalogue().mattresses


def test_json_holds_every_field_of_every_mattress(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    out = tmp_path / "beds.json"
    assert run(capsys, "catalog", "export", REFERENCE, "--json", "--out", out).code == 0
    said = json.loads(out.read_text())
    shipped = load_catalogue()
    assert (said["source"], said["content"]) == (REFERENCE.name, shipped.version)
    assert said["mattresses"] == json.loads(json.dumps([asdict(bed) for bed in shipped]))


def test_an_export_never_replaces_what_it_reads(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    own = tmp_path / "own.csv"
    own.write_bytes(REFERENCE.read_bytes())
    for out in (own, tmp_path / "shop.sqlite3", tmp_path / "nowhere" / "beds.csv"):
        import_file(shared_store(), own)
        answer = run(capsys, "catalog", "export", own, "--out", out)
        assert (answer.code, answer.out) == (2, "")
    assert own.read_bytes() == REFERENCE.read_bytes()
    assert sorted(path.name for path in tmp_path.glob("*.part")) == []
