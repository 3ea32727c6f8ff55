"""Language server: findings, names and changes in an editor, over stdio."""
