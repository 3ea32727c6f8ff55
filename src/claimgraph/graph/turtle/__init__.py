"""Turtle text: read with places and comments, written, formatted."""
