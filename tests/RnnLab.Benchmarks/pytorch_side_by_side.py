#!/usr/bin/python3
"""Times RnnLab's training step and generation beside PyTorch's on this machine, alternating, and prints a Markdown table.

    dotnet build -c Release src/RnnLab.Cli
    /usr/bin/python3 tests/RnnLab.Benchmarks/pytorch_side_by_side.py --rows small --repetitions 3

Every figure is measured in a process of its own; one repetition runs RnnLab, PyTorch as installed, PyTorch tuned and the other peers in
turn, so that a disturbance of the machine meets all of them. Shown are medians over the repetitions (of each process's median step): times, how
many times faster RnnLab is, the share of the machine's measured multiply-add peak (one-hot inputs counted as dense), characters written a
second (PyTorch's in the better of its settings), managed bytes allocated a step, and the most memory that each process held. Without further
arguments it measures every size, which takes two hours or so; with --readme it then puts the table into README.md.

"Tuned" is OPENBLAS_CORETYPE=SkylakeX (where the processor has AVX-512) and ATEN_CPU_CAPABILITY=avx512, with the OpenMP build of OpenBLAS. Where
that is not the system's BLAS, unpack Debian's libopenblas0-openmp somewhere and name the folder of its libblas.so.3 with --blas.

Beside PyTorch stand, where this machine has them: a step whose recurrent layers are oneDNN's (a C compiler and Debian's libdnnl-dev), and
generation in ONNX Runtime (npm, which fetches it into a temporary folder). What is missing is left out, saying so.
"""
import argparse
import datetime
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

import peers
from child import child

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SIZES = {  # hidden, batch, seq, vocab, layers
    "32": (32, 16, 25, 27, 1),
    "128": (128, 32, 50, 65, 1),
    "128x2": (128, 50, 50, 65, 2),
    "256x2": (256, 64, 100, 65, 2),
    "512x2": (512, 64, 100, 65, 2),
    "512x3": (512, 128, 100, 256, 3),
}
SETS = {"all": list(SIZES), "small": ["32", "128", "128x2"], "quality": ["128x2"]}


BEGIN, END = "<!-- speeds: begin -->", "<!-- speeds: end -->"


def has_avx512():
    try:
        return "avx512f" in pathlib.Path("/proc/cpuinfo").read_text()
    except OSError:
        return False


def environments(blas):
    """The two settings of PyTorch, by name."""
    installed = {k: v for k, v in os.environ.items() if not k.startswith(("OPENBLAS", "ATEN", "OMP", "MKL"))}
    tuned = dict(installed)
    if has_avx512():
        tuned.update(OPENBLAS_CORETYPE="SkylakeX", ATEN_CPU_CAPABILITY="avx512")
    if blas:
        for environment in (installed, tuned):
            environment["LD_LIBRARY_PATH"] = os.pathsep.join(filter(None, [str(blas), environment.get("LD_LIBRARY_PATH")]))
    return {"installed": installed, "tuned": tuned}


def blas_in_use(environment):
    """The file behind PyTorch's BLAS, from the process's own memory map."""
    code = "import torch; torch.mm(torch.ones(8, 8), torch.ones(8, 8)); print(sorted({l.split()[-1] for l in open('/proc/self/maps') if 'blas' in l.lower()}))"
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)
    return done.stdout.strip() or "unknown"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cells", default="rnn,gru,lstm", help="comma-separated (default: %(default)s)")
    parser.add_argument("--rows", default="all", help=f"sizes, comma-separated: {', '.join(SIZES)}; or a set: {', '.join(SETS)} (default: %(default)s)")
    parser.add_argument("--threads", default="1,2", help="comma-separated (default: %(default)s)")
    parser.add_argument("--settings", default="installed,tuned", help="PyTorch's environments (default: %(default)s)")
    parser.add_argument("--peers", default="onednn,onnxruntime", help="what else to measure where it is there, comma-separated; '' for nothing (default: %(default)s)")
    parser.add_argument("--repetitions", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=3.0, help="time for each measurement (default: %(default)s)")
    parser.add_argument("--blas", type=pathlib.Path, help="folder of the libblas.so.3 and liblapack.so.3 that PyTorch shall use")
    parser.add_argument("--cli", help="the command line under test (default: the Release build of src/RnnLab.Cli)")
    parser.add_argument("--readme", action="store_true", help="put the finished table into README.md")
    args = parser.parse_args()

    dll = ROOT / "src/RnnLab.Cli/bin/Release/net10.0/RnnLab.Cli.dll"
    if not args.cli and not dll.exists():
        sys.exit(f"There is no Release build at {dll}. Build it first: dotnet build -c Release src/RnnLab.Cli")
    cli = args.cli.split() if args.cli else ["dotnet", str(dll)]
    rows = [row for word in args.rows.split(",") for row in SETS.get(word, [word])]
    for row in rows:
        if row not in SIZES:
            sys.exit(f"There is no row '{row}'; choose from {', '.join(SIZES)} or {', '.join(SETS)}.")
    if args.repetitions < 1:
        sys.exit("--repetitions must be at least 1.")
    settings = {name: environment for name, environment in environments(args.blas).items() if name in args.settings.split(",")}
    if not settings:
        sys.exit("--settings must name installed, tuned or both.")
    for name, environment in settings.items():
        print(f"PyTorch {name}: BLAS {blas_in_use(environment)}", file=sys.stderr)

    with tempfile.TemporaryDirectory() as folder:
        others = peers.prepare(args.peers.split(","), pathlib.Path(folder))
        lines = []
        for text in table(args, cli, rows, settings, others):
            print(text, flush=True)
            lines.append(text)
    if args.readme:
        write_readme(lines)


def table(args, cli, rows, settings, others):
    """The lines of the report, each as soon as it is measured."""
    peak = child([*cli, "bench", "peak", "--json"])
    yield (f"Measured on {datetime.date.today()}; medians of {args.repetitions}, alternating. The machine's multiply-add peak was "
           f"{peak['gflops_one']:.0f} GFLOP/s on one thread, {peak['gflops_all']:.0f} on {peak['threads']}.")
    yield ""
    for n, cell in enumerate(args.cells.split(",")):
        for row in rows:
            generation = measure_generation(others, cell, SIZES[row], args)
            for threads in map(int, args.threads.split(",")):
                values = columns(measure(args, cli, cell, row, threads, settings, others, generation), settings, others, peak, threads)
                if n == 0 and row == rows[0] and threads == int(args.threads.split(",")[0]):
                    heads = ["cell", "hidden, batch, sequence, symbols, layers", "threads", *values]
                    yield "| " + " | ".join(heads) + " |"
                    yield "|" + " --- |" * len(heads)
                yield "| " + " | ".join([cell.upper(), ", ".join(map(str, SIZES[row])), str(threads), *values.values()]) + " |"


def measure_generation(others, cell, size, args):
    """What ONNX Runtime writes, which does not depend on the row's threads; an empty list without it."""
    return [others["onnxruntime"].measure(cell, size, args.seconds) for _ in range(args.repetitions)] if "onnxruntime" in others else []


def measure(args, cli, cell, row, threads, settings, others, generation):
    """Every repetition's results, by name."""
    measured = {name: [] for name in ["ours", *settings, "onednn"]}
    for _ in range(args.repetitions):
        measured["ours"].append(child([*cli, "bench", *model(cell, SIZES[row]), "--threads", threads, "--seconds", args.seconds, "--json"]))
        for name, environment in settings.items():
            measured[name].append(child([sys.executable, HERE / "pytorch_step.py", *model(cell, SIZES[row]), "--threads", threads, "--seconds", args.seconds], environment))
        if "onednn" in others:
            measured["onednn"].append(others["onednn"].measure(cell, SIZES[row], threads, args.seconds, list(settings.values())[-1]))
    return {**measured, "onnxruntime": generation}


def model(cell, size):
    hidden, batch, seq, vocab, layers = size
    return ["--cell", cell, "--hidden", hidden, "--batch", batch, "--seq", seq, "--vocab", vocab, "--layers", layers]


def columns(measured, settings, others, peak, threads):
    """The measured cells of one row of the table, by heading."""
    def median(name, key):
        return statistics.median(result[key] for result in measured[name])

    ms, chars, gflops = median("ours", "ms_median"), median("ours", "chars_per_second"), median("ours", "gflops")
    top = peak["gflops_one"] if threads == 1 else min(peak["gflops_all"], threads * peak["gflops_one"])
    spoken = {"installed": "PyTorch as installed", "tuned": "PyTorch tuned", "onednn": "oneDNN"}
    values = {"RnnLab, ms": f"{ms:.2f}"}
    for name in [*settings, *(["onednn"] if "onednn" in others else [])]:
        theirs = median(name, "ms_median")
        values[f"{spoken[name]}, ms"] = f"{theirs:.2f} ({theirs / ms:.1f}x)"
    values["of the peak"] = f"{100 * gflops / top:.0f} %"
    values["RnnLab, characters/s"] = f"{chars:,.0f}"
    writers = {"PyTorch, characters/s": max(median(name, "chars_per_second") for name in settings)}
    if "onnxruntime" in others:
        writers["ONNX Runtime, characters/s"] = median("onnxruntime", "chars_per_second")
    for heading, theirs in writers.items():
        values[heading] = f"{theirs:,.0f} ({chars / theirs:.1f}x)"
    values["RnnLab, bytes a step"] = f"{median('ours', 'bytes_per_step'):.0f}"
    values["RnnLab, MB"] = f"{median('ours', 'peak_mb'):,.0f}"
    values["PyTorch, MB"] = f"{min(median(name, 'peak_mb') for name in settings):,.0f}"
    return values


def write_readme(lines):
    """Puts the lines between the two marks of README.md."""
    path = ROOT / "README.md"
    before, found, rest = path.read_text(encoding="utf-8").partition(BEGIN + "\n")
    _, end, after = rest.partition(END)
    if not found or not end:
        sys.exit(f"{path} has no '{BEGIN}' and '{END}', each on a line of its own: the table was printed, but not put there.")
    path.write_text(before + BEGIN + "\n" + "\n".join(lines) + "\n" + END + after, encoding="utf-8")


if __name__ == "__main__":
    main()
