"""The documents of the sample, as they stand in its repository: every section, true links, no damage."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from markdown_it import MarkdownIt

from workflow_docs.markdown.slugs import Slugger

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "examples" / "atom"
README = SAMPLE / ".github" / "workflows" / "README.md"

SECTIONS = {
    ".github/workflows/README.md": [
        "GitHub Actions Workflows", "Workflow Overview", "Workflow Architecture", "Workflows",
        "1. CI Pipeline (ci.yml)", "2. Deploy Pipeline (deploy.yml)",
        "3. LanceDB Integration Tests (lancedb-integration.yml)", "Job Descriptions", "Job Dependencies",
        "Environment Variables", "Quality Gates", "Troubleshooting", "Related Documentation",
    ],
    "backend/docs/CI_CD_RUNBOOK.md": [
        "Atom CI/CD Runbook", "Quick Reference", "Workflow URLs", "Key Commands", "Critical Environment Variables",
        "Deployment Procedures", "Deployment Runbook", "Staging Deployment", "Production Deployment",
        "Rollback Procedures", "Automatic Rollback", "Manual Rollback", "Verification Checklist",
        "Post-Deployment Verification", "Emergency Procedures", "Emergency Rollback (<5 minutes)",
        "Incident Communication", "Quality Gates", "TQ-01: Test Independence", "TQ-02: Test Pass Rate",
        "TQ-03: Test Performance", "TQ-04: Test Determinism", "TQ-05: Coverage Quality", "Appendix",
        "Useful Commands", "Contacts", "Related Documentation",
    ],
    "backend/docs/DEPLOYMENT_GUIDE.md": [
        "Atom Deployment Guide", "Prerequisites", "Required Tools", "Required Access", "Required Secrets",
        "Environment Setup", "Kubernetes Cluster Setup", "Database Migration Setup", "Staging Deployment",
        "Deployment Workflow", "Step-by-Step Procedure", "Production Deployment", "Health Checks", "Liveness Probe",
        "Readiness Probe", "Database Connectivity Check", "Canary Deployment", "Canary Strategy",
        "Monitoring Canary Deployment", "Monitoring", "Prometheus Metrics", "Grafana Dashboards", "Troubleshooting",
        "Related Documentation",
    ],
    "backend/docs/CI_CD_TROUBLESHOOTING.md": [
        "CI/CD Troubleshooting Guide", "Common Issues", "CI Pipeline Failures",
        "Issue: Tests Failing in CI but Passing Locally", "Issue: Import Errors in CI",
        "Issue: Type Checking (MyPy) Failures", "Issue: Quality Gate Fails", "Docker Build Failures",
        "Issue: Docker Build Timeout", "Issue: Docker Layer Cache Not Working", "Deployment Failures",
        "Issue: kubectl Command Failed", "Issue: Production Job Does Not Start", "Smoke Test Failures",
        "Issue: Smoke Tests Fail with 401 Unauthorized", "Issue: Smoke Tests Time Out", "Monitoring Issues",
        "Issue: Prometheus Query Fails", "Issue: Grafana Dashboard Update Fails", "Rollback Issues",
        "Issue: Rollback Command Hangs", "Issue: Pods Not Ready After Rollback", "Solutions",
        "Escalation Procedures", "Related Documentation",
    ],
    "backend/docs/MONITORING_SETUP.md": [
        "Monitoring Setup", "Prometheus", "Metrics", "Alerts", "Grafana", "Verification", "Related Documentation",
    ],
    "backend/docs/DOCKER_DEPLOYMENT.md": [
        "Docker Deployment", "Image", "Build", "Run", "Registry", "Health Check", "Related Documentation",
    ],
    "backend/docs/KUBERNETES_DEPLOYMENT.md": [
        "Kubernetes Deployment", "Namespaces", "Secrets", "Manifests", "Probes", "Access Rights", "Canary Tracks",
        "Related Documentation",
    ],
}  # fmt: skip


def parsed(path: str) -> list[tuple[str, str]]:
    """Return (kind, text) of headings, links and fences, in order."""
    found = []
    tokens = MarkdownIt("commonmark").enable("table").parse((SAMPLE / path).read_text(encoding="utf-8"))
    for token, following in zip(tokens, [*tokens[1:], None], strict=True):
        if token.type == "heading_open" and following is not None:
            text = "".join(
                child.content for child in following.children or [] if child.type in {"text", "code_inline"}
            )
            found.append(("heading", text))
        elif token.type == "fence":
            found.append(("fence", token.info))
        links = [child for child in token.children or [] if child.type == "link_open"]
        found.extend(("link", str(link.attrs["href"])) for link in links)
    return found


def anchors(path: str) -> set[str]:
    """Return the ids on a page: of headings as GitHub makes them, and those that are written."""
    slugger = Slugger()
    written = re.findall(r'<a id="([^"]+)">', (SAMPLE / path).read_text(encoding="utf-8"))
    return {*written, *(slugger.slug(text) for kind, text in parsed(path) if kind == "heading")}


@pytest.mark.parametrize("path", SECTIONS)
def test_every_section_is_there_in_order(path: str) -> None:
    headings = iter([text for kind, text in parsed(path) if kind == "heading"])
    missing = [wanted for wanted in SECTIONS[path] if wanted not in headings]  # consumes: the order counts
    assert missing == []


@pytest.mark.parametrize("path", SECTIONS)
def test_every_link_leads_somewhere(path: str) -> None:
    folder = (SAMPLE / path).parent
    broken = []
    for kind, href in parsed(path):
        if kind != "link" or href.startswith(("http://", "https://", "mailto:")):
            continue
        target, _, fragment = unquote(href).partition("#")
        file = (folder / target).resolve() if target else SAMPLE / path
        inside = file.exists() and file.is_relative_to(SAMPLE)
        if not inside or (
            fragment and file.suffix == ".md" and fragment not in anchors(file.relative_to(SAMPLE).as_posix())
        ):
            broken.append(href)
        elif fragment and file.suffix != ".md":
            assert int(fragment.removeprefix("L")) <= len(file.read_text(encoding="utf-8").splitlines())
    assert broken == []


@pytest.mark.parametrize("path", SECTIONS)
def test_nothing_is_damaged_or_left_over(path: str) -> None:
    text = (SAMPLE / path).read_text(encoding="utf-8")
    for pattern in (
        r"[âÃ][\u0080-\u00bf€†œ]|ðŸ|\ufffd",
        r"/Users/|/home/[a-z]",
        r"TODO|FIXME|TBD|Lorem",
        r"\{ci:",
        r" +$",
    ):
        assert re.search(pattern, text, re.MULTILINE) is None, pattern
    assert all(info.strip() for kind, info in parsed(path) if kind == "fence")


def test_the_readme_is_complete() -> None:
    text = README.read_text(encoding="utf-8")
    fences = [info for kind, info in parsed(".github/workflows/README.md") if kind == "fence"]
    assert text.count("\n") >= 400
    assert sum(info != "mermaid" for info in fences) >= 20
    assert fences.count("mermaid") >= 4
    for needed in (
        "(independent)",
        "(depends on test)",
        "lancedb/lancedb:latest",
        "frontend-nextjs-build",
        "coverage-reports",
    ):
        assert needed in text
    secrets = set(
        re.findall(
            r"secrets\.([A-Z_]+)", (SAMPLE / ".github/workflows/deploy.yml").read_text(encoding="utf-8")
        )
    )
    assert {name for name in secrets if f"`{name}`" in text} == secrets
    assert len(secrets) == 12
