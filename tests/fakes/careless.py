"""The reference with two defects: it forgets some members of a response and demands others, which may be left out.

An adapter in Python, for either dialect: ``CARELESS`` says which, and which members, as JSON.
"""

import json
import os
from dataclasses import replace

from conformance.adapter import Kind
from conformance.adapter.contract import Op, Request
from conformance.adapters import REGISTRY

ABOUT = json.loads(os.environ["CARELESS"])
RIGHT = REGISTRY["reference"].open(dialect=ABOUT["dialect"])

hello = replace(RIGHT.hello, name="careless", types=frozenset({"RealtimeResponse"}))


def _without(value, names):
    name, *rest = names
    if isinstance(value, list):
        return [_without(item, names[1:]) for item in value] if name == "*" else value
    if not isinstance(value, dict) or name not in value:
        return value
    return {key: _without(item, rest) if key == name else item for key, item in value.items() if rest or key != name}


def _asked(op, type, text):
    outcome = RIGHT.ask(Request(op, type, text))
    if outcome.kind is not Kind.OK:
        return outcome
    given = json.loads(text)
    for name in ABOUT["demands"]:
        if name not in given:
            raise ValueError(f"missing required member {name}")
    written = json.loads(outcome.text)
    for pointer in ABOUT["forgets"]:
        written = _without(written, pointer.split("/")[1:])
    return json.dumps(written, ensure_ascii=False, separators=(",", ":"))


def roundtrip(type, text):
    return _asked(Op.ROUNDTRIP, type, text)


def typed(type, text):
    return _asked(Op.TYPED, type, text)


def build(type, text):
    return _asked(Op.BUILD, type, text)
