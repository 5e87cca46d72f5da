"""How far a long run is: a bar with rate and time left on a terminal, a line every half minute where there is none."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, Task, TextColumn, TimeRemainingColumn

from storefront.plain_text import echo

LOG_EVERY_S = 30.0
_MINUTE_S, _HOUR_S = 60, 3600


@contextmanager
def progress_of(what: str, clock: Callable[[], float] = time.monotonic) -> Iterator[Callable[[int, int], None]]:
    """Gives what to call with the number done and of how many; it tells the error stream.

    Args:
        what: is counted, such as "profiles".
        clock: seconds.
    """
    if not sys.stderr.isatty():
        yield _Log(what, clock)
        return
    columns = (
        TextColumn(what),
        BarColumn(),
        MofNCompleteColumn(),
        _Rate(),
        TimeRemainingColumn(elapsed_when_finished=True),
    )
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)


class _Rate(TextColumn):
    """How many a second."""

    def __init__(self) -> None:
        super().__init__("")

    def render(self, task: Task):  # type: ignore[no-untyped-def]
        self.text_format = "" if task.speed is None else f"{task.speed:,.0f}/s"
        return super().render(task)


class _Log:
    """Lines for a log: the first after `LOG_EVERY_S`, so that a short run says nothing."""

    def __init__(self, what: str, clock: Callable[[], float]) -> None:
        self.what, self.clock = what, clock
        self.began = self.said = clock()

    def __call__(self, done: int, of: int) -> None:
        now = self.clock()
        if now - self.said < LOG_EVERY_S or not done:
            return
        self.said = now
        rate = done / (now - self.began)
        left = "" if done >= of else f", {in_words(max(of - done, 0) / rate)} left"
        echo(f"{done:,} of {of:,} {self.what} ({done / max(of, 1):.1%}), {rate:,.0f} a second{left}", err=True)


def in_words(seconds: float) -> str:
    """A time as a log writes it: 40 s, 13 min, 2 h 05 min."""
    if seconds < 2 * _MINUTE_S:
        return f"{seconds:.0f} s"
    if seconds < 2 * _HOUR_S:
        return f"{seconds / _MINUTE_S:.0f} min"
    return f"{int(seconds // _HOUR_S)} h {int(seconds % _HOUR_S // _MINUTE_S):02} min"
