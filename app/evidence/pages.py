"""Documents as HTML pages, from the templates in resources/documents."""

from __future__ import annotations

import functools

import jinja2

from app.storage.paths import resource


@functools.cache
def page(name: str) -> jinja2.Template:
    """One template; whatever is put into it is escaped, and what is missing is an error."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(resource("documents")),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name)
