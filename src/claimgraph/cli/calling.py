"""Says in a line what is wrong with a call: the verb, the option or argument, what to do."""

from __future__ import annotations

import re
from typing import Any

from claimgraph import alike

# So many of what can be given are listed.
_LISTED = 12


def told(error: Any) -> str:
    """Return the line for an error of typer's; of an unknown kind, its own words."""
    kind = type(error).__name__
    context: Any = getattr(error, "ctx", None)
    verb = getattr(context, "command_path", "claimgraph")
    match kind:
        case "NoSuchOption":
            return _unknown_option(error, verb)
        case "BadOptionUsage":
            return _ill_used_option(error)
        case "MissingParameter":
            return _missing(error, verb)
        case "BadParameter":
            return _bad_value(error)
    message: str = error.format_message()
    if unknown := re.match(r"No such command '(.*?)'\.", message, re.DOTALL):
        return _unknown_verb(unknown[1], context, verb)
    if extra := re.match(r"Got unexpected extra arguments?(?:\(s\))? \((.*)\)", message, re.DOTALL):
        return f"'{verb}' takes no further argument: leave out '{extra[1]}'"
    if message.startswith("Missing command"):
        return f"'{verb}' needs a verb: choose from {_listed(context.command.commands)}"
    return message


def _unknown_verb(name: str, context: Any, verb: str) -> str:
    known = context.command.commands
    near = alike.nearest(name, known, 3)
    nearest = f" (nearest: {', '.join(near)})" if near else ""
    return f"'{verb}' has no verb '{name}'{nearest}: '{verb} --help' lists them"


def _unknown_option(error: Any, verb: str) -> str:
    name = error.option_name
    known = [one for param in error.ctx.command.params for one in param.opts if one[:1] == "-"]
    near = alike.nearest(name.lstrip("-"), [one.lstrip("-") for one in known if one[:2] == "--"], 3)
    nearest = f" (nearest: {', '.join(f'--{one}' for one in near)})" if near else ""
    return f"'{verb}' has no option '{name}'{nearest}: '{verb} --help' lists them"


def _ill_used_option(error: Any) -> str:
    if "does not take" in error.format_message():
        return f"{error.option_name} takes no value: leave out '=' and what follows"
    context = error.ctx
    params = context.command.params if context else []
    named = [param for param in params if error.option_name in param.opts]
    shown = f": write {error.option_name} {_metavar(named[0])}" if named else ""
    return f"{error.option_name} needs a value{shown}"


def _missing(error: Any, verb: str) -> str:
    param = error.param
    if param.param_type_name == "option":
        helped = f" ({param.help.rstrip('.')})" if param.help else ""
        return f"'{verb}' needs {param.opts[0]} {_metavar(param)}{helped}"
    if choices := [one.value for one in param.shell_complete(error.ctx, "") if one.type == "plain"]:
        return f"'{verb}' needs {_metavar(param)}: choose from {_listed(choices)}"
    return f"'{verb}' needs {_metavar(param)}: {(param.help or 'give one').rstrip('.')}"


def _bad_value(error: Any) -> str:
    param = error.param
    name = param.opts[0] if param.param_type_name == "option" else _metavar(param)
    if choice := re.search(r"'(.*)' is not one of (.*)\.", error.message, re.DOTALL):
        return f"{name}: {_choice(choice[1], choice[2])}"
    return f"{name}: {_reason(error.__cause__) or error.message}"


def _choice(value: str, listed: str) -> str:
    choices = re.findall(r"'([^']*)'", listed)
    near = alike.nearest(value, choices)
    nearest = f" (nearest: {near[0]})" if near else ""
    return f"'{value}' is not a choice{nearest}: choose from {', '.join(choices)}"


def _reason(cause: Any) -> str:
    """Return what is wrong with a value, from the error that typer has from pydantic."""
    errors = getattr(cause, "errors", None)
    if errors is None:
        return ""
    first = errors()[0]
    value, limits = first.get("input"), first.get("ctx", {})
    kind: str = first["type"]
    if "expected" in limits:
        return _choice(str(value), str(limits["expected"]))
    bounds = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than"}
    for limit, word in bounds.items():
        if limit in limits:
            return f"{value} is out of bounds: give {word} {limits[limit]}"
    if kind.startswith(("int", "float", "finite")):
        number = "a whole number" if kind.startswith("int") else "a number"
        return f"'{value}' is not {number}: give one"
    said = re.sub(r"^(Value|Assertion) error, ", "", str(first["msg"]))
    return f"'{value}': {said[:1].lower()}{said[1:]}"


def _metavar(param: Any) -> str:
    return str(param.metavar or param.name.upper()).strip("[].")


def _listed(names: Any) -> str:
    some = list(names)
    more = f" … ({len(some)} in all)" if len(some) > _LISTED else ""
    return ", ".join(some[:_LISTED]) + more
