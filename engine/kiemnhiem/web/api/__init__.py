"""The REST API: what the command line answers, in the same JSON, for programs."""

from fastapi import APIRouter

ROUTERS: tuple[APIRouter, ...] = ()
