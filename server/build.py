"""Build what the processes run on: the index and the trained model, if inputs changed.

Both are built beside the old ones and switched, so a failure leaves the old in place.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from search_index.builds import build_index
from search_index.elsewhere import read_elsewhere
from search_index.encoder import encoder_or_none
from search_index.engines.base import EngineUnavailable, IndexMissing
from search_index.engines.beside import refuse_missing
from search_index.engines.settings import ElasticsearchSettings
from search_index.language import load_language
from search_index.phrasings import load_phrasings
from server.inputs import digest
from server.published import Published

KEEP_MODELS = 20
Say = Callable[[str], None]


class TrainingFailed(Exception):
    """Rasa could not train; the last lines of what it said are the message."""


def ensure_index(
    published: Published,
    encoder_folder: Path,
    folder: Path,
    say: Say,
    *,
    force: bool,
    cluster: ElasticsearchSettings | None = None,
) -> Path:
    """Build the index of *published* into *folder* unless it is up to date.

    Without an encoder in *encoder_folder* it serves words alone. In a *cluster* the
    same is built; one that does not answer is not asked to build what is up to date.

    Raises:
        CatalogueError: if a file of the catalogue is wrong; the old index stays.
        IndexRejected: if the new index does not find what it holds.
        IndexNotBuilt: if the cluster does not take it.
    """
    code, catalogue = Path(__file__).parent.parent, published.folder
    inputs = [catalogue, encoder_folder, code / "search_index", code / "vietnamese"]
    files = digest(inputs, code.parent if catalogue.is_relative_to(code) else Path("/"))
    # Records begin and end to hold at midnight.
    wanted = f"{files} {published.stamp} {published.day}"
    if cluster is not None:
        wanted += f" {cluster.identity}"
    marker, current = folder / "inputs", folder / "current"
    known = marker.read_text() if marker.exists() and current.exists() else ""
    if known == wanted and not force and _is_whole(current.resolve(), cluster, say):
        say("index: up to date")
        return current.resolve()
    started = time.monotonic()
    procedures = published.procedures()
    phrasings = load_phrasings(catalogue / "phrasings", procedures)
    say(
        f"index: building {len(procedures)} procedures"
        f" with {phrasings.count} phrasings"
        f" ({len(phrasings.unknown)} keys of phrasings are not loaded) …"
    )
    encoder = encoder_or_none(encoder_folder)
    if encoder is None:
        say(f"index: no encoder in {encoder_folder}; words alone")
    language = load_language(catalogue / "language")
    elsewhere = read_elsewhere(catalogue / "elsewhere")
    build = build_index(
        procedures, phrasings.by_id, folder, language, encoder, cluster, elsewhere
    )
    marker.write_text(wanted)
    say(f"index: in service after {time.monotonic() - started:.1f} s")
    return build


def _is_whole(build: Path, cluster: ElasticsearchSettings | None, say: Say) -> bool:
    """Tell whether *cluster* holds *build*; one that does not say is believed to."""
    try:
        refuse_missing(build, cluster)
    except IndexMissing as exc:
        say(f"index: elasticsearch: {exc}")
        return False
    except EngineUnavailable as exc:
        say(f"index: elasticsearch: {exc}; until then the snapshot answers")
    return True


def model_file(root: Path, models: Path) -> Path:
    """Return where the model of the present inputs is, or would be."""
    inputs = [root / "config.yml", root / "domain.yml", root / "nlu_data"]
    inputs += [root / "bot" / "nlu", root / "bot" / "training_data.py"]
    inputs += [root / "vietnamese", root / "requirements" / "runtime.txt"]
    inputs += [root / "catalogue" / name for name in ("language", "phrasings")]
    return models / f"{digest(inputs, root)}.tar.gz"


def ensure_model(root: Path, models: Path, say: Say, *, force: bool) -> Path:
    """Train the model unless there is one of the present inputs; return its file.

    Raises:
        TrainingFailed: if Rasa does not produce a model.
    """
    model = model_file(root, models)
    if model.exists() and not force:
        say("model: up to date")
        return model
    models.mkdir(parents=True, exist_ok=True)
    say("model: training, about a minute …")
    started = time.monotonic()
    draft = models / f"draft-{os.getpid()}.tar.gz"
    command = [sys.executable, "-m", "rasa", "train", "--force"]
    command += ["--config", "config.yml", "--domain", "domain.yml"]
    command += ["--data", "nlu_data", "--out", str(models)]
    command += ["--fixed-model-name", draft.name]
    log = models / "train.log"
    with log.open("wb") as stream:
        process = subprocess.Popen(  # noqa: S603 (our own command)
            command,
            cwd=root,
            env={
                **os.environ,
                **QUIET,
                # All that is written stays in the home; a cache would not pay.
                "RASA_CACHE_DIRECTORY": str(models / "cache"),
                "RASA_MAX_CACHE_SIZE": "0",
            },
            stdout=stream,
            stderr=subprocess.STDOUT,
        )
        while True:
            try:
                process.wait(timeout=10)
                break
            except subprocess.TimeoutExpired:
                say(f"model: training, {time.monotonic() - started:.0f} s so far …")
    if process.returncode != 0 or not draft.exists():
        tail = "\n".join(log.read_text(errors="replace").splitlines()[-15:])
        raise TrainingFailed(f"{tail}\n(all of it: {log})")
    draft.replace(model)
    say(f"model: trained in {time.monotonic() - started:.0f} s")
    _drop_old(models, model)
    return model


# Rasa and TensorFlow: no telemetry, no banners, one thread for each process.
QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "CUDA_VISIBLE_DEVICES": "",
    "OMP_NUM_THREADS": "1",
    "SANIC_WORKERS": "1",
    "PYTHONWARNINGS": "ignore",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "PYTHONUNBUFFERED": "1",
}


def _drop_old(models: Path, current: Path) -> None:
    found = sorted(models.glob("*.tar.gz"), key=lambda file: file.stat().st_mtime)
    # A running system may still need its model to restart Rasa; each has about 3 MB.
    for old in found[:-KEEP_MODELS]:
        if old != current:
            old.unlink()
