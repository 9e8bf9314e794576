import json
from random import Random

import pytest

from parley_training import data
from parley_training.data import DataError, Example


def example(number, length=5):
    return Example(f"x-{number:03}", tuple(range(1, length + 1)), (False,) * (length - 2) + (True,) * 2)


def file_of(tmp_path, content):
    file = tmp_path / "ids.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return file


def test_reads_the_examples_and_where_they_come_from(tmp_path):
    content = {"persona": "coder", "examples": [{"id": "a", "ids": [4, 5, 6], "loss": [0, 0, 1]}]}
    examples, origin = data.read(file_of(tmp_path, content))
    assert examples == [Example("a", (4, 5, 6), (False, False, True))]
    assert origin == {"persona": "coder"}


@pytest.mark.parametrize(
    "content",
    [
        "no JSON",
        [],
        {"examples": 5},
        {"examples": [{"id": "a", "ids": [1, 2]}]},
        {"examples": [{"id": "a", "ids": [1, 2], "loss": [1]}]},
        {"examples": [{"id": "a", "ids": [1, -2], "loss": [0, 1]}]},
        {"examples": [{"id": "a", "ids": [1, 2], "loss": [1, 0]}]},
        {"examples": [{"id": "a", "ids": [1, 2], "loss": [0, 1]}] * 2},
    ],
)
def test_refuses_what_is_no_file_of_ids(tmp_path, content):
    with pytest.raises(DataError):
        data.read(file_of(tmp_path, content))


def test_splits_one_in_ten_by_the_id_alone():
    examples = [example(number) for number in range(1000)]
    train, validation = data.split(examples)
    assert 70 < len(validation) < 130
    assert sorted(each.id for each in train + validation) == [each.id for each in examples]
    assert data.split(examples[:500])[1] == [each for each in validation if each in examples[:500]]


def test_few_examples_leave_one_to_stop_by():
    for count in (2, 3, 10):
        train, validation = data.split([example(number) for number in range(count)])
        assert validation and len(train) + len(validation) == count
    with pytest.raises(DataError, match="too few"):
        data.split([example(1)])


def test_batches_hold_every_example_once_and_differ_between_epochs():
    examples = [example(number, length=20 + number) for number in range(50)]
    random = Random(3)
    first, second = data.batches(examples, 8, random), data.batches(examples, 8, random)
    for groups in (first, second):
        assert sorted(each.id for group in groups for each in group) == [each.id for each in examples]
        assert max(len(group) for group in groups) == 8
    assert first != second
    assert data.batches(examples, 8, Random(3)) == first


def test_batches_are_of_like_length():
    examples = [example(number, length=20 + 4 * number) for number in range(50)]
    groups = data.batches(examples, 8, Random(3))
    padded = sum(max(len(each.ids) for each in group) * len(group) for group in groups)
    assert padded < 1.25 * sum(len(each.ids) for each in examples)


def test_padding_is_neither_read_nor_learnt():
    ids, attention, loss = data.padded([example(1, 3), example(2, 5)])
    assert ids.tolist() == [[1, 2, 3, 0, 0], [1, 2, 3, 4, 5]]
    assert attention.tolist() == [[1, 1, 1, 0, 0], [1, 1, 1, 1, 1]]
    assert loss.tolist() == [[False, True, True, False, False], [False, False, False, True, True]]
