"""Calls of the command line as no careful person makes them: drawn with a seed, so that each run makes the same."""

from __future__ import annotations

import json
import os
import random
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from recommender.person.fields import FIELDS, IN_OTHER_UNITS

TEXTS = (
    "", " ", "'; DROP TABLE saved; --", '" OR 1=1 --', "<script>alert(1)</script>", "[/b]", "[bold", "[link=http://x]y",
    "$\\input{/etc/passwd}$", "\x1b[2J\x1b]0;x\x07", "a\nb", "\u202eabc", "\ud800", "😀" * 40, "x" * 5000, "=1+1",
    "%s%n{0}", "--help", "-1", "0", "1e309", "nan", "inf", "-inf", "1e9", "9" * 30, "9" * 5000, "0x10", "1_000", "٣",
    "true", "null", "[]", "..", "/", ".", "\x00", "side", "82", "178", "90x200", "EUR", "nl", "CON", "~", "*",
    ":memory:", "none", "yes", "unsure",
)  # fmt: skip
BODY = ("--weight-kg", "82", "--height-cm", "178", "--side", "1")


def files(folder: Path) -> list[str]:
    """Names of files of every kind that a command may be pointed at."""
    made = {
        "deep.json": "[" * 2000 + "]" * 2000,
        "deep_object.json": '{"bed":' * 2000 + "1" + "}" * 2000,
        "list.json": "[1, 2]",
        "null.json": "null",
        "half.json": '{"weight_kg": 8',
        "twice.json": '{"weight_kg": 80, "weight_kg": 90}',
        "big.json": json.dumps({f"weight_kx{i}": 1 for i in range(20_000)}),
        "huge_number.json": '{"weight_kg": 1' + "0" * 5000 + "}",
        "person.json": '{"weight_kg": 80, "height_cm": 180, "side": 1}',
        "markup.json": json.dumps({"weight_kg": 80, "height_cm": 180, "side": 1, "profile_id": "[/b]<script>$x$"}),
        "answers.json": '{"age_years": 40}',
        "wrong_types.json": '{"weight_kg": {"a": []}, "height_cm": [1], "pain": 5, "bed": "x", "side": "\\ud800"}',
        "profiles.csv": "weight_kg,height_cm,side\n80,180,1\n70,170,1\n",
        "bad_profiles.csv": "weight_kg,height_cm,side\n'; DROP TABLE x,<b>,1\n,,\n",
        "wide.csv": "weight_kg,height_cm,side," + ",".join(f"c{i}" for i in range(5000)) + "\n",
        "quote.csv": 'weight_kg,height_cm,side\n"80,180,1\n',
        "empty.csv": "",
        "nul.csv": "a\0b,c\n1,2\n",
        "catalogue.csv": "mattress_id,brand,model,firmness,type\na,Slaap[/b],M,4,cold_foam\n"
        "b,\x1b[31mRood,<b>N</b>,6,latex\n",
        "wide_catalogue.csv": "mattress_id,brand,model,firmness," + ",".join(map(str, range(3000))) + "\na,b,c,4\n",
        "no_rows.csv": "mattress_id,brand,model,firmness\n",
        "feed.csv": "id;titel;merk;prijs\n1;Slaap[/b] H3 90x200;<script>;599\n2;'; DROP TABLE x 90x200;=1+1;5\n",
        "outcomes.csv": "profile_id,mattress_id,kept,weight_kg,height_cm,side\n1,a,yes,80,180,1\n",
        "told.csv": "code,what,mattress_id,felt,by\n0000-0000-0000-0000,kept,a,,\x1b[31m\n,felt,a,lovely,[/b]\n",
        "feed.xml": "<!DOCTYPE a [<!ENTITY b 'c'>]><rss>&b;</rss>",
        "broken.parquet": "PAR1 no more PAR1",
        "broken.xlsx": "PK\x03\x04 no more",
        "noise.bin": "".join(chr(random.Random(1).randrange(256)) for _ in range(3000)),
    }  # fmt: skip
    for name, text in made.items():
        (folder / name).write_bytes(text.encode("utf-8", "surrogatepass"))
    people = {"weight_kg": [80.0], "height_cm": [180.0], "side": [1.0]}
    late = pa.array([2**62], type=pa.timestamp("us"))
    long = pa.DictionaryArray.from_arrays(pa.array([0]), pa.array(["x" * 100_000]))
    for name, column in {"dates": late, "long_text": long, "struct": pa.array([{"a": 1}])}.items():
        pq.write_table(pa.table({**people, "profile_id": column}), folder / f"{name}.parquet")
    pq.write_table(pa.table({f"c{i}": [1] for i in range(300)}), folder / "columns.parquet")
    with zipfile.ZipFile(folder / "zeros.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", bytes(3_000_000))
    (folder / "folder").mkdir()
    (folder / "taken.findings.csv").mkdir()
    os.mkfifo(folder / "pipe")
    (folder / "link.json").symlink_to(folder / "person.json")
    (folder / "loop").symlink_to(folder / "loop")
    os.link(folder / "profiles.csv", folder / "hard_link.csv")
    return sorted([*(path.name for path in folder.iterdir()), "absent.csv", "absent/folder.csv", "taken.parquet"])


def calls(seed: int, folder: Path, names: list[str]) -> Iterator[list[str]]:
    """Random calls without end."""
    draw = random.Random(seed)
    fields = ["--" + name.replace(".", "-").replace("_", "-") for name in (*FIELDS, *IN_OTHER_UNITS)]

    named: list[str] = []  # the files of the present call

    def text() -> str:
        return draw.choice(TEXTS)

    def file() -> str:
        special = ("/dev/null", "/dev/zero", "/dev/full", "/proc/self/mem", str(folder), "")
        if draw.random() < 0.1:
            return draw.choice(special)
        if draw.random() < 0.1:
            return text()
        named.append(str(folder / draw.choice(names)))
        return named[-1]

    def number() -> str:
        return draw.choice(("1", "3", "0", "-1", "1000000000", "9" * 25, "1.5", "nan", text()))

    def out() -> str:
        new = (str(folder / "new.out"), str(folder / "new.parquet"))
        if named and draw.random() < 0.3:
            return named[-1]  # what the same call reads
        return draw.choice((file(), "", "/dev/stdout", "/dev/full", *new))

    def same(file: Path) -> str:
        return draw.choice((str(file), str(file.parent / ".." / file.parent.name / file.name), out()))

    def some(*options: list[str]) -> list[str]:
        return [word for option in options if draw.random() < 0.4 for word in option]

    def profile() -> list[str]:
        chosen = [word for _ in range(draw.randrange(3)) for word in (draw.choice(fields), text())]
        return [*(BODY if draw.random() < 0.8 else ()), *chosen]

    def call() -> list[str]:
        named.clear()
        data, lang, catalog, top = ["--json"], ["--lang", text()], ["--catalog", file()], ["--top", number()]
        bed = (["--position", "side"], ["--firmness", number()], ["--hardness-n-mm", number()], ["--zones", text()])
        worn = (["--mattress", text()], ["--trough-cm", number()], ["--hardness-loss", number()])
        catalogue = ["--catalog", str(folder / "catalogue.csv")]
        either = draw.choice((file(), number()))
        kinds: tuple[list[str], ...] = (
            ["recommend", *profile(), *some(["--profile", file()], ["--partner", file()], catalog, top, lang, data)],
            ["lie", *profile(), *some(*bed, *worn, catalog, data)],
            ["safety", *some(["--answers", file()], ["--mode", text()], lang, data)],
            ["score", file(), "--out", out(), *some(["--resume"], catalog, top, data)],
            ["rescore", *some(["--before", either], ["--after", file()]), "--profiles", file(), "--out", out()],
            ["catalog", "check", file(), *some(["--csv", out()], ["--columns", file()], data)],
            ["catalog", "check", str(folder / "feed.csv"), *some(["--csv", same(folder / "feed.csv")], data)],
            ["score", str(folder / "profiles.csv"), *catalogue, "--out", same(folder / "catalogue.csv")],
            ["catalog", "import", file(), *some(["--currency", text()], ["--date", text()], data)],
            ["catalog", draw.choice(("list", "rollback", text())), *some(data)],
            ["recommend", *BODY, *catalogue, *draw.choice(([], top, lang, data))],
            ["catalog", "publish", number()],
            ["records", draw.choice(("export", "delete", "purge", text())), text(), *some(data)],
            ["records", "purge", "--older-than", number(), *some(data)],
            ["records", *draw.choice((["export"], ["delete", "--yes"])), "--consent", text()],
            ["outcomes", "add", text(), "--what", text(), "--mattress", text(), *some(["--diary-score", number()])],
            ["outcomes", "import", file(), *some(["--by", text()], data)],
            ["outcomes", draw.choice(("report", text())), *some(data)],
            ["catalog", "diff", either, draw.choice(("absent.csv", "folder", number()))],
            ["train", "--outcomes", file(), *some(["--out", out()], catalog)],
            ["calibrate", *some(["--members", number()]), "--raw", file(), "--out", out()],
            ["doctor", *some(catalog, data)],
            ["app", *some(["--port", number()], catalog)],
            [text(), *some([text()], [file()])],
        )
        return draw.choice(kinds)

    while True:
        yield call()
