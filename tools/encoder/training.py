"""The training loop: find the procedure, follow the teacher, tell kind and facet.

Each step sees questions, sentences of records as weak questions, messages that ask
for no procedure, and names. Losses: softmax over all names at once (so every other
name is a negative, the hardest included; twins are left out); the Kullback-Leibler
distance to a teacher's softmax and the distance to its vectors, where a teacher gave
some; cross-entropy of the kind; binary cross-entropy of the facets.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from tools.encoder.model import EncoderModel

TEMPERATURE, SMOOTHING = 0.05, 0.05
BATCH, TOKENS = 160, 48
MASKED = -1e4


@dataclass(frozen=True)
class Coded:
    """The lessons as token numbers; variants of one text stand in one list.

    `taught` and `name_vectors` come from a teacher: unit vectors, rows of zeros where
    there are none. The names from `own` on are other offices'.
    """

    questions: list[list[list[int]]]
    rows: np.ndarray
    facets: Tensor
    taught: Tensor
    weak: list[list[list[int]]]
    weak_rows: np.ndarray
    others: list[list[list[int]]]
    other_kinds: np.ndarray
    names: list[list[int]]
    name_vectors: Tensor
    twins: list[list[int]]
    own: int


@dataclass(frozen=True)
class Plan:
    """How long and how fast."""

    epochs: int
    rate: float
    minutes: float
    taught: bool


def train(
    model: EncoderModel, lessons: Coded, plan: Plan, say: Callable[[str], None]
) -> None:
    """Train *model* in place."""
    rng = np.random.default_rng(0)
    steps = len(lessons.questions) // BATCH
    optimiser = torch.optim.AdamW(model.parameters(), lr=plan.rate, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, plan.rate, total_steps=plan.epochs * steps + 1, pct_start=0.08
    )
    names = lessons.name_vectors.clone()
    # What no teacher places goes where the model itself puts it, epoch by epoch.
    free = torch.nonzero(names.abs().sum(-1) == 0)[:, 0].tolist()
    started = time.monotonic()
    for epoch in range(1, plan.epochs + 1):
        if free:
            names[free] = encode_all(model, [lessons.names[row] for row in free])
        model.train()
        order = rng.permutation(len(lessons.questions))
        total = np.zeros(4)
        for step in range(steps):
            mine = order[step * BATCH : (step + 1) * BATCH]
            losses = _step(model, lessons, names, mine, rng, plan)
            loss = sum(losses.values())
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            total += [float(value.detach()) for value in losses.values()]
        spent = time.monotonic() - started
        parts = zip(losses, total / steps, strict=True)
        told = ", ".join(f"{name} {value:.3f}" for name, value in parts)
        say(f"epoch {epoch}/{plan.epochs}: {told}; {spent:.0f} s")
        if spent > 60 * plan.minutes:
            say("time is up")
            break
    model.eval()


def _step(
    model: EncoderModel,
    lessons: Coded,
    names: Tensor,
    mine: np.ndarray,
    rng: np.random.Generator,
    plan: Plan,
) -> dict[str, Tensor]:
    def draw(pool: list[list[list[int]]], numbers: np.ndarray) -> list[list[int]]:
        return [pool[n][rng.integers(len(pool[n]))] for n in numbers]

    weak = rng.integers(len(lessons.weak), size=BATCH // 3)
    other = rng.integers(len(lessons.others), size=BATCH // 2)
    named = rng.integers(len(lessons.names), size=BATCH // 4)
    batch = draw(lessons.questions, mine) + draw(lessons.weak, weak)
    batch += draw(lessons.others, other) + [lessons.names[n] for n in named]
    asked, searched = len(mine), len(mine) + len(weak)
    told = searched + len(other)
    with torch.autocast("cpu", torch.bfloat16):
        vectors, kinds, facets = model(*padded(batch))
    vectors, kinds, facets = vectors.float(), kinds.float(), facets.float()
    right = np.concatenate([lessons.rows[mine], lessons.weak_rows[weak]])
    target = torch.from_numpy(right)
    scores = vectors[:searched] @ names.T / TEMPERATURE
    for place, row in enumerate(right):
        if lessons.twins[row]:
            scores[place, lessons.twins[row]] = MASKED
    find = functional.cross_entropy(scores, target, label_smoothing=SMOOTHING)
    follow = near = torch.zeros(())
    lesson = lessons.taught[mine]
    has = lesson.abs().sum(-1) > 0
    if plan.taught and has.any():
        theirs = (lesson[has] @ names.T / TEMPERATURE).masked_fill(
            scores[:asked][has] <= MASKED, MASKED
        )
        follow = functional.kl_div(
            functional.log_softmax(scores[:asked][has], -1),
            functional.softmax(theirs, -1),
            reduction="batchmean",
        )
        near = (1 - (vectors[:asked][has] * lesson[has]).sum(-1)).mean()
    near = near + (1 - (vectors[told:] * names[named]).sum(-1)).mean()
    # Another office's procedure is of no kind: in other catalogues it is one of ours.
    own = np.flatnonzero(lessons.rows[mine] < lessons.own)
    kind = functional.cross_entropy(
        torch.cat([kinds[:asked][own], kinds[searched:told]]),
        torch.from_numpy(
            np.concatenate([np.zeros(len(own), np.int64), lessons.other_kinds[other]])
        ),
        label_smoothing=SMOOTHING,
    )
    labels = lessons.facets[mine]
    known = labels[:, 0] >= 0
    facet = functional.binary_cross_entropy_with_logits(
        facets[:asked][known], labels[known]
    )
    share = 0.5 if plan.taught else 1.0
    return {
        "find": share * find,
        "teacher": 0.5 * follow + 8 * near if plan.taught else 2 * near,
        "kind": 0.7 * kind,
        "facet": 3 * facet,
    }


def padded(sequences: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
    """Return (ids, mask), cut at TOKENS."""
    width = min(TOKENS, max(map(len, sequences)))
    ids = np.ones((len(sequences), width), np.int64)
    mask = np.zeros_like(ids)
    for row, sequence in enumerate(sequences):
        kept = list(sequence[:width])
        ids[row, : len(kept)] = kept
        mask[row, : len(kept)] = 1
    return torch.from_numpy(ids), torch.from_numpy(mask)


@torch.no_grad()
def encode_all(model: EncoderModel, sequences: Sequence[Sequence[int]]) -> Tensor:
    """Return the vectors of *sequences*."""
    model.eval()
    parts = [
        model(*padded(sequences[start : start + 128]))[0]
        for start in range(0, len(sequences), 128)
    ]
    return torch.cat(parts)
