"""Links and digests are those of the library, although the key is worked in beforehand; ids that lie together are still ids."""

from __future__ import annotations

import hashlib
import hmac

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from itsdangerous import URLSafeSerializer

from engage import vault
from engage.db import ids_in_order

pytestmark = pytest.mark.one_database("sqlite")
IN_ONE_TEST = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
PAYLOADS = some.lists(some.text("0123456789abcdef-", max_size=40), min_size=1, max_size=4)


@IN_ONE_TEST
@given(payload=PAYLOADS, secret=some.text(some.characters(codec="utf-8"), min_size=1, max_size=150))
def test_a_link_is_read_by_the_library_and_the_other_way_round(app: Flask, payload: list[str], secret: str) -> None:
    keys = app.extensions["settings"].data_keys
    try:
        vault.open_with(data_keys=keys, secret_key=secret)
        told = {"salt": "engage link: choices", "signer_kwargs": {"key_derivation": "hmac", "digest_method": hashlib.sha256}}
        library = URLSafeSerializer(secret.encode(), **told)
        assert library.loads(vault.sign(payload, purpose="choices")) == payload
        assert vault.read(library.dumps(payload), purpose="choices") == payload
        assert vault.read(vault.sign(payload, purpose="choices"), purpose="one press") is None
        expected = hmac.new(secret.encode(), b"message id\0" + payload[0].encode(), hashlib.sha256).hexdigest()
        assert vault.mac(payload[0], purpose="message id") == expected
    finally:
        vault.open_with(data_keys=keys, secret_key=app.extensions["settings"].secret_key)


def test_ids_are_in_order_and_differ() -> None:
    ids = ids_in_order(500)
    assert ids == sorted(set(ids))
    assert {(each.version, each.variant) for each in ids} == {(7, "specified in RFC 4122")}
    assert ids_in_order(0) == []
