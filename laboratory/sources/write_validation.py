"""Write `docs/validation.md` with its pictures; the maps need the raw data beside the checkout.

python laboratory/sources/write_validation.py ../shared/data
"""

from __future__ import annotations

import sys
from pathlib import Path

from laboratory.fitting.calibration import report
from laboratory.fitting.validation import validate
from laboratory.fitting.validation_report import map_picture, markdown, spine_picture

DOCS = Path(__file__).parents[2] / "docs"


def main(raw_dir: Path) -> None:
    drawn = {
        "validation/map-back.svg": map_picture(raw_dir, "back"),
        "validation/map-side.svg": map_picture(raw_dir, "side"),
        "validation/spine-side.svg": spine_picture(),
    }
    (DOCS / "validation").mkdir(exist_ok=True)
    for name, svg in drawn.items():
        (DOCS / name).write_text(svg, encoding="utf-8")
    (DOCS / "validation.md").write_text(markdown(validate(), report(), list(drawn)), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
