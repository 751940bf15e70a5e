#!/usr/bin/env -S python3 -B
"""Each message of this folder through `triagectl explain`: every sum that it prints is the sum of
the lines above it, and what is said of category and priority follows from these sums."""
import math
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "integration"))

import tap  # noqa: E402
from daemon import TRIAGECTL, config_text  # noqa: E402
from workspace import ROOT, Missing, Workspace  # noqa: E402

CONFIG = {"policy": {"local_domains": ["example.org"], "trusted_authserv_ids": ["mx.example.org"]},
          "security": {"rules_dir": ROOT / "etc/rules", "lists_dir": ROOT / "etc/lists",
                       "model": ROOT / "etc/models/threats.model"},
          "agents": {"models_dir": ROOT / "etc/models"}}


def thousandths(text):
    return round(float(text) * 1000)


def wrong_sums(text):
    added = 0
    for line in text.splitlines():
        if term := re.match(r" {6}([+-]\d+\.\d{3})  ", line):
            added += thousandths(term[1])
        elif whole := re.match(r" {4}= ([+-]\d+\.\d{3})", line):
            if added != thousandths(whole[1]):
                yield f"{line.strip()}: the lines above come to {added / 1000}"
            added = 0


def wrong_category(text):
    rows = re.findall(r"^  (\d\.\d{3}| +-) +([+-]\d+\.\d{3})  (\w+)", text, re.M)
    weighed = [math.exp(float(logit)) for share, logit, _ in rows if share.strip() != "-"]
    for share, logit, name in rows:
        if share.strip() != "-" and abs(math.exp(float(logit)) / sum(weighed) - float(share)) > 0.002:
            yield f"{name}: {share} is not the softmax of {logit}"
    logits = {name: logit for _, logit, name in rows}
    sums = re.findall(r"^    = ([+-]\d+\.\d{3}), the logit of (\w+)", text, re.M)
    if len(sums) != 2:
        yield f"{len(sums)} categories are explained"
    yield from (f"{name}: {whole} above, {logits[name]} here" for whole, name in sums if logits[name] != whole)
    decided = re.search(r"^Category +(\w+), confidence (\d\.\d\d)", text, re.M)
    if decided[1] not in ("unknown", sums[0][1] if sums else ""):
        yield f"{decided[1]} is not what is explained first"


def wrong_priority(text):
    shown = int(re.search(r"^Priority +(\d+) of 100", text, re.M)[1])
    by_sum = re.search(r"= ([+-]\d+\.\d{3}), as a priority (\d+) of 100", text)
    cap = re.search(r"ranks at most (\d+)", text)
    if min(int(by_sum[2]), int(cap[1]) if cap else 100) != shown:
        yield f"{by_sum[0]}, and yet {shown}"
    if abs(100 / (1 + math.exp(-float(by_sum[1]))) - int(by_sum[2])) > 0.6:
        yield by_sum[0]


def explain(files):
    if not TRIAGECTL.exists():
        raise Missing(f"{TRIAGECTL} (make first)")
    with Workspace() as workspace:
        config = workspace.path / "triage-milter.conf"
        config.write_text(config_text(CONFIG))
        done = subprocess.run([TRIAGECTL, "-c", config, "explain", "--rcpt", "ben@example.org",
                               "--client", "203.0.113.99", *files],
                              capture_output=True, text=True, timeout=120)
    return re.split(r"^(?=File  )", done.stdout, flags=re.M)[1:]


def body():
    files = sorted(HERE.glob("*.eml"))
    texts = explain(files)
    tap.equal(len(texts), len(files), "every message is explained")
    for path, text in zip(files, texts):
        wrong = [*wrong_sums(text), *wrong_category(text), *wrong_priority(text)]
        if "Reasons  " in text:
            wrong.append("there are no reasons")
        tap.ok(not wrong, f"{path.stem}: what is shown adds up", "\n".join(wrong))
    everything = "".join(texts)
    for part in ("weights set by hand", "learnt of facts", "learnt of words", " others\n",
                 "MODEL_CONTENT, term by term\n", "by a phrase that asks", "ahead of the next best: "):
        tap.ok(part in everything, f"somewhere it says {part.strip()!r}")


tap.main(body, 180)
