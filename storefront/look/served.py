"""How Streamlit serves the pages: privacy, errors, theme. The settings stand in `streamlit.toml` beside this file."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from streamlit import config

SETTINGS = Path(__file__).with_name("streamlit.toml")


@cache
def options() -> dict[str, Any]:
    """Every setting by its full name, such as `browser.gatherUsageStats`."""
    return dict(_flat("", tomllib.loads(SETTINGS.read_text(encoding="utf-8"))))


def flags() -> list[str]:
    """The settings as flags of `streamlit run`, which go before any file; a list cannot be a flag."""
    return [f"--{name}={_written(value)}" for name, value in options().items() if not isinstance(value, list)]


def apply() -> None:
    """Set them in this process, however the server was started; before anybody comes."""
    for name, value in options().items():
        config.set_option(name, value, str(SETTINGS))


def _flat(prefix: str, table: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(f"{prefix}{name}.", value)
        else:
            yield f"{prefix}{name}", value


def _written(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
