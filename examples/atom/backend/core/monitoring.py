"""Prometheus metrics of the HTTP requests."""

import time
from collections.abc import Awaitable, Callable

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, Counter, Histogram, generate_latest

router = APIRouter()

REQUESTS = Counter("http_requests_total", "Requests by route and status", ["method", "path", "status"])
DURATION = Histogram("http_request_duration_seconds", "Time to answer a request", ["method", "path"])


async def measure_request(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    """Count and time one request; an unhandled error counts as status 500."""
    start = time.perf_counter()
    status = 500
    try:
        response = await call_next(request)
        status = response.status_code
        return response
    finally:
        # The pattern of the route, not the address: each new label value is a new time series.
        path = getattr(request.scope.get("route"), "path", "unknown")
        REQUESTS.labels(request.method, path, str(status)).inc()
        DURATION.labels(request.method, path).observe(time.perf_counter() - start)


@router.get("/metrics")
def metrics() -> Response:
    """Return all metrics in the text format of Prometheus."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
