"""How many nodes and which database for how many people: computed from the measured costs, printed into docs/scaling.md."""

from tables import number, table

MONTH = 30 * 86400
# What a person who uses an assistant with one API does in a month, and how many rows it writes durably each time.
BEHAVIOUR = {
    "login": ("signs in on the page", 1, 1),
    "code": ("connects a client, or connects it again", 2, 2),
    "refresh": ("a client of theirs refreshes: tokens last an hour, 30 hours of use", 30, 1),
    "gateway": ("calls of the API through the gateway", 300, 0),
}
# The busiest minute beside the mean of the month, and how busy a processor may be in it.
PEAK, BUSY = 5, 0.5
CORES_A_NODE = 2
# Rows that are gone but still there, spent codes, a second client or browser for many: twice what one of each takes.
ROOM = 2
PEOPLE = [100_000, 1_000_000, 10_000_000, 100_000_000]


def tables(known):
    """The places of docs/scaling.md, by name; nothing before the costs were measured."""
    if "postgres" not in known.get("bench", {}).get("databases", {}) or "postgres" not in known.get("growth", {}).get("databases", {}):
        return {}
    costs = {kind: Costs(known, kind) for kind in ("sqlite", "postgres") if kind in known["bench"]["databases"]}
    return {"behaviour": behaviour(costs), "sizes": sizes(costs["postgres"]), "one node": one_node(costs)}


class Costs:
    """What was measured on one database."""

    def __init__(self, known, kind):
        bench, grown = known["bench"]["databases"][kind], known["growth"]["databases"].get(kind, {})
        largest = grown[max(grown, key=int)] if grown else None
        self.kind, self.flows = kind, {}
        for flow in BEHAVIOUR:
            # With millions of people in the database, where that was measured.
            one = largest["flows"].get(flow) if largest else None
            self.flows[flow] = one or bench["flows"][flow]
        self.mib_each = largest["size"] / int(max(grown, key=int)) if largest else None
        # What one machine's disk takes of durable writes from several connections; on SQLite all share one commit.
        self.writes = bench["inserts"] if kind == "postgres" else bench["flows"]["code"]["rate"] * 2

    def monthly(self, of):
        """CPU seconds of a person's month: of `usher` or of `database`."""
        return sum(times * self.flows[flow][of] / 1000 for flow, (_, times, _) in BEHAVIOUR.items())

    def peak_cores(self, people, of):
        """Processors fully busy in the busiest minute."""
        return people * self.monthly(of) / MONTH * PEAK


def per_second(people, times):
    return people * times / MONTH * PEAK


def writes():
    return sum(times * rows for _, times, rows in BEHAVIOUR.values())


def behaviour(costs):
    rows = []
    for flow, (words, times, rows_written) in BEHAVIOUR.items():
        row = [words, times, rows_written]
        for one in costs.values():
            row.append(number(one.flows[flow]["usher"], 3))
        row.append(number(costs["postgres"].flows[flow]["database"], 3))
        rows.append(row)
    rows.append(["**CPU s of a person's month**", "", "", *[number(one.monthly("usher"), 4) for one in costs.values()],
                 number(costs["postgres"].monthly("database"), 4)])
    names = {"sqlite": "Usher on SQLite, CPU s per 1,000", "postgres": "Usher on PostgreSQL"}
    return table(["what", "times a month", "rows written each time", *[names[kind] for kind in costs], "PostgreSQL itself"], rows)


def sizes(cost):
    rows = []
    for people in PEOPLE:
        usher, database = (cost.peak_cores(people, of) for of in ("usher", "database"))
        written = per_second(people, writes())
        rows.append([number(people), number(per_second(people, sum(times for _, times, _ in BEHAVIOUR.values()))), number(usher, 2),
                     max(2, -int(-usher // (CORES_A_NODE * BUSY))), number(database, 2), max(2, -int(-database // BUSY)), number(written),
                     f"{written / cost.writes:.0%}", number(people * cost.mib_each * ROOM / 1024, 1)])
    return table(["people", "flows a second, busiest minute", "Usher: cores busy", f"nodes of {CORES_A_NODE} cores", "PostgreSQL: cores busy",
                  "cores to give it", "rows written a second", "of what this machine's disk took", "GiB on disk"], rows)


def one_node(costs):
    """How many people one machine serves at most by each of its limits."""
    rows = []
    for kind, cost in costs.items():
        together = cost.monthly("usher") + cost.monthly("database")
        by_processor = CORES_A_NODE * BUSY / (together / MONTH * PEAK)
        by_disk = cost.writes * BUSY / (writes() / MONTH * PEAK)
        # As many rows as it can write, half busy, and as many people as fit on 100 GiB.
        by_size = 100 * 1024 / (cost.mib_each * ROOM) if cost.mib_each else None
        limits = {"processor": by_processor, "writes": by_disk, "disk space": by_size or float("inf")}
        rows.append([{"sqlite": "SQLite", "postgres": "PostgreSQL on the same machine"}[kind], *[_rounded(value) for value in (by_processor, by_disk, by_size)],
                     min(limits, key=limits.get)])
    return table(["one machine of 2 cores", "people, by processor", "by durable writes", "by 100 GiB of disk", "what limits first"], rows)


def _rounded(people):
    """Two digits are all that such a computation is worth."""
    return "" if people is None else number(float(f"{people:.2g}"))
