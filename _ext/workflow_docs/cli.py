"""The command `workflow-docs`."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from pathlib import Path

from . import __version__

OK, FAULTS, USAGE = 0, 1, 2
"""Exit statuses: done; done, and what was asked for has faults; nothing done, because the call is wrong."""


def main(arguments: list[str] | None = None) -> int:
    """Run the command with its arguments (by default those of the process); return the exit status."""
    options = _parser().parse_args(arguments)
    try:
        status: int = options.command(options)
    except BrokenPipeError:
        # The reader (`head`) has what it wanted; Python would complain again while it shuts down.
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="workflow-docs",
        description="What the GitHub Actions workflows of a repository say.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    facts = commands.add_parser(
        "facts",
        help="print everything that workflows and actions say, as one JSON document",
        description="Print what the workflows and actions of a repository say, as one JSON document. Faults of the"
        " files are among its `diagnostics`. Nothing of the repository is executed or fetched.",
        allow_abbrev=False,
    )
    facts.add_argument(
        "repository",
        metavar="REPO",
        nargs="?",
        default=".",
        help="the folder of the repository (default: this one)",
    )
    facts.add_argument("--schema", action="store_true", help="print the JSON Schema of the document instead")
    facts.add_argument(
        "--indent", type=_indent, metavar="N", help="indent by N spaces; without, one line a file"
    )
    facts.set_defaults(command=_facts)
    inject = commands.add_parser(
        "inject",
        help="bring the parts between markers in Markdown files up to date",
        description="Write what lies between <!-- workflow-docs:begin ci:DIRECTIVE ARGUMENT --> and"
        " <!-- workflow-docs:end --> in the Markdown files of a repository, and nothing else. A file whose markers are"
        " at fault is left as it is, and the exit status is 1.",
        allow_abbrev=False,
    )
    inject.add_argument(
        "repository",
        metavar="REPO",
        nargs="?",
        default=".",
        help="the folder of the repository (default: this one)",
    )
    inject.add_argument(
        "--check",
        action="store_true",
        help="write nothing; show what would change, and end with 1 if anything would",
    )
    inject.set_defaults(command=_inject)
    return parser


def _indent(text: str) -> int:
    if not text.isdecimal() or int(text) > 8:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 0 to 8")
    return int(text)


def _facts(options: argparse.Namespace) -> int:
    from .facts import output  # noqa: PLC0415 (here and below: load only what the command needs)

    if options.schema:
        from .facts.schema import SCHEMA  # noqa: PLC0415

        sys.stdout.write(output.dump(SCHEMA, 2 if options.indent is None else options.indent))
        return OK

    from .facts.document import facts_of  # noqa: PLC0415
    from .workflow.repository import Repository, paused_collection  # noqa: PLC0415

    folder = _folder(options.repository)
    if folder is None:
        return USAGE
    # The document is one big tree that lives to the end: collecting garbage would look at it in vain.
    with paused_collection():
        sys.stdout.write(output.dump(facts_of(Repository.load(folder)), options.indent))
        sys.stdout.flush()
    return OK


def _inject(options: argparse.Namespace) -> int:
    from .inject.files import inject  # noqa: PLC0415

    folder = _folder(options.repository)
    if folder is None:
        return USAGE
    return OK if inject(folder, check=options.check) else FAULTS


def _folder(name: str) -> Path | None:
    """Return the folder of a repository, or None with a complaint."""
    folder = Path(name)
    if folder.is_dir():
        return folder
    sys.stderr.write(f"workflow-docs: {name!r} is no folder; give that of a repository\n")
    return None


if __name__ == "__main__":
    sys.exit(main())
