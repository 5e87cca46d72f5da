"""Whose word about a visitor's address is believed."""

from __future__ import annotations

import os

from storefront.settings import settings

TRUSTED = "FORWARDED_ALLOW_IPS"  # read by uvicorn, which by itself would believe any program on this machine


def trust() -> None:
    """Believe `X-Forwarded-For` and `X-Forwarded-Proto` of the proxies in the settings, and of nobody else.

    Before the server begins to listen. A uvicorn that was not started by us has the flag `--forwarded-allow-ips`.
    """
    os.environ[TRUSTED] = settings().trusted_proxies
