#!/usr/bin/env python3
"""Checks that every dependency comes from a registry under a licence that deny.toml allows, and that no banned crate
is in the tree. Reads `cargo metadata`; standard library only (Python 3.11), so that it runs where cargo-deny is not."""
import json, re, subprocess, sys, tomllib

with open("deny.toml", "rb") as f:
    rules = tomllib.load(f)
allowed = set(rules["licenses"]["allow"])
banned = {entry["crate"] for entry in rules["bans"]["deny"]}


def acceptable(expression):
    """Whether an SPDX expression is met by allowed licences: one side of an OR, all of an AND."""
    text = expression.replace("/", " OR ").replace("Apache-2.0 WITH LLVM-exception", "Apache-2.0")
    words = re.findall(r"\(|\)|AND|OR|[\w.\-+]+", text)

    def disjunction(i):
        value, i = conjunction(i)
        while i < len(words) and words[i] == "OR":
            other, i = conjunction(i + 1)
            value = value or other
        return value, i

    def conjunction(i):
        value, i = atom(i)
        while i < len(words) and words[i] == "AND":
            other, i = atom(i + 1)
            value = value and other
        return value, i

    def atom(i):
        if words[i] == "(":
            value, i = disjunction(i + 1)
            return value, i + 1
        return words[i] in allowed, i + 1

    return disjunction(0)[0]


data = json.loads(subprocess.check_output(["cargo", "metadata", "--locked", "--format-version", "1"]))
problems = []
for package in data["packages"]:
    name = "%s %s" % (package["name"], package["version"])
    if package["source"] is None:
        continue
    if not package["source"].startswith(("registry+", "sparse+")):
        problems.append(name + ": not from a registry")
    if package["name"] in banned:
        problems.append(name + ": banned by deny.toml")
    if not package["license"] or not acceptable(package["license"]):
        problems.append("%s: licence %s" % (name, package["license"]))
for problem in problems:
    print(problem)
print("%d dependencies looked at, %d problems" % (len(data["packages"]) - 1, len(problems)))
sys.exit(1 if problems else 0)
