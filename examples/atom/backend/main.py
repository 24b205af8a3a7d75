"""The application: all routes, the heartbeat and the request metrics."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from api import agent_routes, auth_routes, canvas_routes, skill_routes
from core import database, health_routes, monitoring
from core.models import Base


@asynccontextmanager
async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
    """Keep the heartbeat running while the application runs."""
    # No migration can reach a database in memory, so its tables are made here.
    if database.uses_mock_database():
        Base.metadata.create_all(database.engine)
    task = asyncio.create_task(health_routes.heartbeat.run())
    yield
    task.cancel()


app = FastAPI(title="Atom", lifespan=lifespan)
app.middleware("http")(monitoring.measure_request)
for module in (health_routes, monitoring, auth_routes, agent_routes, canvas_routes, skill_routes):
    app.include_router(module.router)
