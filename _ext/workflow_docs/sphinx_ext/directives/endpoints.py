"""The HTTP endpoints of a Python file: what it declares, who probes it, and examples of its answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils.parsers.rst import directives

from workflow_docs.analysis import endpoints, probes
from workflow_docs.analysis.objects import Missing
from workflow_docs.doctree import endpoints as views
from workflow_docs.doctree.endpoints import Asked
from workflow_docs.sphinx_ext.messages import Subtype
from workflow_docs.workflow.names import did_you_mean
from workflow_docs.workflow.numbers import whole
from workflow_docs.workflow.python_module import ModuleSyntaxError, PythonModule
from workflow_docs.workflow.python_values import first_unknown

from .base import COLUMNS, CiDirective, ComplaintError, names, with_options
from .data import data_file

if TYPE_CHECKING:
    from docutils import nodes

    from workflow_docs.analysis.answers import Answer, Example
    from workflow_docs.analysis.endpoints import Endpoint
    from workflow_docs.analysis.probes import Probe

_MANIFESTS = (".yaml", ".yml", ".json")


def status_code(argument: str | None) -> int:
    """Read an option with an HTTP status code."""
    status = whole((argument or "").strip())
    if status is None or not 100 <= status <= 599:
        raise ValueError("write a status code such as 200")
    return status


class _ModuleDirective(CiDirective):
    """A directive about the routes of a Python file."""

    required_arguments = 1

    def endpoints(self) -> list[Endpoint]:
        """Return the endpoints of the file in its order, under the paths at which applications have them."""
        path = self.arguments[0].strip()
        if not {"", ".."} & set(path.split("/")):
            self.depend_on(path)  # also on one that is not there yet
        source = self.repository.read_text(path)
        if source is None:
            missing = self.domain.site.index.find("file", path)
            message = missing.message if isinstance(missing, Missing) else f"{path} cannot be read as text"
            raise ComplaintError(Subtype.UNKNOWN_FILE, message)
        try:
            declared = endpoints.of_module(PythonModule(source, path))
        except ModuleSyntaxError as error:
            raise ComplaintError(Subtype.NOT_PYTHON, f"{error.position}: {error}") from error
        routes = self.domain.site.applications.routes
        for other in routes.files:
            self.depend_on(other)  # the prefix of a router stands where an application takes it in
        found = [each for endpoint in declared for each in routes.at(endpoint)]
        if not found:
            raise ComplaintError(Subtype.NO_MATCH, f"{path} has no routes")
        return found

    def of_path(self, found: list[Endpoint], path: str) -> list[Endpoint]:
        """Return the endpoints of one path; a path that no route has is a complaint."""
        chosen = [endpoint for endpoint in found if endpoint.path == path]
        if not chosen:
            known = {endpoint.path for endpoint in found}
            raise ComplaintError(
                Subtype.UNKNOWN_ROUTE,
                f"{self.arguments[0].strip()} has no route {path!r}{did_you_mean(path, known)}",
            )
        return chosen


class EndpointsDirective(_ModuleDirective):
    """`ci:endpoints PATH`: the routes of a FastAPI or Flask module, read from its source and never imported.

    `:prefix:` shows only routes whose path starts with it, `:path:` those of one path, or of several between spaces. A router has the prefix
    with which an application takes it in. `:probes:` names Kubernetes manifests, or folders of them, between spaces: their HTTP probes are
    shown beside the endpoints that they ask for. `:list:` makes a list for each route instead of a table: an item for each column that says
    something.
    """

    option_spec = with_options(
        COLUMNS,
        (
            ("prefix", directives.unchanged_required),
            ("path", names),
            ("probes", names),
            ("list", directives.flag),
        ),
    )

    def content_nodes(self) -> list[nodes.Node]:
        """Return the table, or the lists."""
        found = self.endpoints()
        asking = [probe for name in self.options.get("probes", ()) for probe in self._probes(name)]
        if "probes" in self.options and not any(
            _asks(probe, endpoint) for probe in asking for endpoint in found
        ):
            asked = ", ".join(sorted({repr(probe.path) for probe in asking})) or "nothing"
            raise ComplaintError(
                Subtype.NO_MATCH,
                f"no probe asks for a route of {self.arguments[0].strip()}; the manifests ask for {asked}",
            )
        rows = [
            Asked(endpoint, tuple(probe for probe in asking if _asks(probe, endpoint)))
            for endpoint in self._chosen(found)
        ]
        table = self.chosen_columns(views.table(rows))
        if "list" in self.options:
            return views.lists(table.without(sorted(table.extra)))
        return self.table(table, "", columns=())

    def _chosen(self, found: list[Endpoint]) -> list[Endpoint]:
        prefix = self.options.get("prefix", "")
        if "path" in self.options:
            found = [each for path in self.options["path"] for each in self.of_path(found, path)]
        chosen = [endpoint for endpoint in found if endpoint.path.startswith(prefix)]
        if not chosen:
            raise ComplaintError(
                Subtype.NO_MATCH, f"{self.arguments[0].strip()} has no routes that start with {prefix!r}"
            )
        return chosen

    def _probes(self, name: str) -> list[Probe]:
        """Return the probes of a manifest, or of all manifests of a folder."""
        place = self.repository.resolve(name)
        if place is None or not place.is_dir():
            return list(probes.of_file(data_file(self, name)))
        root = self.repository.root.resolve()
        files = sorted(
            file.relative_to(root).as_posix()
            for file in place.rglob("*")
            if file.suffix in _MANIFESTS and file.is_file()
        )
        return [probe for file in files for probe in probes.of_file(data_file(self, file))]


class ExampleDirective(_ModuleDirective):
    """`ci:example PATH`: the JSON that a route of a FastAPI module declares as the example of an answer, with a link to its line.

    `:path:` (required) is the path of the route, `:status:` the status code (default: the first that has an example), `:method:` the method
    where the path has several. `:example:` takes one of several examples by its name, and `:no-source:` leaves the link out. Examples are
    read from `responses=`, also of the router, and from the model of an answer if it stands in the same file.
    """

    option_spec = with_options(
        (
            ("path", directives.unchanged_required),
            ("status", status_code),
            ("method", directives.unchanged_required),
            ("example", directives.unchanged_required),
            ("no-source", directives.flag),
        )
    )

    def content_nodes(self) -> list[nodes.Node]:
        """Return the block, and the link before it."""
        if "path" not in self.options:
            raise ComplaintError(Subtype.OPTION, "give a :path:, the route whose answer is to be shown")
        endpoint = self._endpoint()
        answer = self._answer(endpoint)
        example = self._example(f"the answer {answer.status} of {endpoint.method} {endpoint.path}", answer)
        return views.example(example, source="no-source" not in self.options)

    def _endpoint(self) -> Endpoint:
        found = self.of_path(self.endpoints(), self.options["path"].strip())
        methods = [endpoint.method for endpoint in found]
        wanted = self.options.get("method", "").strip().upper()
        if wanted:
            found = [endpoint for endpoint in found if endpoint.method == wanted]
            if not found:
                raise ComplaintError(
                    Subtype.UNKNOWN_ROUTE,
                    f"{self.options['path']} does not take {wanted}{did_you_mean(wanted, methods)}",
                )
        elif len(set(methods)) > 1:
            shown = ", ".join(dict.fromkeys(methods))
            raise ComplaintError(
                Subtype.OPTION, f"{self.options['path']} takes {shown}; name one with :method:"
            )
        return found[0]

    def _answer(self, endpoint: Endpoint) -> Answer:
        with_example = [answer for answer in endpoint.answers if answer.examples]
        status = self.options.get("status", with_example[0].status if with_example else None)
        answer = endpoint.answer(status) if status is not None else None
        if answer is None or not answer.examples:
            what = f"{endpoint.method} {endpoint.path} ({endpoint.position}) declares no JSON example"
            known = ", ".join(str(each.status) for each in with_example)
            raise ComplaintError(
                Subtype.UNKNOWN_EXAMPLE,
                what
                + (f" for the status code {status}" if status is not None else "")
                + (
                    f"; it does for {known}"
                    if known
                    else "; write it as `content` → `application/json` → `example` below `responses`"
                ),
            )
        return answer

    def _example(self, whose: str, answer: Answer) -> Example:
        name = self.options.get("example")
        example = next((each for each in answer.examples if name is None or each.name == name), None)
        if example is None:
            known = [each.name for each in answer.examples if each.name]
            raise ComplaintError(
                Subtype.UNKNOWN_EXAMPLE, f"{whose} has no example {name!r}{did_you_mean(str(name), known)}"
            )
        unknown = first_unknown(example.value)
        if unknown is not None:
            raise ComplaintError(
                Subtype.UNKNOWN_EXAMPLE,
                f"the example for {whose} cannot be read without running the module: {unknown.text!r} ({unknown.position}); "
                "write the value itself, or a constant of the module",
            )
        return example


def _asks(probe: Probe, endpoint: Endpoint) -> bool:
    return probe.path == endpoint.path and endpoint.method in {"GET", "HEAD"}
