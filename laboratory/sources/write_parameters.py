"""Write `docs/parameters.md` from `recommender/data/coefficients.json` and `CITATION.bib`.

python laboratory/sources/write_parameters.py
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from recommender.coefficients import ASSUMED, CITATIONS, coefficients

PAGE = Path(__file__).parents[2] / "docs" / "parameters.md"
GROUPS = {
    "parameters": "Free parameters of the mechanics, fitted to pressure maps and published numbers",
    "body": "Where a body's mass lies",
    "shape": "Outlines of a lying body",
    "bending": "Bending",
    "bed": "Beds",
    "bed_knowledge": "What is known of a bed",
    "measured": "Measured beds",
    "compression": "A reading by two loads on a disc",
    "measures": "Measures of a body at rest",
    "picture": "Drawings and cautions",
    "comfort": "Discomfort: references and tolerances, fitted to anchors",
    "discomfort": "Discomfort: the body it refers to",
    "aches": "Aches: factor on a component's weight, and tolerances added to its departure",
    "wishes": "Wishes",
    "persons": "Persons: how one differs from another of the same body",
    "zone_caps": "Zones: how far one may be firmer than another",
    "specification": "What to ask for in any shop",
    "topper": "A topper on the present bed",
    "roles": "Roles: what a bed is named for",
    "pregnancy_weeks": "Pregnancy: the weeks over which it comes to count",
    "household": "Two people",
    "surer": "What would make an answer surer",
    "trial": "Lying on beds in a shop",
}
TOP = """# Parameters

Every coefficient of mechanics and comfort with its unit and its source. Written by
`laboratory/sources/write_parameters.py` from `recommender/data/coefficients.json`; do not edit. A source is a key of
[`CITATION.bib`](../recommender/data/CITATION.bib), listed below; **ASSUMED** marks a figure that nobody has published
or measured, DEFINED one that only defines another. The fitted values of the free parameters, with their ranges, are in
[validation.md](validation.md), the anchoring of comfort in [anchoring.md](anchoring.md). `stature` as a unit is a
fraction of body height from the crown.
"""


COLUMNS = "| name | value | unit | source | what it is | where it holds |\n|---|---|---|---|---|---|"


def citations() -> dict[str, dict[str, str]]:
    """Key -> fields of `CITATION.bib`, which has one field or several on a line and no braces inside braces."""
    text = resources.files("recommender").joinpath(CITATIONS).read_text(encoding="utf-8")
    entries = re.findall(r"^@\w+\{(\w+),\n(.*?)\n\}$", text, re.MULTILINE | re.DOTALL)
    return {key: dict(re.findall(r"(\w+) = \{([^{}]*)\}", body)) for key, body in entries}


def assumed() -> Iterator[str]:
    """Names of all that is ASSUMED: "group.name", and "group.name prior" where the range a fit searched is."""
    for group, members in coefficients().items():
        for name, one in members.items():
            if ASSUMED in one["source"]:
                yield f"{group}.{name}"
            if ASSUMED in one.get("prior", {}).get("source", ()):
                yield f"{group}.{name} prior"


def page() -> str:
    """The whole page as Markdown."""
    parts = [TOP]
    for group, title in GROUPS.items():
        parts.append(f"## {title}\n\n{COLUMNS}")
        parts.append("\n".join(_row(name, one) for name, one in coefficients()[group].items()) + "\n")
    parts.append("## Sources\n")
    parts.append("\n".join(f"- `{key}`: {_cited(entry)}" for key, entry in citations().items()) + "\n")
    return "\n".join(parts)


def _row(name: str, one: Mapping[str, Any]) -> str:
    prior = one.get("prior")
    about = one["about"]
    if prior and "low" in prior:
        about += f" (searched {prior['low']:g} to {prior['high']:g}: {_keys(prior['source'])})"
    elif prior:
        about += f" (search from {prior['start']:g}: {_keys(prior['source'])})"
    cells = (f"`{name}`", _value(name, one), one["unit"], _keys(one["source"]), about, one.get("valid", ""))
    return "| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |"


def _keys(keys: list[str]) -> str:
    return ", ".join(f"**{key}**" if key == ASSUMED else key for key in keys)


def _value(name: str, one: Mapping[str, Any]) -> str:
    if "file" in one:
        text = resources.files("recommender").joinpath(f"data/{one['file']}").read_text(encoding="utf-8")
        return f"{json.loads(text)['figures'][name]:.4g}"
    return _said(one["value"])


def _said(value: Any) -> str:
    if isinstance(value, Mapping):
        return "; ".join(f"{name} {_said(inner) if inner else 0}" for name, inner in value.items())
    if isinstance(value, list):
        return ", ".join(f"({_said(inner)})" if isinstance(inner, list) else _said(inner) for inner in value)
    return f"{value:g}"


def _cited(entry: Mapping[str, str]) -> str:
    where = [entry[name] for name in ("journal", "booktitle", "institution", "howpublished") if name in entry]
    numbers = entry.get("volume", "") + (f":{entry['pages']}" if "pages" in entry else "")
    parts = [
        entry.get("author", ""),
        entry.get("year", ""),
        entry.get("title", ""),
        " ".join([*where, numbers]).strip(),
    ]
    parts += [f"doi:{entry['doi']}" if "doi" in entry else "", entry.get("note", "")]
    return ". ".join(part for part in parts if part).replace("--", "-")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
