"""The matching engine beside its peers: CPU time, memory and answers in one run, so that the ratios mean something.

Run it by `.venv/bin/python -m benchmarks.matching --sizes 1000 5000`; see README.md.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import venv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).parent.parent
PLACE = ROOT / "var" / "benchmarks"
PEERS = Path(__file__).parent / "peers"
DATA = ROOT / "tests" / "matching" / "data"
INSTALLS = {"ortools": "ortools==9.15.6755", "matching": "matching==1.4.3", "mentor-match": "mentor-match==7.0.1"}
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")

Result = dict[str, Any]


@dataclass(frozen=True)
class Target:
    """A ratio or a limit that has to hold."""

    words: str
    value: float
    limit: float
    is_least: bool = True

    def __str__(self) -> str:
        """Say it in a line."""
        holds = self.value >= self.limit if self.is_least else self.value <= self.limit
        sign = "≥" if self.is_least else "≤"
        return f"{'ok  ' if holds else 'MISS'} {self.words}: {self.value:.4g} (target {sign} {self.limit:g})"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000], help="numbers of mentees (default: 1000)")
    parser.add_argument("--regimes", nargs="+", default=["tight", "slack"], choices=["tight", "slack"])
    parser.add_argument("--rounds", type=int, default=3, help="times each is run, in turns (default: 3)")
    parser.add_argument("--no-peers", action="store_true", help="leave out what has to be installed first")
    parser.add_argument("--long", action="store_true", help="also run peers that take minutes")
    chosen = parser.parse_args()
    PLACE.mkdir(parents=True, exist_ok=True)
    peers = {} if chosen.no_peers else {name: python for name in INSTALLS if (python := install(name))}
    targets: list[Target] = []
    for size in chosen.sizes:
        for regime in chosen.regimes:
            targets += measure(size, regime, rounds=chosen.rounds, peers=peers, long=chosen.long)
        if "matching" in peers and (size <= 1000 or chosen.long):
            targets += compare_ranks(size, peers["matching"])
    if "mentor-match" in peers:
        targets += compare_civil_service("large" if chosen.long else "small", peers["mentor-match"])
    print("\nTargets")
    print("\n".join(f"  {target}" for target in targets))


def measure(size: int, regime: str, *, rounds: int, peers: dict[str, Path], long: bool) -> list[Target]:
    """Run everybody on one school, in turns, and print the medians."""
    from benchmarks.instance import invent

    path = PLACE / f"{size}-{regime}.npz"
    school = invent(size, regime)
    school.save(path)
    commands = {"engine": ours("engine", path), "scipy LSA": ours("lsa", path)}
    once = {"stable, all pairs": ours("stable", path)}
    if regime == "slack":
        once["product, own people"] = ours("product", path)
    if size <= 1000 or long:
        once["engine on HiGHS"] = ours("highs", path)
    if "ortools" in peers and (size <= 5000 or long):
        once["OR-Tools, all pairs"] = [str(peers["ortools"]), str(PEERS / "or_tools.py"), str(path)]
    results: dict[str, list[Result]] = {name: [] for name in (*commands, *once)}
    for number in range(rounds):
        for name, command in (commands | (once if number == 0 else {})).items():
            results[name].append(run(command))
    found = {name: middle(several) for name, several in results.items()}
    print_table(f"{size} mentees, {school.shape[1]} mentors, {regime}", found)
    return targets_of(size, regime, found)


def targets_of(size: int, regime: str, found: dict[str, Result]) -> list[Target]:
    """Compare with the targets of the design."""
    mine, other = found["engine"], found["scipy LSA"]
    at = f"{size} {regime}"
    exact = [one for name, one in found.items() if not name.startswith(("stable", "product"))]
    agree = len({(one["pairs"], one["total"]) for one in exact}) == 1
    targets = [Target(f"{at}: {len(exact)} exact solvers found the same pairs and total", float(agree), 1)]
    if size >= 5000:
        time, memory = other["cpu"] / mine["cpu"], other["megabytes"] / max(mine["megabytes"], 1)
        targets.append(Target(f"{at}: CPU time of scipy LSA / ours, scores and proof included", time, 4))
        targets.append(Target(f"{at}: memory of scipy LSA / ours", memory, 9 if size >= 10000 else 6))
        targets.append(
            Target(
                f"{at}: assignment alone, LSA / our flows to the optimum, all rounds",
                other["assignment"] / mine["assignment"],
                15,
            )
        )
        targets.append(
            Target(
                f"{at}: alternatives of a mentee, ms, the slowest of 199",
                1000 * mine["slowest_alternatives"],
                20,
                is_least=False,
            )
        )
    if size == 10000:
        targets.append(Target(f"{at}: peak above the loaded data, MB", mine["megabytes"], 250, is_least=False))
    if size == 1000:
        targets.append(Target(f"{at}: whole run, CPU seconds", mine["cpu"], 0.5, is_least=False))
    if size == 1000 and "product, own people" in found:
        whole = found["product, own people"]["cpu"]
        targets.append(Target(f"{at}: whole run of the product's own scores, CPU seconds", whole, 0.5, is_least=False))
    return targets


def compare_ranks(size: int, python: Path) -> list[Target]:
    """Our deferred acceptance beside the peer `matching` on lists of the thirty best."""
    from benchmarks.contestant import lists_of
    from benchmarks.instance import School

    path = PLACE / f"{size}-tight.npz"
    wishes, ranks, places = lists_of(School.load(path))
    lists = PLACE / f"{size}-lists.json"
    lists.write_text(json.dumps({"wishes": wishes, "ranks": ranks, "places": places}))
    peer = run([str(python), str(PEERS / "hospital_resident.py"), str(lists)])
    mine = middle([run(ours("ranks", path)) for _time in range(3)])
    print_table(f"{size} mentees, ranked lists of 30", {"our deferred acceptance": mine, "matching": peer})
    same = float((mine["pairs"], mine["total"]) == (peer["pairs"], peer["total"]))
    return [
        Target(f"{size}: the same stable pairs as `matching`", same, 1),
        Target(f"{size}: CPU time of `matching` / ours", peer["cpu"] / mine["cpu"], 100 if size >= 5000 else 1),
    ]


def compare_civil_service(size: str, python: Path) -> list[Target]:
    """The sample of `mentor-match` with its own rules' scores: its three rounds beside one flow."""
    path = DATA / f"civil-service-{size}.csv"
    peer = run([str(python), str(PEERS / "mentor_match.py"), str(path)])
    mine = middle([run([sys.executable, "-m", "benchmarks.civil_service", str(path)]) for _time in range(3)])
    print_table(f"civil service, {size}: each side at most three", {"engine": mine, "mentor-match": peer})
    print(f"  with nobody (mentees, mentors): engine {mine['alone']}, mentor-match {peer['alone']}")
    targets = []
    if size == "large":
        targets.append(Target("civil service large: CPU time of mentor-match / ours", peer["cpu"] / mine["cpu"], 300))
        targets.append(Target("civil service large: pairs", mine["pairs"], 1452))
        targets.append(Target("civil service large: points", mine["total"], 34033))
        targets.append(Target("civil service large: people with nobody", sum(mine["alone"]), 0, is_least=False))
    return targets


def install(name: str) -> Path | None:
    """Install a peer in an environment of its own, once; the peers' packages overwrite each other's modules."""
    home = PLACE / f"venv-{name}"
    python = home / "bin" / "python"
    done = home / "installed"
    if done.exists():
        return python
    venv.create(home, with_pip=True, clear=True)
    wanted = [INSTALLS[name], "numpy"]
    answer = subprocess.run(
        [python, "-m", "pip", "install", "-q", *wanted], capture_output=True, text=True, check=False
    )
    if answer.returncode:
        print(f"{name} does not install here and is left out: {answer.stderr.strip().splitlines()[-1:]}")
        return None
    done.touch()
    return python


def ours(name: str, path: Path) -> list[str]:
    """Say how one of our own contestants is started."""
    return [sys.executable, "-m", "benchmarks.contestant", name, str(path)]


def run(command: Iterable[str]) -> Result:
    """Run a contestant in a process of its own, with one thread for linear algebra."""
    answer = subprocess.run(
        list(command), cwd=ROOT, env=os.environ | ONE_THREAD, capture_output=True, text=True, check=False
    )
    if answer.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{answer.stderr}")
    result: Result = json.loads(answer.stdout.splitlines()[-1])
    return result


def middle(several: list[Result]) -> Result:
    """The median of every measured number; the answers are the same each time."""
    last = several[-1]
    return {
        name: median(one[name] for one in several) if isinstance(last[name], float) else last[name] for name in last
    }


def print_table(title: str, found: dict[str, Result]) -> None:
    """Print what each took and found, and the ratios to the first."""
    first = next(iter(found.values()))
    print(f"\n{title}")
    columns = ("CPU s", "× ours", "MB", "scores s", "assign s", "pairs", "total")
    print(f"  {'':<24}" + "".join(f"{column:>10}" for column in columns))
    for name, one in found.items():
        parts = (one.get("scoring"), one.get("assignment"))
        scoring, assignment = ("" if part is None else f"{part:.3f}" for part in parts)
        print(
            f"  {name:<24}{one['cpu']:>10.3f}{one['cpu'] / first['cpu']:>10.1f}{one['megabytes']:>10.0f}"
            f"{scoring:>10}{assignment:>10}{one['pairs']:>10}{one['total']:>10}"
        )
    if "alternatives" in first:
        print(
            f"  alternatives: first mentee {1000 * first['first_alternatives']:.0f} ms,"
            f" then {1000 * first['alternatives']:.1f} ms each (slowest {1000 * first['slowest_alternatives']:.1f});"
            f" even load and draw: {first['tiers']:.3f} s of flows"
        )


if __name__ == "__main__":
    if not __package__:
        # Started by its path, this file would stand where the engine's package has to be found.
        raise SystemExit(subprocess.call([sys.executable, "-m", "benchmarks.matching", *sys.argv[1:]], cwd=ROOT))
    main()
