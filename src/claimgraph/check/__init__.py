"""Shapes over data: findings with a place."""
