"""Malicious feeds are rejected or cleaned within two seconds and 200 MB, each in its own process."""

import os
import random
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from catalog.inspection import check_feed
from tests.patience import HANGS_S

ROOT = Path(__file__).resolve().parents[3]
MEGABYTE = 1_000_000
HEADER = b"sku,title,price,brand\n"
GOOD_ROW = b"2,Matras Alba 90x200 H2,599 EUR,B\n"
LD = b'<html><script type="application/ld+json">'

READ = """
import sys, time
from catalog.errors import UserError
from catalog.inspection import check_feed
start = time.process_time()  # of work: other programs on the machine do not count
try:
    report = check_feed(sys.argv[1])
    said = "read " + " ".join(repr(r.title) for r in report.records[:3])
except UserError as error:
    said = f"refused {error}"
spent = time.process_time() - start
with open("/proc/self/status") as status:  # rusage would count the parent's memory
    peak = next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM"))
print(f"{spent:.2f} {peak:.0f} {said[:300]!r}")
"""


def bomb():
    entities = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10 if i else "ha"}">' for i in range(12))
    return f'<?xml version="1.0"?><!DOCTYPE x [{entities}]><rss><item><id>1</id><title>&e11;</title></item></rss>'


def entity_of_a_file(path):
    """A feed that refers to a file beside it, whose content must not be revealed."""
    secret = path.with_name("secret.txt")
    secret.write_text("root: a secret")
    ask = f'<!DOCTYPE r [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    path.write_text(f"{ask}<rss><item><title>&x;</title></item></rss>")


def zeros(path, member, count=100):
    """A zip of a gigabyte of zeros."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open(member, "w", force_zip64=True) as part:
            for _ in range(count):
                part.write(bytes(10 * MEGABYTE))


def nested(path):
    zeros(path.with_suffix(".inner"), "a.xml", count=1)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.write(path.with_suffix(".inner"), "xl/inner.zip")


def entities_in_a_sheet(path):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", bomb())


def sheet(path, rows, dimension="A1:D2", start="", member="xl/worksheets/sheet1.xml"):
    """A spreadsheet of one sheet whose XML is given."""
    main = "http://schemas.openxmlformats.org"
    kinds = f"{main}/officeDocument/2006/relationships"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{main}/package/2006/content-types">'
        '<Override PartName="/xl/workbook.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{main}/package/2006/relationships"><Relationship Id="r1" '
        f'Type="{kinds}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}/spreadsheetml/2006/main" xmlns:r="{kinds}"><sheets>'
        '<sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{main}/package/2006/relationships"><Relationship Id="r1" '
        f'Type="{kinds}/worksheet" Target="{member.removeprefix("xl/")}"/></Relationships>',
        member: f'{start}<worksheet xmlns="{main}/spreadsheetml/2006/main"><dimension ref="{dimension}"/>'
        f"<sheetData>{rows}</sheetData></worksheet>",
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)


def cells(number, *texts):
    inside = "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in texts)
    return f'<row r="{number}">{inside}</row>'


def one_row(n):
    """Cells that pack badly."""
    numbers = random.Random(5)
    return "".join(f"<c><v>{numbers.getrandbits(40)}</v></c>" for _ in range(n))


SHEET = cells(1, "sku", "titel", "merk", "prijs") + cells(2, "1", "Alba 90x200", "B", "599")


# How to write each to a file (bytes, or a function that writes), and the expected result.
HOSTILE = {
    "entity bomb": (lambda: bomb().encode(), "refused"),
    "entity bomb in UTF-16": (lambda: bomb().encode("utf-16"), "refused"),
    "external entity": (lambda: entity_of_a_file, "refused"),
    "document type behind a comment": (lambda: b"<!-- <a> " + b"x" * MEGABYTE + b" -->" + bomb().encode(), "refused"),
    "a gigabyte of zeros in a zip": (lambda: lambda path: zeros(path, "xl/worksheets/sheet1.xml"), "refused"),
    "zip in a zip": (lambda: nested, "refused"),
    "entities in a spreadsheet": (lambda: entities_in_a_sheet, "refused"),
    "a spreadsheet": (lambda: lambda path: sheet(path, SHEET), "'Alba 90x200'"),
    "a sheet that claims every cell": (
        lambda: lambda path: sheet(path, SHEET + cells(1_048_576, "2", "Zee 80x200", "B", "5"), "A1:XFD1048576"),
        "'Alba 90x200'",
    ),
    "a sheet of 60 MB": (
        lambda: lambda path: sheet(path, SHEET + "<row/>" * 10 * MEGABYTE),
        "refused",
    ),
    "a row of ten million cells": (
        lambda: lambda path: sheet(path, SHEET + f"<row>{'<c/>' * 10 * MEGABYTE}</row>"),
        "refused",
    ),
    "a row of many cells, badly packed": (
        lambda: lambda path: sheet(path, SHEET + f"<row>{one_row(1_000_000)}</row>"),
        "refused",
    ),
    "rows that claim to be wide": (
        lambda: (
            lambda path: sheet(
                path, SHEET + "".join(f'<row><c r="A{n}"/><c r="XFD{n}"><v>{n}</v></c></row>' for n in range(3, 20_000))
            )
        ),
        "refused",
    ),
    "entities behind a comment in a sheet": (
        lambda: lambda path: sheet(path, SHEET, start=f'<!--{"x" * 70_000}--><!DOCTYPE a [<!ENTITY b "c">]>'),
        "refused",
    ),
    "entities in a sheet of another name": (
        lambda: lambda path: sheet(path, SHEET, start='<!DOCTYPE a [<!ENTITY b "c">]>', member="xl/a.txt"),
        "refused",
    ),
    "zeros": (lambda: bytes(50 * MEGABYTE), "refused"),
    "cell of 10 MB": (lambda: HEADER + b'1,"' + b"a" * 10 * MEGABYTE + b'",5,b\n' + GOOD_ROW, "refused"),
    "quote never closed": (lambda: HEADER + b'1,"' + GOOD_ROW * 300_000, "refused"),
    "text of 20 MB in XML": (
        lambda: b"<rss><item><title>" + b"a" * 20 * MEGABYTE + b"</title></item></rss>",
        "refused",
    ),
    "NUL bytes": (lambda: HEADER + b"1,Matras\x00 Alba\x00 90x200,599,B\n" + GOOD_ROW * 9, "'Matras Alba 90x200'"),
    "script in a name": (lambda: HEADER + b"1,<script>x</script>Alba 90x200 <b>H2</b>,599,B\n", "'x Alba 90x200 H2'"),
    "half a million script tags": (lambda: LD * 500_000, "refused"),
    "half a million open tags": (lambda: b"<html>" + b'<script type="application/ld+json" ' * 500_000, "refused"),
    "nested lists": (lambda: LD + b"[" * MEGABYTE + b"</script>", "refused"),
    "nested objects": (lambda: b'{"@graph":' * 200_000 + b"1" + b"}" * 200_000, "refused"),
    "nested items": (lambda: b"<rss>" + b"<item>" * MEGABYTE, "refused"),
    "10 MB of spaces in JSON": (lambda: LD + b'{"a":1' + b" " * 10 * MEGABYTE + b"x</script>", "refused"),
    "commas in JSON": (lambda: LD + b'{"a":1' + b", " * MEGABYTE + b"}</script>", "refused"),
    "fifty thousand columns": (lambda: b",".join(b"c%d" % i for i in range(50_000)) + b"\n1,2\n", "refused"),
    "comments never closed": (lambda: HEADER + b'1,"' + b"<!--" * 20_000 + b'",5,B\n' + GOOD_ROW, "'Matras Alba"),
    "half a million empty rows": (lambda: HEADER + b",,,\n" * 500_000 + GOOD_ROW, "read"),
    "escapes for a terminal": (
        lambda: LD + b'{"@type": "Product", "name": "\\u001b[2J\\u202eAlba 90x200"}</script>',
        "'[2JAlba 90x200'",
    ),
    "formulas": (lambda: HEADER + b'"=HYPERLINK(""http://x"")",+1 90x200,@SUM(1),-1\n' * 1000, "read"),
    "mixed encodings": (
        lambda: HEADER + "1,Röwa 90x200,599,B\n".encode() * 9 + "2,Röwa 80x200,599,B\n".encode("cp1252") * 9,
        "'Röwa 90x200'",
    ),
    "UTF-16 with a half character": (lambda: (HEADER + GOOD_ROW).decode().encode("utf-16") + b"\x00", "read"),
    "digits without end": (lambda: HEADER + b"1,Alba " + b"9" * 4900 + b"x9," + b"9" * 4000 + b" EUR,B\n", "read"),
}


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="peak memory is read from /proc")
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_feed(tmp_path, name):
    make, outcome = HOSTILE[name]
    content = make()
    path = tmp_path / "feed.bin"
    if callable(content):
        content(path)
    else:
        path.write_bytes(content)
    command = [sys.executable, "-c", READ, str(path)]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=HANGS_S, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    assert done.returncode == 0, done.stderr[-2000:]
    seconds, megabytes, said = done.stdout.strip().split(" ", 2)
    assert outcome in said and "root:" not in said
    assert float(seconds) < 2 and float(megabytes) < 200, done.stdout


def test_half_a_character_is_read_as_an_unknown_one(tmp_path: Path) -> None:
    feed = tmp_path / "feed.xml"
    feed.write_text(
        '<rss xmlns:g="http://base.google.com/ns/1.0"><channel><item><g:id>1</g:id><g:title>Matras &#xD800; H3 90x200'
        "</g:title><g:brand>X</g:brand><g:price>100 EUR</g:price></item></channel></rss>"
    )
    (record,) = check_feed(feed).records
    assert (record.grade, record.width_cm) == ("H3", 90)
