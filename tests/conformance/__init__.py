"""The W3C's test suites, run through claimgraph; `python -m conformance` prints how they went."""
