"""Reads UIMA CAS as XMI with its type system, as INCEpTION and other tools of DKPro export it.

Offsets of UIMA are those of Java, UTF-16 code units; dkpro-cassis turns them into code points.
"""

from __future__ import annotations

import io
import re
import struct
import warnings
import zipfile
import zlib
from typing import TYPE_CHECKING, Any

from claimgraph.errors import SyntaxFault, UsageError
from claimgraph.imports import kinds, untrusted
from claimgraph.imports.model import Argument, Claim, Form, Imported, Options, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_TYPES = "TypeSystem.xml"
# What every text has, and no annotator made: sentences, tokens, the document, tags.
_LAYOUT = re.compile(
    r"(?:uima\.tcas|de\.tudarmstadt\.ukp\.dkpro\.core\.api\.(?:segmentation|metadata|lexmorph))\..*"
    r"|de\.tudarmstadt\.ukp\.clarin\.webanno\.api\.type\..*"
)
# The ends of a relation, as WebAnno and INCEpTION have them, and as DKPro's types of arguments do.
_ENDS = (("Governor", "Dependent"), ("source", "target"))
_OWN = {"begin", "end", "sofa", *(name for ends in _ENDS for name in ends)}
# What a broken archive makes zipfile and zlib raise.
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, struct.error, OSError, EOFError),
    *(NotImplementedError, RuntimeError, ValueError, LookupError),
)


def _recognises(source: bytes) -> bool:
    if source[:4] == b"PK\x03\x04":
        return True
    return b"http://www.omg.org/XMI" in source[:4000]


def read(source: bytes, options: Options) -> Imported:
    """Return spans with a claim's label as claims, relations with an argument's as arguments.

    A span's labels are its text features and the name of its layer. Raises UsageError where the
    type system is missing, SyntaxFault for a file that is broken.
    """
    document, types = _parts(source, options)
    cas = _cas(document, types, options.name)
    text = cas.sofa_string
    if not isinstance(text, str) or not text.strip():
        raise UsageError(f"{options.name}: holds no text: export the document with its text")
    left_out: list[str] = []
    spans: dict[int, tuple[Any, list[str]]] = {}
    relations: list[tuple[Any, list[str]]] = []
    layouts: dict[str, int] = {}
    for one in cas.select_all_fs():
        layer = one.type.name
        labels = [*_features(one).values(), layer.rpartition(".")[2]]
        if _LAYOUT.fullmatch(layer) or not isinstance(getattr(one, "begin", None), int):
            if layer not in ("uima.tcas.DocumentAnnotation", "uima.cas.Sofa"):
                layouts[layer] = layouts.get(layer, 0) + 1
        elif _ends(one):
            relations.append((one, labels))
        else:
            spans[one.xmiID] = (one, labels)
    left_out += [f"{count} of layer {layer}" for layer, count in sorted(layouts.items())]
    known = kinds.claim_labels((each for _, labels in spans.values() for each in labels), options)
    claims: dict[int, Claim] = {}
    for number, (one, labels) in spans.items():
        words = text[one.begin : one.end]
        shown = f"{labels[-1]} {number} ‘{words}’"
        if not known.intersection(labels):
            left_out.append(f"{shown}: {', '.join(labels[:-1]) or 'no label'}")
            continue
        claims[number] = Claim(
            str(number),
            words,
            (Span(words, one.begin, one.end),),
            kind=kinds.kind(labels),
            thesis=kinds.is_thesis(labels),
        )
        left_out += [
            f"{shown}: {name} ‘{value}’"
            for name, value in _features(one).items()
            if value not in known and not kinds.is_kind(value)
        ]
        left_out += [f"{shown}: links of {name}" for name in _links(one)]
    return Imported(
        tuple(claims.values()),
        tuple(_arguments(relations, claims, left_out)),
        text=text,
        title=_title(cas),
        language=_language(cas),
        left_out=tuple(left_out),
    )


def _parts(source: bytes, options: Options) -> tuple[bytes, bytes]:
    """Return the document and the type system, from a ZIP archive or from files side by side."""
    if source[:4] != b"PK\x03\x04":
        if "types" not in options.beside:
            raise UsageError(f"{options.name}: has no {_TYPES} beside it: put it there")
        return source, options.beside["types"]
    try:
        with zipfile.ZipFile(io.BytesIO(source)) as archive:
            names = archive.namelist()
            documents = [name for name in names if name.endswith(".xmi")]
            if options.document is not None:
                documents = [name for name in documents if options.document in (name, name[:-4])]
            types = [name for name in names if name.rpartition("/")[2] == _TYPES]
            if len(documents) != 1 or not types:
                shown = ", ".join(name for name in names[:6])
                raise UsageError(
                    f"{options.name}: holds {len(documents)} documents (.xmi) and {len(types)} of "
                    f"{_TYPES} ({shown}): name the document with --document"
                )
            return _unpacked(archive, documents[0], options), _unpacked(archive, types[0], options)
    except _BROKEN as error:
        raise SyntaxFault(
            f"is not a ZIP archive ({error}): export it again", options.name
        ) from error


def _unpacked(archive: zipfile.ZipFile, name: str, options: Options) -> bytes:
    """Return a member of an archive, which may say that it is smaller than it is."""
    with archive.open(name) as member:
        content = member.read(untrusted.LARGEST + 1)
    if len(content) > untrusted.LARGEST:
        raise UsageError(f"{options.name}: {name} is larger than {untrusted.LARGEST // 10**6} MB")
    return content


def _cas(document: bytes, types: bytes, name: str) -> Any:
    try:
        import cassis
    except ImportError as error:
        raise UsageError(
            "UIMA CAS is read by dkpro-cassis: install it with pip install 'claimgraph[imports]'"
        ) from error
    untrusted.must_be_plain_xml(types, f"{name}: {_TYPES}")
    untrusted.must_be_plain_xml(document, name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            system = cassis.load_typesystem(io.BytesIO(types))
            return cassis.load_cas_from_xmi(io.BytesIO(document), typesystem=system)
    except RecursionError as error:
        raise SyntaxFault("is nested too deep: export it again", name) from error
    except Exception as error:  # whatever cassis meets in a file that is not what it should be
        why = " ".join(str(error).split())[:200] or type(error).__name__
        raise SyntaxFault(
            f"is not a CAS of these types ({why}): export both again", name
        ) from error


def _features(annotation: Any) -> dict[str, str]:
    """Return the features of an annotation that are texts."""
    texts = {}
    for feature in annotation.type.all_features:
        value = getattr(annotation, feature.name, None)
        if feature.name not in _OWN and isinstance(value, str) and value.strip():
            texts[feature.name] = value
    return texts


def _links(annotation: Any) -> Iterator[str]:
    """Yield the features of an annotation that lead to others."""
    for feature in annotation.type.all_features:
        value = getattr(annotation, feature.name, None)
        if feature.name in _OWN or value is None or isinstance(value, str | int | float | bool):
            continue
        elements = getattr(value, "elements", value)
        if elements:
            yield feature.name


def _ends(annotation: Any) -> list[Any]:
    """Return what a relation leads from and to; nothing for another annotation."""
    for names in _ENDS:
        ends = [getattr(annotation, name, None) for name in names]
        if all(hasattr(end, "xmiID") for end in ends):
            return ends
    return []


def _arguments(
    relations: list[tuple[Any, list[str]]], claims: Mapping[int, Claim], left_out: list[str]
) -> list[Argument]:
    arguments = []
    for one, labels in relations:
        ends = [end.xmiID for end in _ends(one)]
        way = kinds.way(*labels)
        if way is None or way == "undercuts" or any(end not in claims for end in ends):
            called = ", ".join(labels)
            left_out.append(f"relation {one.xmiID} ({called}) from {ends[0]} to {ends[1]}")
            continue
        arguments.append(Argument(str(one.xmiID), way, (str(ends[0]),), str(ends[1])))
    return arguments


def _title(cas: Any) -> str:
    for one in cas.select_all_fs():
        if one.type.name.endswith(".DocumentMetaData"):
            title = getattr(one, "documentTitle", None) or getattr(one, "documentId", None)
            return title if isinstance(title, str) else ""
    return ""


def _language(cas: Any) -> str:
    language = getattr(cas, "document_language", None)
    return language if isinstance(language, str) and language != "x-unspecified" else ""


FORMS = (
    Form(
        "uima-cas",
        "UIMA CAS XMI",
        (".xmi", ".zip"),
        _recognises,
        read,
        {"types": (_TYPES, "{stem}.xml", "typesystem.xml")},
    ),
)
