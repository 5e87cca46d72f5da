"""The long tasks of the catalogue desk: checking an uploaded file, importing it, and computing what it would change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from catalog.catalogue_file import is_catalogue_file, load_catalogue
from catalog.inspection import FeedReport, check_stream
from catalog.mattress import Finding

MOST_KEPT = 20_000  # findings of one severity held in memory; catalog check writes all of them
TOLD_EVERY = 500  # records
LONGEST_SUFFIX = 10
SEVERITIES = ("severe", "warning", "info")

Progress = Callable[[int], None]


@dataclass
class Checked:
    """A file as read: its format, how many records, and what is wrong with them.

    `findings` holds the first `MOST_KEPT` of each severity, so that many minor ones never hide a severe one.
    `counts` (by severity) and `kinds` (by severity and key) count all of them.
    """

    name: str
    format: str
    encoding: str = ""
    read: int = 0
    kept: int = 0
    findings: dict[str, list[Finding]] = field(default_factory=lambda: {severity: [] for severity in SEVERITIES})
    counts: Counter[str] = field(default_factory=Counter)
    kinds: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def rejected(self) -> int:
        return self.read - self.kept

    @property
    def n_findings(self) -> int:
        return self.counts.total()

    @property
    def complete(self) -> bool:
        return len(self.of(SEVERITIES)) == self.n_findings

    def note(self, found: Iterable[Finding]) -> None:
        for each in found:
            self.counts[each.severity] += 1
            self.kinds[each.severity, each.key] += 1
            if len(self.findings[each.severity]) < MOST_KEPT:
                self.findings[each.severity].append(each)

    def of(self, severities: Sequence[str]) -> list[Finding]:
        """The findings of these severities, the most severe first."""
        return [each for severity in SEVERITIES if severity in severities for each in self.findings[severity]]

    def grouped(self, severities: Sequence[str]) -> list[tuple[Finding, int]]:
        """The first of each kind of finding of these severities, and how many there are: the most severe first, then
        the most frequent.
        """
        first: dict[tuple[str, str], Finding] = {}
        for each in self.of(severities):
            first.setdefault((each.severity, each.key), each)
        found = [(each, self.kinds[kind]) for kind, each in first.items()]
        return sorted(found, key=lambda one: (SEVERITIES.index(one[0].severity), -one[1]))

    def as_csv(self) -> str:
        """The findings for a spreadsheet; a cell that would run as a formula is kept as text."""
        return FeedReport(self.name, self.format, self.encoding, [], self.of(SEVERITIES)).as_csv()


@contextmanager
def on_disk(name: str, content: bytes | memoryview) -> Iterator[Path]:
    """An uploaded file under a name we choose, with only its own suffix, until the work is done."""
    suffix = "".join(sign for sign in Path(name).suffix if sign.isalnum())[:LONGEST_SUFFIX]
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"upload.{suffix}"
        path.write_bytes(content)
        yield path


def check(path: Path, name: str, progress: Progress = lambda read: None) -> Checked:
    """Read a feed or a catalogue file without importing it.

    Raises:
        CatalogueError: the file cannot be read at all.
    """
    if is_catalogue_file(path):
        catalogue = load_catalogue(path)
        left_out = {each.where for each in catalogue.findings if each.severity == "severe"}
        checked = Checked(name, "catalogue", "utf-8", len(catalogue) + len(left_out), len(catalogue))
        checked.note(catalogue.findings)
        return checked
    stream = check_stream(path)
    checked = Checked(name, stream.format, stream.encoding)
    for record in stream:
        checked.read += 1
        checked.kept += record.keep
        checked.note(record.findings)
        if checked.read % TOLD_EVERY == 0:
            progress(checked.read)
    checked.note(stream.findings)
    return checked
