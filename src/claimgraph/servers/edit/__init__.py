"""The page on which a text is marked up: a server for one person, on this machine alone."""
