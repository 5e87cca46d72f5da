"""Make `recommender/data/bodies.json` from a folder of measured bodies.

    python laboratory/sources/fit_bodies.py RAW_FOLDER

Reads the joint log-normal of the 2012 army survey (ANSUR II), its landmark heights, and two waves of the
American health survey (NHANES); writes only fitted figures, never a row of a person.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.mixture import GaussianMixture

OUT = Path(__file__).parents[2] / "recommender" / "data" / "bodies.json"
SEED = 20261123
DIGITS = 8

# Army name -> ours, in the order the engine keeps them: known first, then dimensions, then circumferences.
VARIABLES = {
    "weight_kg": "weight_kg",
    "height_cm": "height_cm",
    "age_years": "age_years",
    "hip_breadth_cm": "hip_breadth_cm",
    "waist_breadth_cm": "waist_breadth_cm",
    "chest_breadth_cm": "chest_breadth_cm",
    "bideltoid_breadth_cm": "shoulder_breadth_cm",
    "chest_depth_cm": "chest_depth_cm",
    "waist_depth_cm": "waist_depth_cm",
    "buttock_depth_cm": "buttock_depth_cm",
    "hip_circ_cm": "hip_circumference_cm",
    "waist_circ_cm": "waist_circumference_cm",
}
N_MIXTURE = 4
TOP_CODED_AGE_YEARS, OLDEST_YEARS = 80, 90  # NHANES records 80 for everybody of 80 and over


def rounded(values: Any) -> Any:
    return np.round(np.asarray(values, dtype=float), DIGITS).tolist()


def joint(raw: Path, sex: str) -> dict[str, Any]:
    """Mean and covariance of the logs of the variables above."""
    fitted = json.loads((raw / "ansur2_mvn_log.json").read_text())
    index = [fitted["variables"].index(name) for name in VARIABLES]
    cov = np.array(fitted[sex]["cov_log"])[np.ix_(index, index)]
    return {"mean_log": rounded(np.array(fitted[sex]["mean_log"])[index]), "cov_log": rounded(cov)}


def least_squares(columns: list[np.ndarray], y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    design = np.column_stack([np.ones(len(y)), *columns])
    beta = np.linalg.lstsq(design, y, rcond=None)[0]
    return beta, y - design @ beta


def circumferences(raw: Path, sex: str) -> dict[str, Any]:
    """ln hip and ln waist circumference of the general population, given weight and height, and age where known.

    The wave with hip circumferences carries no age: hips depend on weight and height in either case; the residuals'
    correlation comes from that wave, the waist's slope with age and its residual SD from the other.
    """
    hips = pd.read_csv(raw / "nhanes_2017_2020_adults_hip.csv").query("sex == @sex")
    aged = (
        pd.read_csv(raw / "nhanes_2013_2016_adults_age_waist_sad.csv")
        .query("sex == @sex")
        .dropna(subset=["waist_circ_cm"])
    )
    body = [np.log(hips["weight_kg"].to_numpy()), np.log(hips["height_cm"].to_numpy())]
    hip, hip_left = least_squares(body, np.log(hips["hip_circ_cm"].to_numpy()))
    waist, waist_left = least_squares(body, np.log(hips["waist_circ_cm"].to_numpy()))
    body_age = [np.log(aged[name].to_numpy()) for name in ("weight_kg", "height_cm", "age_years")]
    waist_age, waist_age_left = least_squares(body_age, np.log(aged["waist_circ_cm"].to_numpy()))
    correlation = np.corrcoef(hip_left, waist_left)[0, 1]

    def covariance(waist_sd: float) -> np.ndarray:
        both = correlation * hip_left.std() * waist_sd
        return np.array([[hip_left.var(), both], [both, waist_sd**2]])

    return {
        "coef": {"age_unknown": rounded([hip, waist]), "age_known": rounded([[*hip, 0.0], waist_age])},
        "cov": {
            "age_unknown": rounded(covariance(waist_left.std())),
            "age_known": rounded(covariance(waist_age_left.std())),
        },
    }


def everybody(raw: Path) -> pd.DataFrame:
    """Weight, height, age and sex of both surveys' adults together."""
    columns = ["sex", "weight_kg", "height_cm", "age_years"]
    army = pd.read_csv(raw / "ansur2_2012.csv")[columns]
    public = pd.read_csv(raw / "nhanes_2013_2016_adults_age_waist_sad.csv")[columns]
    age = public["age_years"].to_numpy(dtype=float)
    spread = np.random.default_rng(SEED).uniform(TOP_CODED_AGE_YEARS, OLDEST_YEARS, len(age))
    public = public.assign(age_years=np.where(age >= TOP_CODED_AGE_YEARS, spread, age))
    return pd.concat([army, public]).query("age_years >= 18")


def population(people: pd.DataFrame, sex: str) -> dict[str, Any]:
    logs = np.log(people.query("sex == @sex")[["weight_kg", "height_cm", "age_years"]].to_numpy(dtype=float))
    mixture = GaussianMixture(N_MIXTURE, random_state=SEED, n_init=3).fit(logs)
    return {
        "weight": rounded(mixture.weights_),
        "mean_log": rounded(mixture.means_),
        "cov_log": rounded(mixture.covariances_),
    }


def sex_given_size(raw: Path) -> dict[str, Any]:
    """Log-odds of male, linear in ln weight and ln height, in the general population; both sexes count equally."""
    public = pd.read_csv(raw / "nhanes_2013_2016_adults_age_waist_sad.csv")
    logs = np.log(public[["weight_kg", "height_cm"]].to_numpy())
    model = LogisticRegression(C=1e6, class_weight="balanced", max_iter=1000)
    model.fit(logs - logs.mean(axis=0), public["sex"] == "male")
    return {"center_log": rounded(logs.mean(axis=0)), "coef": rounded([model.intercept_[0], *model.coef_[0]])}


def landmarks(raw: Path, sex: str) -> dict[str, Any]:
    table = pd.read_csv(raw / "landmark_heights_fraction_of_stature.csv", index_col=0)
    return {
        str(name).removesuffix("_cm"): {"mean": row[f"{sex}_mean"], "sd": row[f"{sex}_std"]}
        for name, row in table.iterrows()
    }


def main(raw: Path) -> None:
    people = everybody(raw)
    figures = {
        "description": "Standing adult bodies. `joint`: mean and covariance of natural logs of cm, kg, years. "
        "`circumferences`: ln hip and ln waist circumference on 1, ln kg, ln cm (, ln years). "
        "`population`: mixture over ln kg, ln cm, ln years. `landmarks`: height above the floor over stature.",
        "source": {
            "joint": "ANSUR II, US Army 2012 (NATICK/TR-15/007), 4082 men, 1986 women",
            "circumferences": "NHANES 2017-March 2020 (hip, waist) and 2013-2016 (waist with age), adults, unweighted",
            "population": "ANSUR II with NHANES 2013-2016, adults; 80 and over spread evenly to 90",
            "sex_given_size": "NHANES 2013-2016, adults, both sexes weighted equally",
            "landmarks": "ANSUR II",
        },
        "variables": list(VARIABLES.values()),
        "joint": {sex: joint(raw, sex) for sex in ("female", "male")},
        "circumferences": {sex: circumferences(raw, sex) for sex in ("female", "male")},
        "population": {sex: population(people, sex) for sex in ("female", "male")},
        "sex_given_size": sex_given_size(raw),
        "landmarks": {sex: landmarks(raw, sex) for sex in ("female", "male")},
    }
    OUT.write_text(json.dumps(figures, indent=1) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
