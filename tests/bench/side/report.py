"""From samples to the table and the JSON list, and the check of such a list."""

import json
import statistics

FIELDS = ("row", "unit", "mailstead", "peers", "ratio", "goal", "met")


def entry(row, samples, notes):
    """One row's result. `samples`: by side, the figures of each run; `notes`: what was missing."""
    values = {side: [run[row.figure] for run in samples.get(side, ())] for side in ("mailstead", "peers")}
    medians = {side: statistics.median(found) if found else None for side, found in values.items()}
    ratio = row.ratio(medians["mailstead"], medians["peers"])
    others = [run["other"] for side in samples.values() for run in side if "other" in run]
    return {"row": row.name, "unit": row.unit, "mailstead": _rounded(medians["mailstead"]),
            "peers": _rounded(medians["peers"]), "ratio": _rounded(ratio), "goal": row.goal.text(row.unit),
            "met": row.goal.met(medians["mailstead"], ratio), "what": row.what,
            "samples": {side: [_rounded(value) for value in found] for side, found in values.items()},
            "other_work": _rounded(statistics.median(others)) if others else None, "notes": notes}


def _rounded(value):
    return None if value is None else float(f"{value:.4g}")


def _text(value):
    if value is None:
        return "-"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


HEAD = ("row", "unit", "mailstead", "peers", "ratio", "goal", "met", "other work")
SHAPE = "{:<22} {:<6} {:>10} {:>10} {:>8}  {:<13} {:<4} {:>10}"


def print_head():
    print(SHAPE.format(*HEAD), flush=True)


def print_entry(one):
    met = {True: "yes", False: "NO", None: "-"}[one["met"]]
    other = "-" if one["other_work"] is None else f"{one['other_work']:.0%}"
    ratio = "-" if one["ratio"] is None else _text(one["ratio"]) + "x"
    print(SHAPE.format(one["row"], one["unit"], _text(one["mailstead"]), _text(one["peers"]), ratio, one["goal"] or "-", met,
                       other).rstrip(), flush=True)
    for note in one["notes"]:
        print(f"    {note}")


def print_foot():
    print("ratio: how many times better Mailstead is. other work: share of the machine that neither the server nor the benchmark took.")


def save(path, entries):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(entries, indent=1) + "\n")


def problems(entries):
    """What is wrong with a list from a JSON file: its shape, or goals that were missed."""
    if not isinstance(entries, list) or not entries:
        return ["no rows"]
    out = []
    for number, one in enumerate(entries):
        if not isinstance(one, dict) or any(field not in one for field in FIELDS):
            out.append(f"entry {number}: not a row")
        elif one["mailstead"] is None:
            out.append(f"{one['row']}: Mailstead was not measured")
        elif one["met"] is False:
            found = f"{_text(one['mailstead'])} {one['unit']}" + (f", {_text(one['ratio'])}x" if one["ratio"] else "")
            out.append(f"{one['row']}: {found}; the goal is {one['goal']}")
    return out
