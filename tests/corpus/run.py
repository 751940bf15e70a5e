#!/usr/bin/env -S python3 -B
"""Each message of this folder through `triagectl scan --json`, held against its NAME.expect.

An expectation has lines `key: words`:
    threat, category, action, language, status   one of the words (status: complete if not named)
    has, hasnt                                   findings that must, or must not, be there
    replies, summary                             some | none
A file without Return-Path is scanned as sent by SENDER; one with `Return-Path: <>` by nobody.
"""
import json
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "integration"))

import tap  # noqa: E402
from daemon import TRIAGECTL, config_text  # noqa: E402
from workspace import ROOT, Missing, Workspace  # noqa: E402

SENDER = "return+41@outbound.example.net"
CONFIG = {"policy": {"local_domains": ["example.org"], "trusted_authserv_ids": ["mx.example.org"]},
          "security": {"rules_dir": ROOT / "etc/rules", "lists_dir": ROOT / "etc/lists",
                       "model": ROOT / "etc/models/threats.model"},
          "agents": {"models_dir": ROOT / "etc/models"},
          "processing": {"budget_ms": 10000, "budget_max_ms": 10000}}


def expectation(path):
    wanted = {"status": ["complete"]}
    for line in path.read_text().splitlines():
        key, colon, words = line.partition(":")
        if not colon or key not in ONE_OF | set(CHECKS):
            raise ValueError(f"{path.name}: cannot read {line!r}")
        wanted[key] = words.split()
    return wanted


def value(result, key):
    found = result.get(key)
    return found.get("kind", "") if isinstance(found, dict) else found or ""


def findings(result):
    return {f["id"] for f in result.get("findings", ())}


def presence(key):
    def check(result, words):
        there = bool(result.get(key))
        return there == (words == ["some"]), result.get(key)
    return check


ONE_OF = {"threat", "category", "action", "language", "status"}
CHECKS = {
    "has": lambda result, words: (set(words) <= findings(result), set(words) - findings(result)),
    "hasnt": lambda result, words: (not set(words) & findings(result), set(words) & findings(result)),
    "replies": presence("replies"),
    "summary": presence("summary"),
}


def compare(name, result, wanted):
    for key, words in wanted.items():
        if key in ONE_OF:
            holds, seen = value(result, key) in words, value(result, key)
        else:
            holds, seen = CHECKS[key](result, words)
        tap.ok(holds, f"{name}: {key} {' '.join(words)}",
               f"{seen!r}; score {result.get('score')}, findings {sorted(findings(result))}")


def scan(config, sender, files):
    done = subprocess.run([TRIAGECTL, "-c", config, "scan", "--json", "--from", sender, "--rcpt", "ben@example.org",
                           "--client", "203.0.113.99", *files], capture_output=True, text=True, timeout=120)
    results = [json.loads(line) for line in done.stdout.splitlines()]
    tap.ok(len(results) == len(files), f"every file from <{sender}> has one line of JSON", done.stderr)
    return {pathlib.Path(r["file"]).stem: r for r in results}


def scan_all(files):
    if not TRIAGECTL.exists():
        raise Missing(f"{TRIAGECTL} (make first)")
    bounces = [f for f in files if f.read_bytes().startswith(b"Return-Path: <>")]
    with Workspace() as workspace:
        config = workspace.path / "triage-milter.conf"
        config.write_text(config_text(CONFIG))
        return scan(config, SENDER, [f for f in files if f not in bounces]) | scan(config, "", bounces)


def body():
    files = sorted(HERE.glob("*.eml"))
    results = scan_all(files)
    for path in files:
        if path.stem in results:
            compare(path.stem, results[path.stem], expectation(path.with_suffix(".expect")))


tap.main(body, 180)
