"""Names as the archive's articles show them: whose is a person's, and who is he, who she."""

from functools import partial

from rag.store.catalogue import Catalogue
from rag.store.vocabulary import read_best_samples
from rag.text.name_signs import NameSigns, read_name

SAMPLES = 24  # passages that are read for a name


class KnownNames:
    """Reads names in what was said, and in the archive where there is one; each name once."""

    def __init__(self, catalogue: Catalogue | None = None) -> None:
        self._sample = catalogue and partial(read_best_samples, catalogue)
        self._read: dict[tuple[str, str], NameSigns] = {}

    def read(self, name: str, said: str = "") -> NameSigns:
        """What is known of a name of a conversation in which so much was `said`."""
        if (name, said) not in self._read:
            found = self._sample(name, SAMPLES) if self._sample else []
            self._read[name, said] = read_name(name, [said, *found])
        return self._read[name, said]
