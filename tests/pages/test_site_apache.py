"""The rules that a site brings for Apache, followed by Apache itself.

Run by `make test-browser`, with Debian's apache2.
"""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import pytest
from published import PREFIXES, edition

import servers
from claimgraph.pages import build as site

pytestmark = pytest.mark.browser
MODULES = "/usr/lib/apache2/modules"
LOADED = ("mpm_event", "authz_core", "mime", "dir", "negotiation", "rewrite", "headers")
# A capital, a letter of another script, a dot: names that no file has as they are.
ODD = """
id:Ann a cg:Person ; rdfs:label "Ann" .
id:Café a cg:Group .
<https://w3id.org/claimgraph/id/v1.2> a cg:Group .
"""


@contextmanager
def apache(folders, home):
    """Serve folders, each on a port of its own, by one Apache that heeds their .htaccess."""
    lines = [
        f"ServerRoot {home}",
        f"PidFile {home}/pid",
        f"ErrorLog {home}/errors",
        "ServerName localhost",
        "TypesConfig /dev/null",
        *(f"LoadModule {name}_module {MODULES}/mod_{name}.so" for name in LOADED),
        *(["User www-data", "Group www-data"] if os.geteuid() == 0 else []),
    ]
    for port, folder in folders.items():
        lines += [
            f"Listen 127.0.0.1:{port}",
            f"<VirtualHost 127.0.0.1:{port}>",
            f"DocumentRoot {folder}",
            f"<Directory {folder}>",
            "AllowOverride All",
            "Options +FollowSymLinks",
            "Require all granted",
            "</Directory>",
            "</VirtualHost>",
        ]
    (home / "httpd.conf").write_text("\n".join(lines) + "\n", encoding="utf-8")
    program = shutil.which("apache2", path=f"{os.environ['PATH']}:/usr/sbin")
    assert program, "apache2 is missing: .ci/install-browser installs it"
    command = [program, "-f", str(home / "httpd.conf"), "-D", "FOREGROUND"]
    with servers.Program(command, min(folders), home):
        yield


@pytest.fixture(scope="module")
def hosts():
    """The addresses of a site, and of a host like w3id.org that leads to it."""
    with TemporaryDirectory(prefix="claimgraph-apache-") as name:
        home = Path(name)
        # Apache's own user is to read the files.
        home.chmod(0o755)
        data = home / "town" / "data" / "town" / "town.ttl"
        data.parent.mkdir(parents=True)
        data.write_text(PREFIXES + ODD, encoding="utf-8")
        ports = servers.free_port(), servers.free_port()
        address = f"http://127.0.0.1:{ports[0]}/"
        site.build(edition(home / "town", base=address), home / "site")
        (home / "w3id" / "claimgraph").mkdir(parents=True)
        shutil.copy(home / "site" / "w3id" / ".htaccess", home / "w3id" / "claimgraph")
        with apache({ports[0]: home / "site", ports[1]: home / "w3id"}, home):
            yield address, f"http://127.0.0.1:{ports[1]}/claimgraph/"


@pytest.mark.parametrize("which", [0, 1], ids=["own", "w3id"])
@pytest.mark.parametrize(
    ("accept", "suffix", "kind"),
    [
        ("text/turtle, */*;q=0.1", "ttl", "text/turtle; charset=utf-8"),
        ("application/ld+json", "jsonld", "application/ld+json"),
        ("application/n-triples", "nt", "application/n-triples"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "html", "text/html"),
        ("*/*", "html", "text/html"),
    ],
)
@pytest.mark.parametrize("name", ["id/Ann", "id/Caf%C3%A9", "id/v1.2", "ontology", "shapes"])
def test_apache_leads_from_a_thing_to_what_is_accepted(hosts, which, name, accept, suffix, kind):
    """303 to the page or the data, which is there, of its media type."""
    answer = httpx.get(hosts[which] + name, headers={"Accept": accept})
    assert answer.status_code == 303
    target = answer.headers["Location"]
    assert target.startswith(hosts[0])
    assert target.endswith(f".{suffix}")
    found = httpx.get(target)
    assert found.status_code == 200
    # Apache has been told no types but those of the site, and leaves HTML to be guessed.
    if suffix != "html":
        assert found.headers["Content-Type"] == kind
        assert "Accept" in found.headers["Vary"]
        assert found.headers["Access-Control-Allow-Origin"] == "*"


def test_what_is_nowhere_is_not_found(hosts):
    """A file that is not there is not led on for ever."""
    assert httpx.get(hosts[0] + "id/nobody.ttl").status_code == 404
    assert httpx.get(hosts[0] + "id/nobody", follow_redirects=True).status_code == 404
