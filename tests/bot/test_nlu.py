"""The Rasa components say what they should, without a server."""

import numpy as np
import pytest
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import coo_matrix

from bot.nlu.classifier import IntentClassifier
from bot.nlu.tokenizer import SyllableTokenizer


@pytest.fixture
def tokenizer(catalogue):
    config = SyllableTokenizer.get_default_config()
    return SyllableTokenizer({**config, "language_folder": str(catalogue / "language")})


def test_tokens_are_syllables_with_folded_lemmas(tokenizer):
    """Each token stands where it says; its lemma is without marks."""
    message = Message({TEXT: "Làm GKS cho bé, mã 1.001193"})
    tokens = tokenizer.tokenize(message, TEXT)

    assert [t.text for t in tokens] == [
        "làm", "giấy", "khai", "sinh", "cho", "bé", "mã", "1.001193",
    ]  # fmt: skip
    assert [t.lemma for t in tokens][:4] == ["lam", "giay", "khai", "sinh"]
    assert message.get(TEXT)[tokens[0].start : tokens[0].end] == "Làm"


def test_nothing_to_read_is_still_a_token(tokenizer):
    """Emoji and blanks become one placeholder: featurizers need a token."""
    assert [t.text for t in tokenizer.tokenize(Message({TEXT: "😀 "}), TEXT)] == ["?"]


def test_every_example_is_also_learnt_without_marks(tokenizer):
    """Training data doubles by the twins of accented examples only."""
    examples = [
        Message({TEXT: "lệ phí", "intent": "ask_fee"}),
        Message({TEXT: "le phi", "intent": "ask_fee"}),
    ]
    trained = tokenizer.process_training_data(TrainingData(examples))

    assert sorted(m.get(TEXT) for m in trained.training_examples) == [
        "le phi", "lệ phí",
    ]  # fmt: skip


def counted(*blocks) -> Message:
    message = Message({TEXT: "x"})
    for block in blocks:
        features = Features(coo_matrix([block], dtype=float), "sentence", TEXT, "view")
        message.add_features(features)
    return message


def test_the_classifier_computes_what_scikit_learn_does(tmp_path):
    """Adding up weights gives the same probabilities as predict_proba, and they
    survive the way to disk and back.
    """
    storage, resource = LocalModelStorage(tmp_path), Resource("clf")
    rng = np.random.default_rng(1)
    messages, labels = [], []
    for number in range(60):
        label = number % 3
        message = counted(rng.poisson(1, 4), rng.poisson(1 + 3 * label, 5))
        message.set("intent", f"i{label}")
        messages.append(message)
        labels.append(f"i{label}")
    classifier = IntentClassifier(
        IntentClassifier.get_default_config(), "clf", storage, resource
    )
    classifier.clf.fit(classifier._create_X(messages), labels)
    expected = classifier.clf.predict_proba(classifier._create_X(messages))
    classifier.persist()

    class Node:
        node_name = "clf"

    loaded = IntentClassifier.load(
        IntentClassifier.get_default_config(), storage, resource, Node
    )
    loaded.process(messages)

    for message, row in zip(messages, expected, strict=True):
        ranking = {e["name"]: e["confidence"] for e in message.get("intent_ranking")}
        for place, name in enumerate(classifier.clf.classes_):
            assert ranking[name] == pytest.approx(row[place], abs=1e-4)
