"""Deployments, namespaces and containers of Kubernetes that commands name, held against those that the repository speaks of."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from workflow_docs.claims.findings import Code, Finding, Judgement
from workflow_docs.workflow.names import did_you_mean
from workflow_docs.workflow.position import Position

from . import words as word_forms

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from workflow_docs.claims.context import Context
    from workflow_docs.claims.documents import Document

    from .blocks import Written
    from .options import Call

_NAME = r"([a-z0-9](?:[a-z0-9-]*[a-z0-9])?)(?![\w.${/-])"
_DEPLOYMENTS = (
    re.compile(rf"\bkubectl\b[^\n|;&]{{0,300}}?\s(?:deployments?|deploy)(?:\.apps)?[/ ]{_NAME}"),
    re.compile(
        rf"^kind:[ \t]*Deployment\s*?\n(?:(?!^---|^spec:)[^\n]*\n){{0,40}}?[^\S\n]+name:\s*[\"']?{_NAME}",
        re.MULTILINE,
    ),
)
_MAKES = re.compile(r"\b(?:create|run|expose|install|upgrade)\b(.*)")
_NAMESPACES = (
    re.compile(rf"\b(?:kubectl|helm)\b[^\n|;&]{{0,300}}?\s(?:-n[ =]?|--namespace[ =])[\"']?{_NAME}"),
    re.compile(rf"^[^\S\n]*namespace:\s*[\"']?{_NAME}", re.MULTILINE),
    re.compile(
        rf"^kind:[ \t]*Namespace\s*?\n(?:(?!^---|^spec:)[^\n]*\n){{0,40}}?[^\S\n]+name:\s*[\"']?{_NAME}",
        re.MULTILINE,
    ),
    re.compile(rf"\bkubectl\s+create\s+(?:namespace|ns)\s+{_NAME}"),
)
_CONTAINERS = (
    re.compile(rf"\bkubectl\b[^\n|;&]{{0,300}}?\sset\s+image\s+\S+\s+{_NAME}="),
    # Any name of a manifest with containers, so that none is missed.
    re.compile(rf"^[^\S\n]*(?:-\s+)?name:\s*[\"']?{_NAME}", re.MULTILINE),
)
KINDS = ("deployment", "namespace", "container")
"""What is looked for."""

_PATTERNS = {"deployment": _DEPLOYMENTS, "namespace": _NAMESPACES, "container": _CONTAINERS}
_COMMON = frozenset(
    "default kube-system kube-public kube-node-lease ingress-nginx cert-manager istio-system argocd monitoring logging"  # noqa: SIM905 (words are read more easily as words)
    " prometheus grafana flux-system metallb-system external-secrets observability vault".split()
)
_ENDINGS = (".yml", ".yaml", ".sh", ".bash", ".mk", ".tpl", ".tf", ".py", "Makefile", "Jenkinsfile")
_TYPES = frozenset({"deployment", "deployments", "deploy", "deployment.apps", "deployments.apps"})


def named(texts: Mapping[str, str], kind: str) -> Mapping[str, Position]:
    """Return what texts name of a kind (`deployment`, `namespace`, `container`), each with its first place."""
    found: dict[str, Position] = {}
    for path, text in texts.items():
        if not path.endswith(_ENDINGS) or (
            "kubectl" not in text and "kind:" not in text and "helm" not in text
        ):
            continue
        for pattern in _PATTERNS[kind] if kind != "container" or "containers:" in text else _CONTAINERS[:1]:
            for match in pattern.finditer(text):
                name = match[1]
                if name not in found:
                    at = match.start(1)
                    found[name] = Position(path, text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))
    return found


def check(command: Written, call: Call, document: Document, context: Context) -> Iterator[Finding]:
    """Yield a finding for a deployment, a namespace or a container that the repository never speaks of."""
    if not context.inventory.reads_all:
        return
    for kind, name in _named(call):
        if (
            word_forms.is_placeholder(name)
            or not re.fullmatch(_NAME, name)
            or (kind == "namespace" and name in _COMMON)
        ):
            continue
        names = context.inventory.resources[kind]
        if name in names or name in _made(document.lines):
            continue
        if names:
            yield from _unknown(kind, name, names, command, context)
        elif (
            kind == "namespace"
            and (deployments := context.inventory.resources["deployment"])
            and context.inventory.lacks_word(name)
        ):
            yield Finding(
                Code.COMMAND_RESOURCE, Judgement.CONTRADICTED,
                f"nothing in the repository speaks of a namespace {name!r}: its commands name none", command.position,
                command.text, next(iter(deployments.values())), confidence=0.55,
            )  # fmt: skip


def _unknown(
    kind: str, name: str, names: Mapping[str, Position], command: Written, context: Context
) -> Iterator[Finding]:
    near = did_you_mean(name, names, listed=False).removeprefix("; ")
    place = names[near[len("did you mean '") : -2]] if near else next(iter(names.values()))
    # A word that the repository has for something else, such as an image, is taken for a deployment now and then.
    elsewhere = not context.inventory.lacks_word(name)
    if (
        elsewhere
        and not (kind == "deployment" and near)
        and not (kind == "container" and "image" in command.words)
    ):
        return
    yield Finding(
        Code.COMMAND_RESOURCE, Judgement.CONTRADICTED,
        f"nothing in the repository speaks of a {kind} {name!r}; there is {', '.join(sorted(names)[:6])}",
        command.position, command.text, place, suggestion=near, confidence=0.55 if elsewhere else 0.7 if near else 0.6,
    )  # fmt: skip


def _named(call: Call) -> Iterator[tuple[str, str]]:
    namespace = call.value("--namespace")
    if namespace:
        yield "namespace", namespace
    if call.path[0] != "kubectl" or "create" in call.path:
        return
    if call.path[1:2] in {("logs",), ("exec",)} and (container := call.value("--container")):
        yield "container", container
    if call.path == ("kubectl", "set", "image"):
        yield from (("container", word.partition("=")[0]) for word in call.rest if "=" in word)
    before = ""
    for word in call.rest:
        kind, slash, name = word.partition("/")
        if slash and kind in _TYPES:
            yield "deployment", name
        elif before in _TYPES and "/" not in word and "=" not in word:
            yield "deployment", word
        before = word


@lru_cache(maxsize=4)
def _made(lines: tuple[str, ...]) -> frozenset[str]:
    """Return the words that stand behind one that makes something, on a line of a document."""
    found = (_MAKES.search(line) for line in lines)
    return frozenset(word for made in found if made for word in re.findall(r"[\w-]+", made[1]))
