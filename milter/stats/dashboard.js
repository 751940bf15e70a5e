// Reads /api/stats every two seconds and fills the page. Text goes in as text nodes only: nothing
// that the daemon reports can become markup.
"use strict";

const period = 2000; // milliseconds
const history = []; // messages per second, one entry a poll
const historyLength = 150;

const byId = (id) => document.getElementById(id);
const number = (n, digits = 0) =>
  n.toLocaleString("en", { maximumFractionDigits: digits, minimumFractionDigits: digits });
const ms = (n) => number(n, n < 10 ? 2 : n < 100 ? 1 : 0) + " ms";
const bytes = (n) => {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let i = 0;
  for (; n >= 1024 && i < units.length - 1; ++i) n /= 1024;
  return number(n, i ? 1 : 0) + " " + units[i];
};
const span = (s) =>
  s < 120 ? number(s) + " s" : s < 7200 ? number(s / 60) + " min"
  : s < 172800 ? number(s / 3600) + " h" : number(s / 86400) + " days";

function element(name, content, className) {
  const e = document.createElement(name);
  if (className) e.className = className;
  if (content instanceof Node) e.append(content);
  else if (content !== undefined) e.textContent = content;
  return e;
}

// head: [title, "n" for numbers]; rows: arrays of text or {text, className}.
function table(id, head, rows, empty) {
  const thead = element("thead"), tbody = element("tbody"), line = thead.insertRow();
  for (const [title, kind] of head) {
    const th = element("th", title, kind);
    th.scope = "col";
    line.append(th);
  }
  for (const row of rows) {
    const tr = tbody.insertRow();
    row.forEach((cell, i) => {
      const { text, className = "" } = cell !== null && typeof cell === "object" ? cell : { text: cell };
      const e = element(i ? "td" : "th", text, (head[i][1] || "") + " " + className);
      if (!i) e.scope = "row";
      tr.append(e);
    });
  }
  if (!rows.length) {
    const cell = element("td", empty, "empty");
    cell.colSpan = head.length;
    tbody.insertRow().append(cell);
  }
  byId(id).replaceChildren(thead, tbody);
}

function tiles(pairs) {
  byId("tiles").replaceChildren(...pairs.map(([name, value]) => {
    const box = element("div");
    box.append(element("dt", name), element("dd", value));
    return box;
  }));
}

// Counters `metric.label` of `show stat` as bars of their share.
function bars(id, stat, metric) {
  const entries = Object.entries(stat)
    .filter(([key]) => key.startsWith(metric + "."))
    .map(([key, value]) => [key.slice(metric.length + 1), value]);
  const all = entries.reduce((sum, [, value]) => sum + value, 0);
  const tbody = element("tbody");
  for (const [name, value] of entries) {
    const share = all ? 100 * value / all : 0, tr = tbody.insertRow(), bar = element("span", "", "bar");
    bar.style.width = share + "%";
    bar.title = number(share, 1) + " %";
    const th = element("th", name);
    th.scope = "row";
    tr.append(th, element("td", bar), element("td", number(value), "n"));
  }
  byId(id).replaceChildren(tbody);
}

function rate(perSecond) {
  history.push(perSecond);
  if (history.length > historyLength) history.shift();
  const top = Math.max(1, ...history), svg = byId("rate");
  const points = history.map((v, i) =>
    (600 * (i + historyLength - history.length) / (historyLength - 1)).toFixed(1)
    + " " + (78 - 76 * v / top).toFixed(1));
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", "M" + points.join("L"));
  svg.replaceChildren(path);
  byId("rate-text").textContent = "now " + number(perSecond, 1) + ", highest " + number(Math.max(...history), 1);
}

const grades = { OK: "ok", DEGRADED: "warning", FAIL: "critical" };

function showState(s) {
  const { health, ready, info } = s;
  const pill = byId("state"), words = health.status + (ready.ready ? "" : ", not ready");
  pill.className = "pill " + (ready.ready ? grades[health.status] : "critical");
  if (pill.textContent !== words) pill.textContent = words; // announced once
  document.title = (words === "OK" ? "" : words + " · ") + "triage-milter";
  byId("about").textContent = "version " + info.version + ", up " + span(info.uptime_s)
    + ", mode " + info.mode + (info.restart_needed ? ", restart needed: " + info.restart_needed : "")
    + (ready.ready ? "" : ", " + ready.reason);
}

function showTiles(s) {
  const [ten, one] = s.load.load, w = s.workers;
  tiles([
    ["Messages/s, 10 s", number(ten.per_second, 1)],
    ["Median, 1 min", ms(one.p50_ms)],
    ["p95, 1 min", ms(one.p95_ms)],
    ["p99, 1 min", ms(one.p99_ms)],
    ["Messages", number(s.info.messages)],
    ["Workers busy", (w.busy) + " of " + (w.busy + w.idle)],
    ["Waiting", number(w.waiting)],
    ["Cache hits", number(s.cache.hit_percent, 1) + " %"],
    ["Sessions", number(s.sessions.sessions)],
    ["In flight", bytes(s.sessions.inflight_bytes)],
  ]);
  rate(ten.per_second);
}

function showStages(s) {
  const breaker = Object.fromEntries(s.breakers.breaker.map((b) => [b.name, b]));
  const state = (b) => b && { text: b.state + (b.forced ? ", forced" : ""),
    className: b.state === "closed" ? "ok" : "warning" };
  table("stages", [["Stage"], ["Runs", "n"], ["Missing", "n"], ["Mean", "n"], ["p95", "n"], ["p99", "n"],
    ["Breaker"], ["Failures", "n"]],
    s.agents.agent.filter((a) => a.runs || a.missing || (breaker[a.name] || { state: "closed" }).state !== "closed")
      .map((a) => [a.name, number(a.runs), number(a.missing), ms(a.mean_ms), ms(a.p95_ms), ms(a.p99_ms),
        state(breaker[a.name]) || "",
        breaker[a.name] ? breaker[a.name].failures + " of " + breaker[a.name].tries : ""]),
    "no message yet");
}

function showTables(s) {
  table("load", [["Window"], ["Messages", "n"], ["Mean", "n"], ["p50", "n"], ["p95", "n"], ["p99", "n"]],
    s.load.load.map((w) => [w.window, number(w.messages), ms(w.mean_ms), ms(w.p50_ms), ms(w.p95_ms), ms(w.p99_ms)]));
  table("health", [["Check"], ["Level"], ["Reason"]],
    s.health.check.map((c) => [c.name, { text: c.level, className: c.level }, c.reason]));
  table("workers", [["Process", "n"], ["State"], ["Stage"], ["Messages", "n"], ["Age", "n"], ["Sandboxed"],
    ["Generation"]],
    s.workers.worker.map((w) => [w.pid, w.state, w.stage, number(w.messages), span(w.age_s),
      w.sandboxed ? "yes" : { text: "no", className: "warning" }, w.generation]), "no worker");
  table("errors", [["Time"], ["Queue id"], ["Stage"], ["Cause"]],
    s.errors.error.map((e) => [e.time, e.queue_id, e.stage, e.cause]), "none since the start");
}

function show(s) {
  showState(s);
  showTiles(s);
  showTables(s);
  showStages(s);
  bars("status", s.stat, "messages_total");
  bars("threat", s.stat, "threats_total");
  bars("category", s.stat, "categories_total");
  bars("band", s.stat, "bands_total");
}

let last = null; // time of the last answer

async function poll() {
  try {
    const answer = await fetch("/api/stats", { cache: "no-store", signal: AbortSignal.timeout(5000) });
    if (!answer.ok) throw new Error("status " + answer.status);
    show(await answer.json());
    last = new Date();
    byId("problem").hidden = true;
  } catch (error) {
    byId("problem").textContent = "No answer from the daemon"
      + (last ? " since " + last.toLocaleTimeString() : "") + " (" + error.message + "). Trying again.";
    byId("problem").hidden = false;
  }
  setTimeout(poll, document.hidden ? 10 * period : period);
}

poll();
