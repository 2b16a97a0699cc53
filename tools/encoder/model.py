"""A small transformer with one vector and two heads, started from the base weights."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from tools.encoder.base_weights import BaseWeights

HIDDEN, HEADS, FEED_FORWARD, POSITIONS = 384, 12, 1536, 512
# Of the twelve layers of the base, the first and the last carry most.
LAYERS_KEPT = {1: [11], 2: [0, 11], 3: [0, 5, 11], 4: [0, 4, 8, 11]}
MASKED = -1e4


class Layer(nn.Module):
    """Attention and feed-forward, each followed by its norm (BERT's order)."""

    PARTS = ("q", "k", "v", "ao", "fi", "fo", "aln", "oln")

    def __init__(self) -> None:
        """Make a layer with random weights."""
        super().__init__()
        self.q, self.k, self.v, self.ao = (nn.Linear(HIDDEN, HIDDEN) for _ in range(4))
        self.fi = nn.Linear(HIDDEN, FEED_FORWARD)
        self.fo = nn.Linear(FEED_FORWARD, HIDDEN)
        self.aln, self.oln = nn.LayerNorm(HIDDEN, 1e-12), nn.LayerNorm(HIDDEN, 1e-12)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        """Return (batch, tokens, HIDDEN); *bias* hides the padding."""
        batch, length, _ = x.shape

        def split(y: Tensor) -> Tensor:
            return y.view(batch, length, HEADS, HIDDEN // HEADS).transpose(1, 2)

        scores = split(self.q(x)) @ split(self.k(x)).transpose(-1, -2)
        weights = (scores * (HIDDEN // HEADS) ** -0.5 + bias).softmax(-1)
        mixed = (weights @ split(self.v(x))).transpose(1, 2)
        x = self.aln(x + self.ao(mixed.reshape(batch, length, HIDDEN)))
        return self.oln(x + self.fo(functional.gelu(self.fi(x))))


class EncoderModel(nn.Module):
    """(ids, mask) → unit vectors (batch, 384), logits of kinds and of facets."""

    def __init__(self, vocabulary: int, layers: int, kinds: int, facets: int) -> None:
        """Make a model with random weights."""
        super().__init__()
        self.word = nn.Embedding(vocabulary, HIDDEN)
        self.position = nn.Parameter(torch.zeros(POSITIONS, HIDDEN))
        self.token_type = nn.Parameter(torch.zeros(HIDDEN))
        self.norm = nn.LayerNorm(HIDDEN, 1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(layers))
        self.kind, self.facet = _head(kinds), _head(facets)

    def forward(
        self, input_ids: Tensor, attention_mask: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Return vectors, kind logits and facet logits."""
        x = self.word(input_ids) + self.position[: input_ids.shape[1]] + self.token_type
        x = self.norm(x)
        mask = attention_mask.to(x.dtype)
        bias = (1 - mask)[:, None, None, :] * MASKED
        for layer in self.layers:
            x = layer(x, bias)
        kept = mask[..., None]
        mean = (x * kept).sum(1) / kept.sum(1)
        largest = (x * kept + (1 - kept) * MASKED).amax(1)
        both = torch.cat([mean, largest], -1)
        return functional.normalize(mean, dim=-1), self.kind(both), self.facet(both)


def _head(outputs: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Linear(2 * HIDDEN, 256), nn.GELU(), nn.Dropout(0.2), nn.Linear(256, outputs)
    )


def from_base(
    base: BaseWeights, pieces: Sequence[int], layers: int, kinds: int, facets: int
) -> EncoderModel:
    """Return a model of *layers* of the base, with the base's *pieces* only."""
    model = EncoderModel(len(pieces), layers, kinds, facets)
    with torch.no_grad():
        words = base.tensor("emb.word", HIDDEN)[list(pieces)]
        model.word.weight.copy_(torch.from_numpy(words))
        model.position.copy_(torch.from_numpy(base.tensor("emb.pos", HIDDEN)))
        model.token_type.copy_(torch.from_numpy(base.tensor("emb.type")[:HIDDEN]))
        model.norm.weight.copy_(torch.from_numpy(base.tensor("emb.ln.w")))
        model.norm.bias.copy_(torch.from_numpy(base.tensor("emb.ln.b")))
        for mine, number in zip(model.layers, LAYERS_KEPT[layers], strict=True):
            for part in Layer.PARTS:
                target = getattr(mine, part)
                width = target.weight.shape[1] if target.weight.dim() == 2 else None
                weight = base.tensor(f"l{number}.{part}.w", width)
                target.weight.copy_(torch.from_numpy(weight))
                target.bias.copy_(torch.from_numpy(base.tensor(f"l{number}.{part}.b")))
    return model
