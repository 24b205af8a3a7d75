"""Kubernetes manifests: settings with the keys above them, rights of roles, and files that are none."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from workflow_docs.analysis import manifests

TWO = """\
apiVersion: apps/v1
kind: Deployment
spec:
  replicas: 3
  paused: false
  template:
    spec:
      containers:
        - {name: a, resources: {limits: {cpu: "2"}}}
        - {name: b}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
rules:
  - {resources: [pods, pods/log], verbs: [get, list]}
  - {verbs: [use]}
"""


def test_settings_have_the_keys_above_them_and_a_place():
    found = manifests.of({"a.yaml": TWO})
    (replicas,) = found.settings["replicas"]
    assert (replicas.keys, replicas.value, str(replicas.position)) == (
        ("spec", "replicas"),
        "3",
        "a.yaml:4:13",
    )
    (cpu,) = found.settings["cpu"]
    assert cpu.keys[-3:] == ("resources", "limits", "cpu")
    assert [setting.value for setting in found.settings["name"]] == ["a", "b"]
    (paused,) = found.settings["paused"]
    assert (paused.value, str(paused.position)) == ("false", "a.yaml:5:3")


def test_rights_are_those_of_each_resource():
    found = manifests.of({"a.yaml": TWO})
    assert {name: sorted(rule.verbs) for name, (rule,) in found.rights.items()} == {
        "pods": ["get", "list"], "pods/log": ["get", "list"],
    }  # fmt: skip


def test_other_files_are_no_manifests():
    texts = {
        "compose.yml": "services: {a: {replicas: 3}}\n",
        "chart.yaml": "apiVersion: v1\nkind: Deployment\nspec: {{ .Values.spec }}\n",
        "notes.txt": TWO,
    }
    assert manifests.of(texts).settings == {}


@given(st.text(alphabet="kind: apVersol\n-{}[]&*ab", max_size=80))
def test_no_text_brings_it_down(text):
    manifests.of({"a.yml": f"apiVersion: v1\nkind: A\n{text}"})
