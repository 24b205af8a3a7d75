"""The command `workflow-docs`."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from . import __version__
from .channels.escaping import visible
from .channels.terminal import stderr, stdout

if TYPE_CHECKING:
    from .analysis.gates import Gate
    from .analysis.verdicts import Judgement
    from .claims.audit import Audit
    from .claims.findings import Finding
    from .report.audit import Lines
    from .workflow.problem import Problem
    from .workflow.repository import Repository

OK, FAULTS, USAGE = 0, 1, 2
"""Exit statuses: done; done, and what was asked for has faults; nothing done, because the call or the place is wrong."""


class _Parser(argparse.ArgumentParser):
    """Writes its complaints as all others are written: an argument can be the name of a stranger's file."""

    def error(self, message: str) -> NoReturn:
        """Say how the command is used and what is wrong, and end."""
        err = stderr()
        err.lines(self.format_usage())
        err.line(f"{self.prog}: error: {message}")
        self.exit(USAGE)


def main(arguments: list[str] | None = None) -> int:
    """Run the command with its arguments (by default those of the process); return the exit status."""
    options = _parser().parse_args(arguments)
    try:
        status: int = options.command(options)
    except BrokenPipeError:
        # The reader (`head`) has what it wanted; Python would complain again while it shuts down.
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return OK
    return status


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
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
    _add_repository(facts)
    facts.add_argument("--schema", action="store_true", help="print the JSON Schema of the document instead")
    facts.add_argument(
        "--indent", type=_indent, metavar="N", help="indent by N spaces; without, one line a file"
    )
    facts.set_defaults(command=_facts)
    inject = commands.add_parser(
        "inject",
        help="bring the parts between markers in Markdown files up to date",
        description="Write what lies between <!-- workflow-docs:begin ci:DIRECTIVE ARGUMENT --> and"
        " <!-- workflow-docs:end --> in the Markdown files below REPO, and nothing else. A file whose markers are"
        " at fault is left as it is, and the exit status is 1.",
        allow_abbrev=False,
    )
    _add_repository(inject)
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


_REPOSITORY = "a folder of the repository, which is looked for upwards from there (default: this one)"
_VERBOSE = "say first which folder is the repository"


def _add_repository(command: argparse.ArgumentParser) -> None:
    command.add_argument("repository", metavar="REPO", nargs="?", default=".", help=_REPOSITORY)
    command.add_argument("--verbose", action="store_true", help=_VERBOSE)


def _add_init(commands: argparse._SubParsersAction[_Parser]) -> None:
    init = commands.add_parser(
        "init",
        help="lay out a documentation project for a repository",
        description="Write a Sphinx project into an empty folder: pages about the workflows of a repository, whose"
        " generated parts are filled and whose other parts are marked as to be written. Nothing is written elsewhere.",
        allow_abbrev=False,
    )
    init.add_argument("folder", metavar="DIR", help="the folder, which must be empty or not exist")
    init.add_argument("--repo", metavar="REPO", default=".", help=_REPOSITORY)
    init.add_argument("--verbose", action="store_true", help=_VERBOSE)
    init.set_defaults(command=_init)


def _add_audit(commands: argparse._SubParsersAction[_Parser]) -> None:
    audit = commands.add_parser(
        "audit",
        help="hold Markdown documents against the repository",
        description="Find what Markdown documents say that the repository does not bear out: links, names of workflows,"
        " jobs and secrets, diagrams of jobs, and commands. Nothing is executed or fetched, and nothing written but the"
        " baseline where that is asked for.",
        allow_abbrev=False,
    )
    _add_repository(audit)
    audit.add_argument(
        "paths",
        metavar="PATH",
        nargs="*",
        help="documents, below REPO (default: all Markdown files below REPO)",
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


def _add_gates(commands: argparse._SubParsersAction[_Parser]) -> None:
    gates = commands.add_parser(
        "gates",
        help="tell which quality gates really block, why, and what they stop",
        description="Judge the quality gates of a repository by its files: what fails the step, the job, and the jobs"
        " after it. Nothing of the repository is executed or fetched.",
        allow_abbrev=False,
    )
    _add_repository(gates)
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
    from .workflow.numbers import whole  # noqa: PLC0415

    number = whole(text)
    if number is None or number > 8:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 0 to 8")
    return number


def _facts(options: argparse.Namespace) -> int:
    from .facts import output  # noqa: PLC0415 (here and below: load only what the command needs)

    out = stdout()
    if options.schema:
        from .facts.schema import SCHEMA  # noqa: PLC0415

        out.document(output.dump(SCHEMA, 2 if options.indent is None else options.indent))
        return OK

    from .facts.document import facts_of  # noqa: PLC0415
    from .workflow.problem import ProblemKind  # noqa: PLC0415
    from .workflow.repository import paused_collection  # noqa: PLC0415

    # The document is one big tree that lives to the end: collecting garbage would look at it in vain.
    with paused_collection():
        repository = _repository(options.repository, verbose=options.verbose)
        if repository is None:
            return USAGE
        document = facts_of(repository)
        out.document(output.dump(document, options.indent))
        out.flush()
    failed = any(each["code"] == ProblemKind.INTERNAL_ERROR.value for each in document["diagnostics"])
    return FAULTS if failed else OK


def _inject(options: argparse.Namespace) -> int:
    repository = _repository(options.repository, verbose=options.verbose)
    if repository is None:
        return USAGE
    from .inject.files import inject  # noqa: PLC0415

    below = Path(options.repository).resolve()
    return OK if inject(repository.root, below, check=options.check) else FAULTS


def _init(options: argparse.Namespace) -> int:
    from .init.project import InitError, lay_out  # noqa: PLC0415

    repository = _repository(options.repo, verbose=options.verbose)
    if repository is None:
        return USAGE
    out, err = stdout(), stderr()
    try:
        laid = lay_out(Path(options.folder), repository)
    except InitError as error:
        err.line(f"workflow-docs: {error}")
        return USAGE
    except OSError as error:
        err.line(f"workflow-docs: {options.folder!r} cannot be written: {error.strerror}")
        return USAGE
    for page, target in laid.targets.items():
        for path in target.taken:
            instead = (
                f"writes {target.path} instead"
                if target.path
                else "writes no file; its first lines say how to adopt it"
            )
            err.line(f"workflow-docs: {path} is not ours: the page {page}.md {instead}")
    for name in laid.files:
        out.line((Path(options.folder) / name).as_posix())
    out.line(f"{laid.marks} parts are to be written: `make todo` lists them; `make help` lists the commands")
    return OK


def _gates(options: argparse.Namespace) -> int:
    import re  # noqa: PLC0415

    from .analysis import gates as analysis  # noqa: PLC0415
    from .analysis.reasons import Verdict  # noqa: PLC0415
    from .report import gates as report  # noqa: PLC0415
    from .workflow.repository import paused_collection  # noqa: PLC0415
    from .workflow.user_patterns import PatternTimeoutError  # noqa: PLC0415

    try:
        pattern = (
            analysis.gate_pattern(options.pattern)
            if options.pattern is not None
            else analysis.DEFAULT_PATTERN
        )
    except re.error as error:
        stderr().line(f"workflow-docs: --pattern is no regular expression: {error}")
        return USAGE
    with paused_collection():
        repository = _repository(options.repository, verbose=options.verbose)
        if repository is None:
            return USAGE
        try:
            found = (
                analysis.run_steps(repository.workflows, pattern)
                if options.all
                else analysis.gates(repository.workflows, pattern, detect=options.detect)
            )
        except PatternTimeoutError as error:
            stderr().line(f"workflow-docs: --pattern: {error}")
            return USAGE
        rows = _judged(repository, found)
    unread = _complain(repository)
    out = stdout()
    if options.format == "text":
        for line in report.text(rows):
            out.line(*line)
    else:
        from .facts.output import dump  # noqa: PLC0415

        out.document(
            dump(
                report.document(rows, unread) if options.format == "json" else report.sarif_log(rows, unread),
                2,
            )
        )
    out.flush()
    if (
        unread
        or not report.is_complete(rows)
        or (options.fail_on is not None and report.worst(rows, Verdict(options.fail_on)))
    ):
        return FAULTS
    return OK


def _audit(options: argparse.Namespace) -> int:
    from .claims import audit as claims  # noqa: PLC0415
    from .claims import contract_file  # noqa: PLC0415
    from .claims.context import Context  # noqa: PLC0415
    from .claims.contracts import findings as findings_of  # noqa: PLC0415
    from .claims.findings import NOT_LOOKED_AT, Code, not_looked_at  # noqa: PLC0415
    from .report import audit as report  # noqa: PLC0415
    from .workflow.guard import describe  # noqa: PLC0415
    from .workflow.position import Position  # noqa: PLC0415
    from .workflow.repository import paused_collection  # noqa: PLC0415
    from .workflow.user_patterns import PatternTimeoutError  # noqa: PLC0415

    err = stderr()
    if options.write_baseline and not options.baseline:
        err.line("workflow-docs: --write-baseline needs --baseline FILE")
        return USAGE
    known = frozenset[str]() if options.write_baseline else _baseline(options)
    if known is None:
        return USAGE
    with paused_collection():
        repository = _repository(options.repository, verbose=options.verbose)
        if repository is None:
            return USAGE
        root = repository.root
        contracts = (
            contract_file.load(Path(options.contracts), root) if options.contracts is not None else None
        )
        for problem in contracts.problems if contracts is not None else ():
            _print_problem(problem)
        if contracts is not None and contracts.problems:
            return USAGE
        start = Path(options.repository).resolve()
        paths = [_below(root, start, name) for name in options.paths]
        missing = [path for path in paths if repository.resolve(path) is None]
        for path in missing:
            err.line(f"workflow-docs: {path}: there is no such file in the repository")
        if missing:
            return USAGE
        paths = paths or claims.all_documents(repository, start)
        if not paths and contracts is None:
            err.line(f"workflow-docs: there is no Markdown file below {str(start)!r}; nothing was checked")
            return USAGE
        found = claims.audit(repository, paths, os.cpu_count() or 1)
        more: list[Finding] = []
        if contracts is not None:
            try:
                more = findings_of(contracts.contract, Context(repository))
            except PatternTimeoutError as error:
                more = [not_looked_at(Code.NOT_FINISHED, str(error), contracts.place_of(error.text))]
            except Exception as error:  # noqa: BLE001 (as in `guarded`)
                more = [not_looked_at(Code.INTERNAL_ERROR, describe(error), Position(contracts.path, 1, 1))]
    findings = [
        finding
        for finding in sorted((*found.findings, *more), key=lambda finding: finding.position)
        if finding.code in NOT_LOOKED_AT or report.fingerprint(finding) not in known
    ]
    if options.write_baseline:
        from .repository.writer import write_text  # noqa: PLC0415

        lines = {
            f"{report.fingerprint(each)} {visible(each.position.path)} {each.code.value}"
            for each in findings
            if each.code not in NOT_LOOKED_AT
        }
        write_text(Path(options.baseline), "".join(f"{line}\n" for line in sorted(lines)))
        findings = [finding for finding in findings if finding.code in NOT_LOOKED_AT]
        if not findings:
            return OK
    texts = {contracts.path: contracts.text} if contracts is not None else {}
    _print_audit(options.format, found, findings, report.Lines(repository, texts))
    return FAULTS if findings else OK


def _print_audit(form: str, found: Audit, findings: list[Finding], lines: Lines) -> None:
    from .facts.output import dump  # noqa: PLC0415
    from .report import audit as report  # noqa: PLC0415

    out = stdout()
    match form:
        case "json":
            out.document(dump(report.document(found, findings), 2))
        case "sarif":
            out.document(dump(report.sarif_log(found, findings), 2))
        case "github":
            for document in report.github(found, findings):
                out.document(document)
        case "markdown":
            for document in report.markdown(found, findings):
                out.document(document)
        case _:
            for line in report.text(found, findings, lines):
                out.line(*line)
    out.flush()


def _baseline(options: argparse.Namespace) -> frozenset[str] | None:
    """Return the fingerprints that the baseline knows; None with a complaint where it cannot be read."""
    if not options.baseline:
        return frozenset()
    from .repository.reader import Unread, decode, read_place  # noqa: PLC0415

    text = decode(read_place(Path(options.baseline)))
    if isinstance(text, Unread):
        stderr().line(f"workflow-docs: the baseline {options.baseline!r} cannot be read: {text.message}")
        return None
    return frozenset(line.split(" ")[0] for line in text.splitlines() if line.strip())


def _below(root: Path, start: Path, name: str) -> str:
    """Return a path as one below the repository: as it is below REPO or the repository, or else from where one stands."""
    for folder in (start, root, Path.cwd()):
        place = folder / name
        if os.path.lexists(place):
            with contextlib.suppress(ValueError, OSError, RuntimeError):
                return place.resolve().relative_to(root).as_posix()
    return Path(name).as_posix()


def _judged(repository: Repository, found: list[Gate]) -> list[Judgement]:
    if not found:
        return []
    from .analysis.verdicts import Judge  # noqa: PLC0415 (most repositories name no gates, and need nothing of it)

    judge = Judge(repository)
    return [judge.judge(gate) for gate in found]


def _complain(repository: Repository) -> list[Problem]:
    """Say which files cannot be read, and return why: there may be a gate in one of them."""
    unread = [file.problems[0] for file in repository.files.values() if file.workflow is None]
    unread += [file.problems[0] for file in repository.action_files.values() if file.action is None]
    for problem in unread:
        _print_problem(problem)
    return unread


def _print_problem(problem: Problem) -> None:
    err = stderr()
    err.line(f"workflow-docs: {problem.position}: {problem.message} [{problem.kind.value}]")
    if problem.line_text.strip():
        err.line(f"  {problem.line_text.strip()}")


def _repository(name: str, *, verbose: bool) -> Repository | None:
    """Return the repository that a path lies in, or None with a complaint where there is nothing to look at."""
    from .repository.root import find_root  # noqa: PLC0415
    from .workflow.repository import Repository  # noqa: PLC0415

    err = stderr()
    root = find_root(Path(name))
    if root is None or not Path(name).is_dir():
        err.line(f"workflow-docs: {name!r} is no folder; give that of a repository")
        return None
    if verbose:
        err.line(f"workflow-docs: the repository is {root}")
    repository = Repository.load(root.folder)
    for problem in repository.problems:
        err.line(f"workflow-docs: {str(root.folder)!r}: {problem.message}")
    return None if repository.problems else repository


if __name__ == "__main__":
    sys.exit(main())
