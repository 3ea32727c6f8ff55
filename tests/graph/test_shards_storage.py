"""Articles and shards in an object store: those of the disk, byte for byte."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import fsspec
import pytest
import s3fs
from moto.server import ThreadedMotoServer

from claimgraph.cli import main
from claimgraph.errors import ProjectError, UsageError
from claimgraph.graph import canonical
from claimgraph.graph.shards import making, reading, storage
from claimgraph.graph.shards.storage import Folder
from claimgraph.graph.stores.disk import OnDisk

pytestmark = [
    pytest.mark.slow,
    # botocore's own, and sockets of the server in this process.
    pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning"),
]
CAPTURES = Path(__file__).parents[1] / "captures"
TURTLE = "<https://example.org/{0}> <https://example.org/has> [ <https://example.org/is> '{0}' ] ."


@pytest.fixture(scope="module")
def server():
    running = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    running.start()
    yield "http://{}:{}".format(*running.get_host_and_port())
    running.stop()


@pytest.fixture
def bucket(server, monkeypatch):
    """A bucket of the local S3 that the environment leads to, empty."""
    for name, value in {
        "AWS_ENDPOINT_URL": server,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    s3fs.S3FileSystem.clear_instance_cache()
    system = fsspec.filesystem("s3")
    if system.exists("library"):
        system.rm("library", recursive=True)
    system.mkdir("library")
    return system


@pytest.fixture
def project(tmp_path, bucket):
    """A project on disk and in the bucket: two articles in Turtle, one in YAML beside its text."""
    root = tmp_path / "project"
    shutil.copytree(CAPTURES / "night-buses", root)
    capture = root / "data" / "night-buses" / "capture.yaml"
    for path in capture.parent.glob("*.ttl"):
        path.unlink()
    shutil.copy(CAPTURES / "yaml" / "night-buses.yaml", capture)
    for name in ("one", "two"):
        (root / "data" / name).mkdir()
        (root / "data" / name / "a.ttl").write_text(TURTLE.format(name), encoding="utf-8")
    bucket.put(str(root), "library/project", recursive=True)
    bucket.pipe_file("library/project/notes/data/not-ours.ttl", b"is not read")
    return root


def bytes_of(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def in_bucket(bucket, name):
    bucket.invalidate_cache()
    return {path.rpartition("/")[2]: bucket.cat_file(path) for path in bucket.find(name)}


def made(source, to, **options):
    home, files = storage.chosen([Path(source)], False)
    return making.make(files, storage.folder(Path(to)), source=home, each=2, **options)


def test_shards_in_the_store_are_those_of_the_disk(project, bucket, tmp_path):
    made(project, tmp_path / "shards")
    limited = {"seconds": 60, "memory": 1 << 30}
    done = made("s3://library/project", "s3://library/shards", **limited)
    assert in_bucket(bucket, "library/shards") == bytes_of(tmp_path / "shards")
    assert done.made == len(done.manifest.shards) > 1
    # From one to the other, either way.
    made(project, "s3://library/of-disk")
    assert in_bucket(bucket, "library/of-disk") == bytes_of(tmp_path / "shards")
    made("s3://library/project", tmp_path / "of-bucket")
    assert bytes_of(tmp_path / "of-bucket") == bytes_of(tmp_path / "shards")


def test_shards_in_the_store_are_resumed(project, bucket):  # noqa: ARG001
    source, to = "s3://library/project", "s3://library/shards"
    first = made(source, to).manifest
    before = in_bucket(bucket, "library/shards")
    assert made(source, to, resume=True).made == 0
    bucket.rm_file(f"library/shards/{first.shards[0].file}")
    assert made(source, to, resume=True).made == 1
    assert in_bucket(bucket, "library/shards") == before
    bucket.pipe_file("library/project/data/one/a.ttl", TURTLE.format("other").encode())
    assert made(source, to, resume=True).made == 1
    # What the capture is read beside.
    bucket.pipe_file("library/project/data/registry/more.ttl", TURTLE.format("more").encode())
    assert made(source, to, resume=True).made >= 1


def test_a_store_on_disk_is_loaded_from_it(project, bucket, tmp_path, monkeypatch, capfd):  # noqa: ARG001
    monkeypatch.chdir(tmp_path)
    for arguments in (
        ("--shards", "s3://library/shards", "s3://library/project"),
        ("--from-shards", "s3://library/shards", "--store", "kept"),
        ("--store", "other", "project"),
    ):
        monkeypatch.setattr(sys, "argv", ["claimgraph", "load", *arguments])
        assert main() == 0
    told = capfd.readouterr().err.splitlines()
    assert told[0].endswith("graphs written to s3://library/shards as 1 shard")
    kept, other = (OnDisk(tmp_path / name).quads() for name in ("kept", "other"))
    assert canonical.n_quads(kept) == canonical.n_quads(other)


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("--shards", "new", "s3://library/nothing"), "s3://library/nothing: no project here: "),
        (("--shards", "new", "s3://nowhere/at-all"), "s3://nowhere/at-all: "),
        (("--shards", "new", "s3://library/project", "."), "a project in an object store is read"),
        (("--from-shards", "s3://library/none", "--store", "s"), "s3://library/none: no shards"),
        (("--shards", "new", "unheard://library"), "unheard://library: cannot be reached"),
        (("--shards", "new", "gs://library/project"), "gs://library/project: needs fsspec and"),
    ],
)
def test_what_cannot_be_read_is_told_in_a_line(
    arguments, line, project, tmp_path, monkeypatch, capfd  # noqa: ARG001
):  # fmt: skip
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["claimgraph", "load", *arguments])
    assert main() == 2
    told, complained = capfd.readouterr()
    assert told == ""
    assert complained.startswith(f"claimgraph: {line}")
    assert complained.count("\n") == 1


@pytest.mark.parametrize("name", ["data/../../a.ttl", "data/one/../../../a.ttl"])
def test_a_name_that_leads_out_is_not_read(name, project, bucket, tmp_path):  # noqa: ARG001
    bucket.call_s3("put_object", Bucket="library", Key=f"project/{name}", Body=b"")
    made("s3://library/project", tmp_path / "shards")
    assert not (tmp_path.parent / "a.ttl").exists()
    manifest = reading.opened(Folder(tmp_path / "shards"))
    assert "https://w3id.org/claimgraph/graph/a" not in manifest.graphs


def test_paths_on_disk_stay_paths(tmp_path):
    for path in (tmp_path, Path("data"), Path("s3"), Path("./a:b/c"), Path("C:/data")):
        assert storage.folder(path) == Folder(path)
    assert storage.folder(Path("s3://a/b")).address == "s3://a/b"
    with pytest.raises((ProjectError, UsageError)):
        storage.chosen([Path("s3://a/b"), tmp_path], False)
