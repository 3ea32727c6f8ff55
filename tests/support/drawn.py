"""What tests of pictures share: the article made up for them, and what a picture says and links."""

from __future__ import annotations

import importlib
from functools import cache
from pathlib import Path
from xml.etree import ElementTree as ET

from rdflib import Dataset, Namespace

import claimgraph
from claimgraph import vocab

HERE = Path(__file__).parents[1]
BRIDGE = "https://w3id.org/claimgraph/article/bridge/"
B = Namespace(BRIDGE)
CG = Namespace(vocab.CG)
ID = Namespace(vocab.ID)


@cache
def bridge() -> Dataset:
    """Return the article made up for these tests (`tests/pictures`)."""
    return claimgraph.open(HERE / "pictures").graph


def parsed(picture: str) -> ET.Element:
    return ET.fromstring(picture.replace(' xmlns="http://www.w3.org/2000/svg"', ""))


def links(picture: str) -> set[str]:
    """Return the things that a picture leads to, by the ends of their IRIs."""
    return {a.get("href").removeprefix(BRIDGE) for a in parsed(picture).iter("a")}


def words(picture: str) -> str:
    """Return all that is written in a picture, lines joined."""
    return " ".join(text.text or "" for text in parsed(picture).iter("text"))


def classes(picture: str, link: str) -> set[str]:
    """Return the classes of all that is drawn within the link to one thing."""
    found = [a for a in parsed(picture).iter("a") if a.get("href") == BRIDGE + link]
    return {name for a in found for one in a.iter() for name in one.get("class", "").split()}


def titles(picture: str) -> list[str]:
    return [title.text or "" for title in parsed(picture).iter("title")]


def module(name: str):
    return importlib.import_module(f"claimgraph.pictures.{name}")
