"""What was found, as rows and as a report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from matching import engine
from matching.domain.wording import parts_of, why_without

if TYPE_CHECKING:
    from matching.domain.scoring import Scored


@dataclass(frozen=True)
class Outcome:
    """What was found, with the people it is about; `best` is the best there is, where stable pairs were asked for."""

    scored: Scored
    solution: engine.Solution
    best: engine.Solution
    people: dict[int, dict[str, Any]]
    unused: list[str]

    def rows(self) -> list[dict[str, Any]]:
        """A row for every pair, for every mentee without a mentor and for every mentor without a mentee."""
        return [*self._pairs(), *self._mentees_alone(), *self._mentors_alone()]

    def report(self) -> dict[str, Any]:
        """The figures of the whole, and each pair with the parts of its score."""
        solution, blocking = self.solution, self.solution.blocking()
        return {
            "engine": f"{engine.VERSION} · {solution.solver}",
            "proven": True,
            "mentees": len({mentee["pk"] for mentee in self.scored.mentees}),
            "mentors": len(self.scored.mentors),
            "places": int(solution.problem.capacities.sum()),
            "pairs": len(solution.pairs),
            "total": int(solution.total),
            "worst": None if solution.worst is None else int(solution.worst),
            "method": self.scored.inputs["approach"]["method"],
            "stable_costs": {
                "pairs": len(self.best.pairs) - len(solution.pairs),
                "total": int(self.best.total) - int(solution.total),
            },
            "people_who_would_both_rather_have_each_other": blocking.pairs,
            "largest_gain_for_both": int(blocking.largest),
            "weights": self.scored.weights,
            "rows": [
                {**one, "parts": parts_of(self.scored, row, column)}
                for one, (row, column) in zip(self._pairs(), solution.pairs, strict=True)
            ],
            "without": [*self._mentees_alone(), *self._mentors_alone()],
        }

    def _pairs(self) -> list[dict[str, Any]]:
        return [
            self._row(row, column, int(self.scored.scores[row, column]), self._why(row, column))
            for row, column in self.solution.pairs
        ]

    def _why(self, row: int, column: int) -> str:
        parts = parts_of(self.scored, row, column)
        return "; ".join(f"{part['words']} ({part['points']}/{part['most']})" for part in parts if part["points"])

    def _mentees_alone(self) -> list[dict[str, Any]]:
        names = {key: person["full_name"] for key, person in self.people.items()}
        alone = [row for row in range(len(self.scored.mentees)) if row not in self.solution.mentors_of]
        return [self._row(row, None, None, why_without(self.scored, self.best, row, names)) for row in alone]

    def _mentors_alone(self) -> list[dict[str, Any]]:
        alone = [column for column, load in enumerate(self.solution.load) if load == 0]
        return [self._row(None, column, None, self._why_idle(column)) for column in alone]

    def _why_idle(self, column: int) -> str:
        if not self.scored.mentors[column]["places"]:
            return _("Has no place.")
        if not self.scored.eligible[:, column].any():
            return _("No mentee may have this mentor: a must-have is not met.")
        return _("The mentees fit others better.")

    def _row(self, row: int | None, column: int | None, score: int | None, why: str) -> dict[str, Any]:
        mentee = {} if row is None else self.people[self.scored.mentees[row]["pk"]]
        mentor = {} if column is None else self.people[self.scored.mentors[column]["pk"]]
        track = "" if row is None else ", ".join(self.scored.mentees[row]["tracks"].values())
        return {
            "mentee_email": mentee.get("email", ""),
            "mentee_name": mentee.get("full_name", ""),
            "track": track,
            "mentor_email": mentor.get("email", ""),
            "mentor_name": mentor.get("full_name", ""),
            "score": "" if score is None else score,
            "why": why,
        }
