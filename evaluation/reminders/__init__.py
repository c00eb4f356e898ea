"""What is due in this app; one module per part of the app."""
