"""Questions about procedures as training data: `nlu_data/questions.tsv`.

One line `facets<TAB>question` each, the facets in the order asked. Rasa's own files
know one label for a message; a question may ask for the papers, the fee and the place
at once. To Rasa all of them are `ask_procedure`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from search_index.catalogue_files import CatalogueError
from search_index.procedure import Facet

QUESTIONS = Path("nlu_data/questions.tsv")
ASK_PROCEDURE = "ask_procedure"
FACETS = "facets"


class QuestionsImporter(RasaFileImporter):
    """Rasa's files, and the table of questions beside them."""

    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        """Return the examples of both."""
        asked = [
            Message({TEXT: text, INTENT: ASK_PROCEDURE, FACETS: facets})
            for facets, text in read_questions(QUESTIONS)
        ]
        data: TrainingData = super().get_nlu_data(language)
        return data.merge(TrainingData(asked))


def read_questions(file: Path) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the facets and the text of each question in *file*.

    Raises:
        CatalogueError: at the first line that is none; names file and line.
    """
    lines = file.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines, 1):
        if not line or line.startswith("#"):
            continue
        names, tab, text = line.partition("\t")
        try:
            facets = tuple(Facet(name).value for name in names.split(","))
        except ValueError as exc:
            raise CatalogueError(file, f"line {number}: {exc}") from exc
        if not tab or not text.strip():
            raise CatalogueError(file, f"line {number}: no question")
        yield facets, text
