"""The graph over HTTP: a SPARQL endpoint, and the stored questions as an API."""
