"""One contestant in a process of its own: says what it found, how much CPU time it took and how much memory it touched.

Run by `python -m benchmarks.contestant engine var/benchmarks/5000-tight.npz`.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import linear_sum_assignment

from benchmarks.instance import School
from benchmarks.meter import Meter
from benchmarks.pool import WEIGHTS, invent_pool
from matching.domain.scoring import score_pool
from matching.engine import Problem, optimum, solve, solve_stable, tiers
from matching.engine.stable import deferred_acceptance

ENOUGH = 200


def engine(school: School, meter: Meter, solver: str = "auto") -> dict[str, Any]:
    """Scores, candidates, flow, pricing of all pairs, even load, draw, and the check of the proof."""
    spent = _time_flows()
    start = time.process_time()
    for _scores, _eligible in school:
        pass
    scoring = time.process_time() - start
    with meter.measure():
        solution = solve(Problem(scores=school, capacities=school.capacities), solver=solver)  # type: ignore[arg-type]
    result = {
        "pairs": len(solution.pairs),
        "total": solution.total,
        "assignment": sum(spent["optimum"]),
        "tiers": sum(spent["tiers"]),
        "scoring": scoring,
    }
    if solver == "auto":
        start = time.process_time()
        solution.alternatives(0)
        result["first_alternatives"] = time.process_time() - start
        # The collector of Python walks all modules now and then (25 ms); what stands already is none of its business.
        gc.collect()
        gc.freeze()
        times = []
        for mentee in range(1, min(ENOUGH, school.shape[0])):
            start = time.process_time()
            _moves = solution.alternatives(mentee)[0].moves
            times.append(time.process_time() - start)
        result["alternatives"] = float(np.median(times))
        result["slowest_alternatives"] = max(times)
    return result


def product(school: School, meter: Meter) -> dict[str, Any]:
    """A run of the product as its worker does it, on as many invented people: scores and rules, then pairs with their proof."""
    pool = invent_pool(school.shape[0])
    with meter.measure():
        start = time.process_time()
        scored = score_pool(pool, WEIGHTS)
        scores = scored.scores
        scoring = time.process_time() - start
        places = np.array([mentor["places"] for mentor in scored.mentors])
        solution = solve(Problem(scores=scores, capacities=places, rules=scored.barriers))
    return {"pairs": len(solution.pairs), "total": solution.total, "scoring": scoring}


def highs(school: School, meter: Meter) -> dict[str, Any]:
    """The same with scipy's HiGHS as the solver."""
    return engine(school, meter, solver="highs")


def lsa(school: School, meter: Meter) -> dict[str, Any]:
    """The same scores by blocks, a column for every place, scipy's linear_sum_assignment."""
    mentees, mentors = school.shape
    column = np.repeat(np.arange(mentors), school.capacities)
    bonus = 10**6
    with meter.measure():
        worth = np.zeros((mentees, column.size))
        start = 0
        for scores, eligible in school:
            block = np.where(eligible, scores.astype(np.int32) + bonus, 0)
            worth[start : start + len(block)] = block[:, column]
            start += len(block)
        before = time.process_time()
        rows, places = linear_sum_assignment(worth, maximize=True)
        assignment = time.process_time() - before
        chosen = worth[rows, places]
        chosen = chosen[chosen > 0]
    return {"pairs": chosen.size, "total": int((chosen - bonus).sum()), "assignment": assignment}


def ranks(school: School, meter: Meter) -> dict[str, Any]:
    """Our deferred acceptance on the lists that the peer `matching` gets as well."""
    wishes, ranked, places = lists_of(school)
    with meter.measure():
        scales = [dict(zip(order, range(0, -len(order), -1), strict=True)) for order in ranked]
        pairs = deferred_acceptance([_asking(mentee, wish, scales) for mentee, wish in enumerate(wishes)], places)
    return {"pairs": len(pairs), "total": sum(mentee * 31 + mentor for mentee, mentor in pairs)}


def _asking(mentee: int, wish: list[int], scales: list[dict[int, int]]) -> Iterator[tuple[int, int | None]]:
    """Look up how a mentor likes a mentee when the mentee comes to ask."""
    return ((mentor, scales[mentor].get(mentee)) for mentor in wish)


def stable(school: School, meter: Meter) -> dict[str, Any]:
    """Stable matching over all pairs, for what it costs against the optimum."""
    with meter.measure():
        match = solve_stable(Problem(scores=school, capacities=school.capacities))  # type: ignore[arg-type]
    return {"pairs": len(match.pairs), "total": match.total}


def lists_of(school: School, length: int = 30) -> tuple[list[list[int]], list[list[int]], list[int]]:
    """The best mentors of each mentee, and each mentor's order of the mentees who list them; whole numbers break ties."""
    wishes: list[list[int]] = []
    asked: list[list[tuple[int, int]]] = [[] for _mentor in range(school.shape[1])]
    for scores, eligible in school:
        worth = np.where(eligible, scores, -1)
        for row in worth:
            mentee = len(wishes)
            best = np.argsort(-row, kind="stable")[:length]
            best = best[row[best] > 0]
            wishes.append(best.tolist())
            for mentor in best.tolist():
                asked[mentor].append((-int(row[mentor]), mentee))
    return wishes, [[mentee for _score, mentee in sorted(one)] for one in asked], school.capacities.tolist()


def _time_flows() -> dict[str, list[float]]:
    """Note the CPU time of every call of the solver: for the optimum, and for even load and the draw after it."""
    spent: dict[str, list[float]] = {"optimum": [], "tiers": []}
    for module in (optimum, tiers):
        original, noted = module.solve_flow, spent[module.__name__.rsplit(".", maxsplit=1)[-1]]

        def timed(
            *arguments: Any, original: Callable[..., Any] = original, noted: list[float] = noted, **options: Any
        ) -> Any:
            start = time.process_time()
            answer = original(*arguments, **options)
            noted.append(time.process_time() - start)
            return answer

        module.solve_flow = timed
    return spent


CONTESTANTS = {"engine": engine, "product": product, "highs": highs, "lsa": lsa, "ranks": ranks, "stable": stable}


def main() -> None:
    """Run the contestant that the first argument names on the file that the second names."""
    name, path = sys.argv[1:3]
    school = School.load(Path(path))
    meter = Meter()
    result = CONTESTANTS[name](school, meter)
    print(json.dumps(result | {"cpu": meter.cpu, "megabytes": meter.megabytes}))


if __name__ == "__main__":
    main()
