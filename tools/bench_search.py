"""Time searches of both engines at two sizes: `make bench-search RECORDS=…`.

The real catalogue, and 100,000 procedures generated from it: names and phrasings with
a number of a made-up place in them, vectors moved a little. For each engine: build
time, size, memory, and p50, p95, p99 of a search, encoder included, one and eight at
a time.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec
import numpy as np

from search_index.answerable import answerable_or_none
from search_index.documents import Parts, assemble
from search_index.elsewhere import read_elsewhere
from search_index.encoder import Encoder
from search_index.engines.base import SearchEngine
from search_index.engines.elasticsearch import engine_of
from search_index.engines.elasticsearch_build import ElasticsearchBuild
from search_index.engines.embedded import EmbeddedEngine
from search_index.engines.settings import ElasticsearchSettings
from search_index.index import Index
from search_index.language import Language, load_language
from search_index.phrasings import load_phrasings
from search_index.procedure import Procedure
from tools.elasticsearch import NoServer, elasticsearch
from tools.relevance.catalogue import national
from tools.relevance.judged import read_judged

ROOT = Path(__file__).resolve().parent.parent
QUESTIONS = ROOT / "tests" / "relevance" / "questions.tsv"
ENCODER = ROOT / "models" / "encoder"
MANY = 100_000
SEARCHES = 600
AT_ONCE = (1, 8)
NOISE = 0.04


@dataclass(frozen=True)
class Corpus:
    """Records, and what their index is made of."""

    procedures: Sequence[Procedure]
    parts: Parts


def main() -> int:
    """Build each size, time each engine."""
    options = _options()
    language = load_language(ROOT / "catalogue" / "language")
    encoder = Encoder.load(ENCODER)
    questions = [one.text for one in read_judged(QUESTIONS, "dev")]
    small = _real(options.records, language, encoder)
    print(f"{'engine':14} {'records':>8} {'build s':>8} {'MB disk':>8} {'MB RSS':>7}"
          f"  at once: p50 / p95 / p99 ms", flush=True)  # fmt: skip
    with ExitStack() as kept:
        cluster = None
        try:
            nodes = kept.enter_context(elasticsearch(heap="1g"))
            cluster = ElasticsearchSettings((f"http://127.0.0.1:{nodes[0].port}",))
        except NoServer as exc:
            print(f"no Elasticsearch here: {exc}")
        for make in (lambda: small, lambda: _many(small, options.many)):
            corpus = make()
            _bench(corpus, cluster, language, encoder, questions)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=Path, required=True)
    parser.add_argument("--many", type=int, default=MANY)
    return parser.parse_args()


def _real(records: Path, language: Language, encoder: Encoder) -> Corpus:
    procedures = national(records, ROOT / "catalogue")
    said = load_phrasings(ROOT / "catalogue" / "phrasings", procedures).by_id
    known = read_elsewhere(ROOT / "catalogue" / "elsewhere")
    return Corpus(procedures, assemble(procedures, said, language, encoder, known))


def _many(real: Corpus, count: int) -> Corpus:
    """Return *count* records like the real ones, each with a word of its own."""
    rng = np.random.default_rng(7)
    rows = rng.integers(len(real.procedures), size=count)
    procedures, documents = [], []
    for number, row in enumerate(rows.tolist()):
        own = f"noi{number % 9973}"
        one = real.procedures[row]
        procedures.append(
            msgspec.structs.replace(
                one, id=f"p-{number}", code=None, name=f"{one.name} {own}", aliases=()
            )
        )
        documents.append(
            {
                field: type(views)(
                    (*views.folded, own), (*views.accented, own), views.pairs
                )
                for field, views in real.parts.documents[row].items()
            }
        )
    vectors = real.parts.vectors[rows]
    vectors = vectors + rng.normal(0, NOISE, vectors.shape).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return Corpus(procedures, replace(real.parts, documents=documents, vectors=vectors))


def _bench(
    corpus: Corpus,
    cluster: ElasticsearchSettings | None,
    language: Language,
    encoder: Encoder,
    questions: Sequence[str],
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        started = time.perf_counter()
        engine = EmbeddedEngine.build(corpus.parts.documents, corpus.parts.vectors)
        engine.save(folder)
        took = time.perf_counter() - started
        size = sum(file.stat().st_size for file in folder.iterdir()) / 1e6
        index = _index(corpus, engine, language, encoder)
        _line("embedded", corpus, took, size, index, questions)
        if cluster is None:
            return
        started = time.perf_counter()
        beside = ElasticsearchBuild(cluster, f"bench-{len(corpus.procedures)}")
        beside.create(corpus.parts.documents, corpus.parts.vectors, engine, folder)
        took = time.perf_counter() - started
        there = _index(corpus, engine, language, encoder, engine_of(folder, cluster))
        _line("elasticsearch", corpus, took, 0.0, there, questions)
        beside.drop()


def _index(
    corpus: Corpus,
    words: EmbeddedEngine,
    language: Language,
    encoder: Encoder,
    engine: SearchEngine | None = None,
) -> Index:
    """Return what serves citizens: all that is loaded with a build, and the models."""
    return Index(
        corpus.procedures,
        words,
        language,
        encoder,
        engine,
        answerable_or_none(ENCODER),
        corpus.parts.elsewhere,
        corpus.parts.marks,
    )


def _line(
    name: str,
    corpus: Corpus,
    took: float,
    size: float,
    index: Index,
    questions: Sequence[str],
) -> None:
    told = []
    for at_once in AT_ONCE:
        times = _timed(index, questions, at_once)
        p50, p95, p99 = (np.percentile(times, p) for p in (50, 95, 99))
        told.append(f"{at_once}: {p50:.2f} / {p95:.2f} / {p99:.2f}")
    rss = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    state = index.engine_state()
    print(
        f"{name:14} {len(corpus.procedures):8,} {took:8.1f} {size:8.1f} {rss:7.0f}"
        f"  {'   '.join(told)}" + ("" if state == name else f"   ({state})"),
        flush=True,
    )


def _timed(index: Index, questions: Sequence[str], at_once: int) -> list[float]:
    """Return the milliseconds of SEARCHES searches, *at_once* at a time."""
    for text in questions[:20]:
        index.search(text)
    times: list[float] = []
    turns = iter(range(SEARCHES))
    lock = threading.Lock()

    def work() -> None:
        while True:
            with lock:
                turn = next(turns, None)
            if turn is None:
                return
            started = time.perf_counter()
            index.search(questions[turn % len(questions)])
            times.append(1000 * (time.perf_counter() - started))

    threads = [threading.Thread(target=work) for _ in range(at_once)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times


if __name__ == "__main__":
    sys.exit(main())
