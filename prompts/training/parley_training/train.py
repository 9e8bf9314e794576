"""Trains a LoRA adapter for a model in a GGUF file.

    python -m parley_training.train --model MODEL.gguf --ids IDS.json --out ADAPTER.gguf

Beside the adapter lie then ADAPTER.png, the loss curve, and ADAPTER.json, what it was trained with. Standard output has
one JSON object a line: start, step, validation, done or failed.
"""

import argparse
import hashlib
import json
import math
import os
import platform
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random

# Before transformers is imported: nothing may be fetched or reported, and a bar a tensor is no news.
os.environ.update(HF_HUB_OFFLINE="1", HF_HUB_DISABLE_TELEMETRY="1", TQDM_DISABLE="1")
# Before PyTorch is: where others use the cores too, threads that spin for each other take up to forty times as long.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import numpy as np
import torch
import transformers
from peft import LoraConfig, get_peft_model

from parley_training import curve, data, lora_gguf
from parley_training.data import Example


@dataclass(frozen=True)
class Settings:
    """How to train. The defaults are for some 200 examples of 80 to 200 tokens; README.md says what else was tried."""

    rank: int = 8
    alpha: float = 16
    #: 0.05 took a quarter more time on a CPU: as many random numbers as the layers have inputs.
    dropout: float = 0.0
    learning_rate: float = 1e-3
    batch: int = 8
    epochs: int = 3
    #: Validations a run without a better one before it stops; there are two in an epoch.
    patience: int = 3
    warm_up: float = 0.1
    weight_decay: float = 0.0
    gradient_limit: float = 1.0
    seed: int = 1


def say(event: str, **values: object) -> None:
    print(json.dumps({"event": event, **values}), flush=True)


def device() -> torch.device:
    if torch.cuda.is_available():
        return torch.device("cuda")
    return torch.device("mps" if torch.backends.mps.is_available() else "cpu")


def load(model: Path) -> torch.nn.Module:
    """Reads the weights out of the GGUF file, as 32-bit floats."""
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    return transformers.AutoModelForCausalLM.from_pretrained(model.parent, gguf_file=model.name, dtype=torch.float32)


def with_adapter(base: torch.nn.Module, settings: Settings) -> torch.nn.Module:
    config = LoraConfig(
        r=settings.rank,
        lora_alpha=settings.alpha,
        lora_dropout=settings.dropout,
        target_modules=list(lora_gguf.MODULES),
        task_type="CAUSAL_LM",
    )
    return get_peft_model(base, config)


def token_losses(model: torch.nn.Module, batch: list[Example]) -> torch.Tensor:
    """Answers -log p of each marked token of the batch, in one row.

    Only at the marked places the hidden state is multiplied with the vocabulary, which is a quarter of a small model.
    """
    ids, attention, loss = (torch.from_numpy(each).to(model.device) for each in data.padded(batch))
    causal = model.get_base_model()
    hidden = causal.model(input_ids=ids, attention_mask=attention, use_cache=False).last_hidden_state
    # The state at one token says what comes next.
    wanted = loss[:, 1:]
    logits = causal.lm_head(hidden[:, :-1][wanted])
    return torch.nn.functional.cross_entropy(logits, ids[:, 1:][wanted], reduction="none")


def validate(model: torch.nn.Module, examples: list[Example], size: int) -> float:
    """Answers the mean of -log p over all marked tokens."""
    model.eval()
    with torch.no_grad():
        losses = torch.cat([token_losses(model, batch) for batch in data.batches(examples, size)])
    model.train()
    return losses.mean().item()


def adapter_weights(model: torch.nn.Module) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Answers A and B of each module that was trained."""
    weights = {}
    for name, module in model.get_base_model().named_modules():
        if hasattr(module, "lora_A") and "default" in module.lora_A:
            a, b = (each["default"].weight.detach().cpu().numpy() for each in (module.lora_A, module.lora_B))
            weights[name] = (a.copy(), b.copy())
    return weights


class Schedule:
    """The learning rate: up in a straight line, then down by half a cosine to a tenth."""

    def __init__(self, settings: Settings, steps: int):
        self.settings = settings
        self.steps = steps
        self.warm_up = max(1, round(steps * settings.warm_up))

    def rate(self, step: int) -> float:
        if step < self.warm_up:
            return self.settings.learning_rate * (step + 1) / self.warm_up
        done = (step - self.warm_up) / max(1, self.steps - self.warm_up)
        return self.settings.learning_rate * (0.1 + 0.9 * (1 + math.cos(math.pi * done)) / 2)


@dataclass
class Result:
    """What came out: the best adapter, and the losses on the way there as (step, loss)."""

    weights: dict[str, tuple[np.ndarray, np.ndarray]]
    best_step: int
    train: list[tuple[int, float]]
    validation: list[tuple[int, float]]
    tokens: int


def train(model: torch.nn.Module, examples: list[Example], validation: list[Example], settings: Settings) -> Result:
    """Trains, and keeps the weights that were best on the validation examples."""
    random = Random(settings.seed)
    parameters = [each for each in model.parameters() if each.requires_grad]
    optimiser = torch.optim.AdamW(parameters, lr=settings.learning_rate, weight_decay=settings.weight_decay)
    in_epoch = math.ceil(len(examples) / settings.batch)
    steps = in_epoch * settings.epochs
    schedule = Schedule(settings, steps)
    marks = {math.ceil(in_epoch * half / 2) for half in range(1, 2 * settings.epochs + 1)}
    result = Result(adapter_weights(model), 0, [], [(0, validate(model, validation, settings.batch))], 0)
    say("validation", step=0, loss=round(result.validation[0][1], 4), best=True)
    best, worse, step, started = result.validation[0][1], 0, 0, time.monotonic()
    model.train()
    for epoch in range(settings.epochs):
        for batch in data.batches(examples, settings.batch, random):
            for group in optimiser.param_groups:
                group["lr"] = schedule.rate(step)
            loss = token_losses(model, batch).mean()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(parameters, settings.gradient_limit)
            optimiser.step()
            optimiser.zero_grad()
            step += 1
            result.tokens += sum(len(each.ids) for each in batch)
            result.train.append((step, loss.item()))
            seconds = time.monotonic() - started
            say(
                "step",
                step=step,
                steps=steps,
                epoch=epoch + 1,
                loss=round(loss.item(), 4),
                tokens_per_second=round(result.tokens / seconds, 1),
                seconds_left=round(seconds / step * (steps - step)),
            )
            if step in marks:
                current = validate(model, validation, settings.batch)
                result.validation.append((step, current))
                better = current < best
                say("validation", step=step, loss=round(current, 4), best=better)
                if better:
                    best, worse = current, 0
                    result.weights, result.best_step = adapter_weights(model), step
                else:
                    worse += 1
            if worse >= settings.patience:
                return result
    return result


def run(model_file: Path, ids_file: Path, out: Path, settings: Settings) -> None:
    """Trains from files to files."""
    started = time.monotonic()
    base = lora_gguf.Base.read(model_file)
    examples, origin = data.read(ids_file)
    training, validation = data.split(examples)
    torch.manual_seed(settings.seed)
    where = device()
    say("start", examples=len(training), validation=len(validation), device=where.type, base=model_file.name)
    model = with_adapter(load(model_file), settings).to(where)
    if max(max(each.ids) for each in examples) >= model.get_base_model().config.vocab_size:
        raise data.DataError(f"{ids_file} has token ids that {model_file.name} does not know: of another model?")
    result = train(model, training, validation, settings)
    best = min(loss for _, loss in result.validation)
    if result.best_step == 0:
        raise data.DataError("Training made nothing better on the validation examples, so there is no adapter.")
    lora_gguf.write(out, base, result.weights, settings.alpha, out.stem)
    curve.draw(out.with_suffix(".png"), result.train, result.validation, result.best_step)
    seconds = round(time.monotonic() - started)
    record = origin | {
        "base": model_file.name,
        "base_sha256": sha256(model_file),
        "ids_sha256": sha256(ids_file),
        "adapter_sha256": sha256(out),
        "settings": asdict(settings),
        "examples": {"train": len(training), "validation": len(validation)},
        "trained_parameters": sum(a.size + b.size for a, b in result.weights.values()),
        "tokens_read": result.tokens,
        "seconds": seconds,
        "device": torch.cuda.get_device_name() if where.type == "cuda" else where.type,
        "best_step": result.best_step,
        "loss": {
            "validation_before": round(result.validation[0][1], 4),
            "validation_best": round(best, 4),
            "train": [[step, round(loss, 4)] for step, loss in result.train],
            "validation": [[step, round(loss, 4)] for step, loss in result.validation],
        },
        "versions": {
            "python": platform.python_version(),
            **{each.__name__: each.__version__ for each in (torch, transformers, np)},
        },
    }
    out.with_suffix(".json").write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    say(
        "done",
        out=str(out),
        seconds=seconds,
        best_step=result.best_step,
        validation_before=round(result.validation[0][1], 4),
        validation_best=round(best, 4),
    )


def sha256(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def main() -> int:
    parser = argparse.ArgumentParser(prog="parley_training.train", description=__doc__.split("\n")[0])
    parser.add_argument("--model", type=Path, required=True, help="the base, a GGUF file")
    parser.add_argument("--ids", type=Path, required=True, help="the examples as token ids, made by Parley")
    parser.add_argument("--out", type=Path, required=True, help="the adapter to write, NAME.gguf")
    for name in ("rank", "alpha", "dropout", "learning_rate", "batch", "epochs", "patience", "seed"):
        default = getattr(Settings, name)
        parser.add_argument("--" + name.replace("_", "-"), type=type(default), default=default)
    arguments = vars(parser.parse_args())
    model, ids, out = (arguments.pop(each) for each in ("model", "ids", "out"))
    try:
        run(model, ids, out, Settings(**arguments))
    except (data.DataError, lora_gguf.AdapterError, OSError) as e:
        say("failed", message=str(e))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
