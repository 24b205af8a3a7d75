"""The options of a container: those about its health, and the others."""

from __future__ import annotations

import pytest

from workflow_docs.analysis.health import Health, of_options


@pytest.mark.parametrize(
    ("options", "health", "rest"),
    [
        ("", Health(), ""),
        ("--cpus 1", Health(), "--cpus 1"),
        (
            '--health-cmd "curl -f x" --health-interval 10s --health-timeout=5s --health-retries 5 --health-start-period 1m',
            Health("curl -f x", "10s", "5s", "5", "1m"),
            "",
        ),
        ("-v a:b --health-cmd=pg_isready --name 'a b'", Health("pg_isready"), "-v a:b --name 'a b'"),
        ("--health-cmd", Health(), ""),
        ("--health-cmd 'open", Health(), "--health-cmd 'open"),
        ("--no-healthcheck", Health(), "--no-healthcheck"),
    ],
)
def test_the_options_of_a_container(options, health, rest):
    assert of_options(options) == (health, rest)


@pytest.mark.parametrize(
    ("health", "words"),
    [
        (Health("x"), ""),
        (Health("x", "10s", "5s", "5", "1m"), "1m to start, every 10s, time limit 5s, 5 retries"),
        (Health("x", retries="1"), "1 retry"),
    ],
)
def test_the_rhythm_in_words(health, words):
    assert health.rhythm == words
