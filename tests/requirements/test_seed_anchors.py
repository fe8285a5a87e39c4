"""The parser that says what there is to require: it finds everything and skips nothing."""

from __future__ import annotations

import re

import pytest
from seed_anchors import anchors

RUST = """
use crate::types::{
    realtime::{A, B},
};

/// A thing. The other sentence,
/// over two lines (i.e. not. ended), e.g. in `a. b`.
///
/// [A link](https://example.org/a.b). No full stop
#[derive(Debug, Clone, Default)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Thing {
    #[default]
    First,
    #[serde(untagged)]
    Second(String),
}

#[derive(Debug)]
pub struct Other {
    /// Must be "a.thing".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub r#type: Option<Vec<String>>,
}
"""


def test_the_parser_finds_every_declaration_attribute_and_sentence() -> None:
    found = anchors(RUST)
    assert [*found] == [
        "Thing",
        "Thing@derive_default",
        "Thing@rename_all",
        "Thing@tag",
        "Thing#1",
        "Thing#2",
        "Thing#3",
        "Thing#4",
        "Thing.First",
        "Thing.First@default",
        "Thing.Second",
        "Thing.Second@untagged",
        "Other",
        "Other.type",
        "Other.type@skip_serializing_if",
        "Other.type#1",
    ]
    assert found["Thing#2"] == "The other sentence, over two lines (i.e. not. ended), e.g. in `a. b`."
    assert found["Thing#4"] == "No full stop"


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("pub struct A {\n    b: u32,\n}", "not understood: 'b: u32,'"),
        ("pub struct A {\n    #[cfg(x)]\n    pub b: u32,\n}", "not understood: '#[cfg(x)]'"),
        ("pub struct A {\n    pub b: u32, // why\n}", "not understood: 'pub b: u32, // why'"),
        ("pub struct A {\n    pub b: u32,\n    /// Lost.\n}", "not understood: '}'"),
        ("impl A {}", "not understood: 'impl A {}'"),
        ("pub struct A {\n    pub b: u32,\n    pub b: u32,\n}", "A.b is declared twice"),
        ("pub struct A {", "the file ends in the middle of a declaration"),
        ("/// Of nothing.", "the file ends in the middle of a declaration"),
    ],
)
def test_the_parser_skips_nothing_that_it_does_not_understand(source: str, message: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        anchors(source)
