"""Everything the product keeps, in one file and back: the database and the uploaded files, each table with its digest.

The file is a tar archive: `manifest.json`, then `database.dump` (PostgreSQL's custom format) or `database.sqlite3`, then
the uploaded files below `media/`. Log-ins are left out: who restores a backup must not open sessions that were ended.
"""
