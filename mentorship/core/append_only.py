"""A step of a migration that makes the database itself refuse to change rows written once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.migrations.operations.base import Operation

if TYPE_CHECKING:
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

POSTGRESQL = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is never edited and never deleted', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
"""
SQLITE = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE ON {table}
    BEGIN SELECT RAISE(ABORT, '{table} is never edited'); END;
"""
POSTGRESQL_UNDO = "DROP TRIGGER IF EXISTS {table}_append_only ON {table};"
SQLITE_UNDO = "DROP TRIGGER IF EXISTS {table}_append_only;"


class KeepRowsAsWritten(Operation):
    """Let the database refuse to edit or delete rows of a model.

    PostgreSQL refuses both. SQLite, which serves the demo and the quick tests, refuses edits only: emptying its tables
    is done by deleting rows, where PostgreSQL truncates.
    """

    reduces_to_sql = True
    reversible = True

    def __init__(self, model_name: str) -> None:
        self.model_name = model_name

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Change nothing in the models: the rule lives in the database alone."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: Any,  # noqa: ARG002 (Django's signature)
        to_state: Any,
    ) -> None:
        """Make the trigger."""
        self._run(schema_editor, POSTGRESQL, SQLITE, to_state.apps.get_model(app_label, self.model_name)._meta.db_table)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: Any,
        to_state: Any,  # noqa: ARG002 (Django's signature)
    ) -> None:
        """Take the trigger away."""
        table = from_state.apps.get_model(app_label, self.model_name)._meta.db_table
        self._run(schema_editor, POSTGRESQL_UNDO, SQLITE_UNDO, table)

    def describe(self) -> str:
        """Say what this step does."""
        return f"Keep the rows of {self.model_name} as they were written"

    @property
    def migration_name_fragment(self) -> str:
        """Name a migration that does only this."""
        return f"keep_{self.model_name.lower()}_as_written"

    @staticmethod
    def _run(schema_editor: BaseDatabaseSchemaEditor, postgresql: str, sqlite: str, table: str) -> None:
        statement = {"postgresql": postgresql, "sqlite": sqlite}.get(schema_editor.connection.vendor)
        if statement:
            schema_editor.execute(statement.replace("{table}", table), params=None)
