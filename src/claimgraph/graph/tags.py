"""Language tags as people write them: Oxigraph keeps them in lower case, which is one form of them.

Upper and lower case mean the same (RFC 5646, section 2.1.1; RDF 1.1 Concepts, section 3.3), so the
usual case is given back where no text at hand tells how a tag was written.
"""

from __future__ import annotations


def usual(tag: str) -> str:
    """Return a tag in the case that RFC 5646, section 2.1.1 recommends: en-GB, zh-Hant-TW.

    Regions (two letters) are in upper case, scripts (four letters) begin with one; what stands
    first, or anywhere behind a single letter (an extension, a private use), is in lower case.
    """
    first, *others = tag.lower().split("-")
    subtags = [first]
    plain = len(first) > 1
    for subtag in others:
        plain = plain and len(subtag) > 1
        if plain and len(subtag) == 2:
            subtags.append(subtag.upper())
        elif plain and len(subtag) == 4:
            subtags.append(subtag.capitalize())
        else:
            subtags.append(subtag)
    return "-".join(subtags)
