#!/usr/bin/env -S python3 -B
"""`triagectl eval threats` over the messages of this folder: what their expectations say is hostile
against what they say is clean."""
import json
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "integration"))

import tap  # noqa: E402
from daemon import TRIAGECTL, config_text  # noqa: E402
from workspace import ROOT, Workspace  # noqa: E402

CONFIG = {"security": {"rules_dir": ROOT / "etc/rules", "lists_dir": ROOT / "etc/lists",
                       "model": ""}}


def labelled(word):
    return [p.with_suffix(".eml") for p in sorted(HERE.glob("*.expect"))
            if f"threat: {word}" in p.read_text()]


def copy(files, folder):
    folder.mkdir(parents=True)
    for file in files:
        (folder / file.name).write_bytes(file.read_bytes())
    (folder / "README.md").write_text("# No mail\n")
    return len(files)


def measure(space, *options):
    config = space.path / "triage.conf"
    config.write_text(config_text(CONFIG))
    return subprocess.run([TRIAGECTL, "-c", config, "eval", "threats", "--hostile", space.path / "bad",
                           "--legit", space.path / "good", *options],
                          capture_output=True, text=True, timeout=120)


def body():
    with Workspace() as space:
        bad = copy(labelled("dangerous") + labelled("suspicious"), space.path / "bad")
        good = copy(labelled("clean"), space.path / "good")
        plot = space.path / "roc.svg"
        done = measure(space, "--json", "--plot", plot)
        tap.equal(done.returncode, 0, "eval ends well")
        tap.equal(done.stderr, "", "nothing is complained of")
        result = json.loads(done.stdout)
        sets = result["sets"]
        tap.equal([s["set"] for s in sets], ["bad", "good"], "each folder is a set")
        tap.equal([s["messages"] + s["repeats"] + s["unread"] for s in sets], [bad, good],
                  "each message is counted, the note is none")
        auc = result["evidence"]["both"]["auc"]
        tap.ok(auc > 0.9, "hostile messages come before clean ones", auc)
        svg = plot.read_text()
        tap.ok(svg.startswith("<svg") and svg.endswith("</svg>\n"), "the plot is an SVG", svg[:200])
        text = measure(space).stdout
        tap.ok("AUC" in text and "bad (hostile)" in text, "without --json it is a table", text[:400])
        tap.equal(measure(space, "--legit", space.path / "none").returncode, 1,
                  "a folder that is not there is an error")


tap.main(body, 120)
