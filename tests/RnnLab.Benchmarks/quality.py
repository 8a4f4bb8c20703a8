#!/usr/bin/python3
"""Trains RnnLab over several seeds and cells by one fixed recipe and compares the validation loss after each epoch with PyTorch's.

    dotnet build -c Release src/RnnLab.Cli
    /usr/bin/python3 tests/RnnLab.Benchmarks/quality.py --text tinyshakespeare.txt

The recipe (that of pytorch_quality.py) is in recipe() below. PyTorch's numbers were measured on tinyshakespeare.txt (1,115,394 characters, 65 symbols);
on another text, or to measure them again, add --pytorch, which runs pytorch_quality.py with the same seeds (needs torch).
Ends with exit code 1 where a mean is more than --tolerance above PyTorch's.
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PYTORCH = {  # validation nats per character after epochs 1 to 4, one list a seed; PyTorch 1.13.1; GRU and RNN with SEEDS, LSTM with 123, 1 and 2
    "lstm": [[2.159, 1.943, 1.817, 1.728], [2.213, 2.001, 1.870, 1.787], [2.214, 1.989, 1.873, 1.796]],
    "gru": [[1.945, 1.754, 1.662, 1.610], [1.949, 1.778, 1.687, 1.633], [1.944, 1.769, 1.679, 1.628], [1.940, 1.753, 1.664, 1.615], [1.948, 1.750, 1.654, 1.602],
            [1.950, 1.763, 1.666, 1.619], [1.959, 1.782, 1.681, 1.630], [1.948, 1.758, 1.669, 1.620], [1.952, 1.782, 1.680, 1.632], [1.965, 1.766, 1.676, 1.627]],
    "rnn": [[2.028, 1.862, 1.788, 1.740], [2.041, 1.859, 1.781, 1.737], [2.026, 1.859, 1.780, 1.733], [2.051, 1.870, 1.783, 1.738], [2.026, 1.865, 1.790, 1.749],
            [2.031, 1.863, 1.783, 1.739], [2.014, 1.847, 1.770, 1.729], [2.021, 1.869, 1.794, 1.744], [2.029, 1.853, 1.773, 1.729], [2.057, 1.881, 1.801, 1.747]],
}

SEEDS = range(11, 21)  # chosen before any of them was run, the same for both sides: three seeds of the plain RNN differ by more than the tolerance


def recipe(cell, seed, epochs):
    """The options of `train` that make up the recipe."""
    return ["--cell", cell, "--layers", 2, "--hidden", 128, "--seq", 50, "--batch", 50, "--partition", "sequential", "--optimizer", "adam",
            "--lr", 0.002, "--lr-decay", 1, "--clip", 5, "--clip-by", "value", "--dropout", 0, "--init", "pytorch",
            "--train-fraction", 0.9, "--val-fraction", 0.05, "--sample-every", 0, "--epochs", epochs, "--seed", seed]


def lines_of(command, environment=None):
    """The JSON lines of a command that must succeed."""
    process = subprocess.Popen([str(part) for part in command], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    out, err = process.communicate()
    if process.returncode != 0:
        sys.exit(f"This failed with exit code {process.returncode}: {' '.join(map(str, command))}\n{err or out}")
    return [json.loads(line) for line in out.splitlines() if line.strip()]


def ours(cli, text, cell, seed, epochs, folder, threads):
    """Validation losses after each epoch, and the seconds of the whole run."""
    events = lines_of([*cli, "train", "--text", text, *recipe(cell, seed, epochs), "--threads", threads, "--out", folder, "--json"])
    done = events[-1]
    losses = [event["val_loss"] for event in events if event["event"] == "validation"]
    if len(losses) < epochs:
        sys.exit(f"Expected a validation after each of {epochs} epochs, got {len(losses)}.")
    return losses[:epochs], done["seconds"]


def theirs(text, cell, seed, epochs, threads, blas):
    environment = dict(os.environ, LD_LIBRARY_PATH=str(blas)) if blas else None
    return [event["val_loss"] for event in lines_of(
        [sys.executable, HERE / "pytorch_quality.py", "--text", text, "--cell", cell, "--seed", seed, "--epochs", epochs, "--threads", threads],
        environment)]


def means(runs):
    return [statistics.mean(values) for values in zip(*runs)]


def row(cell, what, values, extra=""):
    print(f"| {cell} | {what} | " + " | ".join(f"{value:.3f}" if isinstance(value, float) else value for value in values) + f" | {extra} |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--text", type=pathlib.Path, required=True)
    parser.add_argument("--cells", default="lstm,gru,rnn")
    parser.add_argument("--seeds", default=",".join(map(str, SEEDS)))
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--tolerance", type=float, default=0.02)
    parser.add_argument("--pytorch", action="store_true", help="measure PyTorch again instead of using the numbers written here")
    parser.add_argument("--blas", type=pathlib.Path, help="folder of the libblas.so.3 and liblapack.so.3 that PyTorch shall use")
    parser.add_argument("--cli", help="the command line under test (default: the Release build of src/RnnLab.Cli)")
    args = parser.parse_args()

    dll = ROOT / "src/RnnLab.Cli/bin/Release/net10.0/RnnLab.Cli.dll"
    if not args.cli and not dll.exists():
        sys.exit(f"There is no Release build at {dll}. Build it first: dotnet build -c Release src/RnnLab.Cli")
    cli = args.cli.split() if args.cli else ["dotnet", str(dll)]
    seeds = [int(seed) for seed in args.seeds.split(",")]

    print("| cell | run | " + " | ".join(f"epoch {epoch}" for epoch in range(1, args.epochs + 1)) + " | seconds |")
    print("|" + " --- |" * (args.epochs + 3), flush=True)
    worst = None
    for cell in args.cells.split(","):
        runs = []
        for seed in seeds:
            with tempfile.TemporaryDirectory() as folder:
                losses, seconds = ours(cli, args.text, cell, seed, args.epochs, pathlib.Path(folder) / "run", args.threads)
            row(cell, f"RnnLab, seed {seed}", losses, f"{seconds:.0f}")
            runs.append(losses)
        row(cell, "RnnLab, mean", means(runs))
        reference = PYTORCH[cell]
        if args.pytorch:
            reference = []
            for seed in seeds:
                reference.append(theirs(args.text, cell, seed, args.epochs, args.threads, args.blas))
                row(cell, f"PyTorch, seed {seed}", reference[-1])
        row(cell, f"PyTorch, mean of {len(reference)}", means(reference))
        above = [our / their - 1 for our, their in zip(means(runs), means(reference))]
        row(cell, "difference", [f"{100 * value:+.1f} %" for value in above])
        worst = max([*above, *([] if worst is None else [worst])])
    if worst is not None and worst > args.tolerance:
        sys.exit(f"RnnLab's mean is {100 * worst:.1f} % above PyTorch's somewhere; {100 * args.tolerance:.0f} % is allowed.")


if __name__ == "__main__":
    main()
