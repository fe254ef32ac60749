"""Report → JSON with a stable schema: the version counts up when a key changes its meaning."""

from __future__ import annotations

import json
from dataclasses import asdict

from schematic.objective.printing.objective_report import PlayerReport, make_long_report
from schematic.objective.printing.reformulate import Reformulation
from schematic.objective.printing.symbols import latex_law, print_latex, print_text, text_law
from schematic.objective.steps import derivation
from schematic.objective.terms import Objective

VERSION = 1


def write_json(objective: Objective) -> str:
    """The objective as a JSON object: `version`, `model`, `draws` and `players`."""
    report = make_long_report(objective)
    content = {
        "version": VERSION,
        "model": report.name,
        "title": report.title,
        "reading": report.reading,
        "schedule": objective.schedule.value,
        "draws": [{"name": n, "law": law, "origin": origin} for n, law, origin in report.draws],
        "players": [_player(player) for player in report.players],
    }
    return json.dumps(content, ensure_ascii=False, indent=2)


def write_steps(objective: Objective) -> str:
    """The derivation as a JSON array of objects with `rule` and `text`."""
    steps = [asdict(step) for step in derivation(objective)]
    return json.dumps(steps, ensure_ascii=False, indent=2)


def _player(player: PlayerReport) -> dict[str, object]:
    return {
        "name": player.name,
        "nets": list(player.nets),
        "maximises": {
            "text": print_text(player.conventional),
            "latex": print_latex(player.conventional),
        },
        "minimises": _form(player.reformulated),
        "loss": player.loss,
        "terms": [
            {"name": t.name, "at": t.at, "estimator": t.estimator, "reaches": t.reaches}
            for t in player.terms
        ],
        "cuts": list(player.cuts),
        "after": list(player.after),
        "steps": player.steps,
        "constants": [{"at": at, "why": why} for at, why in player.constants],
    }


def _form(form: Reformulation | None) -> dict[str, object] | None:
    if form is None:
        return None
    return {
        "text": print_text(form.minimised),
        "latex": print_latex(form.minimised),
        "source": form.source,
        "note": form.note,
        "where": [
            {
                "symbol": text_law(d.left),
                "text": " ".join(map(text_law, d.right)),
                "latex": f"{latex_law(d.left)} \\propto {' '.join(map(latex_law, d.right))}",
            }
            for d in form.definitions
        ],
    }
