"""Deployments and namespaces of Kubernetes."""

from __future__ import annotations

import pytest
from claims.support import findings

CI = "on: push\njobs: {a: {runs-on: x, steps: [{run: kubectl set image deployment/shop web=x%s}]}}\n"
MANIFEST = "kind: Deployment\nmetadata:\n  name: worker\n  namespace: prod\nspec:\n  containers:\n    - name: main\n    - image: x\n      name: second\n---\nkind: Namespace\nmetadata:\n  name: staging\n"


@pytest.mark.parametrize(
    ("command", "found"),
    [
        ("kubectl rollout undo deployment/shop -n prod", []),
        ("kubectl rollout undo deploy/worker --namespace=staging", []),
        ("kubectl scale deployment worker --replicas=2", []),
        ("kubectl rollout undo deployment/shopp", ["command-resource"]),
        ("kubectl rollout undo deployment billing", ["command-resource"]),
        ("kubectl get pods -n shop-prod", ["command-resource"]),
        ("helm list -n nowhere", ["command-resource"]),
        ("kubectl get pods -n kube-system", []),
        ("kubectl get pods -n <namespace>", []),
        ("kubectl create namespace fresh\nkubectl get pods -n fresh", []),
        ("kubectl run tmp --image x\nkubectl delete deployment tmp", []),
        ("kubectl set image deployment/shop web=y", []),
        ("kubectl set image deployment/shop shop=y", ["command-resource"]),
        ("kubectl logs deployment/shop -c web", []),
        ("kubectl logs deployment/shop -c sidecar", ["command-resource"]),
        ("kubectl logs deployment/shop -c main", []),
        ("kubectl set image deployment/worker second=y", []),
        ("kubectl get deployments", []),
        ("kubectl rollout undo deployment/web", []),
    ],
)
def test_what_the_repository_never_speaks_of(tmp_path, command, found):
    files = {"ci.yml": CI % "", "k8s/all.yaml": MANIFEST}
    assert [f.code.value for f in findings(tmp_path, f"```sh\n{command}\n```\n", files=files)] == found


def test_a_namespace_where_no_command_names_one(tmp_path):
    (found,) = findings(tmp_path, "```sh\nkubectl -n prod get pods\n```\n", files={"ci.yml": CI % ""})
    assert found.code.value == "command-resource"
    assert str(found.evidence).startswith(".github/workflows/ci.yml:2:")


def test_a_repository_without_kubernetes_says_nothing(tmp_path):
    assert findings(tmp_path, "```sh\nkubectl -n prod rollout undo deployment/x\n```\n") == []
