# PYTHON_ARGCOMPLETE_OK
"""`taskbuilder plan|apply|export`: keeps a plan as a folder of YAML, and applies it."""

import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import argcomplete

from taskbuilder.command.client import Client
from taskbuilder.command.failure import Code, Failed
from taskbuilder.command.folder import list_hidden, read_folder, write_folder
from taskbuilder.command.following import describe_run, follow, grade_run
from taskbuilder.command.report import CHANGES, WRONG, describe, grade

SETTINGS = {"url": "TASKBUILDER_URL", "token": "TASKBUILDER_TOKEN", "project": "TASKBUILDER_PROJECT"}
FLAG_OF = {"changed": "replace", "drifted": "restore", "gone": "delete"}
DAY = 24 * 60 * 60.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; what it exits with."""
    parser = make_parser()
    argcomplete.autocomplete(parser)
    options = parser.parse_args(arguments)
    try:
        return int(options.run(options, connect(options)))
    except Failed as failure:
        print(failure, file=sys.stderr)
        return Code.FAILED
    except KeyboardInterrupt:
        print("Interrupted. A run that was started goes on: see the plan's page.", file=sys.stderr)
        return Code.NOT_FINISHED


def make_parser() -> ArgumentParser:
    parser = ArgumentParser(prog="taskbuilder", description="Keeps a plan as a folder of YAML.")
    shared = ArgumentParser(add_help=False)
    shared.add_argument("--url", help="address of Task Builder; else TASKBUILDER_URL")
    shared.add_argument("--project", help="the project's ID in the cloud; else TASKBUILDER_PROJECT")
    shared.add_argument("--token", help="API token, which other people on this machine can then see; "
                        "else TASKBUILDER_TOKEN")  # fmt: skip
    commands = parser.add_subparsers(required=True, metavar="plan|apply|export")
    plan = commands.add_parser("plan", parents=[shared], help="show what the folder would change")
    plan.add_argument("folder", type=Path)
    plan.set_defaults(run=run_plan)
    add_apply(commands.add_parser("apply", parents=[shared], help="change it"))
    export = commands.add_parser("export", parents=[shared], help="write a plan as a folder")
    export.add_argument("name", help="the plan's name")
    export.add_argument("folder", type=Path)
    export.add_argument("--csv", action="store_true", help="write rows.csv instead of rows.yaml")
    export.add_argument("--overwrite", action="store_true", help="replace the files of the folder")
    export.set_defaults(run=run_export)
    return parser


def add_apply(parser: ArgumentParser) -> None:
    parser.add_argument("folder", type=Path)
    parser.add_argument("--replace", action="store_true", help="replace tasks whose row has changed")
    parser.add_argument("--restore", action="store_true", help="replace tasks that were changed in the cloud")
    parser.add_argument("--delete", action="store_true", help="delete tasks whose row is gone")
    parser.add_argument("--confirm", action="store_true", help="also rows that need confirmation")
    parser.add_argument("--timeout", type=float, default=DAY, metavar="SECONDS", help="follow no longer")
    parser.set_defaults(run=run_apply)


def connect(options: Namespace) -> Client:
    """Raises Failed where an option is missing."""
    found = {name: getattr(options, name) or os.environ.get(SETTINGS[name], "") for name in SETTINGS}
    missing = [f"--{name} or {SETTINGS[name]}" for name, value in found.items() if not value]
    if missing:
        raise Failed(f"Missing: {', '.join(missing)}.")
    return Client(**found)


def run_plan(options: Namespace, client: Client) -> Code:
    return grade(show_plan(options, client)["changes"])


def show_plan(options: Namespace, client: Client) -> dict[str, Any]:
    """Stores the folder as the plan of its name, and prints what that would do."""
    folder = read_folder(options.folder)
    plan = client.put_plan(folder.document)
    for line in describe(client, plan, folder.rows):
        print(line)
    return plan


def run_apply(options: Namespace, client: Client) -> Code:
    plan = show_plan(options, client)
    counts = plan["changes"]
    if any(counts[change] for change in WRONG):
        print("Nothing was applied: fix the rows above first.", file=sys.stderr)
        return Code.FAILED
    allowed = [change for change in CHANGES if getattr(options, FLAG_OF.get(change, ""), True)]
    left = [f"--{FLAG_OF[change]}" for change in CHANGES if counts[change] and change not in allowed]
    result = Code.DONE
    if any(counts[change] for change in allowed):
        result = apply_plan(options, client, plan)
    if left:
        print(f"Some rows were left out. To apply them, add {' '.join(left)}.", file=sys.stderr)
    return Code.CHANGES if left and result is Code.DONE else result


def apply_plan(options: Namespace, client: Client, plan: dict[str, Any]) -> Code:
    ticks = {
        "creates": True,
        "replaces": options.replace,
        "restores": options.restore,
        "deletes": options.delete,
        "confirms": options.confirm,
    }
    path = f"/plans/{plan['id']}/runs"
    run = client.post(path, {"judging": plan["judging"], **ticks})
    ended = follow(client, f"{path}/{run['id']}", most_seconds=options.timeout)
    print(describe_run(ended))
    return grade_run(ended)


def run_export(options: Namespace, client: Client) -> Code:
    document = client.get(f"/plans/{client.find_plan(options.name)}/document")
    for path in write_folder(options.folder, document, is_csv=options.csv, overwrites=options.overwrite):
        print(f"Written: {path}")
    hidden = list_hidden(document)
    if hidden:
        print("Secrets are left out. They stay in this plan; for another plan, enter them in:")
    for place in hidden:
        print(f"  {place}")
    return Code.DONE
