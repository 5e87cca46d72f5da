"""How long one answer takes: warm, with explanation and simulation, compared with the arithmetic of the ranking alone;
and cold.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace

from catalog.catalogue_file import load_catalogue
from catalog.mattress import Catalogue
from recommender.explanation import explain
from recommender.fit_target import target
from recommender.matching import match
from recommender.person.profile import parse_profile

ROUNDS, COLD_ROUNDS = 40, 9
PROFILE = {"weight_kg": 82, "height_cm": 178, "sex": "male", "side": 0.6, "back": 0.4, "size": "90x200"}


COLD = "recommend --weight-kg 82 --height-cm 178 --sex male --side 0.6 --back 0.4 --size 90x200 --json"


def thousand() -> Catalogue:
    """1,000 mattresses, all different: the catalogue that ships repeated, each copy slightly firmer."""
    known = [bed for bed in load_catalogue() if bed.firmness is not None]
    beds = (
        replace(
            known[i % len(known)], mattress_id=f"bed-{i}", firmness=(known[i % len(known)].firmness or 0) + i / 2000
        )
        for i in range(1000)
    )
    return Catalogue(tuple(beds), "a thousand")


def run() -> None:
    """Print medians and 95th percentiles in ms, for the catalogue that ships and for a thousand mattresses."""
    for catalogue in (load_catalogue(), thousand()):
        _time(catalogue)
    cold()


def cold() -> None:
    """Print the processor time of one `mattress-fit recommend`, from the start of its process to its end."""
    command = [sys.executable, "-c", "from storefront.cli import main; main()", *COLD.split()]
    taken = []
    for _ in range(COLD_ROUNDS):
        before = _used_by_children_s()
        subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
        taken.append(_used_by_children_s() - before)
    print(f"cold       one command: median {statistics.median(taken):.2f} s of processor time, most {max(taken):.2f} s")


def _used_by_children_s() -> float:
    used = os.times()
    return used.children_user + used.children_system


def _time(catalogue: Catalogue) -> None:
    sleeper = parse_profile(PROFILE)
    needed = target(sleeper)
    cases: dict[str, Callable[[], object]] = {
        "target": lambda: target(sleeper),
        "match": lambda: match(needed, catalogue, wishes=sleeper.wishes),
        "recommend": lambda: explain(match(target(sleeper), catalogue, wishes=sleeper.wishes)),
    }
    for name, call in cases.items():
        call()
        taken = []
        for _ in range(ROUNDS):
            started = time.perf_counter()
            call()
            taken.append(1000 * (time.perf_counter() - started))
        p95 = statistics.quantiles(taken, n=20)[-1]
        print(f"{name:<10} {len(catalogue)} mattresses: median {statistics.median(taken):6.1f} ms, p95 {p95:6.1f} ms")
