"""Syllables as Rasa's tokens, each with its folded twin as lemma."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from search_index.language import load_language
from vietnamese.fold import fold, has_marks
from vietnamese.normalise import normalise
from vietnamese.syllables import expand, syllables


def syllables_of(message: Message) -> tuple[str, ...]:
    """Return the syllables of *message*, which the tokenizer has read."""
    return tuple(token.text for token in message.get(TOKENS_NAMES[TEXT]) or ())


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False
)
class SyllableTokenizer(Tokenizer):
    """Splits a message into syllables, teencode expanded.

    For training, each example also stands without its marks: a third of citizens
    type that way.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return Rasa's settings for tokenizers, and ours."""
        return {
            "intent_tokenization_flag": False,
            "intent_split_symbol": "_",
            "token_pattern": None,
            "language_folder": "catalogue/language",
            "folded_twins": True,
        }

    def __init__(self, config: dict[str, Any]) -> None:
        """Load the abbreviations."""
        super().__init__(config)
        language = load_language(Path(config["language_folder"]))
        self._abbreviations = language.abbreviations

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SyllableTokenizer:
        """Create the component as Rasa asks for it."""
        return cls(config)

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Tokenize the examples and their twins without marks."""
        if self._config["folded_twins"]:
            twins = [
                Message({**example.data, TEXT: fold(example.get(TEXT))})
                for example in training_data.training_examples
                if example.get(TEXT) and has_marks(example.get(TEXT))
            ]
            training_data = training_data.merge(TrainingData(twins))
        return super().process_training_data(training_data)

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """Return the syllables of *message* with offsets into its normalised text."""
        if attribute != TEXT:
            return [Token(message.get(attribute), 0)]
        words = expand(
            list(syllables(normalise(message.get(attribute)))), self._abbreviations
        )
        # Featurizers need at least one token; emoji and blanks have none.
        return [
            Token(word.text, word.start, word.end, lemma=fold(word.text))
            for word in words
        ] or [Token("?", 0, lemma="?")]
