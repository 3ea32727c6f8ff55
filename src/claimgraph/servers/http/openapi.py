"""The OpenAPI 3.1 description of the questions' API, made from the questions' headers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from claimgraph.servers.http import formats
from claimgraph.servers.http.questions_api import JSON, MOST_ROWS
from claimgraph.servers.http.whatif import LONGEST, MOST, PATH

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from claimgraph.questions import Parameter, Question

PROBLEM = "application/problem+json"

# How a parameter's value is written (XML Schema's lexical forms; time zones are left out).
_SCHEMAS: dict[str, dict[str, Any]] = {
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
    "dateTime": {"type": "string", "format": "date-time"},
    "decimal": {"type": "string", "pattern": r"^-?[0-9]{1,9}(\.[0-9]{1,9})?$"},
    "double": {"type": "string", "pattern": r"^-?[0-9]{1,9}(\.[0-9]{1,9})?(e-?[0-9]{1,2})?$"},
    "gYear": {"type": "string", "pattern": "^[0-9]{4}$"},
    "gYearMonth": {"type": "string", "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])$"},
    "integer": {"type": "string", "pattern": "^-?[0-9]{1,15}$"},
    "iri": {"type": "string", "description": "An IRI, or a label that the graph knows."},
}
_ALL = "The value * asks of all together: groups of rows are not told apart by it."
_STATUSES = {
    400: "A parameter is missing, unknown or of the wrong type, or names nothing in the graph.",
    406: "None of the formats is acceptable.",
    503: "Too many queries are waiting; the header Retry-After says when to come back.",
    504: "The question took longer than the server allows.",
    507: "The question needs more memory, or its answer more room, than the server allows.",
}

_UNKNOWN = "Something that is named is not in the graph."
_SUPPOSING = {
    "without": "What counts no more: a source, claim, argument, actor or kind of evidence, or "
    "'unnamed' for all unnamed sources.",
    "doubt": "An actor whose word counts no more than the author's.",
    "restore": "What stays, of all that is taken away; a claim is granted.",
}


def document(
    questions: Sequence[Question], base: str, version: str, *, whatif: bool = True
) -> dict[str, Any]:
    """Return the document for the API below the URL `base`."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "claimgraph: stored questions",
            "version": version,
            "description": "Each question is a stored SPARQL query with its parameters.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": base.rstrip("/") or "/"}],
        "tags": [{"name": theme} for theme in dict.fromkeys(each.theme for each in questions)],
        "paths": {
            "/api/questions": {"get": _list()},
            **{
                f"/api/questions/{each.theme}/{each.name}": {"get": _get(each)}
                for each in questions
            },
            **({PATH: {"get": _whatif()}} if whatif else {}),
        },
        "components": {
            "schemas": {
                "Problem": _PROBLEM,
                "Rows": _ROWS,
                "Questions": _QUESTIONS,
                "WhatIf": _WHATIF,
            },
            "responses": {
                str(status): _refused(text)
                for status, text in (_STATUSES | {404: _UNKNOWN}).items()
            },
        },
    }


def _list() -> dict[str, Any]:
    return {
        "operationId": "questions",
        "summary": "All stored questions",
        "responses": {
            "200": {"description": "The questions.", "content": _content([JSON], "Questions")}
        },
    }


def _get(question: Question) -> dict[str, Any]:
    return {
        "operationId": question.name,
        "summary": question.summary,
        "description": question.description or question.summary,
        "tags": [question.theme],
        "parameters": [*map(_parameter, question.parameters), *_PAGES],
        "responses": {
            "200": {
                "description": "The answer: rows, or a graph.",
                "headers": _HEADERS,
                "content": _graphs() if question.is_graph else _tables(),
            },
            "304": {"description": "The client has this answer already (If-None-Match)."},
            **{str(status): {"$ref": f"#/components/responses/{status}"} for status in _STATUSES},
        },
    }


def _whatif() -> dict[str, Any]:
    return {
        "operationId": "whatif",
        "summary": "What would stand otherwise if some things counted no more",
        "description": "At least one of without, doubt and restore is given, and "
        f"{MOST} values in all at most.",
        "parameters": [
            *(
                {
                    "name": name,
                    "in": "query",
                    "description": text,
                    "schema": {
                        "type": "array",
                        "items": {"type": "string", "minLength": 1, "maxLength": LONGEST},
                        "maxItems": MOST,
                    },
                }
                for name, text in _SUPPOSING.items()
            ),
            {
                "name": "article",
                "in": "query",
                "description": "Only this article's claims.",
                "schema": _SCHEMAS["iri"],
            },
            {
                "name": "links",
                "in": "query",
                "description": "By what other articles say, too, as far as accepted links lead.",
                "schema": {"type": "boolean", "default": False},
            },
        ],
        "responses": {
            "200": {
                "description": "The claims that would stand otherwise, theses and pillars first.",
                "headers": {"ETag": _HEADERS["ETag"]},
                "content": {**_content([JSON], "WhatIf"), "text/html": {}},
            },
            "304": {"description": "The client has this answer already (If-None-Match)."},
            **{
                str(status): {"$ref": f"#/components/responses/{status}"}
                for status in (*_STATUSES, 404)
            },
        },
    }


def _tables() -> dict[str, Any]:
    return {**_content([JSON], "Rows"), **{each.media_type: {} for each in formats.RESULTS}}


def _graphs() -> dict[str, Any]:
    return {each.media_type: {} for each in formats.GRAPHS}


def _parameter(parameter: Parameter) -> dict[str, Any]:
    schema = _SCHEMAS.get(parameter.type, {"type": "string"})
    described = {
        "name": parameter.name,
        "in": "query",
        "required": parameter.required,
        "schema": schema,
    }
    if parameter.optional and parameter.type == "iri":
        described["schema"] = {**schema, "description": f"{schema['description']} {_ALL}"}
    if parameter.default is not None:
        is_truth = schema["type"] == "boolean"
        default = parameter.default in ("true", "1") if is_truth else parameter.default
        described["schema"] = {**schema, "default": default}
    return described


def _content(media_types: Iterable[str], schema: str) -> dict[str, Any]:
    return {name: {"schema": {"$ref": f"#/components/schemas/{schema}"}} for name in media_types}


def _refused(text: str) -> dict[str, Any]:
    return {"description": text, "content": _content([PROBLEM], "Problem")}


_PAGES = [
    {
        "name": "limit",
        "in": "query",
        "description": "How many rows at most; all without it. The header Link leads to the rest.",
        "schema": {"type": "integer", "minimum": 1, "maximum": MOST_ROWS},
    },
    {
        "name": "offset",
        "in": "query",
        "description": "How many rows to leave out at the head.",
        "schema": {"type": "integer", "minimum": 0, "maximum": MOST_ROWS, "default": 0},
    },
]
_HEADERS = {
    "Link": {"description": "The other pages (RFC 8288).", "schema": {"type": "string"}},
    "X-Total-Count": {
        "description": "How many rows there are in all.",
        "schema": {"type": "string", "pattern": "^[0-9]+$"},
    },
    "ETag": {"description": "The answer's validator.", "schema": {"type": "string"}},
}
_PROBLEM = {
    "type": "object",
    "description": "What is wrong and what to do (RFC 9457).",
    "required": ["title", "status", "detail"],
    "properties": {
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
    },
}
_ROWS = {
    "type": "object",
    "required": ["columns", "rows", "total", "offset", "limit"],
    "properties": {
        "columns": {"type": "array", "items": {"type": "string"}},
        "rows": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": {"type": ["string", "number", "boolean", "null"]},
            },
        },
        "total": {"type": "integer", "minimum": 0},
        "offset": {"type": "integer", "minimum": 0},
        "limit": {"type": ["integer", "null"], "minimum": 1},
    },
}
_STANDING = {
    "standing": {
        "enum": ["accepted", "contested", "defeated", "unsupported", "undecided", "withdrawn"]
    },
    **{name: {"type": "integer", "minimum": 0, "maximum": 4} for name in ("grade", "pro", "con")},
}
_WEIGHED = {"type": "object", "required": list(_STANDING), "properties": _STANDING}
_THINGS = {"type": "array", "items": {"type": "string"}}
_NAME = {"type": "string"}
_MAYBE = {"type": ["string", "null"]}
_WHATIF = {
    "type": "object",
    "required": ["table", "semantics", "article", "links", *_SUPPOSING, "claims", "changes"],
    "properties": {
        "table": _NAME,
        "semantics": _NAME,
        "article": _MAYBE,
        "links": {"type": "boolean"},
        **dict.fromkeys(_SUPPOSING, _THINGS),
        "claims": {"type": "integer", "minimum": 0},
        "changes": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["claim", "label", "article", "role", "before", "after", "chain"],
                "properties": {
                    "claim": _NAME,
                    "label": _NAME,
                    "article": _MAYBE,
                    "role": {"enum": ["thesis", "pillar", None]},
                    "before": _WEIGHED,
                    "after": _WEIGHED,
                    "chain": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["claim", "label", *_STANDING, "argument", "why"],
                            "properties": {
                                "claim": _NAME,
                                "label": _NAME,
                                **_STANDING,
                                "argument": _MAYBE,
                                "why": _NAME,
                            },
                        },
                    },
                },
            },
        },
    },
}
_QUESTIONS = {
    "type": "object",
    "required": ["questions"],
    "properties": {
        "questions": {
            "type": "array",
            "items": {
                "type": "object",
                "required": [
                    "theme",
                    "name",
                    "summary",
                    "description",
                    "tags",
                    "parameters",
                    "url",
                ],
                "properties": {
                    "theme": {"type": "string"},
                    "name": {"type": "string"},
                    "summary": {"type": "string"},
                    "description": {"type": "string"},
                    "url": {"type": "string", "format": "uri-reference"},
                    "tags": {"type": "array", "items": {"type": "string"}},
                    "parameters": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["name", "type", "required", "default"],
                            "properties": {
                                "name": {"type": "string"},
                                "type": {"type": "string"},
                                "required": {"type": "boolean"},
                                "default": {"type": ["string", "null"]},
                            },
                        },
                    },
                },
            },
        }
    },
}
