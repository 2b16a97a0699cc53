"""Promises about the project itself, checked so that they stay true."""

import ast
import re
import unicodedata
from collections import Counter
from pathlib import Path

import pytest
import yaml

from bot.training_data import ASK_PROCEDURE, read_questions
from evaluation.judged import read_conversations
from search_index.procedure import Facet

ROOT = Path(__file__).resolve().parent.parent
CODE = [
    "vietnamese",
    "search_index",
    "records",
    "bot",
    "actions",
    "console",
    "server",
    "sandbox",
    "tools",
    "evaluation",
]
DATA = ["catalogue", "nlu_data", "docs", "bot/widget"]
VIETNAMESE = re.compile(
    r"[ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]",
    re.IGNORECASE,
)


def modules() -> list[Path]:
    found = [f for room in CODE for f in (ROOT / room).rglob("*.py")]
    return [f for f in found if "migrations" not in f.parts]


def strings_said(tree: ast.AST) -> list[tuple[int, str]]:
    """Return the string values of a module that are no docstrings."""
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(
            node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
        )
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    return [
        (node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in docstrings
    ]


def test_no_vietnamese_in_code():
    """What citizens read stands in data and templates, not in Python."""
    allowed = {
        "tools/faults.py",
        "tools/bench.py",
        "tools/screenshots.py",
        "evaluation/spoil.py",
    }  # they play the citizen
    wrong = [
        f"{file.relative_to(ROOT)}:{line}: {text[:40]}"
        for file in modules()
        if str(file.relative_to(ROOT)) not in allowed
        for line, text in strings_said(ast.parse(file.read_text()))
        if VIETNAMESE.search(text) and text not in TYPOGRAPHY
    ]

    assert wrong == []


TYPOGRAPHY = {
    # regular expressions over letters of the alphabet, in vietnamese/
    "(o[àáảãạèéẻẽẹ]|(?<!q)u[ỳýỷỹỵ])(?!\\w)",
    "đĐ",
}


def test_modules_are_small():
    """No module of ours is longer than one can hold in the head."""
    long = {
        str(f): n for f in modules() if (n := len(f.read_text().splitlines())) > 330
    }

    assert long == {}


def test_data_is_nfc():
    """All data files are in Unicode NFC."""
    wrong = [
        str(file)
        for folder in DATA
        for file in (ROOT / folder).rglob("*")
        if file.suffix in {".yml", ".tsv", ".md", ".txt", ".html", ".js", ".css"}
        and not unicodedata.is_normalized("NFC", file.read_text(encoding="utf-8"))
    ]

    assert wrong == []


def domain() -> dict:
    return yaml.safe_load((ROOT / "domain.yml").read_text())


def test_domain_lists_the_actions_of_the_server():
    """domain.yml and the action server know the same actions."""
    named = {
        node.value
        for file in (ROOT / "actions").glob("*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.FunctionDef) and node.name == "name"
        for node in ast.walk(node)
        if isinstance(node, ast.Constant) and str(node.value).startswith("action_")
    }

    assert named == set(domain()["actions"])


def test_every_response_exists_and_is_used():
    """Each `utter_…` that code names stands in domain.yml, and the other way round."""
    code = "".join(f.read_text() for f in (ROOT / "actions").glob("*.py"))

    assert set(re.findall(r"utter_[a-z_]+", code)) - {"utter_message"} == set(
        domain()["responses"]
    )


def test_every_intent_has_examples_and_a_rule():
    """No intent without at least 40 examples and exactly one rule."""
    rules = yaml.safe_load((ROOT / "nlu_data" / "rules.yml").read_text())["rules"]
    ruled = sorted(rule["steps"][0]["intent"] for rule in rules)
    examples = {}
    for file in (ROOT / "nlu_data" / "nlu").glob("*.yml"):
        for entry in yaml.safe_load(file.read_text())["nlu"]:
            examples[entry["intent"]] = len(entry["examples"].splitlines())
    asked = list(read_questions(ROOT / "nlu_data" / "questions.tsv"))
    examples[ASK_PROCEDURE] = len(asked)

    assert ruled == sorted(domain()["intents"]) == sorted(examples)
    assert {name: n for name, n in examples.items() if n < 40} == {}


def test_every_facet_has_many_questions():
    """At least 120 questions ask for each facet."""
    asked = read_questions(ROOT / "nlu_data" / "questions.tsv")
    count = Counter(facet for facets, _ in asked for facet in facets)

    assert {facet: count[facet] for facet in Facet if count[facet] < 120} == {}


def test_no_test_question_is_trained_on():
    """Questions that measure quality stand, folded, in no example and no phrasing."""
    from vietnamese.fold import fold

    def key(text: str) -> str:
        return " ".join(re.findall(r"\w+", fold(text).lower()))

    tests = ROOT / "tests"
    tested = {
        key(line.split("\t")[0])
        for line in (tests / "conversations" / "questions.tsv")
        .read_text()
        .splitlines()[1:]
    }
    for name in ("questions.tsv", "unanswerable.tsv", "hard.tsv"):
        lines = (tests / "relevance" / name).read_text().splitlines()[1:]
        tested |= {key(line.split("\t")[-1]) for line in lines}
    understood = tests / "understanding"
    for name in ("messages.tsv", "unanswerable.tsv"):
        lines = (understood / name).read_text().splitlines()[1:]
        tested |= {key(line.split("\t")[-1]) for line in lines}
    for one in read_conversations(understood, ""):
        # Short turns ("cảm ơn") are said by everybody.
        turns = [key(turn.user) for turn in one.turns]
        tested |= {turn for turn in turns if len(turn.split()) > 5}
    asked = read_questions(ROOT / "nlu_data" / "questions.tsv")
    trained = {key(text) for _, text in asked} | {
        key(line.strip().removeprefix("- "))
        for file in (ROOT / "nlu_data" / "nlu").glob("*.yml")
        for line in file.read_text().splitlines()
        if line.startswith("      - ")
    }
    for folder in ("phrasings", "other_messages", "elsewhere"):
        for file in (ROOT / "catalogue" / folder).glob("*.tsv"):
            lines = file.read_text().splitlines()
            trained |= {key(line.split("\t")[-1]) for line in lines}

    # What is nothing but emoji has no words to be the same.
    assert (tested & trained) - {""} == set()


def test_every_setting_is_explained():
    """Each setting that is read stands in .env.example, and no other."""
    read = set(
        re.findall(
            r'env\.\w+\(\s*"([A-Z_]+)"', (ROOT / "server/settings.py").read_text()
        )
    )
    explained = set(
        re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)
    )

    assert read == explained


def test_every_target_has_help_and_stands_in_the_readme():
    """`make` explains each target, and the README names each."""
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)[1].split())
    helped = set(re.findall(r"^([a-z-]+):.*?## ", makefile, re.MULTILINE))
    readme = (ROOT / "README.md").read_text()

    assert targets == helped
    assert [t for t in targets if f"make {t}" not in readme and t != "help"] == []


def test_ci_runs_what_the_readme_says():
    """CI calls the same commands as a person at the desk."""
    script = (ROOT / ".ci" / "run").read_text()

    assert "make check" in script
    assert "make test" in script


@pytest.mark.parametrize("name", ["runtime", "dev", "uv"])
def test_locks_have_hashes_and_no_addresses(name):
    """The lock pins every package by hash and names no index."""
    lock = (ROOT / "requirements" / f"{name}.txt").read_text()
    pins = re.findall(r"^[a-z0-9][\w.\[\]-]*==[^ ]+ \\$", lock, re.MULTILINE)

    assert (
        len(pins) == len(re.findall(r"^[a-z0-9][\w.\[\]-]*==", lock, re.MULTILINE)) > 0
    )
    assert "://" not in lock


def test_channels_can_be_imported():
    """Rasa hides import errors of channels (RasaHQ/rasa #9842): import them here."""
    from importlib import import_module

    credentials = yaml.safe_load((ROOT / "credentials.yml").read_text())
    for path in credentials:
        module, name = path.rsplit(".", 1)
        assert hasattr(import_module(module), name)
