"""Start-up, supervision and commands: clear words, nothing half alive."""

import datetime
import io
import os
import shlex
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from search_index.builds import IndexReader
from server.build import ensure_index
from server.children import Child
from server.inputs import digest
from server.jsonl import BadLine, read_lines
from server.published import Published
from server.secrets import load_or_create
from server.supervisor import (
    DiskFull,
    PortTaken,
    refuse_full_disk,
    refuse_taken_port,
)

PY = shlex.quote(sys.executable)


def test_secrets_are_made_once_and_private(tmp_path):
    """The same secrets at each start, readable by their owner only."""
    first, again = load_or_create(tmp_path), load_or_create(tmp_path)

    assert first == again
    assert len(first["RASA_CHANNEL_TOKEN"]) > 40
    assert (tmp_path / "secrets.env").stat().st_mode & 0o777 == 0o600


def test_secrets_differ_between_homes(tmp_path):
    """Two homes share nothing."""
    assert load_or_create(tmp_path / "a") != load_or_create(tmp_path / "b")


def test_the_example_settings_can_be_copied_whole(tmp_path):
    """Every line of .env.example in the environment changes nothing."""
    root = Path(__file__).parents[2]
    lines = (root / ".env.example").read_text().splitlines()
    example = dict(line.split("=", 1) for line in lines if line[:1].isalpha())
    example = {name: value.strip('"') for name, value in example.items()}
    show = (
        "import json, server.settings as s; print(json.dumps({n: str(getattr(s, n))"
        " for n in dir(s) if n.isupper() and n != 'DATABASES'}, sort_keys=True))"
    )

    def settings_with(env: dict[str, str]) -> str:
        bare = {"PATH": os.environ["PATH"], "ASSISTANT_HOME": str(tmp_path)}
        return subprocess.run(
            [sys.executable, "-c", show],
            cwd=root,
            env={**env, **bare},
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    assert settings_with(example) == settings_with({})


def test_digest_sees_every_change(tmp_path):
    """A changed, added or renamed file changes the digest."""
    (tmp_path / "a").write_text("1")
    before = digest([tmp_path], tmp_path)
    (tmp_path / "a").rename(tmp_path / "b")

    assert digest([tmp_path], tmp_path) != before


def test_a_taken_port_gets_one_sentence():
    """The sentence names the port and the setting that changes it."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(PortTaken, match=f"Port {port}.*RASA_PORT"):
            refuse_taken_port(Child("rasa", "true", port, None))


def test_a_full_disk_gets_one_sentence(tmp_path):
    """The sentence names the folder and the setting that moves it."""
    with pytest.raises(DiskFull, match=f"{tmp_path}.*ASSISTANT_HOME"):
        refuse_full_disk(tmp_path, megabytes=10**9)


@pytest.mark.parametrize(
    ("version", "words"),
    [(None, "Python 3.11 is missing"), ("Python 3.9.2", "is not Python 3.11")],
)
def test_a_missing_python_gets_one_sentence(tmp_path, version, words):
    """The set-up says what to install or give, and changes nothing."""
    python = tmp_path / "python"
    if version:
        python.write_text(f'#!/bin/sh\n[ "$1" = -V ] && echo "{version}" || exit 1\n')
        python.chmod(0o755)
    script = Path(__file__).parents[2] / "tools" / "setup.sh"
    run = subprocess.run(
        [script, str(python), str(tmp_path / "venv")],
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode != 0
    assert words in run.stderr
    assert not (tmp_path / "venv").exists()


SUPERVISE = """
import sys
from server.children import Child
from server.supervisor import Supervisor
children = [Child(n, c, None, None) for n, c in zip(sys.argv[1::2], sys.argv[2::2])]
import os
sys.exit(Supervisor(children, dict(os.environ), ".", "http://here/", many_deaths=3).run())
"""


def supervise(*children: str) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-c", "import django,os;os.environ['DJANGO_SETTINGS_MODULE']='server.settings';django.setup()\n" + SUPERVISE, *children],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, bufsize=1,
    )  # fmt: skip


def test_ctrl_c_ends_everything(tmp_path):
    """After "ready", one signal ends all processes and the supervisor."""
    pid = tmp_path / "pid"
    script = (
        f"import os,time;open({str(pid)!r},'w').write(str(os.getpid()));time.sleep(60)"
    )
    process = supervise("one", f"exec {PY} -c {shlex.quote(script)}")
    while "ready" not in process.stdout.readline():
        pass
    while not pid.exists() or not pid.read_text():
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    process.wait(timeout=15)

    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text()), 0)


def test_a_process_that_keeps_dying_ends_the_whole():
    """Restarted with pauses, then everything stops with the reason and exit code 1."""
    process = supervise(
        "good", "sleep 60", "bad", f"exec {PY} -c 'print(\"my reason\"); exit(3)'"
    )
    output, _ = process.communicate(timeout=40)

    assert process.returncode == 1
    assert output.count("my reason") == 3
    assert "bad ended 3 times in a row" in output
    assert "stopping everything" in output


@pytest.mark.parametrize(
    "line", ["x", "[]", '{"id": 1, "text": "a"}', '{"id": "1"}', '{"text": "a"}']
)
def test_bad_lines_are_named(line):
    """A line that is no question is named by its number."""
    with pytest.raises(BadLine, match="line 3"):
        list(read_lines(['{"id": "1", "text": "a"}', "", line]))


@pytest.mark.django_db
def test_build_index_with_a_wrong_file(tmp_path, catalogue, settings):
    """The command names file, procedure and field; the old index stays in service."""
    import shutil

    copy = tmp_path / "catalogue"
    shutil.copytree(catalogue, copy)
    settings.CATALOGUE_DIR, settings.INDEX_DIR = copy, tmp_path / "index"
    call_command("build_index", stdout=io.StringIO())
    wrong = copy / "procedures" / "nuoi-con-nuoi.yml"
    wrong.write_text(wrong.read_text().replace("levels: [", "levels: [district, ", 1))

    with pytest.raises(CommandError) as caught:
        call_command("build_index", stdout=io.StringIO())

    message = str(caught.value)
    assert all(part in message for part in ("nuoi-con-nuoi.yml", "procedure", "levels"))
    assert "old index stays" in message


def test_an_index_is_not_built_twice(tmp_path, catalogue, language):
    """Unchanged inputs are recognised."""
    said: list[str] = []
    for _ in range(2):
        published = Published(catalogue, datetime.date(2026, 11, 24))
        ensure_index(published, tmp_path / "none", tmp_path, said.append, force=False)

    assert said[-1] == "index: up to date"
    assert IndexReader(tmp_path, language).get().procedures


@pytest.mark.django_db
def test_search_command(tmp_path, catalogue, settings, monkeypatch, capsys):
    """`manage.py search --jsonl` prints one ranking a line, in order."""
    import json

    settings.INDEX_DIR = tmp_path
    lines = [{"id": "a", "text": "đăng ký kết hôn"}, {"id": "b", "text": "???"}]
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n".join(map(json.dumps, lines))))
    out = io.StringIO()
    call_command("search", "--jsonl", stdout=out)
    first, second = map(json.loads, out.getvalue().splitlines())

    assert (first["id"], first["hits"][0]["code"]) == ("a", "1.000894")
    assert (second["id"], second["hits"]) == ("b", [])
