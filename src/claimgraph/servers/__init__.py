"""Programs that others talk to."""
