"""Tiny CrossEncoders made from a config, whose last layer leans the way that a test asks for."""

from collections.abc import Sequence
from itertools import count
from pathlib import Path
from typing import Literal

WORDS = "the a ferry strike rail mayor flood ended who what did in of bridge river pay minister"
NLI = ("contradiction", "entailment", "neutral")


class TinyModels:
    """Makes folders of such models below one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count()

    def make(
        self,
        classes: Sequence[str],
        lean: Sequence[float],
        *,
        spread: float = 0.02,
        problem_type: Literal["regression"] | None = None,
    ) -> str:
        """The folder of a model with these classes; `lean` is what each one's logit begins with.

        With a `spread` of 2 it reads something into the words, with the default next to nothing.
        """
        import torch
        from transformers import BertConfig, BertForSequenceClassification, BertTokenizer
        from transformers.utils.logging import disable_progress_bar

        disable_progress_bar()  # type: ignore[no-untyped-call]
        folder = self._folder / str(next(self._numbers)) / "tiny-nli"
        folder.mkdir(parents=True)
        marks = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
        vocabulary = folder.parent / "vocabulary.txt"
        vocabulary.write_text("\n".join([*marks, *WORDS.split()]), encoding="utf-8")
        tokenizer = BertTokenizer(str(vocabulary), model_max_length=64)
        config = BertConfig(
            vocab_size=len(tokenizer),
            hidden_size=16,
            intermediate_size=16,
            max_position_embeddings=64,
            num_hidden_layers=1,
            num_attention_heads=2,
            initializer_range=spread,
            id2label=dict(enumerate(classes)),
            problem_type=problem_type,
        )
        torch.manual_seed(20261122)
        model = BertForSequenceClassification(config)
        with torch.no_grad():
            model.classifier.bias.add_(torch.tensor(lean))
        model.save_pretrained(folder)
        tokenizer.save_pretrained(folder)
        return str(folder)

    def leaning(self, towards: str, classes: Sequence[str] = NLI) -> str:
        """A model that is sure of the class that begins so, whatever it reads."""
        return self.make(classes, [8.0 * one.lower().startswith(towards) for one in classes])

    def breaking(self) -> str:
        """A model that loads, then breaks: its tokenizer has more words than it has weights for."""
        from transformers import AutoTokenizer

        name = self.leaning("entail")
        tokenizer = AutoTokenizer.from_pretrained(name, local_files_only=True)
        tokenizer.add_tokens(["Kestria", "wages"])
        tokenizer.save_pretrained(name)
        return name
