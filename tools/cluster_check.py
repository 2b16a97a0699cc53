"""Kill the node that holds the index while citizens ask; count what comes of it.

`make cluster-check` starts three nodes of Elasticsearch on loopback, builds the
starter catalogue with one replica, and asks 1,000 questions from four threads. In the
middle it ends the node with the primary shard as a power cut would. It exits 1 when a
question fails, is answered by the snapshot, or ranked otherwise than without a
cluster. Only loopback, only processes that it started.
"""

from __future__ import annotations

import argparse
import itertools
import logging
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from search_index.builds import build_index, load
from search_index.catalogue_files import load_procedures
from search_index.encoder import encoder_or_none
from search_index.engines.base import Candidates, EngineUnavailable, Query, SearchEngine
from search_index.engines.beside import engine_of
from search_index.engines.elasticsearch_client import connect
from search_index.engines.embedded import EmbeddedEngine
from search_index.engines.settings import ElasticsearchSettings, search_settings
from search_index.index import Index
from search_index.language import load_language
from search_index.phrasings import load_phrasings
from tools.elasticsearch import Node, NoServer, NotHealthy, elasticsearch, search_url
from tools.system import ROOT
from vietnamese.marks import Marks

THREADS = 4
CATALOGUE = ROOT / "catalogue"


@dataclass
class Watched:
    """An engine whose answers are counted: all others come from the snapshot."""

    engine: SearchEngine
    failures: list[str] = field(default_factory=list)
    answered: list[int] = field(default_factory=list)

    @property
    def size(self) -> int:
        """The number of rows."""
        return self.engine.size

    def search(self, query: Query, depth: int) -> Candidates:
        """Ask; keep what a failure says."""
        try:
            found = self.engine.search(query, depth)
        except EngineUnavailable as exc:
            self.failures.append(str(exc))
            raise
        # Appending is one step; threads need no lock for it.
        self.answered.append(len(found.by_words.rows))
        return found


@dataclass
class Outcome:
    """What came of the questions: rankings by number, times, errors."""

    rankings: dict[int, list[str]] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def main() -> int:
    """Run the check; return the exit code."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--searches", type=int, default=1000)
    options.add_argument("--heap", default="400m", help="of each node")
    chosen = options.parse_args()
    logging.basicConfig(level=logging.WARNING)
    print("starting three nodes, about half a minute …", flush=True)
    try:
        with (
            elasticsearch(3, chosen.heap) as nodes,
            tempfile.TemporaryDirectory(prefix="cluster-check-") as home,
        ):
            return run(nodes, Path(home), chosen.searches)
    except (NoServer, NotHealthy) as exc:
        print(exc, file=sys.stderr)
        return 1


def run(nodes: list[Node], home: Path, count: int) -> int:
    """Build, ask, kill, compare."""
    cluster = search_settings(f"{search_url(nodes)}?replicas=1")
    assert cluster is not None
    language = load_language(CATALOGUE / "language")
    procedures = load_procedures(CATALOGUE / "procedures")
    phrasings = load_phrasings(CATALOGUE / "phrasings", procedures).by_id
    encoder = encoder_or_none(ROOT / "models" / "encoder")
    started = time.monotonic()
    build = build_index(procedures, phrasings, home, language, encoder, cluster)
    meaning = "with" if encoder else "without"
    print(
        f"{len(procedures)} procedures built {meaning} vectors"
        f" in {time.monotonic() - started:.1f} s",
        flush=True,
    )
    snapshot = load(build, language, encoder)
    watched = Watched(_engine(build, cluster))
    words = EmbeddedEngine.load(build)
    marks = Marks.load(build)
    index = Index(procedures, words, language, encoder, watched, marks=marks)
    texts = [text for texts in phrasings.values() for text in texts]
    questions = [texts[place % len(texts)] for place in range(0, 7 * count, 7)]
    victim = primary(cluster, nodes)
    outcome = ask(index, questions, victim)
    return report(outcome, watched, snapshot, questions)


def _engine(build: Path, cluster: ElasticsearchSettings) -> SearchEngine:
    engine = engine_of(build, cluster)
    assert engine is not None
    return engine


def primary(cluster: ElasticsearchSettings, nodes: list[Node]) -> Node:
    """Return the node that holds the primary shard."""
    told = connect(cluster).search_shards(index=cluster.prefix)
    (copies,) = told["shards"]
    holder = next(copy["node"] for copy in copies if copy["primary"])
    name = told["nodes"][holder]["name"]
    return next(node for node in nodes if node.name == name)


def ask(index: Index, questions: list[str], victim: Node) -> Outcome:
    """Ask *questions* from several threads; kill *victim* after half of them."""
    outcome, lock = Outcome(), threading.Lock()
    numbers = itertools.count()

    def citizen() -> None:
        while (number := next(numbers)) < len(questions):
            if number == len(questions) // 2:
                victim.kill()
                print(f"  killed {victim.name} after {number} searches", flush=True)
            begun = time.monotonic()
            try:
                found = index.search(questions[number])
            except Exception as exc:  # noqa: BLE001 (whatever it is, it is counted)
                with lock:
                    outcome.errors.append(repr(exc))
                continue
            seconds = time.monotonic() - begun
            with lock:
                outcome.rankings[number] = [hit.procedure.id for hit in found]
                outcome.seconds.append(seconds)

    threads = [threading.Thread(target=citizen) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcome


def report(
    outcome: Outcome, watched: Watched, snapshot: Index, questions: list[str]
) -> int:
    """Print what came of it and whether that is as promised."""
    different = [
        number
        for number, ranking in sorted(outcome.rankings.items())
        if ranking != [hit.procedure.id for hit in snapshot.search(questions[number])]
    ]
    times = sorted(1000 * seconds for seconds in outcome.seconds)
    by_snapshot = len(outcome.rankings) - len(watched.answered)
    print(
        f"answered: {len(outcome.rankings)}   failed: {len(outcome.errors)}"
        f"   by the snapshot: {by_snapshot}"
        f"   ranked otherwise: {len(different)}"
    )
    print(
        f"p50 {times[len(times) // 2]:.1f} ms   p95 {times[len(times) * 95 // 100]:.1f}"
        f" ms   max {times[-1]:.0f} ms"
    )
    for said in dict.fromkeys(outcome.errors + watched.failures):
        print(f"  {said}")
    for number in different[:5]:
        print(f"  ranked otherwise: {questions[number]}")
    lost = len(questions) - len(outcome.rankings)
    return 1 if lost or by_snapshot or different else 0


if __name__ == "__main__":
    sys.exit(main())
