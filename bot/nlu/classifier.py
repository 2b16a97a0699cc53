"""Logistic regression whose weights are plain arrays."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.logistic_regression_classifier import (
    LogisticRegressionClassifier,
)
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.message import Message


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True
)
class IntentClassifier(LogisticRegressionClassifier):
    """Rasa's LogisticRegressionClassifier, but quick to load and to ask.

    Rasa 3.6.21 stores the model with skops, which scans all loaded modules for 6 s
    at start. Here weights are numpy arrays; a prediction is one sparse product.
    `C` is scikit-learn's: higher fits closer. Rasa offers no such setting.
    """

    WEIGHTS = "weights.npz"

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return Rasa's settings for the classifier, and ours."""
        return {**LogisticRegressionClassifier.get_default_config(), "C": 1.0}

    def __init__(
        self,
        config: dict[str, Any],
        name: str,
        model_storage: ModelStorage,
        resource: Resource,
    ) -> None:
        """Set scikit-learn's classifier up."""
        super().__init__(config, name, model_storage, resource)
        self.clf.set_params(C=self.config["C"])
        self._by_feature: NDArray[np.float32] | None = None

    def process(self, messages: list[Message]) -> list[Message]:
        """Set intent and ranking on each message."""
        for message in messages:
            logits = self._logits(message)
            shares = np.exp(logits - logits.max())
            shares /= shares.sum()
            order = np.argsort(-shares)[: self.config["ranking_length"]]
            ranking = [
                {"name": str(self.clf.classes_[i]), "confidence": float(shares[i])}
                for i in order
            ]
            message.set("intent", ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
        return messages

    def _logits(self, message: Message) -> NDArray[np.float64]:
        """Add up the weights of the features that *message* has, and no others.

        The same as the product with Rasa's stacked matrix, which takes ten times as
        long to put together as to multiply.
        """
        if self._by_feature is None:
            self._by_feature = np.ascontiguousarray(self.clf.coef_.T, np.float32)
        total: NDArray[np.float64] = self.clf.intercept_.astype(np.float64)
        start = 0
        for features in message.features:
            if features.attribute == TEXT and features.type == FEATURE_TYPE_SENTENCE:
                counts = features.features.tocoo()
                total += counts.data @ self._by_feature[start + counts.col]
                start += counts.shape[1]
        return total

    def persist(self) -> None:
        """Write the weights into the model's storage."""
        with self._model_storage.write_to(self._resource) as folder:
            np.savez(
                folder / self.WEIGHTS,
                coefficients=self.clf.coef_.astype(np.float32),
                intercept=self.clf.intercept_,
                classes=self.clf.classes_.astype(str),
            )

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> IntentClassifier:
        """Read what `persist` wrote; a missing file is an error, not a new start."""
        component = cls(config, execution_context.node_name, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            arrays = np.load(folder / cls.WEIGHTS)
            component.clf.coef_ = arrays["coefficients"]
            component.clf.intercept_ = arrays["intercept"]
            component.clf.classes_ = arrays["classes"]
        return component
