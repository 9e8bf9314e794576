"""The loss curve as a picture."""

from pathlib import Path

import matplotlib

matplotlib.use("agg")

from matplotlib import pyplot


def draw(file: Path, train: list[tuple[int, float]], validation: list[tuple[int, float]], best_step: int) -> None:
    """Draws the losses, given as (step, loss), into a PNG file."""
    figure, axes = pyplot.subplots(figsize=(6.4, 3.6), layout="constrained")
    axes.plot(*zip(*train), color="#9db8d2", linewidth=1, label="training, each step")
    axes.plot(*zip(*validation), color="#1f4e79", marker="o", markersize=4, label="validation")
    axes.axvline(best_step, color="#888888", linestyle=":", linewidth=1, label=f"kept: step {best_step}")
    axes.set(xlabel="step", ylabel="loss (nats a token)", ylim=(0, None), title=file.stem)
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False)
    # Without the date and the version, the same losses give the same file.
    figure.savefig(file, dpi=120, metadata={"Software": None})
    pyplot.close(figure)
