"""A graph in shards: compressed N-Quads of some hundreds of articles each, beside a manifest."""
