"""Counts of a message's n-grams, for the whole message only.

Rasa's CountVectorsFeaturizer also counts each token alone, for models that read
sequences. Ours does not, and that half is most of its time.
"""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.sparse_featurizer.count_vectors_featurizer import (
    CountVectorsFeaturizer,
)
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from scipy.sparse import spmatrix

from vietnamese.fold import has_marks
from vietnamese.normalise import normalise
from vietnamese.words import segment, warm_up

NO_WORDS = ["_"]


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True
)
class SyllablesFeaturizer(CountVectorsFeaturizer):
    """Counts syllables or letters of the message, as its settings say."""

    def _create_features(
        self, attribute: str, all_tokens: list[list[str]]
    ) -> tuple[list[spmatrix | None], list[spmatrix | None]]:
        nothing: list[spmatrix | None] = [None] * len(all_tokens)
        vectorizer = self.vectorizers.get(attribute)
        if attribute != TEXT or not vectorizer:
            return nothing, nothing
        counts = vectorizer.transform([" ".join(tokens) for tokens in all_tokens])
        counts.sort_indices()
        return nothing, [counts[row].tocoo() for row in range(len(all_tokens))]


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True
)
class WordsFeaturizer(SyllablesFeaturizer):
    """Counts underthesea's words of accented text, one more view of a message.

    On text without marks underthesea invents words, so the view is empty there.
    """

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> WordsFeaturizer:
        """Create the component, the segmenter loaded."""
        warm_up()
        featurizer: WordsFeaturizer = super().create(
            config, model_storage, resource, execution_context
        )
        return featurizer

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> WordsFeaturizer:
        """Load the trained component, the segmenter loaded."""
        # Rasa reads the names of these parameters: *args would not do.
        warm_up()
        featurizer: WordsFeaturizer = super().load(
            config, model_storage, resource, execution_context, **kwargs
        )
        return featurizer

    def _get_processed_message_tokens_by_attribute(
        self, message: Message, attribute: str = TEXT
    ) -> list[str]:
        if attribute != TEXT:
            tokens: list[str] = super()._get_processed_message_tokens_by_attribute(
                message, attribute
            )
            return tokens
        text = normalise(message.get(attribute) or "")
        if not has_marks(text):
            return NO_WORDS
        words = [word.text.lower().replace(" ", "_") for word in segment(text)]
        return words or NO_WORDS
