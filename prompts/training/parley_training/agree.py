"""Compares PyTorch and Parley's engine on the same token ids, without and with an adapter.

    PARLEY_ENGINE_TOKEN=... python -m parley_training.agree --engine http://127.0.0.1:PORT \\
        --model MODEL.gguf --ids IDS.json [--adapter ADAPTER.gguf]

Both read the examples as they are (teacher-forced) and say of each token of the assistant how likely it was, and which
one was the likeliest. The adapter is read back out of its file, so that all of the way to the engine is compared.
Standard output has one JSON object a line; the exit status is 1 where the two name the same likeliest token for less than
--least of the tokens.
"""

import argparse
import json
import os
import sys
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from parley_training.train import load, say, sha256  # first: it keeps transformers from looking for a network

import numpy as np
import torch

from parley_training import data, lora_gguf
from parley_training.data import Example

#: llama.cpp quantises what goes into a matrix product; PyTorch does not. See README.md for what was measured.
LEAST_AGREEMENT = 0.97


@dataclass(frozen=True)
class Reading:
    """What one side says of the assistant's tokens: log p of each, and the text of the likeliest in its place."""

    logprobs: np.ndarray
    likeliest: list[str]


class Engine:
    """Parley's engine over HTTP, on this machine."""

    def __init__(self, address: str, token: str):
        self.address = address.rstrip("/")
        self.token = token

    def load(self, adapter: Path) -> int:
        return self._post("/lora-adapters/load", {"path": str(adapter.resolve()), "sha256": sha256(adapter)})["id"]

    def read(self, example: Example, adapter: int | None) -> Reading:
        logprobs = self._echo(list(example.ids), adapter)
        marked = places(example)
        return Reading(
            np.array([logprobs["token_logprobs"][place] for place in marked]),
            # The token that stands there may be listed beside the likeliest one.
            [max(logprobs["top_logprobs"][place].items(), key=lambda each: each[1])[0] for place in marked],
        )

    def texts(self, ids: list[int]) -> list[str]:
        """Spells tokens as `read` does."""
        parts = [ids[start : start + 256] for start in range(0, len(ids), 256)]
        return [text for part in parts for text in self._echo(part, None)["tokens"]]

    def _echo(self, ids: list[int], adapter: int | None) -> dict:
        question = {"prompt": ids, "echo": True, "max_tokens": 0, "logprobs": 1}
        if adapter is not None:
            question["lora"] = [{"id": adapter, "scale": 1.0}]
        logprobs = self._post("/v1/completions", question)["choices"][0]["logprobs"]
        if len(logprobs["tokens"]) != len(ids) or logprobs.get("ids", ids) != ids:
            raise data.DataError("The engine answers other tokens than it was asked about.")
        return logprobs

    def _post(self, path: str, question: dict) -> dict:
        request = urllib.request.Request(
            self.address + path,
            json.dumps(question).encode(),
            {"Authorization": "Bearer " + self.token, "Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=300) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as e:
            raise data.DataError(f"The engine refuses {path}: {e.read().decode(errors='replace')}") from e


def places(example: Example) -> list[int]:
    """Where the assistant's tokens stand; the first token of all is not said to be likely or not."""
    return [place for place, loss in enumerate(example.loss) if loss and place > 0]


def merge(model: torch.nn.Module, base: lora_gguf.Base, adapter: Path) -> None:
    """Adds an adapter, as its file has it, to the model's weights."""
    pairs, alpha = lora_gguf.read(adapter, base)
    for name, module in model.named_modules():
        if name.split(".")[-1] in lora_gguf.MODULES:
            a, b = pairs[lora_gguf.tensor_name(name)]
            with torch.no_grad():
                module.weight += torch.from_numpy(alpha / a.shape[0] * b @ a)


def read(model: torch.nn.Module, example: Example, engine: Engine) -> Reading:
    """What PyTorch says."""
    marked = torch.tensor(places(example))
    ids = torch.tensor([example.ids])
    with torch.no_grad():
        hidden = model.model(input_ids=ids, use_cache=False).last_hidden_state[0]
        logprobs = model.lm_head(hidden[marked - 1]).log_softmax(dim=-1)
    actual = logprobs.gather(1, ids[0, marked].unsqueeze(1)).squeeze(1)
    return Reading(actual.numpy(), engine.texts(logprobs.argmax(dim=1).tolist()))


def compare(model: torch.nn.Module, engine: Engine, examples: list[Example], adapter: int | None) -> dict:
    """Answers the figures over all of the examples' tokens."""
    ours, theirs = zip(*((read(model, each, engine), engine.read(each, adapter)) for each in examples))
    same = [mine == other for one, two in zip(ours, theirs) for mine, other in zip(one.likeliest, two.likeliest)]
    here, there = (np.concatenate([each.logprobs for each in side]) for side in (ours, theirs))
    differences = np.abs(here - there)
    return {
        "tokens": len(same),
        "same_likeliest": round(sum(same) / len(same), 4),
        "mean_difference": round(float(differences.mean()), 4),
        "largest_difference": round(float(differences.max()), 4),
        "mean_logprob_pytorch": round(float(here.mean()), 4),
        "mean_logprob_engine": round(float(there.mean()), 4),
    }


def main() -> int:
    parser = argparse.ArgumentParser(prog="parley_training.agree", description=__doc__.split("\n")[0])
    parser.add_argument("--engine", required=True, help="http://127.0.0.1:PORT; its token is in PARLEY_ENGINE_TOKEN")
    parser.add_argument("--model", type=Path, required=True, help="the base, a GGUF file; the engine runs the same")
    parser.add_argument("--ids", type=Path, required=True, help="the examples as token ids, made by Parley")
    parser.add_argument("--adapter", type=Path, help="compare with this one too")
    parser.add_argument("--limit", type=int, default=50, help="at most so many examples")
    parser.add_argument("--least", type=float, default=LEAST_AGREEMENT)
    arguments = parser.parse_args()
    engine = Engine(arguments.engine, os.environ.get("PARLEY_ENGINE_TOKEN", ""))
    try:
        examples = data.read(arguments.ids)[0][: arguments.limit]
        model = load(arguments.model).eval()
        figures = [compare(model, engine, examples, None)]
        say("base", **figures[0])
        if arguments.adapter:
            merge(model, lora_gguf.Base.read(arguments.model), arguments.adapter)
            figures.append(compare(model, engine, examples, engine.load(arguments.adapter)))
            say("adapter", **figures[1])
    except (data.DataError, lora_gguf.AdapterError, OSError) as e:
        say("failed", message=str(e))
        return 1
    return 0 if all(each["same_likeliest"] >= arguments.least for each in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
