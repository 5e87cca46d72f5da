"""The array type, and the few constants that several packages share."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

Z_80 = 1.2815515655446004  # half width of a central 80 % interval of a normal figure, in SD
EVEN = np.array([1.0, 1.0, 1.0, 0.0])  # all zones of a bed moved together, without the comfort layer
