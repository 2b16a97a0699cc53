"""What kind of message this is: one logistic regression an intent, over its runs.

Rasa's LogisticRegressionClassifier asks one multinomial over all intents: eight times
slower to train, no better (docs/measurements.md), and stored with skops, which scans
all loaded modules for 6 s at start. Here weights are plain arrays.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.grams import BUCKETS, buckets, fit
from bot.nlu.tokenizer import syllables_of
from vietnamese.words import warm_up

WEIGHTS = "intents.npz"


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True
)
class IntentClassifier(GraphComponent):
    """Sets `intent` and `intent_ranking`."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the settings: C is scikit-learn's, higher fits closer."""
        return {"C": 0.3, "ranking_length": 8}

    def __init__(
        self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource
    ) -> None:
        """Know nothing yet; `train` or `load` comes next."""
        warm_up()
        self._config = config
        self._storage, self._resource = model_storage, resource
        self._names: list[str] = []
        self._weights = np.zeros((BUCKETS, 0), np.float32)
        self._intercepts = np.zeros(0, np.float32)

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> IntentClassifier:
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
    ) -> IntentClassifier:
        """Read what `train` wrote; a missing file is an error, not a new start."""
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            arrays = np.load(folder / WEIGHTS)
            component._names = arrays["names"].tolist()
            component._weights = arrays["weights"].astype(np.float32)
            component._intercepts = arrays["intercepts"]
        return component

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from all examples that have an intent."""
        examples = training_data.intent_examples
        told = [example.get(INTENT) for example in examples]
        self._names = sorted(set(told))
        self._weights, self._intercepts = fit(
            (buckets(syllables_of(one), one.get(TEXT))[0] for one in examples),
            [[one == name for one in told] for name in self._names],
            self._config["C"],
        )
        with self._storage.write_to(self._resource) as folder:
            np.savez_compressed(
                folder / WEIGHTS,
                weights=self._weights.astype(np.float16),
                intercepts=self._intercepts,
                names=np.asarray(self._names),
            )
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Set intent and ranking on each message."""
        for message in messages:
            shares = self.shares(message)
            order = np.argsort(-shares)[: self._config["ranking_length"]]
            ranking = [
                {"name": self._names[i], "confidence": float(shares[i])} for i in order
            ]
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
        return messages

    def shares(self, message: Message) -> NDArray[np.float64]:
        """Return the probability of each intent; they sum to one."""
        found, _ = buckets(syllables_of(message), message.get(TEXT) or "")
        logits = self._intercepts + self._weights[np.unique(found)].sum(axis=0)
        raised: NDArray[np.float64] = np.exp(logits - logits.max())
        return raised / float(raised.sum())
