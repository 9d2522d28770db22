"""JSON as it might arrive from anywhere, with the keys our readers look for sprinkled in."""

from __future__ import annotations

from hypothesis import strategies as st

_KEYS = [
    "id",
    "data",
    "date",
    "meta",
    "emails",
    "email",
    "name",
    "subject",
    "region",
    "domain",
    "ids",
    "mode",
    "type",
    "address",
    "extended",
    "approved",
    "urn",
    "next",
    "more",
    "pagination",
    "success",
    "errors",
    "error",
    "students",
]

JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=12)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.one_of(st.sampled_from(_KEYS), st.text(max_size=6)), inner, max_size=4),
    ),
    max_leaves=25,
)
OBJECTS = st.dictionaries(st.one_of(st.sampled_from(_KEYS), st.just("x")), JSON, max_size=6)
