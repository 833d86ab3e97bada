"""Whether something grew while the load stayed the same."""

import statistics

# How much more the last third may have than the first: a share, and an amount that is nothing. Below either, it is noise.
ALLOWED = {"resident": (0.05, 6), "descriptors": (0, 4), "threads": (0, 4), "connections": (0, 4), "p50": (0.5, 0.5), "p99": (0.5, 5)}


def complaints(minutes, pace):
    """What grew from the first third to the last, in words; the first minute only warms up."""
    watched = minutes[1:] or minutes
    third = max(1, len(watched) // 3)
    # What stays flat under less load than was meant says nothing. A minute may be short: disks of shared machines stall.
    rate = statistics.median(minute["rate"] for minute in watched)
    found = [f"{rate:.0f} flows a second in place of {pace}"] if rate < pace * 0.95 else []
    for name, (share, amount) in ALLOWED.items():
        early, late = (statistics.median(minute[name] for minute in part) for part in (watched[:third], watched[-third:]))
        if late - early > max(early * share, amount):
            found.append(f"{name} grew from {early:.1f} to {late:.1f}")
    return found
