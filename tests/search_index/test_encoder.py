"""The shipped models: meaning beside words, and what nothing answers."""

import json
import shutil

import numpy as np
import pytest

from search_index.answerable import answerable_or_none
from search_index.builds import build_index, load
from search_index.encoder import Encoder, encoder_or_none
from tests.conftest import ROOT

MODELS = ROOT / "models" / "encoder"


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder.load(MODELS)


@pytest.fixture(scope="module")
def meaning(tmp_path_factory, procedures, phrasings, language, encoder):
    """The starter catalogue, found by words and meaning."""
    build = build_index(
        procedures, phrasings, tmp_path_factory.mktemp("index"), language, encoder
    )
    return load(build, language, encoder, None, answerable_or_none(MODELS))


def test_vectors_have_unit_length_and_do_not_depend_on_the_batch(encoder):
    """A question has one vector, alone or among others."""
    texts = ["làm giấy khai sinh", "đổi bằng lái xe máy đã cũ, mất bao lâu", "sổ đỏ"]

    together = encoder.questions(texts)

    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-4)
    alone = encoder.questions(texts[:1])[0]
    assert float(alone @ together[0]) > 0.99


def test_kinds_are_probabilities(encoder):
    """They sum to one; facets each stand alone."""
    reading = encoder.read("lệ phí bao nhiêu")

    assert sum(reading.kinds.values()) == pytest.approx(1, abs=1e-4)
    assert all(0 <= share <= 1 for share in reading.facets.values())


def test_what_the_catalogue_does_not_answer_is_told_apart(meaning):
    """A fine and a registration share their words, not their answer."""
    asked = meaning.search("đăng ký khai sinh cho con cần giấy tờ gì")[0]
    fined = meaning.search("khai sinh cho con muộn thì bị phạt bao nhiêu tiền")[0]

    assert asked.procedure.code == "1.001193"
    assert asked.answers is not None
    assert fined.answers is not None
    assert asked.answers > 0.8 > 0.5 > fined.answers


def test_a_damaged_encoder_leaves_words(tmp_path, caplog):
    """A broken file is said in the log; search goes on without it."""
    folder = tmp_path / "encoder"
    shutil.copytree(MODELS, folder)
    (folder / "encoder.int8.onnx").write_bytes(b"broken")

    assert encoder_or_none(folder) is None
    assert "words alone" in caplog.text
    assert encoder_or_none(tmp_path / "none") is None


def test_another_encoder_does_not_read_these_vectors(
    tmp_path, procedures, language, encoder
):
    """Vectors of two encoders do not compare: the index says so and uses words."""
    build = build_index(procedures[:5], {}, tmp_path, language, encoder)
    (build / "encoder").write_text("another")

    index = load(build, language, encoder)

    assert index.state() == "embedded, words alone: no encoder"
    assert index.search(procedures[0].name)[0].procedure == procedures[0]


def test_a_model_of_other_features_is_refused(tmp_path, caplog):
    """Weights of another version would tell nonsense."""
    shutil.copytree(MODELS, tmp_path / "m")
    file = tmp_path / "m" / "answerable.json"
    content = json.loads(file.read_text())
    content["names"] = content["names"][::-1]
    file.write_text(json.dumps(content))

    assert answerable_or_none(tmp_path / "m") is None
    assert "other features" in caplog.text
