"""The server of Elasticsearch as Maven Central carries it, and a Java to run it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

# The newest that Maven Central carries for each Java that we meet.
VERSIONS = ((21, "9.2.0"), (17, "8.19.0"))
GROUP = "org/elasticsearch/distribution/integ-test-zip/elasticsearch"
PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:get"


class NoServer(Exception):
    """No server can run here; says what is missing."""


def java_and_version() -> tuple[Path, str]:
    """Return the home of the newest Java and the server that runs on it.

    Raises:
        NoServer: if no Java is new enough.
    """
    homes = [os.environ.get("ES_JAVA_HOME"), os.environ.get("JAVA_HOME")]
    if found := shutil.which("java"):
        homes.append(str(Path(found).resolve().parent.parent))
    homes += [str(path) for path in Path("/usr/lib/jvm").glob("*")]
    releases = [(_release(Path(home)), Path(home)) for home in homes if home]
    release, java = max(releases, default=(0, Path()))
    for least, version in VERSIONS:
        if release >= least:
            return java, version
    raise NoServer("Java 17 or newer is missing (Debian: openjdk-17-jre-headless)")


def _release(java: Path) -> int:
    """Return the release of *java*, or 0 where there is none."""
    file = java / "release"
    if not file.exists() or not (java / "bin" / "java").exists():
        return 0
    found = re.search(r'^JAVA_VERSION="(\d+)', file.read_text(), re.MULTILINE)
    return int(found[1]) if found else 0


def server_zip(version: str) -> Path:
    """Return the server of *version*, fetched by Maven if it is not there yet.

    Raises:
        NoServer: if Maven is missing or cannot fetch it.
    """
    name = f"elasticsearch-{version}.zip"
    repository = Path.home() / ".m2" / "repository"
    file = repository / GROUP / version / name
    if not file.exists():
        maven = shutil.which("mvn")
        if maven is None:
            raise NoServer("Maven is missing (Debian: apt-get install maven)")
        artifact = GROUP.rsplit("/", 1)[0].replace("/", ".")
        fetch = [maven, "-q", "-B", f"-Dmaven.repo.local={repository}", PLUGIN]
        fetch.append("-Dtransitive=false")
        fetch.append(f"-Dartifact={artifact}:elasticsearch:{version}:zip")
        done = subprocess.run(fetch, capture_output=True, text=True, check=False)
        if done.returncode != 0 or not file.exists():
            raise NoServer(f"Maven cannot fetch {name}: {done.stdout[-800:]}")
    return file


def unpacked(archive: Path, home: Path) -> Path:
    """Unpack *archive* into *home*; return the server's folder."""
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(home)
    server = next(home.glob("elasticsearch-*"))
    # zipfile forgets which files are programs.
    for program in (server / "bin").iterdir():
        program.chmod(0o755)
    return server
