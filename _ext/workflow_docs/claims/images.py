"""The container images that workflows run, with their tags."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workflow_docs.analysis import shell
from workflow_docs.workflow.model import Job, RunStep, steps_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflow_docs.workflow.model import Workflow
    from workflow_docs.workflow.position import Position

IMAGE = re.compile(r"(?<![\w./:@-])(?P<image>[a-z0-9][a-z0-9._-]*(?:/[a-z0-9._-]+)*):(?P<tag>[\w][\w.-]*)\Z")
"""A word that is an image with a tag."""


def of(workflow: Workflow) -> Iterator[tuple[str, str, Position]]:
    """Yield (image, tag, place) of services, containers, and commands of docker."""
    for job in workflow.jobs:
        if not isinstance(job, Job):
            continue
        for service in (*job.services, *([job.container] if job.container is not None else [])):
            if service.image is not None:
                name, _, tag = service.image.value.removeprefix("docker://").rpartition(":")
                if name and "${{" not in service.image.value:
                    yield name, tag, service.image.position
        for step in steps_of(job):
            if isinstance(step, RunStep) and "docker" in step.run.value:
                for command in shell.commands(step.run.value):
                    if command.words[:1] == ("docker",):
                        for word in command.words[1:]:
                            match = IMAGE.search(word.strip("\"'"))
                            if match is not None:
                                yield match["image"], match["tag"], step.run.at(command.offset)
