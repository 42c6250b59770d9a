"""Self-contained HTML pages: no script, nothing from elsewhere, every text escaped."""
