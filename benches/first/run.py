#!/usr/bin/env python3
"""The first benchmark: a whole turn beside what it is made of, in alternating rounds, medians in one table.

    benches/first/run.py [--rounds 5] [--seconds 5] [--connections 32] [--skip express]

Everything runs on this machine, load included, so only the ratios mean something. `npm` is needed for Express.
"""

import argparse
import json
import os
import pathlib
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
EXPRESS = pathlib.Path(__file__).resolve().parent / "express"
SECRET = "benchmark-secret"
SERVERS = {
    "constant": "constant axum handler",
    "signed": "+ signature check",
    "durable": "+ one durable 300-byte write",
    "turn": "whole turn: clew serve",
    "express": "Express with the twilio package",
}


def build():
    """Builds the service and the benchmark, and returns their paths."""
    subprocess.run(["cargo", "build", "--release", "--locked", "--bin", "clew"], cwd=ROOT, check=True)
    built = subprocess.run(
        ["cargo", "bench", "--locked", "--bench", "first", "--no-run", "--message-format=json"],
        cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True,
    )
    made = [json.loads(line) for line in built.stdout.splitlines() if line.startswith("{")]
    first = [one["executable"] for one in made if one.get("executable") and one["target"]["name"] == "first"]
    target = json.loads(subprocess.run(
        ["cargo", "metadata", "--no-deps", "--format-version=1", "--offline"],
        cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True,
    ).stdout)["target_directory"]
    return pathlib.Path(first[-1]), pathlib.Path(target) / "release" / "clew"


def address(server, output, seconds=30):
    """The first address that a server prints: that of its webhooks."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and server.poll() is None:
        found = re.search(r"http://127\.0\.0\.1:\d+(?=\D)", output.read_text())
        if found:
            return found.group(0)
        time.sleep(0.02)
    raise SystemExit(f"a server did not start: {server.args}\n{output.read_text()}")


def start(kind, first, clew, folder):
    """Starts a server; what it prints goes into a file, so that it never waits for a reader."""
    environment = dict(os.environ, TWILIO_AUTH_TOKEN=SECRET, CLEW_LOG="warn")
    if kind == "turn":
        command = [clew, "serve", "--listen", "127.0.0.1:0", "--inner", "127.0.0.1:0", "--data", folder / "data"]
    elif kind == "express":
        command = ["node", EXPRESS / "server.js"]
    else:
        command = [first, "serve", kind]
    output = folder / "output"
    with output.open("w") as told:
        words = [str(word) for word in command]
        server = subprocess.Popen(words, cwd=folder, env=environment, stdout=told, stderr=subprocess.STDOUT)
    return server, output


def measure(kind, first, clew, arguments):
    """One server, from its start to its end, under load."""
    # Beside the sources and not in a temporary folder, which may be in memory.
    with tempfile.TemporaryDirectory(dir=ROOT, prefix=".bench-") as folder:
        server, output = start(kind, first, clew, pathlib.Path(folder))
        try:
            url = address(server, output)
            ring = [str(first), "load", url, "1", str(arguments.connections)]
            subprocess.run(ring, check=True, stdout=subprocess.DEVNULL)
            ring[3] = str(arguments.seconds)
            measured = json.loads(subprocess.run(ring, check=True, stdout=subprocess.PIPE, text=True).stdout)
        finally:
            server.send_signal(signal.SIGINT)
            try:
                server.wait(15)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
    if measured["refused"]:
        raise SystemExit(f"{kind} refused {measured['refused']} requests")
    return measured


def table(rounds):
    """Medians over the rounds, as Markdown."""
    median = {kind: {key: statistics.median(one[key] for one in all) for key in all[0]} for kind, all in rounds.items()}
    print("| server | requests/s | of constant | of signed | of durable | p50 ms | p99 ms | rounds |")
    print("|---|---:|---:|---:|---:|---:|---:|---|")
    for kind, found in median.items():
        ratios = []
        for base in ("constant", "signed", "durable"):
            there = base in median
            ratios.append(f"{found['requests_per_s'] / median[base]['requests_per_s']:.2f}" if there else "")
        each = " ".join(str(one["requests_per_s"]) for one in rounds[kind])
        print(f"| {SERVERS[kind]} | {found['requests_per_s']:.0f} | {' | '.join(ratios)} "
              f"| {found['p50_us'] / 1000:.2f} | {found['p99_us'] / 1000:.2f} | {each} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--skip", nargs="*", default=[], choices=list(SERVERS))
    arguments = parser.parse_args()
    kinds = [kind for kind in SERVERS if kind not in arguments.skip]
    if "express" in kinds:
        if not shutil.which("npm"):
            raise SystemExit("npm is not here; leave Express out by --skip express")
        subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--silent"], cwd=EXPRESS, check=True)
    first, clew = build()
    rounds = {kind: [] for kind in kinds}
    for number in range(arguments.rounds):
        # Each round begins with another server, so that none always runs on a machine that has just been busy.
        turned = kinds[number % len(kinds):] + kinds[:number % len(kinds)]
        for kind in turned:
            rounds[kind].append(measure(kind, first, clew, arguments))
            print(f"round {number + 1}: {kind}: {rounds[kind][-1]}", file=sys.stderr)
    table(rounds)


if __name__ == "__main__":
    main()
