"""Prepares the capture of an article: its text, sections and sentences, and hints for each."""
