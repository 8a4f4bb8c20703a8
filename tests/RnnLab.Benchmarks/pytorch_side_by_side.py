#!/usr/bin/python3
"""Times RnnLab's training step and generation beside PyTorch's on this machine, alternating, and prints a Markdown table.

    dotnet build -c Release src/RnnLab.Cli
    /usr/bin/python3 tests/RnnLab.Benchmarks/pytorch_side_by_side.py --rows small --repetitions 3

Every figure is measured in a process of its own; one repetition runs RnnLab, PyTorch as installed and PyTorch tuned in turn, so
that a disturbance of the machine meets all of them. Shown are medians over the repetitions (of each process's median step): times, how many
times faster, the share of the machine's measured multiply-add peak (one-hot inputs counted as dense), characters written a second, managed bytes allocated a step,
and the most memory that each process held. Without further arguments it measures every size, which takes an hour or so.

"Tuned" is OPENBLAS_CORETYPE=SkylakeX (where the processor has AVX-512) and ATEN_CPU_CAPABILITY=avx512, with the OpenMP build of OpenBLAS. Where
that is not the system's BLAS, unpack Debian's libopenblas0-openmp somewhere and name the folder of its libblas.so.3 with --blas.
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
SIZES = {  # hidden, batch, seq, vocab, layers
    "32": (32, 16, 25, 27, 1),
    "128": (128, 32, 50, 65, 1),
    "128x2": (128, 50, 50, 65, 2),
    "256x2": (256, 64, 100, 65, 2),
    "512x2": (512, 64, 100, 65, 2),
    "512x3": (512, 128, 100, 256, 3),
}
SETS = {"all": list(SIZES), "small": ["32", "128", "128x2"], "quality": ["128x2"]}


def child(command, environment=None):
    """Runs a command and returns the last JSON object that it printed, with the most memory that it held; its own words where it fails."""
    with tempfile.TemporaryFile("w+") as errors:
        process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=errors, text=True)
        printed = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            errors.seek(0)
            sys.exit(f"This failed with exit code {process.returncode}: {' '.join(map(str, command))}\n{errors.read() or printed}")
    return {**json.loads(printed.strip().splitlines()[-1]), "peak_mb": usage.ru_maxrss / 1024}


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


def text(command):
    return [str(part) for part in command]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cells", default="rnn,gru,lstm", help="comma-separated (default: %(default)s)")
    parser.add_argument("--rows", default="all", help=f"sizes, comma-separated: {', '.join(SIZES)}; or a set: {', '.join(SETS)} (default: %(default)s)")
    parser.add_argument("--threads", default="1,2", help="comma-separated (default: %(default)s)")
    parser.add_argument("--settings", default="installed,tuned", help="PyTorch's environments (default: %(default)s)")
    parser.add_argument("--repetitions", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=3.0, help="time for each measurement (default: %(default)s)")
    parser.add_argument("--blas", type=pathlib.Path, help="folder of the libblas.so.3 and liblapack.so.3 that PyTorch shall use")
    parser.add_argument("--cli", help="the command line under test (default: the Release build of src/RnnLab.Cli)")
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
    peak = child(text([*cli, "bench", "peak", "--json"]))
    for name, environment in settings.items():
        print(f"PyTorch {name}: BLAS {blas_in_use(environment)}", file=sys.stderr)
    print(f"Peak: {peak['gflops_one']:.0f} GFLOP/s on one thread, {peak['gflops_all']:.0f} on {peak['threads']}.\n")

    heads = ["cell", "hidden, batch, seq, vocab, layers", "threads", "RnnLab ms", *(f"PyTorch {name} ms" for name in settings),
             *(f"times {name}" for name in settings), "GFLOP/s", "of peak", "chars/s", *(f"PyTorch {name} chars/s" for name in settings),
             "bytes a step", "MB", *(f"PyTorch {name} MB" for name in settings)]
    print("| " + " | ".join(heads) + " |")
    print("|" + " --- |" * len(heads), flush=True)
    for cell in args.cells.split(","):
        for row in rows:
            for threads in map(int, args.threads.split(",")):
                measured = {name: [] for name in ["ours", *settings]}
                for _ in range(args.repetitions):
                    measured["ours"].append(child(text(our_command(cli, cell, SIZES[row], threads, args.seconds))))
                    for name, environment in settings.items():
                        measured[name].append(child(text(their_command(cell, SIZES[row], threads, args.seconds)), environment))
                print(line(cell, SIZES[row], threads, measured, settings, peak), flush=True)


def our_command(cli, cell, size, threads, seconds):
    return [*cli, "bench", *model(cell, size), "--threads", threads, "--seconds", seconds, "--json"]


def their_command(cell, size, threads, seconds):
    return [sys.executable, HERE / "pytorch_step.py", *model(cell, size), "--threads", threads, "--seconds", seconds]


def model(cell, size):
    hidden, batch, seq, vocab, layers = size
    return ["--cell", cell, "--hidden", hidden, "--batch", batch, "--seq", seq, "--vocab", vocab, "--layers", layers]


def line(cell, size, threads, measured, settings, peak):
    """One row of the table."""
    def median(name, key):
        return statistics.median(result[key] for result in measured[name])

    ms = median("ours", "ms_median")
    gflops = median("ours", "gflops")
    top = peak["gflops_one"] if threads == 1 else min(peak["gflops_all"], threads * peak["gflops_one"])
    cells = [cell, ", ".join(map(str, size)), str(threads), f"{ms:.2f}", *(f"{median(name, 'ms_median'):.2f}" for name in settings),
             *(f"{median(name, 'ms_median') / ms:.2f}x" for name in settings), f"{gflops:.0f}", f"{100 * gflops / top:.0f} %",
             f"{median('ours', 'chars_per_second'):,.0f}", *(f"{median(name, 'chars_per_second'):,.0f}" for name in settings),
             f"{median('ours', 'bytes_per_step'):.0f}", f"{median('ours', 'peak_mb'):,.0f}", *(f"{median(name, 'peak_mb'):,.0f}" for name in settings)]
    return "| " + " | ".join(cells) + " |"


if __name__ == "__main__":
    main()
