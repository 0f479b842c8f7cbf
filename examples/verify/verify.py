#!/usr/bin/env python3
"""A second verifier of tearline releases, written from docs/record.md alone. Needs `pip install cryptography`.

usage: verify.py RELEASE MANIFEST VKEY [--opening FILE --source FILE]     checks a release; VKEY: a key or a file of keys
       verify.py --ledger LEDGER VKEY                                     checks every line of a ledger

Exit status: 0 holds, 2 could not run, 3 altered, 4 truncated, 5 torn, 7 cannot be checked. With --opening and --source it also checks
that the record is of this source.
"""

import base64
import hashlib
import hmac
import json
import os
import re
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

ALTERED, TRUNCATED, TORN, UNVERIFIABLE = 3, 4, 5, 7


class Refused(Exception):
    def __init__(self, status, what):
        super().__init__(what)
        self.status = status


def need(condition, what, status=ALTERED):
    if not condition:
        raise Refused(status, what)


# Encodings


def b64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64url(text, length):
    need(isinstance(text, str) and re.fullmatch(r"[A-Za-z0-9_-]*", text), "not base64url")
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        raise Refused(ALTERED, "not base64url")
    need(len(data) == length and b64url(data) == text, "not base64url of the right length")
    return data


def unb64(text, length=None):
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        raise Refused(ALTERED, "not base64")
    need(base64.b64encode(data).decode() == text, "not base64 in its one form")
    need(length is None or len(data) == length, "base64 of the wrong length")
    return data


def canonical(value):
    """RFC 8785 for what the record uses: strings, integers, booleans, arrays, objects with ASCII names."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def no_repeats(pairs):
    need(len({name for name, _ in pairs}) == len(pairs), "a repeated member")
    return dict(pairs)


def read_canonical(text):
    def refuse(_):
        raise Refused(ALTERED, "a number that the record does not use")
    try:
        value = json.loads(text, object_pairs_hook=no_repeats, parse_float=refuse, parse_constant=refuse)
    except ValueError:
        raise Refused(ALTERED, "not JSON")
    need(isinstance(value, dict) and canonical(value) == text, "not in RFC 8785 form")
    return value


# Trees


def sha256(data):
    return hashlib.sha256(data).digest()


def leaf_hash(data):
    return sha256(b"\0" + data)


def node_hash(left, right):
    return sha256(b"\1" + left + right)


class Tree:
    def __init__(self):
        self.size, self.roots = 0, []

    def push(self, leaf):
        size = self.size
        while size & 1:
            leaf = node_hash(self.roots.pop(), leaf)
            size >>= 1
        self.roots.append(leaf)
        self.size += 1

    def root(self):
        if not self.roots:
            return sha256(b"")
        root = self.roots[-1]
        for left in reversed(self.roots[:-1]):
            root = node_hash(left, root)
        return root


def root_of_path(leaf, index, size, path):
    """RFC 9162, section 2.1.3.2."""
    need(index < size, "the index is not in the tree")
    node, last, root = index, size - 1, leaf
    for sibling in path:
        need(last > 0, "the path is too long")
        if node & 1 or node == last:
            root = node_hash(sibling, root)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            root = node_hash(root, sibling)
        node, last = node >> 1, last >> 1
    need(last == 0, "the path is too short")
    return root


# Notes


def read_vkeys(given):
    texts = [given]
    if os.path.exists(given):
        with open(given, encoding="utf-8") as f:
            texts = [line.split(" ")[0] for line in f.read().split("\n") if line]
    keys = {}
    for text in texts:
        parts = text.split("+", 2)
        need(len(parts) == 3, "not a verifier key", 2)
        name, digest, key = parts[0], parts[1], unb64(parts[2], 33)
        need(key[0] == 1 and sha256(name.encode() + b"\n" + key)[:4].hex() == digest, "not a verifier key", 2)
        keys[(name, bytes.fromhex(digest))] = Ed25519PublicKey.from_public_bytes(key[1:])
    return keys


def open_checkpoint(note, keys):
    at = note.rfind("\n\n")
    need(at >= 0 and note.endswith("\n"), "not a signed note")
    text, lines = note[:at + 1], note[at + 2:-1].split("\n")
    names = set()
    for line in lines:
        match = re.fullmatch("\u2014 ([^ +]+) ([^ ]+)", line)
        need(match, "not a signed note")
        signature = unb64(match[2])
        need(len(signature) > 4, "not a signed note")
        key = keys.get((match[1], signature[:4]))
        if key is None:
            continue
        try:
            key.verify(signature[4:], text.encode())
        except InvalidSignature:
            raise Refused(ALTERED, "a signature does not hold")
        names.add(match[1])
    parts = text.split("\n")
    need(len(parts) == 4 and parts[0] and re.fullmatch(r"0|[1-9][0-9]*", parts[1]), "not a checkpoint")
    need(parts[0] in names, "signed by no known key", UNVERIFIABLE)
    return parts[0], int(parts[1]), unb64(parts[2], 32)


def open_proof(proof, leaf, keys):
    head, blank, note = proof.partition("\n\n")
    lines = head.split("\n")
    need(blank and lines[0] == "c2sp.org/tlog-proof@v1", "not a tlog-proof")
    lines = lines[2:] if len(lines) > 1 and lines[1].startswith("extra ") else lines[1:]
    need(lines and re.fullmatch(r"index (0|[1-9][0-9]*)", lines[0]), "not a tlog-proof")
    index, path = int(lines[0][6:]), [unb64(line, 32) for line in lines[1:]]
    origin, size, root = open_checkpoint(note, keys)
    need(root_of_path(leaf, index, size, path) == root, "the line is not in the ledger")
    return origin, size, index


# Releases

MEMBERS = {
    "keep": ({"leaf", "len", "mark", "nonce", "t"}, set()),
    "cut": ({"hash", "leaf", "mask", "t"}, {"portions", "reason"}),
    "made": ({"len", "rule", "t"}, set()),
}


def portion_leaf(nonce, index, mark, data):
    mark = mark.encode()
    return leaf_hash(b"tearline portion v1\0" + nonce + index.to_bytes(4, "big") + len(mark).to_bytes(2, "big") + mark
                     + len(data).to_bytes(8, "big") + data)


def check_release(release, manifest_text, keys):
    need(manifest_text.endswith("\n"), "not a manifest")
    manifest = read_canonical(manifest_text[:-1])
    need(set(manifest) == {"head", "line", "proof", "segments", "t", "v"} and manifest["t"] == "manifest",
         "not a manifest")
    need(manifest["v"] == 1, "a version that is not known", UNVERIFIABLE)
    line = read_canonical(manifest["line"])
    need(line.get("t") == "release" and line.get("v") == 1, "not a release line")
    tree, at = Tree(), 0
    tree.push(unb64url(manifest["head"], 32))
    counts, portions, made = {"cut": 0, "kept": 0, "made": 0}, 0, []
    for segment in manifest["segments"]:
        kind = segment.get("t")
        need(kind in MEMBERS, "a segment of no known kind")
        must, may = MEMBERS[kind]
        need(must <= set(segment) <= must | may, "a segment with the wrong members")
        if kind != "made":
            need(segment["leaf"] == tree.size, "leaves out of order")
        if kind == "cut":
            mask = segment["mask"].encode()
            need(release[at:at + len(mask)] == mask, f"another text stands at byte {at}")
            tree.push(unb64url(segment["hash"], 32))
            portions += segment.get("portions", 0)
            counts["cut"] += 1
            at += len(mask)
            continue
        length = segment["len"]
        need(type(length) is int and 0 <= length <= len(release) - at, "the release is too short")
        data = release[at:at + length]
        if kind == "keep":
            tree.push(portion_leaf(unb64url(segment["nonce"], 32), segment["leaf"], segment["mark"], data))
            counts["kept"] += 1
        else:
            made.append((at, at + length, segment["rule"]))
            counts["made"] += 1
        at += length
    need(at == len(release), "the release goes on after its last segment")
    need(line["doc"] == {"root": b64url(tree.root()), "size": tree.size}, "another document tree")
    need(line["release"] == {"bytes": len(release), "sha256": sha256(release).hex()}, "another release")
    need(line["segments"] == sha256(canonical(manifest["segments"]).encode()).hex(), "another segment list")
    if "portions" in line["counts"]:
        counts["portions"] = portions
    need(line["counts"] == counts, "other counts")
    return manifest, line, made, open_proof(manifest["proof"], leaf_hash(manifest["line"].encode()), keys)


def check_source(opening, source, manifest, line):
    lines = opening.split("\n")
    identifier = line["id"].encode()
    if lines[0] == "tearline opening key v1":
        secret = hmac.digest(unb64url(lines[1], 32), b"tearline document v1" + identifier, "sha256")
    else:
        need(lines[0] == "tearline document secret v1" and lines[1] == line["id"], "an opening of another release", 7)
        secret = unb64url(lines[2], 32)
    nonce = hmac.digest(secret, b"tearline nonce v1" + bytes(4), "sha256")
    head = leaf_hash(b"tearline document v1\0" + nonce + line["doc"]["size"].to_bytes(4, "big")
                     + len(identifier).to_bytes(2, "big") + identifier + sha256(source))
    need(b64url(head) == manifest["head"], "the record is of another source")


# Ledgers


def check_ledger(folder, keys):
    with open(os.path.join(folder, "checkpoint"), encoding="utf-8", newline="") as f:
        origin, size, root = open_checkpoint(f.read(), keys)
    tree, open_release = Tree(), [0, False, None]
    with open(os.path.join(folder, "ledger.jsonl"), "rb") as f:
        for data in f:
            if tree.size == size:
                raise Refused(TORN, f"something stands after line {size}")
            need(data.endswith(b"\n"), f"the ledger ends within line {tree.size + 1}", TRUNCATED)
            need(len(data) <= 65536, f"line {tree.size + 1} is too long")
            try:
                line = read_canonical(data[:-1].decode())
            except UnicodeDecodeError:
                raise Refused(ALTERED, f"line {tree.size + 1} is not UTF-8")
            need((line.get("t") == "init") == (tree.size == 0), "an init line must stand first, and only there")
            unb64url(line.get("nonce"), 16)
            cuts, case, rel = open_release
            kind = line.get("t")
            if kind == "case":
                need(case and line["rel"] == rel, "a stray case line", 6)
                open_release[1] = False
            elif kind == "cut":
                need(cuts and not case and line["rel"] == rel, "a stray cut line", 6)
                open_release[0] -= 1
            else:
                need(not cuts and not case, "a release lacks lines", 6)
                if kind == "release":
                    open_release[:] = [line["counts"]["cut"], True, line["id"]]
            tree.push(leaf_hash(data[:-1]))
    need(tree.size == size, f"{tree.size} lines, the checkpoint says {size}", TRUNCATED)
    need(tree.root() == root, "the lines are not those that were signed")
    return origin, size


def main(args):
    options = dict(zip(args[3::2], args[4::2]))
    whole = len(args) == 3 or set(options) == {"--opening", "--source"} and len(args) == 7
    if not whole or args[0].startswith("-") and (args[0] != "--ledger" or options):
        print(__doc__, file=sys.stderr)
        return 2
    try:
        if args[0] == "--ledger":
            origin, size = check_ledger(args[1], read_vkeys(args[2]))
            print(f"ledger {origin} holds: {size} lines")
            return 0
        with open(args[0], "rb") as f:
            release = f.read()
        with open(args[1], encoding="utf-8", newline="") as f:
            manifest_text = f.read()
        if not manifest_text.startswith('{"head":') and '"t":"manifest"' not in manifest_text:
            print("could not run: no manifest", file=sys.stderr)
            return 2
        manifest, line, made, place = check_release(release, manifest_text, read_vkeys(args[2]))
        if "--opening" in options:
            with open(options["--opening"], encoding="utf-8") as f, open(options["--source"], "rb") as s:
                check_source(f.read(), s.read(), manifest, line)
            print("the record is of this source")
        print(f"holds: recorded in ledger {place[0]} at index {place[2]}, before its checkpoint of {place[1]} lines; "
              f"{line['counts']['cut']} cuts")
        for start, end, rule in made:
            print(f"not from the source ({rule}): {release[start:end].decode(errors='replace')!r}")
        return 0
    except OSError as error:
        print(f"could not run: {error}", file=sys.stderr)
        return 2
    except (Refused, UnicodeDecodeError) as refused:
        print(f"refused: {refused}", file=sys.stderr)
        return getattr(refused, "status", ALTERED)
    except (KeyError, TypeError, AttributeError):
        print("refused: not the members that the record asks for", file=sys.stderr)
        return ALTERED


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
