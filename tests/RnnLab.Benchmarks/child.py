"""Runs a measurement in a process of its own."""
import json
import os
import subprocess
import sys
import tempfile


def child(command, environment=None):
    """Runs a command and returns the last JSON object that it printed, with the most memory that it held; its own words where it fails."""
    command = [str(part) for part in command]
    with tempfile.TemporaryFile("w+") as errors:
        process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=errors, text=True)
        printed = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            errors.seek(0)
            sys.exit(f"This failed with exit code {process.returncode}: {' '.join(command)}\n{errors.read() or printed}")
    return {**json.loads(printed.strip().splitlines()[-1]), "peak_mb": usage.ru_maxrss / 1024}
