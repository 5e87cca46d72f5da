"""docs/feeds.md lists every format and finding, and the code makes every finding it lists."""

import re
from pathlib import Path

from catalog.feeds.formats import FORMATS
from catalog.findings import FINDINGS, finding

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "feeds.md").read_text(encoding="utf-8")


def test_every_finding_is_documented_word_for_word():
    rows = dict(re.findall(r"^\| `(\w+)` \| (\w+ \| .*) \|$", PAGE.split("## Findings")[1], re.MULTILINE))
    assert rows == {key: f"{severity} | {text} | {mend}" for key, (severity, text, mend) in FINDINGS.items()}


def test_every_format_is_documented():
    assert all(f"`{name}`" in PAGE for name in FORMATS)


def test_every_finding_is_made_somewhere():
    code = "".join(
        path.read_text(encoding="utf-8")
        for room in ("catalog", "database")
        for path in (ROOT / room).rglob("*.py")
        if path.name != "findings.py"
    )
    assert [key for key in FINDINGS if f'"{key}"' not in code] == []


def test_a_severe_finding_says_what_to_do_or_why_not():
    assert all(text.endswith(".") for _, text, _ in FINDINGS.values())
    assert finding("no_size", "size", "x" * 500).value == "x" * 120
