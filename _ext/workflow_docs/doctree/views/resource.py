"""What jobs run beside, upload and deploy to: services, artifacts, environments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from workflow_docs.analysis import health, usage
from workflow_docs.doctree import inline
from workflow_docs.doctree.tables import Row, Table, Thing
from workflow_docs.workflow.comments import first_sentence

from .cells import in_several, job_link

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workflow_docs.analysis.health import Health
    from workflow_docs.analysis.usage import ArtifactRow, EnvironmentRow, ServiceRow
    from workflow_docs.doctree.inline import Cell
    from workflow_docs.workflow.model import Text

    from .cells import Describe


def services(rows: Sequence[ServiceRow], describe: Describe) -> Table:
    """Return one row a service container."""
    several = in_several(row.workflow for row in rows)
    table = []
    for row in rows:
        service = row.service
        name = service.name.value
        checked, options = health.of_options(service.options.value if service.options else "")
        table.append(
            Row(
                (
                    inline.source(service.name.position, name, literal=True),
                    job_link(row.workflow, row.job, several=several),
                    inline.code(service.image.value if service.image else None),
                    inline.joined([inline.code(port.value) for port in service.ports]),
                    inline.joined([inline.code(entry.name) for entry in service.env]),
                    _health(checked),
                    inline.code(options),
                    inline.prose(
                        first_sentence(
                            describe("service", f"{row.workflow.file}:{name}", service.description)
                        )
                    ),
                    inline.source(service.name.position),
                )
            )
        )
    columns = (
        "Service", "Job", "Image", "Ports", "Variables", "Health check", "Options", "Purpose", "Source",
    )  # fmt: skip
    return Table(columns, tuple(table), extra=frozenset({"Source"}), noun="service")


def _health(checked: Health) -> Cell:
    return inline.joined([inline.code(checked.command), inline.text(checked.rhythm)])


def artifacts(rows: Sequence[ArtifactRow]) -> Table:
    """Return one row a step that uploads or downloads an artifact."""
    several = in_several(row.workflow for row in rows)
    table = [
        Row(
            (
                inline.source(row.position, row.name, literal=row.name != usage.EVERY_ARTIFACT),
                inline.text(row.action),
                inline.joined([inline.code(line) for line in (row.path or "").splitlines()]),
                job_link(row.workflow, row.job, several=several),
                inline.text(row.step.name.value if row.step.name is not None else None),
                inline.code(row.step.condition.value if row.step.condition else None),
                inline.text(f"{row.retention_days} days" if row.retention_days else None),
                inline.source(row.position),
            )
        )
        for row in rows
    ]
    columns = ("Artifact", "Action", "Path", "Job", "Step", "Condition", "Kept for", "Source")
    return Table(columns, tuple(table), extra=frozenset({"Source"}), noun="artifact", phrases={"Action": ""})


def environments(rows: Sequence[EnvironmentRow], describe: Describe) -> Table:
    """Return one row a job that deploys to an environment."""
    several = in_several(row.workflow for row in rows)
    table = []
    for row in rows:
        name = row.environment.name.value
        table.append(
            Row(
                (
                    inline.source(row.environment.name.position, name, literal=True),
                    _address(row.environment.url),
                    inline.reference("workflow", row.workflow.path, row.workflow.title, literal=False),
                    job_link(row.workflow, row.job, several=several),
                    inline.code(row.job.condition.value if row.job.condition else None),
                    inline.prose(first_sentence(describe("environment", name, None))),
                    inline.source(row.environment.name.position),
                ),
                Thing("environment", name),
            )
        )
    columns = ("Environment", "URL", "Workflow", "Job", "Condition", "Purpose", "Source")
    return Table(columns, tuple(table), extra=frozenset({"Workflow", "Source"}), noun="job")


def _address(url: Text | None) -> Cell:
    if url is None:
        return []
    if url.value.startswith(("https://", "http://")) and "${{" not in url.value:
        return [nodes.reference("", url.value, refuri=url.value)]
    return inline.code(url.value)
