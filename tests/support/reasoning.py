"""Two reasoners of different make, asked whether a graph can be true: a tableau for OWL 2 DL, and
the rules of OWL 2 RL."""

from pathlib import Path
from tempfile import TemporaryDirectory

import owlrl
from hermit import Reasoner
from hermit.model import AtomicConcept
from hermit.parser import load_ontology
from hermit.structural.owl_clausification import OWLClausification
from hermit.structural.owl_normalization import OWLNormalization
from rdflib import OWL, RDF, Graph, URIRef
from rdflib.term import Node

ERROR = URIRef("http://www.daml.org/2002/03/agents/agent-ont#error")


def tableau(graph: Graph) -> Reasoner:
    """Return HermiT's port to Python, loaded with the graph (the file it reads is RDF/XML)."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "ontology.owl")
        graph.serialize(path, format="xml", encoding="utf-8")
        axioms = load_ontology(str(path))
    return Reasoner(OWLClausification().clausify(OWLNormalization().process_ontology(axioms)))


def consistent(graph: Graph) -> bool:
    """Tell whether the graph has a model under the direct semantics of OWL 2 DL."""
    return bool(tableau(graph).is_consistent())


def unsatisfiable(graph: Graph) -> list[Node]:
    """Return the named classes that can have no member, sorted."""
    reasoner = tableau(graph)
    return sorted(
        one
        for one in graph.subjects(RDF.type, OWL.Class)
        if isinstance(one, URIRef) and not reasoner.is_satisfiable(AtomicConcept.create(str(one)))
    )


def contradictions(graph: Graph) -> list[str]:
    """Return what the rules of OWL 2 RL find contradictory, in the reasoner's words."""
    closure = Graph() + graph
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(closure)
    return sorted(str(error) for error in closure.objects(None, ERROR))
