"""Probes of Kubernetes manifests."""

from __future__ import annotations

import pytest

from workflow_docs.analysis.probes import of_file
from workflow_docs.workflow.data import read_data

MANIFESTS = """\
apiVersion: apps/v1
kind: Deployment
spec:
  template:
    spec:
      containers:
        - name: atom
          livenessProbe:
            httpGet: {path: /health/live, port: 8000}
            timeoutSeconds: 2
            periodSeconds: 120
            failureThreshold: 5
          readinessProbe:
            httpGet: {path: "health/ready?full=1"}
        - name: helper
          livenessProbe: {exec: {command: [true]}}
          startupProbe: {httpGet: {port: http}}
---
kind: CronJob
spec: {jobTemplate: {spec: {template: {spec: {initContainers: [{readinessProbe: {httpGet: {path: /x}, timeoutSeconds: "${T}"}}]}}}}}
"""


def test_probes_and_what_kubernetes_takes_by_itself():
    found = list(of_file(read_data(MANIFESTS, "k8s/all.yaml")))
    assert [(probe.kind, probe.path, probe.position.line) for probe in found] == [
        ("liveness", "/health/live", 8),
        ("readiness", "/health/ready", 13),
        ("startup", "/", 17),
        ("readiness", "/x", 20),
    ]
    live, ready, _, job = found
    assert [(each.text, each.position and each.position.line) for each in live[2:5]] == [
        ("2 seconds", 10),
        ("2 minutes", 11),
        ("5", 12),
    ]
    assert [tuple(each) for each in ready[2:5]] == [("1 second", None), ("10 seconds", None), ("3", None)]
    assert job.timeout.text == "${T}"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a: 1",
        "livenessProbe: 5",
        "livenessProbe: {httpGet: 5}",
        "livenessProbe: {httpGet: {path: 5}}",
        "livenessProbe: {tcpSocket: {port: 5}}",
    ],
)
def test_other_files_have_none(text):
    assert list(of_file(read_data(text, "x.yaml"))) == []
