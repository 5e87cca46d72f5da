"""The command `app`: serve the pages with Streamlit."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer
from streamlit.web import cli as streamlit

from catalog.catalogue_file import load_catalogue
from catalog.errors import UserError
from storefront.commands.options import CatalogFile
from storefront.look import served
from storefront.look.shop import shop


def app(
    port: Annotated[int, typer.Option(min=1, max=65535, help="port on this machine")] = 8501,
    catalog: CatalogFile = None,
) -> None:
    """Serve the web app on this machine."""
    found = find_spec("app")
    if found is None or found.origin is None:
        raise UserError("the page map app.py is not installed", mend="Install mattress-fit again.")
    page = Path(found.origin)
    shop()  # a setting or a shop's file that cannot be used is told here, not on the first visitor's screen
    if catalog is not None:
        load_catalogue(catalog)  # an unreadable one is reported here, not on the first visitor's screen
        os.environ["MATTRESS_FIT_CATALOG"] = str(catalog.resolve())
    streamlit.main(["run", str(page), f"--server.port={port}", "--server.headless=true", *served.flags()])
