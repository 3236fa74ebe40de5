"""What happened in a captured channel session: reading captures, and later films, checks and reports."""
