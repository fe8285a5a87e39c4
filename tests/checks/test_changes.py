"""What became of a member is named after what a library does, as narrowly as the two values allow."""

from __future__ import annotations

import html
import json
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.checks.changes import findings, new_pointer, what
from conformance.checks.finding import Finding, What
from conformance.difference import differences

HELLO = "Grüße, \U0001f30d!"


def text(before: str, after: str) -> What:
    return what(json.dumps(before, ensure_ascii=False), json.dumps(after, ensure_ascii=False))


@pytest.mark.parametrize(
    ("expected", "got", "found"),
    [
        ("1", None, What.LOST),
        ("1", "null", What.NULLED),
        ("{}", "null", What.NULLED),
        ("{}", None, What.LOST),
        ('""', None, What.LOST),
        (None, "1", What.INVENTED),
        (None, '""', What.INVENTED),
        (None, "[]", What.INVENTED),
        ("null", "0", What.INVENTED),
        ("null", None, What.NULL_LOST),
        (None, "null", What.NULL_ADDED),
    ],
)
def test_absence_null_and_a_value_are_three_things(expected: str | None, got: str | None, found: What) -> None:
    assert what(expected, got) is found


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("1", "1.0"),
        ("1.0", "1"),
        ("1", '"1"'),
        ('"1"', "1"),
        ('"true"', "true"),
        ("true", "1"),
        ("false", '""'),
        ("[]", "{}"),
        ('["a"]', '"a"'),
        ('{"a":1}', '[["a",1]]'),
        ('"inf"', "65535"),
        ("18446744073709551615", "1.0"),
    ],
)
def test_another_json_type_is_another_type_and_integers_are_one_of_their_own(before: str, after: str) -> None:
    assert what(before, after) is What.RETYPED


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("hello there", "hello", What.CUT),
        ("hello there", "hello…", What.CUT),
        ("hello there", "hello...", What.CUT),
        ("  hello ", "hello", What.TRIMMED),
        ("  hello ", "hello ", What.TRIMMED),
        ("  hello ", "  hello", What.TRIMMED),
        ("\n", "", What.TRIMMED),
        ("InProgress", "inprogress", What.RECASED),
        ("STRASSE", "straße", What.RECASED),
        ("e\u0301", "\u00e9", What.NORMALIZED),
        ("\u00e9", "e\u0301", What.NORMALIZED),
        ("\ufb01n", "fin", What.NORMALIZED),
        ("a\nb", r"a\nb", What.ESCAPED),
        (r"a\nb", "a\nb", What.ESCAPED),
        ('say "hi"', r"say \"hi\"", What.ESCAPED),
        (HELLO, json.dumps(HELLO)[1:-1], What.ESCAPED),
        ("a < b & c", html.escape("a < b & c"), What.ESCAPED),
        ("a &lt; b", "a < b", What.ESCAPED),
        ("a b/c", quote("a b/c"), What.ESCAPED),
        ("a b/c", quote("a b/c", safe=""), What.ESCAPED),
        ("a%20b", "a b", What.ESCAPED),
        # None of these is one of those: they are longer, or another text altogether.
        ("hello", "hello.", What.CHANGED),
        ("hello", "hello...", What.CHANGED),
        ("hello", "", What.CHANGED),
        ("in_progress", "InProgress", What.CHANGED),
        ("a\U0001f30d", "a?", What.CHANGED),
        ("alloy", "echo", What.CHANGED),
    ],
)
def test_what_is_done_to_a_text(before: str, after: str, found: What) -> None:
    assert text(before, after) is found


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("0.1", "0.10000000149011612", What.ROUNDED),  # single precision
        ("0.123456789", "0.12345679", What.ROUNDED),
        ("1.2345", "1.23", What.ROUNDED),
        ("1.239", "1.23", What.ROUNDED),  # cut off
        ("0.25", "0.3", What.ROUNDED),  # a half goes up, or to the even digit
        ("0.25", "0.2", What.ROUNDED),
        ("2.5", "2.0", What.ROUNDED),
        ("9007199254740993", "9007199254740992", What.ROUNDED),  # a double
        ("16777217", "16777216", What.ROUNDED),  # single precision
        ("18446744073709551615", "1.8446744073709552e+19", What.ROUNDED),  # 18446744073709552000, as it was read
        ("1.8446744073709552e+19", "18446744073709551615", What.ROUNDED),
        # Neighbours that a double tells apart are two values.
        ("5000001", "5000002", What.CHANGED),
        ("101", "100", What.CHANGED),
        ("1", "2", What.CHANGED),
        ("0.5", "0.7", What.CHANGED),
        ("1e+22", "1e+23", What.CHANGED),
        ("1e999", "1.0", What.CHANGED),
        ("1.0", "1e999", What.CHANGED),
        ("0.0", "1.0", What.CHANGED),
    ],
)
def test_what_is_done_to_a_number(before: str, after: str, found: What) -> None:
    assert what(before, after) is found


@pytest.mark.parametrize(("before", "after"), [("true", "false"), ("[1]", "[2]"), ('{"a":1}', '{"a":2}')])
def test_any_other_value_is_changed(before: str, after: str) -> None:
    assert what(before, after) is What.CHANGED


VALUES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()


@given(VALUES, VALUES)
def test_whatever_two_values_are_something_became_of_them(left: object, right: object) -> None:
    for found in findings(one for _, one in differences({"a": left}, {"a": right})):
        assert found.about_member
        assert found.what is not What.UNSTABLE
        assert str(found).startswith("/a ")


def found(expected: object, actual: object) -> tuple[Finding, ...]:
    return findings(one for _, one in differences(expected, actual))


def test_a_null_has_a_new_name_where_the_names_are_alike() -> None:
    assert found({"token_details": None}, {"tokenDetails": None}) == (
        Finding(What.RENAMED, "/token_details", "null", "tokenDetails"),
    )


@pytest.mark.parametrize("empty", [None, "", [], {}, False, 0])
def test_an_empty_value_comes_back_by_a_name_that_is_alike(empty: object) -> None:
    (renamed,) = findings([one for _, one in differences({"token_details": empty}, {"tokenDetails": empty})])
    assert renamed == Finding(What.RENAMED, "/token_details", json.dumps(empty), "tokenDetails")


def test_a_new_name_that_is_not_told_itself_is_looked_for_among_all_differences() -> None:
    whole = [one for _, one in differences({"a": {"b": 1}, "d": 1}, {"a": {"c": 1}, "d": 2})]
    (renamed,) = findings([one for one in whole if one.at == "/a/b"], whole)
    assert renamed == Finding(What.RENAMED, "/a/b", "1", "c")
    assert new_pointer(renamed) == "/a/c"
    # Nothing is left out on the word of what is not told.
    assert [one.what for one in findings([one for one in whole if one.at == "/a/c"], whole)] == [What.INVENTED]


def test_an_old_name_gone_and_a_new_one_with_its_value_are_one_finding() -> None:
    assert found({"a": {"old_name": [1], "b": 2}}, {"a": {"oldName": [1], "b": 2}}) == (
        Finding(What.RENAMED, "/a/old_name", "[1]", "oldName"),
    )


@pytest.mark.parametrize(
    ("expected", "actual", "changes"),
    [
        # Another value, another object, more than one that could be meant, an item of a list: no new name.
        ({"a": 1}, {"b": 2}, [(What.LOST, "/a"), (What.INVENTED, "/b")]),
        ({"x": {"a": 1}, "y": {}}, {"x": {}, "y": {"b": 1}}, [(What.LOST, "/x/a"), (What.INVENTED, "/y/b")]),
        ({"a": 1, "b": 1}, {"c": 1}, [(What.LOST, "/a"), (What.LOST, "/b"), (What.INVENTED, "/c")]),
        ({"a": 1}, {"b": 1, "c": 1}, [(What.LOST, "/a"), (What.INVENTED, "/b"), (What.INVENTED, "/c")]),
        ({"a": None}, {"b": None}, [(What.NULL_LOST, "/a"), (What.NULL_ADDED, "/b")]),
        # An empty value says nothing about whose it was.
        *(({"a": one}, {"b": one}, [(What.LOST, "/a"), (What.INVENTED, "/b")]) for one in ("", [], {}, False, 0, 0.0)),
    ],
)
def test_what_is_no_new_name_is_two_findings(expected: object, actual: object, changes: list[tuple[What, str]]) -> None:
    assert [(one.what, one.at) for one in found(expected, actual)] == changes


def test_a_number_of_many_digits_is_compared_whole() -> None:
    long = "1234567890123456789.12345678901234567890"
    assert what(long, "1234567890123456789.1") is What.ROUNDED
    assert what(long, "7.5") is What.CHANGED


@pytest.mark.parametrize(
    ("sent", "written", "found"),
    [
        ([1, 2], [2, 1], {"": What.REORDERED}),
        ([{"a": 1}, {"b": [1, 2]}], [{"b": [1, 2]}, {"a": 1}], {"": What.REORDERED}),
        # All lists are reversed: the outermost one is told.
        ([{"a": 1}, {"b": [1, 2]}], [{"b": [2, 1]}, {"a": 1}], {"": What.REORDERED}),
        ([{"a": [1, 2]}, {"b": 1}], [{"a": [2, 1]}, {"b": 1}], {"/0/a": What.REORDERED}),
        ([1, 1, 2], [1, 2, 2], {"/1": What.CHANGED}),
        ([1, 2], [2.0, 1], {"/0": What.RETYPED, "/1": What.CHANGED}),
    ],
)
def test_items_in_another_order_are_one_thing_and_not_a_loss_and_an_invention_each(
    sent: object, written: object, found: dict[str, What]
) -> None:
    assert {one.at: one.what for one in findings([one for _, one in differences(sent, written)])} == found


def test_a_member_that_is_spelt_otherwise_is_renamed_although_it_changed_inside() -> None:
    sent, written = {"token_limits": {"post_instructions": 1, "x": 2}}, {"tokenLimits": {"postInstructions": 1}}
    assert findings([one for _, one in differences(sent, written)]) == (
        Finding(What.RENAMED, "/token_limits", '{"post_instructions":1,"x":2}', "tokenLimits"),
        Finding(What.RENAMED, "/token_limits/post_instructions", "1", "postInstructions"),
        Finding(What.LOST, "/token_limits/x", "2", None),
    )


def test_two_members_of_one_value_are_told_apart_by_the_spelling_of_their_new_names() -> None:
    found = findings([one for _, one in differences({"First": "a", "Next": "a"}, {"next": "a", "first": "a"})])
    assert {(one.what, one.at, one.got) for one in found} == {
        (What.RENAMED, "/First", "first"),
        (What.RENAMED, "/Next", "next"),
    }


def test_another_value_under_another_name_is_no_new_name() -> None:
    found = findings([one for _, one in differences({"a_b": {}, "c_d": 1}, {"e": {"f": 1}, "cD": 2})])
    assert {(one.at, one.what) for one in found} == {
        ("/a_b", What.LOST),
        ("/c_d", What.LOST),
        ("/e", What.INVENTED),
        ("/cD", What.INVENTED),
    }
