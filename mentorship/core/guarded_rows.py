"""Steps of a migration that make the database itself refuse what a verb would refuse: illegal moves, changed words.

On SQLite a later change of the table's columns builds the table anew and loses its triggers: a migration that alters
such a table repeats the step at its end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.migrations.operations.base import Operation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

POSTGRESQL = """
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{sentence}' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER {name} BEFORE UPDATE ON {table}
    FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION {name}();
"""
SQLITE = """
CREATE TRIGGER {name} BEFORE UPDATE ON {table} WHEN {condition}
    BEGIN SELECT RAISE(ABORT, '{sentence}'); END;
"""
UNDO = {
    "postgresql": "DROP TRIGGER IF EXISTS {name} ON {table}; DROP FUNCTION IF EXISTS {name}();",
    "sqlite": "DROP TRIGGER IF EXISTS {name};",
}
DIFFERS = {"postgresql": "IS DISTINCT FROM", "sqlite": "IS NOT"}


class _Guard(Operation):
    """A trigger that stands before every update of one table."""

    reduces_to_sql = True
    reversible = True
    suffix = ""
    sentence = ""

    def __init__(self, model_name: str) -> None:
        self.model_name = model_name

    def condition(self, vendor: str) -> str:
        """Say, as SQL over OLD and NEW, what is refused."""
        raise NotImplementedError

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Change nothing in the models: the rule lives in the database alone."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: Any,  # noqa: ARG002 (Django's signature)
        to_state: Any,
    ) -> None:
        """Make the trigger, anew if it is there."""
        self._run(schema_editor, UNDO, self._table(app_label, to_state))
        self._run(schema_editor, {"postgresql": POSTGRESQL, "sqlite": SQLITE}, self._table(app_label, to_state))

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: Any,
        to_state: Any,  # noqa: ARG002 (Django's signature)
    ) -> None:
        """Take the trigger away."""
        self._run(schema_editor, UNDO, self._table(app_label, from_state))

    def _table(self, app_label: str, state: Any) -> str:
        return str(state.apps.get_model(app_label, self.model_name)._meta.db_table)

    def _run(self, schema_editor: BaseDatabaseSchemaEditor, statements: Mapping[str, str], table: str) -> None:
        vendor = schema_editor.connection.vendor
        if vendor not in statements:
            return
        words = {"table": table, "name": f"{table}_{self.suffix}", "sentence": f"{table}: {self.sentence}"}
        schema_editor.execute(statements[vendor].format(**words, condition=self.condition(vendor)), params=None)


class RefuseIllegalMoves(_Guard):
    """Let the database refuse a change of state that is not among `moves`, pairs of before and after."""

    suffix = "moves"
    sentence = "this state does not lead there"

    def __init__(self, model_name: str, moves: Iterable[Sequence[str]], field: str = "state") -> None:
        super().__init__(model_name)
        self.moves = [tuple(pair) for pair in moves]
        self.field = field

    def condition(self, vendor: str) -> str:
        """Refuse what changes the state other than by an allowed move."""
        allowed = ", ".join(f"'{before}>{after}'" for before, after in self.moves)
        field = self.field
        return f"OLD.{field} {DIFFERS[vendor]} NEW.{field} AND (OLD.{field} || '>' || NEW.{field}) NOT IN ({allowed})"

    def describe(self) -> str:
        """Say what this step does."""
        return f"Refuse illegal moves of {self.model_name}"

    @property
    def migration_name_fragment(self) -> str:
        """Name a migration that does only this."""
        return f"guard_moves_of_{self.model_name.lower()}"


class KeepColumnsAsWritten(_Guard):
    """Let the database refuse to change these columns of a row once it is written, or once the column `once` is filled."""

    suffix = "kept"
    sentence = "this is never edited"

    def __init__(self, model_name: str, columns: Iterable[str], once: str = "") -> None:
        super().__init__(model_name)
        self.columns = list(columns)
        self.once = once

    def condition(self, vendor: str) -> str:
        """Refuse what changes one of the columns."""
        changed = " OR ".join(f"OLD.{column} {DIFFERS[vendor]} NEW.{column}" for column in self.columns)
        return f"OLD.{self.once} IS NOT NULL AND ({changed})" if self.once else changed

    def describe(self) -> str:
        """Say what this step does."""
        return f"Keep {', '.join(self.columns)} of {self.model_name} as written"

    @property
    def migration_name_fragment(self) -> str:
        """Name a migration that does only this."""
        return f"keep_columns_of_{self.model_name.lower()}"
