"""What a question asks for: papers, fee, time, place …, several at once.

One logistic regression a facet, over the same runs as the kind of message. Questions
of `nlu_data/questions.tsv` and the labelled ones of the catalogue's phrasings teach
it; what it knows of new messages is measured by `make evaluate`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.grams import BUCKETS, Buckets, buckets, fit
from bot.nlu.tokenizer import syllables_of
from bot.training_data import FACETS
from search_index.analysis import words_of
from search_index.catalogue_files import read_tables
from search_index.language import load_language
from search_index.procedure import Facet
from vietnamese.fold import fold, has_marks

NAMES = tuple(facet.value for facet in Facet)
WEIGHTS = "facets.npz"
PHRASINGS = ("key", "facets", "text")


# To Rasa a classifier: trained on the finished training data, asked for each message.
@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True
)
class FacetClassifier(GraphComponent):
    """Sets `facets`: name, probability and place in the message, in that order."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the settings: C is scikit-learn's, higher fits closer."""
        return {
            "C": 0.5,
            "language_folder": "catalogue/language",
            "phrasings_folder": "catalogue/phrasings",
        }

    def __init__(
        self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource
    ) -> None:
        """Know nothing yet; `train` or `load` comes next."""
        self._config = config
        self._storage, self._resource = model_storage, resource
        self._weights = np.zeros((BUCKETS, len(NAMES)), np.float32)
        self._intercepts = np.zeros(len(NAMES), np.float32)

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> FacetClassifier:
        """Create the component as Rasa asks for it."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> FacetClassifier:
        """Read what `train` wrote; a missing file is an error."""
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            arrays = np.load(folder / WEIGHTS)
            component._weights = arrays["weights"].astype(np.float32)
            component._intercepts = arrays["intercepts"]
        return component

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the examples that carry facets, and from the phrasings."""
        lessons = dict(self._lessons(training_data))
        self._weights, self._intercepts = fit(
            (row for row, _ in lessons.values()),
            [[name in asked for _, asked in lessons.values()] for name in NAMES],
            self._config["C"],
        )
        with self._storage.write_to(self._resource) as target:
            np.savez_compressed(
                target / WEIGHTS,
                weights=self._weights.astype(np.float16),
                intercepts=self._intercepts,
            )
        return self._resource

    def _lessons(
        self, training_data: TrainingData
    ) -> Iterator[tuple[str, tuple[Buckets, tuple[str, ...]]]]:
        """Yield text, runs and facets of each question; examples count last."""
        language = load_language(Path(self._config["language_folder"]))
        folder = Path(self._config["phrasings_folder"])
        for _, _, (_, facets, text) in read_tables(folder, PHRASINGS, ("facets",)):
            if not facets:
                continue
            asked = tuple(facets.split(","))
            # A third of citizens type without marks.
            for typed in (text, fold(text)) if has_marks(text) else (text,):
                words = tuple(word.text for word in words_of(typed, language))
                yield typed, (buckets(words, typed)[0], asked)
        for example in training_data.training_examples:
            if example.get(FACETS):
                text = example.get(TEXT)
                row, _ = buckets(syllables_of(example), text)
                yield text, (row, example.get(FACETS))

    def process(self, messages: list[Message]) -> list[Message]:
        """Set `facets` on each message, all of them, in the order asked."""
        for message in messages:
            message.set(FACETS, self.read(message), add_to_output=True)
        return messages

    def read(self, message: Message) -> list[dict[str, Any]]:
        """Return name, probability and place of each facet, first asked first.

        The place is that of the syllable which speaks most for the facet.
        """
        found, places = buckets(syllables_of(message), message.get(TEXT) or "")
        rows = self._weights[found]
        _, first = np.unique(found, return_index=True)
        logits = self._intercepts + rows[first].sum(axis=0)
        speaking = rows[places >= 0]
        told = []
        for number, name in enumerate(NAMES):
            at = int(places[int(speaking[:, number].argmax())]) if len(speaking) else 0
            probability = 1 / (1 + np.exp(-float(logits[number])))
            told.append({"name": name, "confidence": float(probability), "at": at})
        return sorted(told, key=lambda one: one["at"])
