"""The Rasa components say what they should, without a server."""

import pytest
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.classifier import IntentClassifier
from bot.nlu.facets import FacetClassifier
from bot.nlu.grams import buckets
from bot.nlu.tokenizer import SyllableTokenizer
from bot.training_data import read_questions
from search_index.catalogue_files import CatalogueError
from vietnamese.fold import fold


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
    """Emoji and blanks become one placeholder: the models need one."""
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


EXAMPLES = {
    "ask_procedure": [
        "làm giấy khai sinh cần gì",
        "đổi bằng lái ở đâu",
        "phí hộ chiếu",
    ],
    "greet": ["chào em", "xin chào", "alo em ơi"],
    "thank": ["cảm ơn em", "thanks nhé", "cảm ơn nhiều"],
}


def read(tokenizer, text: str, **data) -> Message:
    message = Message({TEXT: text, **data})
    message.set("text_tokens", tokenizer.tokenize(message, TEXT))
    return message


class Node:
    node_name = "model"


def test_kinds_are_learnt_and_kept(tokenizer, tmp_path):
    """Probabilities sum to one, the trained ones are right, and all survive the disk."""
    storage, resource = LocalModelStorage(tmp_path), Resource("kinds")
    config = {**IntentClassifier.get_default_config(), "C": 10.0}
    examples = [
        read(tokenizer, text, intent=intent)
        for intent, texts in EXAMPLES.items()
        for text in texts
    ]
    trained = IntentClassifier(config, storage, resource)
    trained.train(TrainingData(examples))
    loaded = IntentClassifier.load(config, storage, resource, Node)

    for intent, texts in EXAMPLES.items():
        for text in (*texts, fold(texts[0])):
            message = read(tokenizer, text)
            loaded.process([message])
            assert message.get("intent")["name"] == intent
            assert loaded.shares(message).sum() == pytest.approx(1)
            assert loaded.shares(message) == pytest.approx(
                trained.shares(message), abs=1e-3
            )


def test_facets_are_learnt_in_their_order(tokenizer, tmp_path, catalogue):
    """Several facets of one question, each at the place of its words; kept on disk."""
    (tmp_path / "phrasings").mkdir()
    (tmp_path / "phrasings" / "x.tsv").write_text("1.1\tplace\tnộp ở phường nào\n")
    storage, resource = LocalModelStorage(tmp_path), Resource("facets")
    config = {
        "C": 10.0,
        "language_folder": str(catalogue / "language"),
        "phrasings_folder": str(tmp_path / "phrasings"),
    }
    lessons = [
        ("khai sinh cần giấy tờ gì", ("requirements",)),
        ("hộ chiếu hết bao nhiêu tiền", ("fee",)),
        ("kết hôn mang giấy tờ gì", ("requirements",)),
        ("lệ phí bao nhiêu tiền", ("fee",)),
    ]
    FacetClassifier(config, storage, resource).train(
        TrainingData([read(tokenizer, text, facets=facets) for text, facets in lessons])
    )
    loaded = FacetClassifier.load(config, storage, resource, Node)

    message = read(tokenizer, "hết bao nhiêu tiền, cần giấy tờ gì, nộp ở phường nào")
    loaded.process([message])
    facets = message.get("facets")
    likely = sorted(facets, key=lambda one: -one["confidence"])[:3]

    assert [one["name"] for one in facets if one in likely] == [
        "fee", "requirements", "place",
    ]  # fmt: skip


def test_questions_are_read_or_refused_with_the_line(tmp_path):
    """A facet that nobody knows is told with file and line."""
    file = tmp_path / "questions.tsv"
    file.write_text("# remark\nfee,place\tlệ phí và nơi nộp\n")
    assert list(read_questions(file)) == [(("fee", "place"), "lệ phí và nơi nộp")]

    file.write_text("fee\ta\ncolour\tmàu gì\n")
    with pytest.raises(CatalogueError, match=r"questions\.tsv: line 2"):
        list(read_questions(file))


def test_numbers_do_not_matter_to_a_run():
    """ "200 nghìn" and "300 nghìn" are one run; a word of text with marks is another."""
    one, places = buckets(("200", "nghìn"), "200 nghìn")
    other, _ = buckets(("300", "nghìn"), "300 nghìn")

    assert set(one[places >= 0]) == set(other[places >= 0])
    assert -1 in places
    assert -1 not in buckets(("nghin",), "nghin")[1]
