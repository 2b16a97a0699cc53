"""Scripted conversations: follow-ups keep the procedure, new topics drop it.

`conversations.yml` was written before the system, by somebody else, and measures it.
`settled.yml` holds conversations that go right from end to end and must stay so.
"""

import json
from pathlib import Path

import pytest
import yaml

pytestmark = pytest.mark.rasa
HERE = Path(__file__).parent
FLOORS = json.loads((HERE / "floors.json").read_text())


def scripts(name: str) -> list[dict]:
    return yaml.safe_load((HERE / name).read_text(encoding="utf-8"))


def wrong(turn: dict, result) -> str:
    """Return what is wrong with the answer to a turn, or nothing."""
    if result.status != turn["status"]:
        return f"status {result.status}, not {turn['status']}"
    code = result.procedures[0]["code"] if result.procedures else None
    if turn.get("code") and code != turn["code"]:
        return f"procedure {code}, not {turn['code']}"
    asked = turn.get("facets") or []
    if turn["status"] == "answered" and asked and list(result.facets)[:1] != asked[:1]:
        return f"facets {list(result.facets)}, not {asked}"
    return ""


def test_turns_of_the_evaluation_set(ask):
    """The share of turns that are right is at least what was last measured."""
    problems, count = [], 0
    for script in scripts("conversations.yml"):
        for number, turn in enumerate(script["turns"]):
            count += 1
            if problem := wrong(turn, ask(turn["user"], script["id"])):
                problems.append(f"{script['id']}#{number} {turn['user']!r}: {problem}")
    share = 1 - len(problems) / count
    print(f"turns right: {share:.3f} of {count}", *problems, sep="\n  ")

    assert share >= FLOORS["conversation_turns"]


@pytest.mark.parametrize("script", scripts("settled.yml"), ids=lambda s: s["id"])
def test_settled(ask, script):
    """Each turn of the conversation is answered as it should be."""
    for turn in script["turns"]:
        result = ask(turn["user"], f"settled-{script['id']}")
        assert wrong(turn, result) == "", turn["user"]
