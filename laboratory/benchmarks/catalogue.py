"""How long checking and importing a shop's feed takes, and how much memory a large feed needs."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable, Iterator
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TextIO, TypeVar

from catalog.inspection import check_stream
from database.importing import import_file
from database.store import open_store
from database.versions import import_catalogue, is_whole, mattresses, publish

T = TypeVar("T")

ROWS = 100_000
LARGE_MB = 500
SIZES = ("80x200", "90x200", "90x210", "140x200", "160x200", "180x200")
WORDS = ("Rustig", "Nacht", "Wolk", "Zacht", "Veer", "Deining", "Duin", "Heide", "Linde", "Zee", "Dauw", "Stil")
TYPES = ("pocketvering", "koudschuim", "latex", "traagschuim")
TEXT = "Een matras van {type} met een afritsbare hoes. Kern van 20 cm, zeven zones, <b>wasbaar op 60 graden</b>. " * 4


def run() -> None:
    """Print seconds for feeds of 100,000 rows."""
    with TemporaryDirectory() as folder:
        for name, write in FORMATS.items():
            feed = Path(folder) / name
            with feed.open("w", encoding="utf-8") as out:
                write(out, ROWS)
            _measured(name, feed, Path(folder) / f"{name}.sqlite3")


def large() -> None:
    """Print the memory that a feed of 500 MB needs from file to published version; takes minutes."""
    with TemporaryDirectory() as folder:
        feed = Path(folder) / "large.xml"
        rows = LARGE_MB * 1_000_000 // (_length_of_rows(1000) // 1000)
        with feed.open("w", encoding="utf-8") as out:
            write_google_xml(out, rows)
        print(f"{rows:,} rows, {feed.stat().st_size / 1e6:,.0f} MB")
        process = get_context("spawn").Process(target=_measured, args=("xml", feed, Path(folder) / "large.sqlite3"))
        process.start()  # a separate process, because peak memory never goes down again
        process.join()


def records(n: int) -> Iterator[dict[str, str]]:
    """`n` records like those of shops: six sizes and three firmnesses of a model, many models of a brand."""
    for i in range(n):
        model, variant = divmod(i, 18)
        size, grade = SIZES[variant % 6], variant // 6 + 2
        kind = TYPES[model % len(TYPES)]
        name = f"{WORDS[model % 12]}{WORDS[model // 12 % 12]} {model // 144}"
        yield {
            "id": f"SKU-{i}",
            "title": f"Matras {name} {kind} {size} H{grade}",
            "description": TEXT.format(type=kind),
            "brand": f"Merk {model % 60}",
            "gtin": _gtin(i),
            "price": f"{299 + i % 900}.00 EUR",
            "availability": "in_stock" if i % 5 else "out_of_stock",
            "size": size,
            "item_group_id": f"G{model}",
            "product_type": "Slapen > Matrassen",
            "link": f"https://shop.example/{i}",
            "hardheid": f"H{grade}",
            "hoogte": f"{18 + model % 10} cm",
        }


def write_google_xml(out: TextIO, n: int) -> None:
    out.write('<?xml version="1.0"?>\n<rss xmlns:g="http://base.google.com/ns/1.0"><channel>\n')
    for record in records(n):
        details = {"Hardheid": record.pop("hardheid"), "Hoogte": record.pop("hoogte")}
        cells = "".join(f"<g:{name}>{_escaped(value)}</g:{name}>" for name, value in record.items())
        for name, value in details.items():
            cells += (
                f"<g:product_detail><g:attribute_name>{name}</g:attribute_name>"
                f"<g:attribute_value>{value}</g:attribute_value></g:product_detail>"
            )
        out.write(f"<item>{cells}</item>\n")
    out.write("</channel></rss>\n")


def write_table(out: TextIO, n: int) -> None:
    for i, record in enumerate(records(n)):
        if i == 0:
            out.write(";".join(record) + "\n")
        out.write(";".join(record.values()) + "\n")


FORMATS: dict[str, Callable[[TextIO, int], None]] = {"google.xml": write_google_xml, "table.csv": write_table}


def _measured(name: str, feed: Path, database: Path) -> None:
    def check() -> int:
        return sum(1 for _ in check_stream(feed))

    store = open_store(f"sqlite:///{database}")
    rows, check_s = _timed(check)
    done, import_s = _timed(lambda: import_file(store, feed, currency="EUR"))
    version = done.version
    _, publish_s = _timed(lambda: publish(store, version.version_id))
    known, again_s = _timed(lambda: import_file(store, feed, currency="EUR"))
    assert known.read.recognition and not known.read.recognition.new
    whole, whole_s = _timed(lambda: is_whole(store, version.version_id))
    assert whole
    _, store_s = _timed(lambda: import_catalogue(store, mattresses(store, version.version_id), source="again"))
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{name}: {rows:,} rows, {version.mattresses:,} mattresses; memory at most {peak_mb:.0f} MB")
    for what, taken in {
        "check alone": check_s,
        "check and import": import_s,
        "import alone": store_s,
        "publish": publish_s,
        "import beside live": again_s,
        "checksum of all": whole_s,
    }.items():
        print(f"  {what:<18} {taken[0]:7.2f} s, {taken[1]:7.2f} s of one processor")


def _timed(call: Callable[[], T]) -> tuple[T, tuple[float, float]]:
    """The call's result, its wall-clock seconds, and its processor seconds: on a busy machine they differ."""
    clock, processor = time.perf_counter(), time.process_time()
    answer = call()
    return answer, (time.perf_counter() - clock, time.process_time() - processor)


def _length_of_rows(n: int) -> int:
    import io

    out = io.StringIO()
    write_google_xml(out, n)
    return len(out.getvalue())


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _gtin(number: int) -> str:
    digits = f"87{number:010}"
    weighted = sum(int(digit) * (3 if i % 2 else 1) for i, digit in enumerate(digits))
    return digits + str(-weighted % 10)


if __name__ == "__main__":
    large() if "--large" in sys.argv else run()
