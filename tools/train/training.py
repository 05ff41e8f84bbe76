"""Teaching the network to rank the sentences of a group, and "none of these" among them.

The loss of a group is the cross-entropy of all that answers against the rest and "none of these".
The score that today's features give a sentence is added, with a weight that is learned too: so the
reader learns what the features do not know, and is worth most beside them. Some groups are read
under invented names, so that it does not go by what the encoder knows of the world's. And some
sentences are of other groups: an archive that has nothing on a question brings what is far from it.
"""

import random
import time
from collections.abc import Callable, Collection, Sequence

import torch
from torch import Tensor, nn

from rag.models.reader import join_headline
from tools.train.groups import Group, Read
from tools.train.network import ReaderNetwork
from tools.train.renaming import collect_common, rename

HARD, EASY = 7, 1  # others of a group that are read: of the first ones, of the rest
STRANGE = 3  # sentences of other groups that are read beside them
AWAY = 0.08  # the share of questions that are read beside sentences of other groups alone
FIRST = 30  # others that are hard
ANSWERS = 3  # of a group that are read
RENAMED = 0.35  # the share of groups that are read under invented names
GROUPS = 4  # in a step
RATE, HEAD_RATE, DECAY = 1e-4, 1e-3, 0.01
WARM = 0.08  # of all steps, in which the rate rises


def train(
    network: ReaderNetwork,
    groups: Sequence[Group],
    chance: random.Random,
    tell: Callable[[str], None] = print,
) -> None:
    """One pass over the groups, in the order given."""
    weights = nn.Parameter(torch.tensor([0.5]))  # of the features
    heads = [p for name, p in network.named_parameters() if not name.startswith("layers.")]
    optimizer = torch.optim.AdamW(
        [{"params": network.layers.parameters(), "lr": RATE},
         {"params": [*heads, weights], "lr": HEAD_RATE}],
        weight_decay=DECAY,
    )  # fmt: skip
    common = collect_common({one.sentence for group in groups for one in group.others})
    pairs = dict.fromkeys((one.headline, one.sentence) for group in groups for one in group.others)
    strangers = [Read(*pair, 0.0) for pair in pairs]
    steps = max(len(groups) // GROUPS, 1)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda n: _shape_rate(n / steps))
    lost, started = 0.0, time.perf_counter()
    for step in range(steps):
        drawn = [_draw(one, strangers, chance) for one in groups[step * GROUPS :][:GROUPS]]
        drawn = [_rename(one, common, chance) for one in drawn]
        loss = compute_group_loss(network, drawn, weights)
        lost += loss.item()
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        if (step + 1) % 100 == 0:
            spent = time.perf_counter() - started
            tell(f"step {step + 1} of {steps}, {spent:.0f} s: loss {lost / 100:.3f}, "
                 f"features weigh {weights.item():.2f}")  # fmt: skip
            lost = 0.0


def _shape_rate(done: float) -> float:
    """The rate's share of its highest: it rises, then falls to a fiftieth."""
    return min((done + 0.001) / WARM, max(0.02, (1 - done) / (1 - WARM)))


def compute_group_loss(network: ReaderNetwork, groups: Sequence[Group], weight: Tensor) -> Tensor:
    """The mean over groups of which every sentence is read."""
    pairs = [
        (group.question, join_headline(one.headline, one.sentence))
        for group in groups
        for one in [*group.answers, *group.others]
    ]
    with torch.autocast("cpu", dtype=torch.bfloat16):
        scores = network.score_answers(pairs).float()
        nones = network.score_none([group.question for group in groups]).float()
    loss, at = torch.zeros(()), 0
    for group, none in zip(groups, nones, strict=True):
        known = torch.tensor([one.score for one in [*group.answers, *group.others]])
        logits = scores[at : at + len(known)] + weight * known
        shares = torch.log_softmax(torch.cat([logits, none[None]]), 0)
        loss = loss - (
            torch.logsumexp(shares[: len(group.answers)], 0) if group.answers else shares[-1]
        )
        at += len(known)
    return loss / len(groups)


def _draw(group: Group, strangers: Sequence[Read], chance: random.Random) -> Group:
    """Some sentences of the group, and some that have nothing to do with it."""
    if chance.random() < AWAY:
        far = chance.sample(strangers, min(HARD + EASY + STRANGE, len(strangers)))
        scored = (Read(one.headline, one.sentence, chance.gauss(0, 1)) for one in far)
        return Group(group.question, (), tuple(scored))
    answers = chance.sample(group.answers, min(ANSWERS, len(group.answers)))
    first, rest = group.others[:FIRST], group.others[FIRST:]
    others = chance.sample(first, min(HARD, len(first)))
    others += chance.sample(rest, min(EASY, len(rest)))
    others += chance.sample(strangers, min(STRANGE, len(strangers)))
    return Group(group.question, tuple(answers), tuple(others))


def _rename(group: Group, common: Collection[str], chance: random.Random) -> Group:
    """The group, now and then under invented names."""
    if chance.random() >= RENAMED:
        return group
    read = [*group.answers, *group.others]
    texts = [text for one in read for text in (one.headline, one.sentence)]
    question, *texts = rename([group.question, *texts], common, chance)
    pairs = zip(texts[::2], texts[1::2], read, strict=True)
    read = [Read(headline, text, one.score) for headline, text, one in pairs]
    answers = len(group.answers)
    return Group(question, tuple(read[:answers]), tuple(read[answers:]))
