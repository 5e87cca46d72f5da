"""A log of a long run: a line every half minute, with rate and time left; nothing of a short one."""

from __future__ import annotations

import pytest

from storefront.commands.progress import LOG_EVERY_S, in_words, progress_of


def test_lines_of_a_log(capsys: pytest.CaptureFixture[str]) -> None:
    now = [0.0]
    with progress_of("profiles", lambda: now[0]) as progress:
        for second, done in ((10, 1000), (40, 4000), (60, 6000), (LOG_EVERY_S + 40, 7000), (200, 10_000)):
            now[0] = second
            progress(done, 10_000)
    assert capsys.readouterr().err.splitlines() == [
        "4,000 of 10,000 profiles (40.0%), 100 a second, 60 s left",
        "7,000 of 10,000 profiles (70.0%), 100 a second, 30 s left",
        "10,000 of 10,000 profiles (100.0%), 50 a second",
    ]


@pytest.mark.parametrize(
    ("seconds", "said"), [(40, "40 s"), (780, "13 min"), (7500, "2 h 05 min"), (90_000, "25 h 00 min")]
)
def test_a_time_in_words(seconds: float, said: str) -> None:
    assert in_words(seconds) == said
