"""What is derived from the repository at the start of a build; nothing of it is stored."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from workflow_docs.analysis.backlinks import Backlinks
    from workflow_docs.analysis.data_files import DataFiles
    from workflow_docs.analysis.objects import ObjectIndex
    from workflow_docs.analysis.routes import Applications
    from workflow_docs.claims.context import Context
    from workflow_docs.claims.contract_file import ContractFile
    from workflow_docs.repository.permalink import Checkout
    from workflow_docs.summary.report import Report, Score
    from workflow_docs.workflow.descriptions import Descriptions
    from workflow_docs.workflow.repository import Repository

    from .claims.judging import Told


@dataclass
class Site:
    """The repository and what is known of it in this build."""

    repository: Repository
    index: ObjectIndex
    descriptions: Descriptions
    checkout: Checkout | None
    backlinks: Backlinks
    confdir: Path
    """The folder of conf.py, from which settings name files."""
    state: str = ""
    """A digest of the repository and of what pages say, where this build has made one."""
    found: list[Told] | None = None
    """What was found in the pages of this build; None where nobody looked."""
    told: set[str] = field(default_factory=set)
    """What was said of the documents in this build, so that it is said once."""
    contracts: tuple[str, ContractFile] | None = None
    """The file of `ci_contracts`, and what it was like when it was read."""
    report: tuple[object, Report] | None = None
    """The report on the documents, and what the files were like that it is about."""
    score: Score | None = None
    """How many checks of the documents passed, where a page of this build tells it."""

    # Each is made at its first use: a build without changes needs none.

    @cached_property
    def context(self) -> Context:
        """What claims are judged by."""
        from workflow_docs.claims.context import Context  # noqa: PLC0415

        return Context(self.repository)

    @cached_property
    def data(self) -> DataFiles:
        """The data files of the repository."""
        from workflow_docs.analysis.data_files import DataFiles  # noqa: PLC0415

        return DataFiles(self.repository, self.index)

    @cached_property
    def applications(self) -> Applications:
        """The applications of the repository, with their routes."""
        from workflow_docs.analysis.routes import Applications  # noqa: PLC0415

        return Applications(self.repository)
