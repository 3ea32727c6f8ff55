"""RDF: files, Turtle text, stores; knows nothing of claims."""
