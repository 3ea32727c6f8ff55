"""Proposes what corresponds in several articles; a person accepts or refuses, nothing links here.

`wording` says how alike two texts are, `matching` which claims are candidates, `proposing` reads
them from a library's index and leaves out what somebody has decided, `reviewing` makes links of
what a person accepts, `naming` proposes the registry's entries for actors, sources and things.
"""
