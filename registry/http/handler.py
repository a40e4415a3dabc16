"""Django's handlers: one for the API, without what only pages need; and one for pages, made when one is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve, set_urlconf

from registry.http.headers import headers_of_any_answer, is_secure

Chain = Callable[[HttpRequest], HttpResponse]


class ApiHandler(WSGIHandler):
    """The middleware of pages would take a sixth of the time of an answer, and the admin as much of the memory."""

    def __init__(self) -> None:
        super().__init__()
        self.always = {secure: headers_of_any_answer(secure) for secure in (False, True)}
        import_module(settings.API_URLCONF)  # what is wrong there shows at the start, and nobody waits for it

    def load_middleware(self, is_async: bool = False) -> None:
        # Django takes the list from the settings and from nowhere else.
        of_pages, settings.MIDDLEWARE = settings.MIDDLEWARE, settings.API_MIDDLEWARE
        try:
            super().load_middleware(is_async)
        finally:
            settings.MIDDLEWARE = of_pages
        chain: Chain = self._middleware_chain  # type: ignore[has-type]
        self._middleware_chain = _of_the_api(chain)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            return start_response(status, [*headers, *self.always[is_secure(environ)]], exc_info)

        return super().__call__(environ, start)

    def resolve_request(self, request: HttpRequest) -> Any:
        request.get_host()  # a host that is not ours gets 400, as from Django's CommonMiddleware
        return super().resolve_request(request)


def _of_the_api(answer: Chain) -> Chain:
    def of_the_api(request: HttpRequest) -> HttpResponse:
        request.urlconf = settings.API_URLCONF
        set_urlconf(settings.API_URLCONF)  # for answers that come before the address is looked up
        response = answer(request)
        if not response.streaming:
            response.headers.setdefault("Content-Length", str(len(response.content)))
        return response

    return of_the_api


def needs_database(path: str) -> bool:
    """Whether what is at an address of the API asks the database; where there is nothing, nothing asks."""
    try:
        view = resolve(path, settings.API_URLCONF).func
    except Resolver404:
        return False
    return getattr(getattr(view, "cls", None), "needs_database", False)


def pages(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Everything that is not the API."""
    return _pages()(environ, start_response)


@cache
def _pages() -> WSGIHandler:
    set_urlconf(None)  # middleware looks up addresses as it is loaded, and this thread may have answered the API before
    return WSGIHandler()
