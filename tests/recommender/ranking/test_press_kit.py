"""The press kit: a bed of the mechanics, read with disc and ruler, is found again within the errors that are told."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from catalog.errors import UserError
from catalog.firmness import LOG_PER_POINT, firmness_from_hardness
from catalog.mattress import CompressionReading
from recommender.mechanics.bed import COUPLING_MM, BedSupport, as_figures, core_and_comfort, pressure_pa
from recommender.person.units import CM_PER_M
from recommender.ranking.compression import PAD_MM, disc_stiffness, reading_of
from recommender.ranking.press_kit import most_light_n, pressed_bed
from tests.recommender.ranking.test_compression import BED, simulated

KIT = (98.1, 392.4, 200.0)  # 10 and 40 kg on a disc of 20 cm, as docs/press-kit.md says
RULER_SD_MM = 1.0
DRAWS = 2000


def pressed(hardness: float, ratio: float, kind: str) -> tuple[float, float]:
    """Millimetres that the kit's disc sinks into a bed of the mechanics, exactly."""
    light_n, heavy_n, disc_mm = KIT
    stiffer = disc_stiffness(disc_mm, COUPLING_MM[kind]) / disc_stiffness(PAD_MM, COUPLING_MM[kind])
    bed = as_figures(np.array([np.log(hardness * stiffer)] * 3 + [ratio]))
    layer_m, softness_pa = np.asarray(bed.comfort_cm) / CM_PER_M, 1000 * np.asarray(bed.comfort_kpa)
    core, yielding, lock = (
        np.atleast_1d(part) for part in core_and_comfort(np.asarray(bed.hardness_n_mm), layer_m, softness_pa)
    )
    support = BedSupport(core[None], yielding[None], lock, np.array([0.5]), np.zeros((1, 1)))
    depth_m = np.linspace(0, 0.3, 6_001)
    pressure = pressure_pa(depth_m[:, None], support)[:, 0]
    area_m2 = np.pi / 4 * (disc_mm / 1000) ** 2
    light, heavy = np.interp([light_n / area_m2, heavy_n / area_m2], pressure, depth_m * 1000).tolist()
    return light, heavy


@pytest.mark.parametrize("kind", ["pocket_spring", "cold_foam", "bonnell"])
@pytest.mark.parametrize("told", [True, False], ids=["kind told", "kind unknown"])
def test_a_ruler_finds_the_bed_of_the_mechanics_within_two_sd(kind: str, told: bool) -> None:
    rng = np.random.default_rng(15)
    beds = [(h, r, *pressed(h, r, kind)) for h in (4.5, 6.0, 7.5, 9.5) for r in (0.3, 0.6, 0.9, 1.3)]
    within = []
    for number in range(DRAWS):
        hardness, ratio, *sunk = beds[number % len(beds)]
        light_mm, heavy_mm = (np.array(sunk) + RULER_SD_MM * rng.standard_normal(2)).tolist()
        found = pressed_bed(CompressionReading(KIT[0], KIT[1], light_mm, heavy_mm, KIT[2]), kind if told else "unknown")
        assert found.comfort_share is not None and found.comfort_share_sd is not None
        assert found.log_core_ratio is not None and found.log_core_ratio_sd is not None
        within.append(
            (
                abs(found.hardness_n_mm - hardness) < 2 * found.hardness_sd_n_mm,
                abs(found.firmness - float(firmness_from_hardness(hardness))) < 2 * found.firmness_sd,
                abs(found.comfort_share - (1 - float(np.exp(-ratio)))) < 2 * found.comfort_share_sd,
                abs(found.log_core_ratio - ratio) < 2 * found.log_core_ratio_sd,
            )
        )
    share = dict(zip(("hardness", "firmness", "comfort share", "core ratio"), np.mean(within, axis=0), strict=True))
    assert {name: each for name, each in share.items() if each < 0.95} == {}


def test_the_errors_are_those_of_the_logarithms() -> None:
    found = pressed_bed(simulated(7.0, 0.6, KIT[2], KIT[:2], 20), "pocket_spring")
    assert found.hardness_n_mm == pytest.approx(7)
    assert found.hardness_sd_n_mm / found.hardness_n_mm == pytest.approx(found.firmness_sd * LOG_PER_POINT)
    assert found.comfort_share == pytest.approx(1 - np.exp(-0.6))
    assert found.comfort_share_sd == pytest.approx(np.exp(-0.6) * (found.log_core_ratio_sd or np.nan))
    unknown = pressed_bed(simulated(7.0, 0.6, KIT[2], KIT[:2], 20))
    assert unknown.firmness_sd > found.firmness_sd, "the reach beyond the disc's edge is not known"


def test_a_heavy_load_that_stays_in_the_comfort_layer_tells_nothing_of_it() -> None:
    found = pressed_bed(simulated(7.0, 0.6, KIT[2], (50, 150), 20), "pocket_spring")
    assert found.hardness_n_mm == pytest.approx(7)
    told = (found.comfort_share, found.comfort_share_sd, found.log_core_ratio, found.log_core_ratio_sd)
    assert told == (None, None, None, None)


def test_a_light_load_that_is_too_heavy_is_said_with_the_heaviest_that_is_not() -> None:
    most = most_light_n(200)
    assert most == pytest.approx(188.5, abs=0.05)
    pressed_bed(CompressionReading(most - 0.1, 600, 60, 120, 200))
    with pytest.raises(UserError, match="at most 188 N on a disc of 200 mm"):
        pressed_bed(CompressionReading(most + 0.1, 600, 60, 120, 200))


def test_a_disc_that_hardly_sinks_tells_no_firmness() -> None:
    with pytest.raises(UserError, match=r"sinks 1 and 1\.1 mm"):
        pressed_bed(CompressionReading(98.1, 99, 1, 1.1, 200))


def test_a_record_with_two_loads_too_heavy_that_contradict_each_other_has_a_hardness() -> None:
    bed = reading_of(replace(BED, compression=CompressionReading(300, 600, 10, 50, 200)))
    assert bed is not None
    assert np.isfinite(bed.log_hardness) and np.isfinite(bed.covariance).all()


def test_the_example_readings_of_the_docs_are_what_the_engine_says() -> None:
    text = (Path(__file__).parents[3] / "docs" / "press-kit.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d+) mm \| (\d+) mm \| ([a-z ]+) \| (.+) \| (.+) \| (.+) \|$", text, re.MULTILINE)
    assert len(rows) == 5
    kinds = {"pocket springs": "pocket_spring", "not told": "unknown"}
    for light, heavy, kind, *told in rows:
        found = pressed_bed(CompressionReading(KIT[0], KIT[1], float(light), float(heavy), KIT[2]), kinds[kind])
        assert found.comfort_share is not None and found.comfort_share_sd is not None
        assert told == [
            f"{found.hardness_n_mm:.1f} ± {found.hardness_sd_n_mm:.1f}",
            f"{found.firmness:.1f} ± {found.firmness_sd:.1f}",
            f"{100 * found.comfort_share:.0f} % ± {100 * found.comfort_share_sd:.0f}",
        ]
