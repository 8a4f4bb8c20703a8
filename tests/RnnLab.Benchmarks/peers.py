"""The peers beside PyTorch: oneDNN's RNN primitives (a training step) and ONNX Runtime (generation).

Neither is committed nor needed: what cannot be had on this machine is left out, and `prepare` says why.
"""
import os
import pathlib
import shutil
import subprocess
import sys

from child import child

HERE = pathlib.Path(__file__).resolve().parent
ONNX_RUNTIME = "onnxruntime-node@1.30"


class Unavailable(Exception):
    """This peer cannot be had here; the message says why and what would help."""


def run(command, folder):
    command = [str(part) for part in command]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    except OSError as error:
        raise Unavailable(f"{command[0]} cannot be run: {error.strerror}") from error
    if done.returncode != 0:
        raise Unavailable(f"'{' '.join(command)}' failed: {' '.join((done.stderr or done.stdout).split())[-300:]}")


class OneDnn:
    """
    A training step whose recurrent layers are oneDNN's RNN primitives: their time in a small C program, added to PyTorch's time for head,
    loss, clip and Adam. Two measurements summed: what PyTorch could reach on a CPU if it used them.
    """

    name = "oneDNN"

    def __init__(self, folder):
        self.program = folder / "onednn_rnn"
        compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
        if compiler is None:
            raise Unavailable("there is no C compiler")
        try:
            run([compiler, "-O3", HERE / "onednn_rnn.c", "-o", self.program, "-ldnnl", "-lm"], folder)
        except Unavailable as error:
            raise Unavailable(f"{error}. Debian's libdnnl-dev has what it needs") from error

    def measure(self, cell, size, threads, seconds, environment):
        """Milliseconds of a step: recurrent layers and the rest, in turn."""
        hidden, batch, seq, vocab, layers = size
        layers_time = child([self.program, cell, hidden, batch, seq, vocab, layers, seconds], {**environment, "OMP_NUM_THREADS": str(threads)})
        rest = child([sys.executable, HERE / "pytorch_step.py", "--part", "head", "--cell", cell, "--hidden", hidden, "--batch", batch, "--seq", seq,
                      "--vocab", vocab, "--layers", layers, "--threads", threads, "--seconds", seconds / 2], environment)
        return {"ms_median": layers_time["ms_median"] + rest["ms_median"]}


class OnnxRuntime:
    """Generation in ONNX Runtime, by its npm package, which is installed into the temporary folder; the best of 1 and 2 threads."""

    name = "ONNX Runtime"

    def __init__(self, folder):
        self.folder = folder
        for tool in ("npm", "node"):
            if shutil.which(tool) is None:
                raise Unavailable(f"there is no {tool}")
        run(["npm", "install", "--prefix", folder, "--ignore-scripts", "--no-save", "--no-audit", "--no-fund", ONNX_RUNTIME], folder)
        self.environment = {**os.environ, "NODE_PATH": str(folder / "node_modules")}
        run(["node", "--require", folder / "node_modules/onnxruntime-node", "--eval", "0"], folder)

    def measure(self, cell, size, seconds):
        """Characters a second."""
        hidden, _, _, vocab, layers = size
        model = self.folder / "model.onnx"
        child([sys.executable, HERE / "onnx_export.py", "--cell", cell, "--hidden", hidden, "--vocab", vocab, "--layers", layers, "--out", model])
        speeds = [child(["node", HERE / "onnx_generation.js", model, vocab, layers, hidden, threads, seconds / 2], self.environment) for threads in (1, 2)]
        return {"chars_per_second": max(speed["chars_per_second"] for speed in speeds)}


def prepare(names, folder):
    """The peers of those names ('onednn', 'onnxruntime') that this machine has, by name; says on stderr which are left out, and why."""
    ready = {}
    for name, kind in (("onednn", OneDnn), ("onnxruntime", OnnxRuntime)):
        if name in names:
            try:
                ready[name] = kind(folder)
            except Unavailable as error:
                print(f"{kind.name} is left out: {error}.", file=sys.stderr)
    return ready
