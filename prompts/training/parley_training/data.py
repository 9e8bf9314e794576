"""The examples as token ids: Parley's engine made them, nothing here tokenises or knows a chat template."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np

#: One example in ten, by the hash of its id, so that a new example never moves an old one to the other side.
VALIDATION_SHARE = 0.1


class DataError(Exception):
    """A file of ids that cannot be trained on; the message is for the person who started the training."""


@dataclass(frozen=True)
class Example:
    """A conversation: its token ids, and for each whether the model is to learn to write it (the assistant's)."""

    id: str
    ids: tuple[int, ...]
    loss: tuple[bool, ...]


def read(file: Path) -> tuple[list[Example], dict]:
    """Reads the file that `parley persona train` writes.

    It is `{"examples": [{"id": "...", "ids": [1, 2, ...], "loss": [0, 1, ...]}], ...}`; what stands beside the examples
    says where they come from and is answered as it is.
    """
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        examples = [_example(each) for each in content.pop("examples")]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as e:
        raise DataError(f"{file} cannot be read as a file of token ids: {e}") from e
    ids = [each.id for each in examples]
    if len(set(ids)) < len(ids):
        raise DataError(f"{file} has two examples with one id: {next(each for each in ids if ids.count(each) > 1)}")
    return examples, content


def _example(node: dict) -> Example:
    example = Example(str(node["id"]), tuple(node["ids"]), tuple(bool(each) for each in node["loss"]))
    if len(example.ids) != len(example.loss) or not all(isinstance(each, int) and each >= 0 for each in example.ids):
        raise DataError(f"The example {example.id} does not have a mark for each of its token ids.")
    if not any(example.loss[1:]):
        raise DataError(f"The example {example.id} has no token of the assistant.")
    return example


def split(examples: list[Example]) -> tuple[list[Example], list[Example]]:
    """Divides into what is trained on and what says when to stop."""
    validation = [each for each in examples if _place(each.id) < VALIDATION_SHARE]
    train = [each for each in examples if _place(each.id) >= VALIDATION_SHARE]
    if not validation and len(train) > 1:
        # Few examples: the one nearest to the border, so that there is something to stop by.
        validation = [min(train, key=lambda each: _place(each.id))]
        train.remove(validation[0])
    if not train or not validation:
        raise DataError(f"{len(examples)} examples are too few: there must be at least 2, and 200 are a good number.")
    return train, validation


def _place(example_id: str) -> float:
    return int.from_bytes(hashlib.sha256(example_id.encode()).digest()[:8], "big") / 2**64


def batches(examples: list[Example], size: int, random: Random | None = None) -> list[list[Example]]:
    """Groups examples of like length, so that little is padded; with `random`, in another way at each call."""
    jitter = random.random if random else lambda: 0.0
    # A fifth more or less: the neighbours change from epoch to epoch, the padding hardly grows.
    ordered = sorted(examples, key=lambda each: len(each.ids) * (1 + 0.2 * jitter()))
    groups = [ordered[i : i + size] for i in range(0, len(ordered), size)]
    if random:
        random.shuffle(groups)
    return groups


def padded(batch: list[Example]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Answers ids, attention and loss marks, each (examples, longest); what is padded is id 0, attention 0, loss False."""
    longest = max(len(each.ids) for each in batch)
    ids = np.zeros((len(batch), longest), np.int64)
    attention = np.zeros((len(batch), longest), np.int64)
    loss = np.zeros((len(batch), longest), bool)
    for row, each in enumerate(batch):
        ids[row, : len(each.ids)] = each.ids
        attention[row, : len(each.ids)] = 1
        loss[row, : len(each.ids)] = each.loss
    return ids, attention, loss
