"""Names for the arrays that pass between the modules of the engine."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

Integers: TypeAlias = NDArray[np.int64]
Booleans: TypeAlias = NDArray[np.bool_]
Table: TypeAlias = NDArray[Any]
Pair: TypeAlias = tuple[int, int]
Solver: TypeAlias = Literal["auto", "pylmcf", "highs"]
