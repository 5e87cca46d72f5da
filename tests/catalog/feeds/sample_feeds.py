"""Small feeds of every format, with the pitfalls of real ones: one file per format in `samples/`."""

from pathlib import Path

_FOLDER = Path(__file__).with_name("samples")
FEEDS = {path.stem: path.read_bytes().decode("utf-8") for path in sorted(_FOLDER.iterdir())}
