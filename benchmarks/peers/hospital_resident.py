"""The peer `matching` (HospitalResident) on lists written by the benchmark; runs in that peer's own environment."""

from __future__ import annotations

import json
import sys
import threading
import time
from pathlib import Path

from matching.games import HospitalResident


def main() -> None:
    """Solve and say what was found."""
    lists = json.loads(Path(sys.argv[1]).read_text())
    wishes = {f"e{key}": [f"o{one}" for one in wish] for key, wish in enumerate(lists["wishes"]) if wish}
    ranks = {f"o{key}": [f"e{one}" for one in order] for key, order in enumerate(lists["ranks"]) if order}
    places = {name: lists["places"][int(name[1:])] for name in ranks}
    start = time.process_time()
    game = HospitalResident.create_from_dictionaries(wishes, ranks, places)
    match = game.solve(optimal="resident")
    cpu = time.process_time() - start
    pairs = [(int(mentee.name[1:]), int(mentor.name[1:])) for mentor, mentees in match.items() for mentee in mentees]
    total = sum(mentee * 31 + mentor for mentee, mentor in pairs)
    print(json.dumps({"pairs": len(pairs), "total": total, "cpu": cpu, "megabytes": 0}))


if __name__ == "__main__":
    # It copies linked players recursively and would stop at a thousand people.
    sys.setrecursionlimit(10**6)
    threading.stack_size(512 * 2**20 - 1)
    thread = threading.Thread(target=main)
    thread.start()
    thread.join()
