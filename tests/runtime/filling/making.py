"""An application with the pages of drafts of one form, and nothing else."""

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response

from forms.linked.linked_form import LinkedForm
from forms.pages import Links, Shell, View, error_page
from rules.logic import Facts
from runtime.filling.app import Filling
from runtime.filling.open_draft import DraftContext
from runtime.store.drafts import Draft
from runtime.store.store import Store
from runtime.web.guard import Guard
from runtime.web.responses import handlers, html

SHELL = Shell(service="Forms")
VIEW = View(SHELL, Links(""))
WAY_ON = ("Go to the start", "/")


def application(store: Store, form: LinkedForm, others: Facts | None = None) -> Starlette:
    def find(_: Request, draft: Draft) -> DraftContext:
        return DraftContext(form, SHELL, others or {})

    def refuse(_: Request, status: int, says: str) -> Response:
        return html(error_page(VIEW, status, message=says, way_on=WAY_ON), status)

    return Starlette(
        routes=Filling(store, find).routes,
        middleware=[Middleware(Guard, hosts=["localhost"], refuse=refuse)],
        exception_handlers=handlers(lambda _: (VIEW, WAY_ON)),
    )


def begun(store: Store, form: LinkedForm, lot: str | None = None) -> Draft:
    return store.create("framework", form.id, definition="a" * 64, lot=lot)
