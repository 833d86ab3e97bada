"""The tables, from the figures: printed by each measurement, and kept in docs/performance.md and docs/scaling.md.

A page holds prose and marked places; what stands between `<!-- NAME -->` and `<!-- end of NAME -->` is written here.
"""

import re

import scaling
from measure import ROOT
from tables import number, table

PAGES = ["docs/performance.md", "docs/scaling.md"]
DATABASES = {"sqlite": "SQLite", "postgres": "PostgreSQL"}
# DESIGN.md, "Speed is designed in".
AIMS = {"code": 3000, "full": 2000, "introspect": 15000, "refresh": 9000, "cc": 16000}
FLOWS = {"code": "code flow", "full": "full flow", "introspect": "introspection", "refresh": "refresh", "cc": "client credentials",
         "disco": "discovery", "login": "sign-in (Argon2id)", "gateway": "gateway, small JSON"}


def occasion(figures):
    at = figures["occasion"]
    return f"Measured on {at['date']} at commit `{at['commit']}`: {at['machine']}."


def bench(figures):
    """What one node does."""
    settings, measured = figures["settings"], figures["databases"]
    versions = ", ".join(DATABASES[name] + " " + one["version"] for name, one in measured.items())
    said = (f"{occasion(figures)} {versions}; {settings['users']} users at once, {settings['seconds']} s a run, "
            f"medians of {settings['repeats']} runs.")
    rows = []
    for flow in FLOWS:
        for name, one in measured.items():
            if (run := one["flows"].get(flow)) is not None:
                rows.append([FLOWS[flow], DATABASES[name], number(run["rate"]), aim(flow, run["rate"]), number(run["p50"], 2),
                             number(run["p99"], 2), number(run["usher"], 3), number(run["database"], 3) if name == "postgres" else "",
                             number(run["other_cores"], 2)])
    parts = [said, table(["flow", "database", "a second", "aim", "p50 ms", "p99 ms", "CPU s per 1,000: Usher", "PostgreSQL",
                          "other cores"], rows), table(["single figures", *[DATABASES[name] for name in measured], "aim"], singles(figures))]
    if found := limit_rows(measured):
        parts.append(table(["limit of this machine", "a second", "Usher beside it", "a second", "ratio"], found))
    return parts


def aim(flow, rate):
    wanted = AIMS.get(flow)
    return "" if wanted is None else f"{number(wanted)} {'✓' if rate >= wanted else '✗'}"


def singles(figures):
    measured = figures["databases"].values()

    def row(name, values, digits, aim, unit):
        mark = "" if aim is None else f"{aim} {unit} {'✓' if max(values) <= aim else '✗'}"
        return [f"{name}, {unit}", *[number(value, digits) for value in values], mark]
    rows = [row("start to first token", [one["first_token"] for one in measured], 0, 250, "ms"),
            row("idle, resident", [one["idle"][0] for one in measured], 1, 30, "MiB"),
            row("idle, of that its own (not backed by files)", [one["idle"][2] for one in measured], 1, None, "MiB"),
            row("after the load, resident", [one["loaded"][0] for one in measured], 1, None, "MiB"),
            row("most resident ever", [one["peak"] for one in measured], 1, None, "MiB"),
            row("program, stripped", [figures["program"] for _ in measured], 1, 40, "MiB")]
    if all("full" in one["flows"] for one in measured):
        costs = [one["flows"]["full"]["usher"] + one["flows"]["full"]["database"] for one in measured]
        rows.insert(0, row("CPU for 1,000 full flows, database included", costs, 3, 0.5, "s"))
    return rows


def limit_rows(measured):
    """Each limit beside the figure of Usher that is nearest to it."""
    found = next((one["limits"] for one in measured.values() if one.get("limits")), None)
    if found is None:
        return []
    first = next(iter(measured.values()))["flows"]
    stores = {name: one["flows"] for name, one in measured.items()}
    inserts = next((one["inserts"] for one in measured.values() if one.get("inserts")), None)
    candidates = [
        ("durable appends of one page, one at a time (fdatasync)", found["flushes"], "durable writes of the code flow on SQLite, two each", _rate(stores.get("sqlite"), "code", 2)),
        ("SQLite, commits of one row", found["sqlite_commits"], "refreshes on SQLite", _rate(stores.get("sqlite"), "refresh")),
        ("PostgreSQL, durable inserts of one row, 8 connections", inserts, "refreshes on PostgreSQL", _rate(stores.get("postgres"), "refresh")),
        ("ES256 signatures on one core", found["signatures"], "client credentials, one signature each", _rate(first, "cc")),
        ("Argon2id checks on all cores", found["argon2"], "sign-ins, one check each", _rate(first, "login")),
        ("bare Hummingbird, the same document", found["hummingbird"], "discovery", _rate(first, "disco")),
        ("nginx, the same document", found["nginx"], "discovery", _rate(first, "disco")),
        ("nginx `proxy_pass`, the same upstream", found["nginx_proxy"], "gateway", _rate(first, "gateway")),
    ]
    return [[name, number(limit), beside, number(rate), f"{rate / limit:.2f}"]
            for name, limit, beside, rate in candidates if limit and rate]


def _rate(flows, flow, times=1):
    return flows[flow]["rate"] * times if flows and flow in flows else None


def growth(figures):
    rows, large = [], []
    for name, sizes in figures["databases"].items():
        for people, one in sizes.items():
            for flow, run in one["flows"].items():
                rows.append([FLOWS[flow], DATABASES[name], number(int(people)), number(run["rate"]), number(run["p50"], 2), number(run["p99"], 2),
                             number(run["usher"], 3), number(run["database"], 3) if name == "postgres" else ""])
            large.append([DATABASES[name], number(int(people)), number(one["size"]), number(one["size"] / int(people) * 1e6),
                          number(one["first_token"]), number(one["idle"], 3), number(one["swept"]), number(one["backup"]["seconds"], 1), number(one["seeded"])])
    rows.sort(key=lambda row: (list(FLOWS.values()).index(row[0]), list(DATABASES.values()).index(row[1]), int(row[2].replace(",", ""))))
    return [occasion(figures) + f" {figures['settings']['users']} connections, {figures['settings']['seconds']} s a run; each flow is another person's.",
            table(["flow", "database", "people", "a second", "p50 ms", "p99 ms", "CPU s per 1,000: Usher", "PostgreSQL"], rows),
            table(["database", "people", "MiB on disk", "MiB per million people", "start to first token, ms", "CPU s in an idle minute",
                   "expired grants swept in it", "backup, s", "seeded in, s"], large)]


def nodes(figures):
    rows = [[FLOWS[flow], number(int(count)), number(run["rate"]), number(run["p99"], 2), number(run["usher"], 3), number(run["database"], 3),
             number(run["proxy"], 3)] for flow, counts in figures["flows"].items() for count, run in counts.items()]
    return [occasion(figures) + f" {figures['settings']['users']} users at once, medians of {figures['settings']['repeats']} runs.",
            table(["flow", "nodes", "a second", "p99 ms", "CPU s per 1,000: Usher, all nodes", "PostgreSQL", "nginx"], rows)]


def soak(figures):
    parts = [occasion(figures)]
    for name, one in figures["databases"].items():
        rows = [[minute["minute"], number(minute["rate"]), number(minute["p50"], 2), number(minute["p99"], 2), number(minute["resident"], 1),
                 minute["descriptors"], minute["threads"], minute["connections"] if name == "postgres" else ""] for minute in one["minutes"]]
        verdict = "; ".join(one["complaints"]) or "flat"
        parts += [f"{DATABASES[name]}, {one['paced']} flows a second, which is {one['share']} % of {number(one['capacity'])}: **{verdict}**.",
                  table(["minute", "a second", "p50 ms", "p99 ms", "resident MiB", "descriptors", "threads", "connections"], rows)]
    return parts


PARTS = {"bench": bench, "growth": growth, "nodes": nodes, "soak": soak}


def tables(part, figures):
    """The tables of one part, as Markdown."""
    return PARTS[part](figures)


def write(known):
    """Writes every page anew from all figures."""
    texts = {part: "\n\n".join(tables(part, figures)) for part, figures in known.items()}
    texts |= scaling.tables(known)
    for page in PAGES:
        path = ROOT / page
        text = path.read_text()
        for name, new in texts.items():
            text = re.sub(rf"(<!-- {name} -->\n).*?(<!-- end of {name} -->)", lambda place: f"{place[1]}\n{new}\n\n{place[2]}", text, flags=re.S)
        path.write_text(text)
