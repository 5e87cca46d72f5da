"""What a shop configures, from the environment: `MATTRESS_FIT_COUNTER=1` switches the counter page on."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """`counter`: the page for staff. `catalog`: a catalogue file; without it the one that ships.

    `counter_idle_seconds`: after this long without input the counter forgets the customer.
    """

    model_config = SettingsConfigDict(env_prefix="MATTRESS_FIT_", frozen=True)

    counter: bool = False
    catalog: Path | None = None
    counter_idle_seconds: int = Field(default=120, ge=10, le=3600)


@cache
def settings() -> Settings:
    return Settings()
