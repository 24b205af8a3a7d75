"""The command `workflow-docs`."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from . import __version__

if TYPE_CHECKING:
    from .analysis.gates import Gate
    from .analysis.verdicts import Judgement
    from .claims.audit import Audit
    from .claims.findings import Finding
    from .report.audit import Lines
    from .workflow.repository import Repository

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
    _add_gates(commands)
    _add_audit(commands)
    _add_init(commands)
    return parser


def _add_init(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    init = commands.add_parser(
        "init",
        help="lay out a documentation project for a repository",
        description="Write a Sphinx project into an empty folder: pages about the workflows of a repository, whose"
        " generated parts are filled and whose other parts are marked as to be written. Nothing is written elsewhere.",
        allow_abbrev=False,
    )
    init.add_argument("folder", metavar="DIR", help="the folder, which must be empty or not exist")
    init.add_argument(
        "--repo", metavar="REPO", default=".", help="the folder of the repository (default: this one)"
    )
    init.set_defaults(command=_init)


def _add_audit(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    audit = commands.add_parser(
        "audit",
        help="hold Markdown documents against the repository",
        description="Find what Markdown documents say that the repository does not bear out: links, names of workflows,"
        " jobs and secrets, diagrams of jobs, and commands. Nothing is executed or fetched, and nothing written but the"
        " baseline where that is asked for.",
        allow_abbrev=False,
    )
    audit.add_argument("repository", metavar="REPO", help="the folder of the repository")
    audit.add_argument(
        "paths", metavar="PATH", nargs="*", help="documents, below REPO (default: all Markdown files)"
    )
    audit.add_argument(
        "--format", choices=("text", "json", "sarif", "github", "markdown"), default="text",
        help="how to print (default: text)",
    )  # fmt: skip
    audit.add_argument("--baseline", metavar="FILE", help="leave out the findings that this file knows")
    audit.add_argument(
        "--write-baseline", action="store_true", help="write the findings of now to the file of --baseline"
    )
    audit.add_argument(
        "--contracts", metavar="FILE",
        help="also hold documents against what this YAML file says that they must hold",
    )  # fmt: skip
    audit.set_defaults(command=_audit)


def _add_gates(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    gates = commands.add_parser(
        "gates",
        help="tell which quality gates really block, why, and what they stop",
        description="Judge the quality gates of a repository by its files: what fails the step, the job, and the jobs"
        " after it. Nothing of the repository is executed or fetched.",
        allow_abbrev=False,
    )
    gates.add_argument(
        "repository",
        metavar="REPO",
        nargs="?",
        default=".",
        help="the folder of the repository (default: this one)",
    )
    gates.add_argument(
        "--pattern",
        metavar="REGEX",
        help="what the name or the comment of a gate matches; its groups `id` and `title` name the gate"
        " (default: an id such as TQ-01)",
    )
    which = gates.add_mutually_exclusive_group()
    which.add_argument("--detect", action="store_true", help="add every step that runs a known checker")
    which.add_argument(
        "--all", action="store_true", help="list every run step, gate or not, with all its commands"
    )
    gates.add_argument(
        "--format", choices=("text", "json", "sarif"), default="text", help="how to print (default: text)"
    )
    gates.add_argument(
        "--fail-on",
        choices=("conditional", "unknown", "informational"),
        metavar="VERDICT",
        help="end with 1 if a gate is worth no more than this: conditional, unknown or informational",
    )
    gates.set_defaults(command=_gates)


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


def _init(options: argparse.Namespace) -> int:
    from .init.project import InitError, lay_out  # noqa: PLC0415
    from .workflow.repository import Repository  # noqa: PLC0415

    root = _folder(options.repo)
    if root is None:
        return USAGE
    try:
        laid = lay_out(Path(options.folder), Repository.load(root))
    except InitError as error:
        sys.stderr.write(f"workflow-docs: {error}\n")
        return USAGE
    except OSError as error:
        sys.stderr.write(f"workflow-docs: {options.folder!r} cannot be written: {error.strerror}\n")
        return USAGE
    for page, target in laid.targets.items():
        for path in target.taken:
            instead = (
                f"writes {target.path} instead"
                if target.path
                else "writes no file; its first lines say how to adopt it"
            )
            sys.stderr.write(f"workflow-docs: {path} is not ours: the page {page}.md {instead}\n")
    sys.stdout.writelines(f"{(Path(options.folder) / name).as_posix()}\n" for name in laid.files)
    sys.stdout.write(
        f"{laid.marks} parts are to be written: `make todo` lists them; `make help` lists the commands\n"
    )
    return OK


def _gates(options: argparse.Namespace) -> int:
    import re  # noqa: PLC0415

    from .analysis import gates as analysis  # noqa: PLC0415
    from .analysis.reasons import Verdict  # noqa: PLC0415
    from .report import gates as report  # noqa: PLC0415
    from .workflow.repository import Repository, paused_collection  # noqa: PLC0415

    folder = _folder(options.repository)
    if folder is None:
        return USAGE
    try:
        pattern = (
            analysis.gate_pattern(options.pattern)
            if options.pattern is not None
            else analysis.DEFAULT_PATTERN
        )
    except re.error as error:
        sys.stderr.write(f"workflow-docs: --pattern is no regular expression: {error}\n")
        return USAGE
    with paused_collection():
        repository = Repository.load(folder)
        found = (
            analysis.run_steps(repository.workflows, pattern)
            if options.all
            else analysis.gates(repository.workflows, pattern, detect=options.detect)
        )
        rows = _judged(repository, found)
    _complain(repository)
    if options.format == "text":
        from .report.terminal import Style  # noqa: PLC0415

        sys.stdout.writelines(f"{line}\n" for line in report.text(rows, Style(sys.stdout)))
    else:
        from .facts.output import dump  # noqa: PLC0415

        sys.stdout.write(
            dump(report.document(rows) if options.format == "json" else report.sarif_log(rows), 2)
        )
    sys.stdout.flush()
    if options.fail_on is not None and report.worst(rows, Verdict(options.fail_on)):
        return FAULTS
    return OK


def _audit(options: argparse.Namespace) -> int:
    from .claims import audit as claims  # noqa: PLC0415
    from .claims import contract_file  # noqa: PLC0415
    from .claims.context import Context  # noqa: PLC0415
    from .claims.contracts import findings as findings_of  # noqa: PLC0415
    from .report import audit as report  # noqa: PLC0415
    from .workflow.repository import Repository, paused_collection  # noqa: PLC0415

    folder = _folder(options.repository)
    if folder is None:
        return USAGE
    if options.write_baseline and not options.baseline:
        sys.stderr.write("workflow-docs: --write-baseline needs --baseline FILE\n")
        return USAGE
    known = frozenset[str]() if options.write_baseline else _baseline(options)
    contracts = contract_file.load(Path(options.contracts), folder) if options.contracts is not None else None
    for problem in contracts.problems if contracts is not None else ():
        sys.stderr.write(f"workflow-docs: {problem}\n")
    if known is None or (contracts is not None and contracts.problems):
        return USAGE
    with paused_collection():
        repository = Repository.load(folder)
        paths = [_below(folder, name) for name in options.paths] or claims.all_documents(repository)
        found = claims.audit(repository, paths, os.cpu_count() or 1)
        more = findings_of(contracts.contract, Context(repository)) if contracts is not None else ()
    if options.paths and found.unread:
        for path, why in found.unread:
            sys.stderr.write(f"workflow-docs: {path}: {why}\n")
        return USAGE
    findings = [
        finding
        for finding in sorted((*found.findings, *more), key=lambda finding: finding.position)
        if report.fingerprint(finding) not in known
    ]
    if options.write_baseline:
        lines = {f"{report.fingerprint(each)} {each.position.path} {each.code.value}" for each in findings}
        from .repository.writer import write_text  # noqa: PLC0415

        write_text(Path(options.baseline), "".join(f"{line}\n" for line in sorted(lines)))
        return OK
    texts = {contracts.path: contracts.text} if contracts is not None else {}
    _print_audit(options.format, found, findings, report.Lines(repository, texts))
    return FAULTS if findings else OK


def _print_audit(form: str, found: Audit, findings: list[Finding], lines: Lines) -> None:
    from .facts.output import dump  # noqa: PLC0415
    from .report import audit as report  # noqa: PLC0415
    from .report.terminal import Style  # noqa: PLC0415

    match form:
        case "json":
            sys.stdout.write(dump(report.document(findings), 2))
        case "sarif":
            sys.stdout.write(dump(report.sarif_log(findings), 2))
        case "github":
            sys.stdout.writelines(f"{line}\n" for line in report.github(findings))
        case "markdown":
            sys.stdout.writelines(f"{line}\n" for line in report.markdown(findings))
        case _:
            printed = report.text(found, findings, lines, Style(sys.stdout))
            sys.stdout.writelines(f"{line}\n" for line in printed)
    sys.stdout.flush()


def _baseline(options: argparse.Namespace) -> frozenset[str] | None:
    """Return the fingerprints that the baseline knows; None with a complaint where it cannot be read."""
    if not options.baseline:
        return frozenset()
    try:
        lines = Path(options.baseline).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.__class__.__name__
        sys.stderr.write(f"workflow-docs: the baseline {options.baseline!r} cannot be read: {reason}\n")
        return None
    return frozenset(line.split(" ")[0] for line in lines if line.strip())


def _below(folder: Path, name: str) -> str:
    """Return a path as one below the repository: as it is there, or else from where one stands."""
    if not Path(name).is_absolute() and ((folder / name).exists() or not Path(name).exists()):
        return Path(name).as_posix()
    try:
        return Path(name).resolve().relative_to(folder.resolve()).as_posix()
    except ValueError:
        return Path(name).as_posix()


def _judged(repository: Repository, found: list[Gate]) -> list[Judgement]:
    if not found:
        return []
    from .analysis.verdicts import Judge  # noqa: PLC0415 (most repositories name no gates, and need nothing of it)

    judge = Judge(repository)
    return [judge.judge(gate) for gate in found]


def _complain(repository: Repository) -> None:
    """Say which files cannot be read, so that nobody takes a gate in one of them for none."""
    for file in repository.files.values():
        if file.workflow is None:
            sys.stderr.write(f"workflow-docs: {file.problems[0]}\n")
    for problem in repository.problems:
        sys.stderr.write(f"workflow-docs: {problem}\n")


def _folder(name: str) -> Path | None:
    """Return the folder of a repository, or None with a complaint."""
    folder = Path(name)
    if folder.is_dir():
        return folder
    sys.stderr.write(f"workflow-docs: {name!r} is no folder; give that of a repository\n")
    return None


if __name__ == "__main__":
    sys.exit(main())
