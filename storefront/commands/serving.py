"""The command `app`: serve the pages with Streamlit."""

from __future__ import annotations

import os
from importlib.util import find_spec
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated

import typer
from streamlit import config
from streamlit.web import cli as streamlit

from catalog.catalogue_file import load_catalogue
from catalog.errors import UserError
from storefront.commands.options import CatalogFile
from storefront.look import served
from storefront.look.shop import shop
from storefront.settings import settings

LOOPBACK = "127.0.0.1"
OPEN_WARNING = (
    "Warning: on {host} other machines reach this server without encryption: what visitors answer and the PINs "
    "of staff can be read on the way. Put a proxy with TLS before it and name it in MATTRESS_FIT_TRUSTED_PROXIES "
    "(docs/security.md)."
)


def app(
    port: Annotated[int, typer.Option(min=1, max=65535, help="port on this machine")] = 8501,
    host: Annotated[str, typer.Option(help="address to listen on; default: this machine alone")] = LOOPBACK,
    catalog: CatalogFile = None,
) -> None:
    """Serve the web app, on this machine alone unless --host says otherwise."""
    found = find_spec("app")
    if found is None or found.origin is None:
        raise UserError("the page map app.py is not installed", mend="Install mattress-fit again.")
    page = Path(found.origin)
    shop()  # a setting or a shop's file that cannot be used is told here, not on the first visitor's screen
    if catalog is not None:
        load_catalogue(catalog)  # an unreadable one is reported here, not on the first visitor's screen
        os.environ["MATTRESS_FIT_CATALOG"] = str(catalog.resolve())
    if settings().retired():
        typer.echo(f"Warning: {settings().retired()}", err=True)
    if not _is_loopback(host) and not config.get_option("server.sslCertFile") and not settings().trusted_proxies:
        typer.echo(OPEN_WARNING.format(host=host), err=True)
    listen = [f"--server.address={host}", f"--server.port={port}", "--server.headless=true"]
    streamlit.main(["run", str(page), *listen, *served.flags()])


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
