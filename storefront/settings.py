"""Settings of a shop, from the environment: `MATTRESS_FIT_COUNTER=1` switches the counter page on."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from catalog.errors import UserError

RETIRED = (
    "MATTRESS_FIT_STAFF_HASH opens nothing any more: everybody of staff signs in by name. "
    "Run mattress-fit staff add NAME --role manager, and unset it."
)


class Settings(BaseSettings):
    """`counter`: the page for staff. `catalog`: a catalogue file; default: the live version, else the one that ships.
    `shop`: a file with a shop's name, logo and accent (`storefront.look.shop`).

    `counter_idle_seconds`: after this long without input the counter forgets the customer. `desk`: the page for
    catalogue managers. `staff_hash`: the passphrase that staff shared in earlier versions; it opens nothing any more.

    `idle_minutes`: after this long without use a visit is forgotten. `staff_idle_minutes`: after this long without use
    staff sign in again. `audit_days`: so long it is kept what staff did. `trusted_proxies`: addresses or networks, with
    commas, whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed.
    """

    model_config = SettingsConfigDict(env_prefix="MATTRESS_FIT_", frozen=True)

    counter: bool = False
    desk: bool = False
    staff_hash: str = ""
    catalog: Path | None = None
    shop: Path | None = None
    counter_idle_seconds: int = Field(default=120, ge=10, le=3600)
    idle_minutes: int = Field(default=120, ge=5, le=24 * 60)
    staff_idle_minutes: int = Field(default=30, ge=1, le=8 * 60)
    audit_days: int = Field(default=365, ge=1, le=3650)
    trusted_proxies: str = ""

    def staff_pages(self) -> tuple[str, ...]:
        """The pages for staff that are switched on."""
        on = {"counter": self.counter, "desk": self.desk, "outcomes": self.desk, "people": self.counter or self.desk}
        return tuple(name for name, shown in on.items() if shown)

    def retired(self) -> str:
        """What to do about a setting that an earlier version had; "" where there is none."""
        return RETIRED if self.staff_hash else ""


@cache
def settings() -> Settings:
    """What this server was given.

    Raises:
        UserError: a variable cannot be read; the message repeats no value, which may be secret.
    """
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        name = f"MATTRESS_FIT_{first['loc'][0]}".upper() if first["loc"] else "MATTRESS_FIT_…"
        raise UserError(first["msg"], where=name, mend="Set it again, or unset it.") from None
