"""Helpers of the tests that run the sample repository: its files, its steps, stubs and a loopback server."""

from __future__ import annotations

import importlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

ATOM = Path(__file__).resolve().parents[2] / "examples" / "atom"
WORKFLOWS = ATOM / ".github" / "workflows"
SCRIPTS = ATOM / "scripts"

CI_VARIABLES = {
    "DATABASE_URL": "sqlite:///:memory:",
    "BYOK_ENCRYPTION_KEY": "test_key_for_ci_only",
    "ENVIRONMENT": "test",
    "ATOM_DISABLE_LANCEDB": "true",
    "ATOM_MOCK_DATABASE": "true",
}


def need(*packages: str) -> None:
    """Skip the test without one of the packages; under CI a missing package is an error."""
    for package in packages:
        if os.environ.get("CI"):
            importlib.import_module(package)
        else:
            pytest.importorskip(package)


def need_program(*programs: str) -> None:
    """Skip the test without one of the programs; under CI a missing program is an error."""
    for program in programs:
        if shutil.which(program) is None:
            assert not os.environ.get("CI"), f"{program} is not installed"
            pytest.skip(f"{program} is not installed")


def load(name: str) -> dict[str, Any]:
    """Return a workflow as mappings, lists and strings; nothing is converted to a number or truth value."""
    return yaml.load((WORKFLOWS / name).read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506


def workflow_names() -> list[str]:
    """Return the file names of all workflows."""
    return sorted(path.name for path in WORKFLOWS.glob("*.yml"))


def step(workflow: str, job: str, name: str) -> dict[str, Any]:
    """Return the only step of that name."""
    (found,) = [item for item in load(workflow)["jobs"][job]["steps"] if item.get("name") == name]
    return found


def run_blocks() -> list[tuple[str, str]]:
    """Return every `run:` script of all workflows with a name for it; each expression becomes a word."""
    return [
        (f"{workflow}:{job}:{item['name']}", fill(item["run"]))
        for workflow in workflow_names()
        for job, body in load(workflow)["jobs"].items()
        for item in body["steps"]
        if "run" in item
    ]


def fill(script: str, **values: str) -> str:
    """Replace each expression by the value given for its last name, or by the word `word`."""
    return re.sub(r"\$\{\{\s*(.*?)\s*\}\}", lambda found: values.get(found[1].split(".")[-1], "word"), script)


def environment(stubs: Path | None = None, **variables: str) -> dict[str, str]:
    """Return a small environment: this interpreter first on PATH, the stubs before it, and the variables."""
    path = [str(Path(sys.executable).parent), os.environ["PATH"]]
    if stubs is not None:
        path.insert(0, str(stubs))
    return {"PATH": ":".join(path), "HOME": "/nonexistent", "PYTHONDONTWRITEBYTECODE": "1"} | variables


def bash(script: str, cwd: Path, env: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a script as GitHub runs a step whose shell is `bash`."""
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)


def call(
    *command: str | Path, cwd: Path, env: Mapping[str, str], stdin: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run a program and return its output and exit code."""
    return subprocess.run(command, cwd=cwd, env=env, input=stdin, capture_output=True, text=True, check=False)


def stub(folder: Path, name: str, script: str) -> Path:
    """Put a program of that name into the folder, which goes on PATH; return the folder."""
    folder.mkdir(exist_ok=True)
    file = folder / name
    file.write_text(f"#!/usr/bin/env bash\n{script}\n", encoding="utf-8")
    file.chmod(0o755)
    return folder


class Server:
    """A real HTTP server on a free loopback port that records what it is asked."""

    def __init__(self, answer: Callable[[str, dict[str, list[str]]], tuple[int, str]]) -> None:
        self.requests: list[tuple[str, dict[str, list[str]], str]] = []
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                address = urlsplit(self.path)
                query = parse_qs(address.query)
                body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                server.requests.append((address.path, query, body))
                status, text = answer(address.path, query)
                self.send_response(status)
                self.end_headers()
                self.wfile.write(text.encode())

            def do_POST(self) -> None:
                self.do_GET()

            def log_message(self, *_: object) -> None:
                """Keep the output of the tests clean."""

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_address[1]}"


@contextmanager
def serve(answer: Callable[[str, dict[str, list[str]]], tuple[int, str]]) -> Iterator[Server]:
    """Answer requests while the block runs."""
    server = Server(answer)
    thread = threading.Thread(target=server.http.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.http.shutdown()
        server.http.server_close()


@contextmanager
def closed_port() -> Iterator[str]:
    """Give an address that refuses connections: its port is bound, so nobody else can listen on it."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield f"127.0.0.1:{bound.getsockname()[1]}"


def vector(value: str | None) -> str:
    """Return the answer of Prometheus to an instant query: one sample, or none."""
    result = [] if value is None else [{"metric": {}, "value": [1771583400, value]}]
    return json.dumps({"status": "success", "data": {"resultType": "vector", "result": result}})
