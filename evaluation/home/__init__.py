"""What this app adds to a person's home page; one module per part of the app."""
