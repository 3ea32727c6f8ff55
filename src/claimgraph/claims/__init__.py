"""What an article says."""
