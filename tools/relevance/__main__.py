"""Measure how well the right procedure is found: `make relevance RECORDS=…`.

Over the judged questions of tests/relevance/, one half of them, on the national
catalogue with our own records over it: recall at 1, 4 and 10 and mean reciprocal
rank, as written and spoilt; what each part of the ranking contributes; and how many
questions that the catalogue does not answer are answered all the same.
"""

from __future__ import annotations

import argparse
import contextlib
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from actions.certainty import Verdict, judge
from evaluation.shares import NOT_FOUND, mean_reciprocal_rank, recall, share
from evaluation.spoil import Spoiler, folded, misspelt, phone_typist, shorts_of
from search_index.answerable import answerable_or_none
from search_index.builds import build_index, load
from search_index.catalogue_files import load_typed
from search_index.elsewhere import read_elsewhere
from search_index.encoder import Encoder
from search_index.engines.settings import ElasticsearchSettings
from search_index.index import Index
from search_index.language import Language, load_language
from search_index.phrasings import load_phrasings
from search_index.procedure import Procedure
from search_index.ranking import WEIGHTS, Weights
from tools.elasticsearch import NoServer, elasticsearch
from tools.relevance.catalogue import national
from tools.relevance.judged import HALVES, Judged, read_judged, read_unanswerable

ROOT = Path(__file__).resolve().parent.parent.parent
JUDGED = ROOT / "tests" / "relevance"
DEPTH = 50
REFUSED_AT_MOST = 0.05


def say(text: str = "") -> None:
    """Print a line at once."""
    print(text, flush=True)


def main() -> int:
    """Build, ask, print."""
    options = _options()
    procedures = national(options.records, options.catalogue)
    language = load_language(options.catalogue / "language")
    encoder = Encoder.load(options.encoder)
    said = load_phrasings(options.catalogue / "phrasings", procedures).by_id
    with contextlib.ExitStack() as kept:
        folder = Path(kept.enter_context(tempfile.TemporaryDirectory()))
        cluster = None
        if options.elasticsearch:
            nodes = kept.enter_context(elasticsearch())
            cluster = ElasticsearchSettings((f"http://127.0.0.1:{nodes[0].port}",))
        answerable = answerable_or_none(options.encoder)
        elsewhere = read_elsewhere(options.catalogue / "elsewhere")
        build = build_index(
            procedures, said, folder, language, encoder, cluster, elsewhere
        )
        index = load(build, language, encoder, None, answerable)
        count = sum(map(len, said.values()))
        say(f"{len(procedures):,} procedures with {count:,} phrasings")
        spoilers = _spoilers(options.catalogue)
        for name in ("questions", "hard"):
            judged = read_judged(JUDGED / f"{name}.tsv", options.half)
            if not judged:
                continue
            say(f"\n{name}.tsv, {options.half} half, n {len(judged)}")
            _table(index, judged, spoilers)
            if cluster is not None:
                _compare(index, load(build, language, encoder, cluster), judged)
        _parts(procedures, said, language, encoder, options.half, folder)
        _refusals(index, options.half)
        _verdicts(index, options.half)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=Path, required=True)
    parser.add_argument("--catalogue", type=Path, default=ROOT / "catalogue")
    parser.add_argument("--encoder", type=Path, default=ROOT / "models" / "encoder")
    parser.add_argument("--half", choices=HALVES, default="test")
    parser.add_argument("--elasticsearch", action="store_true", help="compare with it")
    return parser.parse_args()


def _spoilers(catalogue: Path) -> dict[str, Spoiler]:
    file = catalogue / "language" / "abbreviations.yml"
    shorts = shorts_of(load_typed(file, dict[str, str]))
    return {
        "as written": str,
        "without marks": folded,
        "phone": phone_typist(shorts),
        "misspelt": misspelt,
    }


def ranks(
    index: Index, judged: Sequence[Judged], spoil: Callable[[str], str]
) -> list[int]:
    """Return the rank of the first accepted procedure for each question, from 0."""
    found = []
    for one in judged:
        codes = [hit.procedure.code for hit in index.search(spoil(one.text), DEPTH)]
        places = [codes.index(code) for code in one.codes if code in codes]
        found.append(min(places, default=NOT_FOUND))
    return found


def _table(
    index: Index, judged: Sequence[Judged], spoilers: dict[str, Spoiler]
) -> None:
    say(f"{'':14} {'R@1':22} {'R@4':22} {'R@10':22} MRR")
    for name, spoil in spoilers.items():
        places = ranks(index, judged, spoil)
        _row(name, places)
    bare = index.with_parts(WEIGHTS, index.encoder, restore=False)
    _row("  not restored", ranks(bare, judged, folded))


def _row(name: str, places: Sequence[int]) -> None:
    told = " ".join(f"{recall(places, depth)!s:22}" for depth in (1, 4, 10))
    say(f"{name:14} {told} {mean_reciprocal_rank(places):.3f}")


def _compare(here: Index, there: Index, judged: Sequence[Judged]) -> None:
    """Print how often both engines give the same first ten."""
    differ = [
        one.text
        for one in judged
        if [h.procedure.id for h in here.search(one.text)]
        != [h.procedure.id for h in there.search(one.text)]
    ]
    say(f"elasticsearch ({there.engine_state()}): the same first ten for")
    say(f"  {len(judged) - len(differ)} of {len(judged)} questions")
    for text in differ[:5]:
        say(f"  differs: {text[:100]}")


def _variants() -> Iterator[tuple[str, Weights, bool, bool]]:
    """Yield what to leave out: a name, weights, with phrasings, with the encoder."""
    yield "all of it", WEIGHTS, True, True
    yield "without the encoder", WEIGHTS, True, False
    yield "without phrasings", WEIGHTS, False, True
    yield "without phrasings and encoder", WEIGHTS, False, False
    yield "without synonyms", replace(WEIGHTS, synonyms=0.0), True, True
    bare = replace(WEIGHTS, synonyms=0.0)
    yield "names alone, without synonyms", bare, False, False
    no_alias = replace(WEIGHTS, alias=0.0, alias_with_meaning=0.0)
    yield "without names as wholes", no_alias, True, True
    asked = replace(WEIGHTS, qualifier_with_meaning=0.12)
    yield "with the qualifiers' penalty", asked, True, True
    yield "words alone, without penalty", replace(WEIGHTS, qualifier=0.0), True, False


def _parts(
    procedures: Sequence[Procedure],
    said: dict[str, list[str]],
    language: Language,
    encoder: Encoder,
    half: str,
    folder: Path,
) -> None:
    """Print R@1 with one part after the other left out."""
    both = [read_judged(JUDGED / f"{name}.tsv", half) for name in ("questions", "hard")]
    sets = [judged for judged in both if judged]
    say(f"\nwhat each part is worth: R@1 / R@4 on questions, hard ({half} half)")
    builds = {
        True: folder / "with",
        False: folder / "without",
    }
    loaded = {
        spoken: load(
            build_index(
                procedures, said if spoken else {}, builds[spoken], language, encoder
            ),
            language,
            encoder,
        )
        for spoken in builds
    }
    for name, weights, spoken, meaning in _variants():
        index = loaded[spoken].with_parts(weights, encoder if meaning else None)
        told = []
        for judged in sets:
            places = ranks(index, judged, str)
            told.append(
                f"{recall(places, 1).value:.3f} / {recall(places, 4).value:.3f}"
            )
        say(f"  {name:32} {'   '.join(told)}")


def _refusals(index: Index, half: str) -> None:
    """Print how questions that nothing answers are told from the others."""
    asked = [
        one.text
        for name in ("questions", "hard")
        for one in read_judged(JUDGED / f"{name}.tsv", half)
    ]
    misses = read_unanswerable(JUDGED / "unanswerable.tsv", half)
    yes = sorted(_answers(index, text) for text in asked)
    no = [(_answers(index, one.text), one.reason) for one in misses]
    say(f"\nnot in the catalogue, {half} half: n {len(yes)} answerable, {len(no)} not")
    for lost in (0.02, REFUSED_AT_MOST, 0.10):
        limit = yes[int(lost * len(yes))]
        passed = share(sum(value >= limit for value, _ in no), len(no))
        say(f"  refusing {lost:.0%} (below {limit:.3f}): {passed!s} taken for one")
    limit = yes[int(REFUSED_AT_MOST * len(yes))]
    by_reason = Counter(reason for _, reason in no)
    passed_by = Counter(reason for value, reason in no if value >= limit)
    for reason, count in by_reason.most_common():
        say(f"    {reason:24} {passed_by[reason]:3} of {count}")


def _verdicts(index: Index, half: str) -> None:
    """Print what becomes of questions: answered, asked back, refused."""
    asked = [
        one
        for name in ("questions", "hard")
        for one in read_judged(JUDGED / f"{name}.tsv", half)
    ]
    right, counts = 0, Counter[str]()
    for one in asked:
        found = index.search(one.text)
        verdict = judge(found)
        counts[verdict] += 1
        if verdict is Verdict.ANSWER:
            right += found[0].procedure.code in one.codes
    misses = read_unanswerable(JUDGED / "unanswerable.tsv", half)
    wrong = Counter(judge(index.search(one.text)) for one in misses)
    say(f"\nwhat the search decides, {half} half")
    for name, told, n in (
        ("answerable", counts, len(asked)),
        ("unanswerable", wrong, len(misses)),
    ):
        shares = ", ".join(f"{v} {share(told[v], n)!s}" for v in Verdict)
        say(f"  {name:13} {shares}")
    say(f"  answered and right: {share(right, counts[Verdict.ANSWER])!s}")


def _answers(index: Index, text: str) -> float:
    found = index.search(text, 3)
    if not found:
        return 0.0
    answers = found[0].answers
    return found[0].coverage if answers is None else answers


if __name__ == "__main__":
    try:
        sys.exit(main())
    except NoServer as exc:
        sys.exit(f"no Elasticsearch here: {exc}")
