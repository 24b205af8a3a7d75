"""Health endpoints: the probes of Kubernetes and the checks of the deployment call them."""

import asyncio
import os
import socket
import time
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from . import database

router = APIRouter()

# The probes in k8s/ use the same numbers.
LIVE_TIMEOUT_SECONDS = 2
READY_TIMEOUT_SECONDS = 5
DB_TIMEOUT_SECONDS = 5

# A check gives up earlier than its caller, so that the caller still gets the reason.
CHECK_TIMEOUT_SECONDS = 4

HEARTBEAT_SECONDS = 1
HEARTBEAT_MAX_AGE_SECONDS = 10
LANCEDB_HEALTH_URL = "http://localhost:8080/health"


class Heartbeat:
    """Remembers when the background task of the application last ran."""

    def __init__(self) -> None:
        self.last = time.monotonic()

    async def run(self) -> None:
        """Beat until the application ends."""
        while True:
            self.last = time.monotonic()
            await asyncio.sleep(HEARTBEAT_SECONDS)

    def is_stale(self) -> bool:
        """Tell whether the background task has stopped."""
        return time.monotonic() - self.last > HEARTBEAT_MAX_AGE_SECONDS


heartbeat = Heartbeat()


def timestamp() -> str:
    """Return the present time in UTC with milliseconds."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def check_database() -> str:
    """Raise an error if the database does not answer."""
    database.query_time_ms()
    return "ok"


def check_redis() -> str:
    """Raise an error if Redis does not answer; without REDIS_URL there is nothing to check."""
    if not os.environ.get("REDIS_URL"):
        return "skipped"
    address = urlsplit(os.environ["REDIS_URL"])
    target = (address.hostname or "localhost", address.port or 6379)
    with socket.create_connection(target, timeout=CHECK_TIMEOUT_SECONDS) as connection:
        connection.sendall(b"PING\r\n")
        # A server that wants a password answers with an error, but it does answer.
        if not connection.recv(64).startswith((b"+PONG", b"-NOAUTH")):
            raise ConnectionError("No answer to PING")
    return "ok"


def check_lancedb() -> str:
    """Raise an error if LanceDB does not answer; ATOM_DISABLE_LANCEDB=true skips the check."""
    if os.environ.get("ATOM_DISABLE_LANCEDB") == "true":
        return "skipped"
    with urllib.request.urlopen(LANCEDB_HEALTH_URL, timeout=CHECK_TIMEOUT_SECONDS):
        return "ok"


async def run_check(check: Callable[[], Any]) -> tuple[Any, str | None]:
    """Run a blocking check in a thread; return its result and the error, one of them None."""
    try:
        return await asyncio.wait_for(asyncio.to_thread(check), CHECK_TIMEOUT_SECONDS), None
    except TimeoutError:
        return None, f"No answer within {CHECK_TIMEOUT_SECONDS} seconds"
    except Exception as error:  # whatever goes wrong is the answer of a health check
        # The database driver's own words, without the statement that SQLAlchemy adds.
        message = str(getattr(error, "orig", error)) or type(error).__name__
        return None, message.splitlines()[0]


@router.get(
    "/health/live",
    openapi_extra={"x-timeout-seconds": LIVE_TIMEOUT_SECONDS},
    responses={
        200: {
            "description": "The process is alive",
            "content": {
                "application/json": {
                    "example": {"status": "healthy", "timestamp": "2026-02-20T10:30:00.000Z"}
                }
            },
        },
        503: {
            "description": "The background heartbeat is stale",
            "content": {
                "application/json": {
                    "example": {
                        "status": "unhealthy",
                        "timestamp": "2026-02-20T10:30:00.000Z",
                        "error": "Application not responding",
                    }
                }
            },
        },
    },
)
async def live() -> JSONResponse:
    """Tell whether the process is alive."""
    if heartbeat.is_stale():
        return JSONResponse(
            {"status": "unhealthy", "timestamp": timestamp(), "error": "Application not responding"}, 503
        )
    return JSONResponse({"status": "healthy", "timestamp": timestamp()})


@router.get(
    "/health/ready",
    openapi_extra={"x-timeout-seconds": READY_TIMEOUT_SECONDS},
    responses={
        200: {
            "description": "Ready for requests",
            "content": {
                "application/json": {
                    "example": {
                        "status": "ready",
                        "timestamp": "2026-02-20T10:30:00.000Z",
                        "checks": {
                            "database": {"status": "ok"},
                            "redis": {"status": "ok"},
                            "lancedb": {"status": "ok"},
                        },
                    }
                }
            },
        },
        503: {
            "description": "A service that the application needs does not answer",
            "content": {
                "application/json": {
                    "example": {
                        "status": "not_ready",
                        "timestamp": "2026-02-20T10:30:00.000Z",
                        "checks": {"database": {"status": "failed", "error": "Connection refused"}},
                    }
                }
            },
        },
    },
)
async def ready() -> JSONResponse:
    """Tell whether the application can take requests."""
    checks = {"database": check_database, "redis": check_redis, "lancedb": check_lancedb}
    results = await asyncio.gather(*(run_check(check) for check in checks.values()))
    named = dict(zip(checks, results, strict=True))
    failed = {name: {"status": "failed", "error": error} for name, (_, error) in named.items() if error}
    if failed:
        return JSONResponse({"status": "not_ready", "timestamp": timestamp(), "checks": failed}, 503)
    passed = {name: {"status": status} for name, (status, _) in named.items()}
    return JSONResponse({"status": "ready", "timestamp": timestamp(), "checks": passed})


@router.get(
    "/health/db",
    openapi_extra={"x-timeout-seconds": DB_TIMEOUT_SECONDS},
    responses={
        200: {
            "description": "The database answers",
            "content": {
                "application/json": {
                    "example": {
                        "status": "healthy",
                        "timestamp": "2026-02-20T10:30:00.000Z",
                        "database": {
                            "connected": True,
                            "query_time_ms": 5.23,
                            "pool_status": {
                                "size": 10,
                                "checked_in": 8,
                                "checked_out": 2,
                                "overflow": 0,
                                "max_overflow": 10,
                            },
                        },
                    }
                }
            },
        },
        503: {
            "description": "The database does not answer",
            "content": {
                "application/json": {
                    "example": {
                        "status": "unhealthy",
                        "timestamp": "2026-02-20T10:30:00.000Z",
                        "database": {"connected": False, "error": "Connection refused: port 5432"},
                    }
                }
            },
        },
    },
)
async def db() -> JSONResponse:
    """Tell whether the database answers, and how fast."""
    milliseconds, error = await run_check(database.query_time_ms)
    if error:
        body = {"connected": False, "error": error}
        return JSONResponse({"status": "unhealthy", "timestamp": timestamp(), "database": body}, 503)
    body = {"connected": True, "query_time_ms": milliseconds, "pool_status": database.pool_status()}
    return JSONResponse({"status": "healthy", "timestamp": timestamp(), "database": body})
