"""Which queries are known to be dear, and for how long."""

from claimgraph.servers.http import engine
from claimgraph.servers.http.messages import Job


def test_a_job_is_known_until_it_is_forgotten():
    """The same query on the same dataset is known; another dataset is another job."""
    known = engine.Dear()
    job = Job("ASK {}", default_graphs=("http://e/g",))
    assert job not in known
    known.add(job)
    assert Job("ASK {}", default_graphs=("http://e/g",)) in known
    assert Job("ASK {}") not in known
    known.discard(job)
    assert job not in known


def test_a_job_gets_another_chance(monkeypatch):
    """After a while a query counts as any other: what was dear may have been bad luck."""
    now = [1000.0]
    monkeypatch.setattr(engine.time, "monotonic", lambda: now[0])
    known = engine.Dear()
    known.add(Job("ASK {}"))
    now[0] += 59
    assert Job("ASK {}") in known
    now[0] += 2
    assert Job("ASK {}") not in known


def test_not_everything_is_kept(monkeypatch):
    """Nobody can fill the memory with dear queries: the oldest are forgotten."""
    monkeypatch.setattr(engine, "_MOST", 3)
    known = engine.Dear()
    jobs = [Job(f"ASK {{ ?s ?p {n} }}") for n in range(5)]
    for job in jobs:
        known.add(job)
    assert [job in known for job in jobs] == [False, False, True, True, True]
