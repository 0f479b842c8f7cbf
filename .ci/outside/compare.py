"""Runs exported ledgers and proofs past golang.org/x/mod (check.go) and aics-tlog. See .ci/outside-verifiers."""

import base64
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile

import aics_tlog as aics

CHECK, TEARLINE, PROBE = sys.argv[1:4]
random.seed(20261123)


class Go:
    def __init__(self):
        self.process = subprocess.Popen([CHECK], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def accepts(self, **request):
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        self.last = self.process.stdout.readline().strip()
        return self.last == "accept"


GO = Go()


def checkpoint(note, vkey):
    note = aics.parse_note(note)
    result = aics.verify_checkpoint(note, aics.parse_vkey(vkey), expected_origin=vkey.split("+")[0])
    return aics.parse_checkpoint(note.text) if result.log_ok else None


def aics_log(folder, vkey):
    """Signature, root over the tiles, and every entry against its tile."""
    try:
        with open(os.path.join(folder, "checkpoint"), "rb") as f:
            stated = checkpoint(f.read(), vkey)
        if stated is None:
            return False
        reader = aics.FileSystemTileReader(folder)
        if aics.tree_root_from_tiles(reader, stated.size) != stated.root:
            return False
        hashes = []
        for n in range(0, stated.size, 256):
            width = min(256, stated.size - n)
            bundle = reader.read_entry_bundle(n // 256, None if width == 256 else width)
            entries = aics.tiles.parse_entry_bundle(bundle)
            if len(entries) != width:
                return False
            hashes += [aics.leaf_hash(entry) for entry in entries]
            tile = reader.read_tile(0, n // 256, None if width == 256 else width)
            if tile != b"".join(hashes[n:n + width]):
                return False
        # Higher tiles: each hash is the root of the 256 below it.
        level, below = 1, hashes
        while len(below) >= 256:
            above = []
            for n in range(len(below) // 256):
                above.append(fold(below[n * 256:(n + 1) * 256]))
            for n in range(0, len(above), 256):
                width = min(256, len(above) - n)
                tile = reader.read_tile(level, n // 256, None if width == 256 else width)
                if tile != b"".join(above[n:n + width]):
                    return False
            level, below = level + 1, above
        return True
    except (ValueError, OSError, TypeError):
        return False


def fold(hashes):
    while len(hashes) > 1:
        hashes = [aics.node_hash(a, b) for a, b in zip(hashes[::2], hashes[1::2])]
    return hashes[0]


def aics_proof(proof, line, vkey):
    try:
        head, blank, note = proof.partition("\n\n")
        lines = head.split("\n")
        if lines[0] != "c2sp.org/tlog-proof@v1" or not lines[1].startswith("index ") or not blank:
            return False
        stated = checkpoint(note, vkey)
        path = [base64.b64decode(text, validate=True) for text in lines[2:]]
        if [base64.b64encode(hash).decode() for hash in path] != lines[2:] or str(int(lines[1][6:])) != lines[1][6:]:
            return False
        return stated is not None and aics.verify_inclusion(aics.leaf_hash(line.encode()), int(lines[1][6:]),
                                                            stated.size, path, stated.root)
    except (ValueError, IndexError):
        return False


def aics_consistency(answer, vkey):
    stated = checkpoint(answer["checkpoint"], vkey)
    path = [base64.b64decode(text) for text in answer["path"]]
    return aics.verify_consistency(answer["old"], stated.size, base64.b64decode(answer["old_root"]), stated.root, path)


class Desk:
    def __init__(self, work):
        self.work = work
        self.ledger, self.home = os.path.join(work, "ledger"), os.path.join(work, "home")

    def tearline(self, *args):
        env = {**os.environ, "TEARLINE_CONFIG_DIR": self.home}
        done = subprocess.run([TEARLINE, *args], env=env, capture_output=True, text=True)
        if done.returncode != 0:
            raise SystemExit(f"tearline {args}: {done.returncode} {done.stdout} {done.stderr}")
        return done.stdout

    def audit(self, *args):
        return self.tearline("audit", *args, "--ledger", self.ledger)

    def probe(self, step, *args):
        subprocess.run([PROBE, step, self.ledger, self.home, *map(str, args)], check=True, stdout=subprocess.DEVNULL)


def flip(folder):
    """One bit of one file, changed; gives the file."""
    names = [os.path.join(at, name) for at, _, files in os.walk(folder) for name in files if name != "vkeys"]
    name = random.choice(sorted(names))
    with open(name, "rb") as f:
        data = bytearray(f.read())
    at = random.randrange(len(data))
    data[at] ^= 1 << random.randrange(8)
    with open(name, "wb") as f:
        f.write(data)
    return f"{os.path.relpath(name, folder)} byte {at}"


def same(a, b):
    """Whether two proofs differ in unused bits of base64 alone."""
    def decoded(text):
        out = []
        for line in text.split("\n"):
            head, _, last = line.rpartition(" ")
            try:
                out.append((head, base64.b64decode(last, validate=True)))
            except ValueError:
                out.append((head, last))
        return out
    return decoded(a) == decoded(b)


def one_size(desk, size, counts):
    vkey = desk.audit("key", "show").strip()
    folder = os.path.join(desk.work, "tiles")
    desk.audit("export", "--format", "tlog-tiles", "-o", folder)
    ask = dict(Do="log", Folder=folder, Vkey=vkey)
    wrong = []
    counts["logs"] += 1
    if not GO.accepts(**ask):
        wrong.append(f"size {size}: Go refuses the log: {GO.last}")
    if not aics_log(folder, vkey):
        wrong.append(f"size {size}: aics-tlog refuses the log")
    flipped = flip(folder)
    counts["changed logs"] += 1
    if GO.accepts(**ask):
        wrong.append(f"size {size}: Go accepts a changed log: {flipped}")
    if aics_log(folder, vkey):
        wrong.append(f"size {size}: aics-tlog accepts a changed log: {flipped}")
    shutil.rmtree(folder)
    with open(os.path.join(desk.ledger, "ledger.jsonl")) as f:
        lines = f.read().split("\n")[:-1]
    if len(lines) != size:
        wrong.append(f"size {size}: {len(lines)} lines")
    index = random.randrange(size)
    proof = desk.audit("prove", "--index", str(index))
    counts["proofs"] += 1
    if not GO.accepts(Do="proof", Proof=proof, Line=lines[index], Vkey=vkey):
        wrong.append(f"size {size}: Go refuses the proof of {index}: {GO.last}")
    if not aics_proof(proof, lines[index], vkey):
        wrong.append(f"size {size}: aics-tlog refuses the proof of {index}")
    for _ in range(4):
        data = bytearray(proof.encode())
        at = random.randrange(len(data))
        data[at] ^= 1 << random.randrange(7)
        try:
            changed = data.decode()
        except UnicodeDecodeError:
            continue
        if same(changed, proof):
            continue  # bits that base64 does not use: tearline and aics-tlog refuse them, Go reads past them
        counts["changed proofs"] += 1
        if GO.accepts(Do="proof", Proof=changed, Line=lines[index], Vkey=vkey):
            wrong.append(f"size {size}: Go accepts a changed proof, byte {at}")
        if aics_proof(changed, lines[index], vkey):
            wrong.append(f"size {size}: aics-tlog accepts a changed proof, byte {at}")
    answer = json.loads(desk.audit("prove", "--since", str(random.randint(1, size))))
    counts["consistency proofs"] += 1
    ask = dict(Do="consistency", Note=answer["checkpoint"], Old=answer["old"], OldRoot=answer["old_root"],
               Path=answer["path"], Vkey=vkey)
    if not GO.accepts(**ask):
        wrong.append(f"size {size}: Go refuses consistency from {answer['old']}: {GO.last}")
    if not aics_consistency(answer, vkey):
        wrong.append(f"size {size}: aics-tlog refuses consistency from {answer['old']}")
    return wrong


def main():
    counts = dict.fromkeys(["logs", "changed logs", "proofs", "changed proofs", "consistency proofs"], 0)
    wrong = []
    with tempfile.TemporaryDirectory() as work:
        desk = Desk(work)
        desk.audit("init", "--origin", "outside.example/ledger")
        for size in [*range(1, 301), 65535, 65536, 65537]:
            if size > 1:
                desk.probe("grow", size)
            wrong += one_size(desk, size, counts)
    print(", ".join(f"{count} {name}" for name, count in counts.items()) + f"; {len(wrong)} disagreements")
    for what in wrong[:20]:
        print("  " + what)
    sys.exit(1 if wrong else 0)


main()
