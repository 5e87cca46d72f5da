"""The command `safety`: the rules on alarm signs, before any product."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from recommender.advice.triage import assess
from storefront.commands.options import AsJson, Lang, exit_to_look_at, print_json, read_json_object
from storefront.words import words


def safety(
    answers: Annotated[Path, typer.Option(help="the answers as JSON")],
    mode: Annotated[Literal["interactive"], typer.Option(help="the engine that evaluates answers")] = "interactive",
    lang: Lang = "en",
    json: AsJson = False,
) -> None:
    """How soon somebody should see a doctor, by the rules on alarm signs."""
    assessment = assess(read_json_object(answers))
    if json:
        print_json(assessment.as_json())
    else:
        w = words(lang)
        for message in assessment.messages:
            typer.echo(w(message))
        if assessment.reasons:
            typer.echo(", ".join(assessment.reasons))
    if assessment.products_hidden:
        exit_to_look_at()
