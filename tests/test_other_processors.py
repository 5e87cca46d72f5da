"""Another processor gives the same answers: figures to 1e-9, the same beds in the same order with the same ties.

OpenBLAS and NumPy carry code for many processors and choose at the start; here they are made to choose those of older
ones.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.answers import answers
from tests.equal import differences
from tests.patience import HANGS_S

ROOT = Path(__file__).parents[1]
WITHOUT_AVX512 = {"OPENBLAS_CORETYPE": "Haswell", "NPY_DISABLE_CPU_FEATURES": "AVX512F AVX512CD AVX512_SKX"}
WITHOUT_AVX = {"OPENBLAS_CORETYPE": "Nehalem"}


def _as_on(processor: dict[str, str]) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.answers"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1", **processor},
        capture_output=True,
        text=True,
        timeout=HANGS_S,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.slow
@pytest.mark.skipif(platform.machine() not in ("x86_64", "AMD64"), reason="names processors of the x86 family")
def test_older_processors_answer_the_same() -> None:
    here = json.loads(json.dumps(answers()))
    assert len(here["people"]) == 24
    kernels = {*here["kernels"]}
    for processor in (WITHOUT_AVX512, WITHOUT_AVX):
        there = _as_on(processor)
        kernels |= {*there["kernels"]}
        for part in ("people", "crowd"):
            assert differences(here[part], there[part]) == []
    assert len(kernels) > 1, f"all ran the same code: {kernels}"


def test_a_difference_would_be_seen() -> None:
    here = {"picks": [{"id": "a", "fit": 80.0, "tie": 1}, {"id": "b", "fit": 79.0, "tie": 1}]}
    for change in ({"fit": 80.0 + 1e-6}, {"id": "b"}, {"tie": 2}, {"tie": True}, {"new": 1}):
        assert differences(here, {"picks": [{**here["picks"][0], **change}, here["picks"][1]]})
    assert differences(here, {"picks": here["picks"][:1]})
    assert differences(here, {"picks": here["picks"][::-1]})
    assert differences(here, {"picks": [{**here["picks"][0], "fit": 80.0 + 1e-9}, here["picks"][1]]}) == []
