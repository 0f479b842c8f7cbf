"""Redact documents with Dask: `python redact.py DOCUMENTS.jsonl ANSWERS policy.yaml run.key`, then `tearline audit import`."""
import subprocess
import sys

import dask.bag

documents, answers, policy, run_key = sys.argv[1:]


def redact(lines):
    worker = ["tearline", "stream", "-p", policy, "--run-key-file", run_key, "-j", "1", "--allow-refused"]
    done = subprocess.run(worker, input="\n".join(line.rstrip("\n") for line in lines), capture_output=True, check=True, encoding="utf-8")
    return done.stdout.splitlines()


dask.bag.read_text(documents, blocksize="16MiB").map_partitions(redact).to_textfiles(answers + "/*.jsonl")
