"""The arithmetic of surveys, free of the database: scores, wording, sealed answers, and what must not be shown."""
