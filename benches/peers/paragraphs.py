#!/usr/bin/env python3
"""The same in Python: keep paragraphs marked (U) or (SBU), mask the others, log each removal with a digest. A peer for
speed, not for use."""
import hashlib, os, re, sys

KEEP = re.compile(r"\s*(?:\d+\.\s*)?\((U|SBU)\)")
MARK = re.compile(r"\(([A-Z/ ]+)\)")


def main(source, out):
    os.makedirs(out, exist_ok=True)
    with open(os.path.join(out, "removed.log"), "w") as log:
        for folder, _, names in os.walk(source):
            for name in names:
                path = os.path.join(folder, name)
                short = os.path.relpath(path, source)
                with open(path, encoding="utf-8") as f:
                    text = f.read()
                kept = []
                for number, paragraph in enumerate(re.split(r"\n{2,}", text), 1):
                    found = MARK.search(paragraph)
                    if KEEP.match(paragraph) or not found:
                        kept.append(paragraph)
                    else:
                        kept.append("[paragraph withheld]")
                        digest = hashlib.sha256(paragraph.encode()).hexdigest()
                        log.write("\t".join((short, str(number), found.group(1), digest)) + "\n")
                target = os.path.join(out, short)
                os.makedirs(os.path.dirname(target), exist_ok=True)
                with open(target, "w", encoding="utf-8") as f:
                    f.write("\n\n".join(kept) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
