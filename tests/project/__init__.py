"""What holds for the project as a whole: settings, servers, packaging, the demo."""
