#!/usr/bin/env -S python3 -B
"""Public collections of ambiguous and forged mail, scanned where CORPORA (a folder) has them:

    mime/mimeminer, mime/mime_is_broken    a file is hidden from filters: it is found or the trick is
    mime/espoofer, mime/espoofing_from     a sender is forged: how many are noticed

Prints TAP and, as notes, the tables. Without CORPORA there is nothing to do.
"""
import collections
import json
import os
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "integration"))

import tap  # noqa: E402
from daemon import TRIAGECTL, config_text  # noqa: E402
from workspace import ROOT, Missing, Workspace  # noqa: E402

CONFIG = {"security": {"rules_dir": ROOT / "etc/rules", "lists_dir": ROOT / "etc/lists"},
          "processing": {"budget_ms": 10000, "budget_max_ms": 10000}}
PAYLOAD = {"ATT_EICAR", "ATT_EXECUTABLE", "ATT_ARCHIVE_EXEC", "ATT_NAME_TRICK"}
NOT_HIDDEN = ("normal_msg", "manual_case")  # mimeminer's own samples without a hidden file
WEIGHT = {"info": 0, "low": 1, "medium": 2, "high": 3, "critical": 4}


def scan(config, files, *options):
    done = subprocess.run([TRIAGECTL, "-c", config, "scan", "--json", *options, *files],
                          capture_output=True, text=True, timeout=300)
    return [json.loads(line) for line in done.stdout.splitlines()]


def worst(result, prefix):
    """Severity of the worst finding whose id begins so."""
    found = [f["severity"] for f in result["findings"] if f["id"].startswith(prefix)]
    return max(found, key=WEIGHT.get, default="none")


def outcome(result):
    ids = {f["id"] for f in result["findings"]}
    seen = "file found" if ids & PAYLOAD else "file not found"
    return seen + (", MIME finding" if worst(result, "MIME_") not in ("none", "info") else "")


def validity(path):
    """(what is hidden, grade) of a message of mime_is_broken: 3 is valid, 0 is off the standard."""
    grade = re.search(rb"^X-Payload-Id: .*valid\((\d)\)", path.read_bytes(), re.M)
    return path.parent.parent.name.removesuffix(".d"), int(grade.group(1)) if grade else -1


def table(title, counts):
    tap.note(title)
    for key, n in sorted(counts.items()):
        tap.note(f"  {n:5}  {key}")


def escaped(results):
    return [r["file"] for r in results if outcome(r) == "file not found"]


def mimeminer(config, folder):
    files = [p for p in sorted(folder.glob("*.eml")) if not p.name.startswith(NOT_HIDDEN)]
    results = scan(config, files)
    tap.equal(len(results), len(files), "mimeminer: every message is scanned")
    table("mimeminer", collections.Counter(outcome(r) for r in results))
    tap.equal(escaped(results), [], "mimeminer: no hidden file escapes")


def mime_is_broken(config, folder):
    files = sorted(p for p in folder.glob("hide-*.d/*/*") if p.is_file())
    results = scan(config, files)
    tap.equal(len(results), len(files), "mime_is_broken: every message is scanned")
    graded = [(*validity(pathlib.Path(r["file"])), r) for r in results]
    table("mime_is_broken", collections.Counter(f"{what}, validity {grade}: {outcome(r)}"
                                                for what, grade, r in graded))
    content = [r for what, grade, r in graded if what == "hide-content" and grade < 2]
    tap.equal(escaped(content), [], "mime_is_broken: no hidden file escapes")
    valid = [r for _, grade, r in graded if grade >= 2]
    tap.equal([r["file"] for r in valid if WEIGHT.get(worst(r, "MIME_"), 0) > WEIGHT["medium"]], [],
              "mime_is_broken: what is valid has no strong MIME finding")


def spoofed(config, folder, envelopes):
    by_sender = collections.defaultdict(list)
    for file in sorted(folder.glob("*.eml")):
        by_sender[envelopes.get(file.stem, {}).get("mailfrom", "").strip("<>")].append(file)
    results = []
    for sender, files in by_sender.items():
        results += scan(config, files, *(("--from", sender) if sender and "\0" not in sender else ()))
    counts = collections.Counter(r["threat"] for r in results)
    silent = [r["file"] for r in results if not r["findings"]]
    table(f"{folder.name}: threat", counts)
    table(f"{folder.name}: findings", collections.Counter(f["id"] for r in results for f in r["findings"]))
    tap.note(f"{folder.name}: {len(results) - len(silent)} of {len(results)} have a finding")
    tap.ok(results, f"{folder.name}: scanned")
    for file in silent[:20]:
        tap.note(f"  silent: {pathlib.Path(file).name}")


def body():
    if not os.environ.get("CORPORA"):
        return tap.skip("ambiguous and forged mail", "CORPORA is not set")
    if not TRIAGECTL.exists():
        raise Missing(f"{TRIAGECTL} (make first)")
    mime = pathlib.Path(os.environ["CORPORA"]) / "mime"
    with Workspace() as space:
        config = space.path / "triage.conf"
        config.write_text(config_text(CONFIG))
        for name, action in (("mimeminer", mimeminer), ("mime_is_broken", mime_is_broken)):
            if (mime / name).is_dir():
                action(config, mime / name)
        for name in ("espoofer", "espoofing_from"):
            if (mime / name).is_dir():
                known = mime / name / "envelopes.json"
                spoofed(config, mime / name, json.loads(known.read_text()) if known.exists() else {})


tap.main(body, 900)
