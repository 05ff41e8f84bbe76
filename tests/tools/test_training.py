"""The small reader as it is taught: it learns, the same twice, and is written down as it is."""

import random
from pathlib import Path

import numpy as np
import pytest
import torch

from rag.models.reader import LocalReader, join_headline
from tools.train.export import save_reader
from tools.train.groups import Group, Read
from tools.train.network import ReaderNetwork, average_networks
from tools.train.training import compute_group_loss, train

pytestmark = pytest.mark.slow

OTHERS = tuple(
    Read("Harbour news", f"Berth number {n} was dredged in the {season}.", -n / 10)
    for n, season in enumerate(["spring", "summer", "autumn", "winter"] * 3)
)
ANSWER = Read("Ferry sinks", "Captain Anna Holm steered the ferry onto the reef.", 0.1)
GROUPS = [
    Group("Who steered the ferry onto the reef?", (ANSWER,), OTHERS),
    Group("Who steered the ferry onto the reef?", (), OTHERS),
] * 24


def teach(seed: int) -> ReaderNetwork:
    network = ReaderNetwork(seed)
    train(network, GROUPS, random.Random(seed), tell=lambda _: None)
    return network


@pytest.fixture(scope="module")
def taught() -> ReaderNetwork:
    return teach(1)


def measure_loss(network: ReaderNetwork) -> float:
    with torch.no_grad():
        return compute_group_loss(network, GROUPS[:2], torch.tensor(0.5)).item()


def test_it_learns_what_it_is_taught(taught: ReaderNetwork) -> None:
    assert measure_loss(taught) < measure_loss(ReaderNetwork(1)) / 2


def test_the_mean_of_networks_lies_between_them(taught: ReaderNetwork) -> None:
    fresh = ReaderNetwork(1)
    mean = average_networks([taught, fresh]).state_dict()
    for name, values in taught.state_dict().items():
        torch.testing.assert_close(mean[name], (values + fresh.state_dict()[name]) / 2)
    assert measure_loss(average_networks([taught, taught])) == pytest.approx(measure_loss(taught))


def test_the_same_seed_teaches_the_same(taught: ReaderNetwork) -> None:
    again = teach(1).state_dict()
    for name, values in taught.state_dict().items():
        torch.testing.assert_close(again[name], values)


def test_what_is_written_down_reads_as_the_network_does(
    taught: ReaderNetwork, tmp_path: Path
) -> None:
    save_reader(taught, tmp_path)
    reader = LocalReader(str(tmp_path))
    question, all_read = GROUPS[0].question, [ANSWER, *OTHERS]
    reading = reader.rank(question, [(one.headline, one.sentence) for one in all_read])
    pairs = [(question, join_headline(one.headline, one.sentence)) for one in all_read]
    with torch.no_grad():
        scores = taught.score_answers(pairs).numpy()
        none = taught.score_none([question]).item()
    spread = float(np.ptp(scores))
    assert np.abs(reading.scores - scores).max() < 0.1 * spread
    assert reading.none == pytest.approx(none, abs=0.1 * spread)
