"""The peer `mentor-match` on its own sample, three rounds as its web application runs them; in that peer's own environment.

Its library is given the scores of its rules as a table, so that its time is the matching alone.
"""

from __future__ import annotations

import csv
import json
import sys
import time
from pathlib import Path

from matching.mentee import Mentee
from matching.mentor import Mentor
from matching.process import process_data
from matching.rules.rule import UnmatchedBonus

ROUNDS, BONUS = 3, 6


class Known:
    """A rule that looks the score up, and forbids what the table forbids."""

    def __init__(self, scores: list[list[int]]) -> None:
        self.scores = scores

    def apply(self, match: object) -> int:
        """Return the points of a pair."""
        points = self.scores[match.mentee.number][match.mentor.number]
        match.disallowed = points < 0
        return max(points, 0)


def main() -> None:
    """Solve and say what was found."""
    with Path(sys.argv[1]).open(newline="") as file:
        scores = [[int(cell) for cell in row] for row in csv.reader(file)]
    sides = {}
    for kind, count in ((Mentee, len(scores)), (Mentor, len(scores[0]))):
        sides[kind] = []
        for number in range(count):
            person = kind(grade=0, email=f"{kind.__name__}{number}")
            person.number = number
            sides[kind].append(person)
    start = time.process_time()
    rules = [[Known(scores), UnmatchedBonus(BONUS)] for _round in range(ROUNDS)]
    _mentors, mentees = process_data(sides[Mentor], sides[Mentee], rules)
    cpu = time.process_time() - start
    pairs = [(mentee.number, mentor.number) for mentee in mentees for mentor in mentee.mentors]
    total = sum(scores[mentee][mentor] for mentee, mentor in pairs)
    alone = sum(not mentee.mentors for mentee in mentees), len(scores[0]) - len({mentor for _mentee, mentor in pairs})
    print(json.dumps({"pairs": len(pairs), "total": total, "alone": alone, "cpu": cpu, "megabytes": 0}))


if __name__ == "__main__":
    main()
