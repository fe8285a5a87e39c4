//! What an adapter says about the crate that it plugs in.

use crate::members::Made;

/// The crate under test, as one configuration of it.
pub struct Library {
    pub name: &'static str,
    pub version: &'static str,
    pub profile: &'static str,
    pub homepage: &'static str,
    pub issues: &'static str,
    /// The sets of type names that it answers to; the first is the default.
    pub dialects: &'static [Dialect],
}

/// A set of type names, and what answers to each.
pub struct Dialect {
    pub name: &'static str,
    /// The type names, and what a user of the crate does with values of each.
    pub types: &'static [(&'static str, Direction)],
    /// Decodes the payload as the type of that name, one of `types`, and encodes it again.
    pub decode: fn(&str, Payload) -> Answer,
    /// Decodes the payload in the same way, and shows each member that a reader of the crate's types reaches, and no
    /// other.
    pub typed: Option<fn(&str, Payload) -> Answer>,
    /// Makes a value of that type from the members of a JSON object, and encodes it; an error says what the
    /// crate's types or constructors cannot express.
    pub build: Option<fn(&str, &str) -> Made<String>>,
}

/// What a user of a crate does with values of a type.
#[derive(Clone, Copy, PartialEq)]
pub enum Direction {
    /// They are received, and read.
    Received,
    /// They are made, and sent.
    Sent,
    Both,
}

impl Direction {
    pub fn receives(self) -> bool {
        self != Direction::Sent
    }

    pub fn sends(self) -> bool {
        self != Direction::Received
    }
}

impl Dialect {
    /// The names of the types whose direction is as `wanted`.
    pub fn names(&self, wanted: fn(Direction) -> bool) -> Vec<&'static str> {
        let kept = self
            .types
            .iter()
            .filter(|(_, direction)| wanted(*direction));
        kept.map(|(name, _)| *name).collect()
    }

    /// Whether there is a type of this name, with a direction as `wanted`.
    pub fn has(&self, name: &str, wanted: fn(Direction) -> bool) -> bool {
        let mut found = self.types.iter().filter(|(other, _)| *other == name);
        found.any(|(_, direction)| wanted(*direction))
    }
}

/// A payload, as it would come from a socket: text, or bytes that are not UTF-8.
pub enum Payload<'a> {
    Text(&'a str),
    Bytes(&'a [u8]),
}

/// What became of a payload that the crate accepted.
pub enum Written {
    /// It was read as the type that was asked for.
    Asked(String),
    /// It was read as another variant of the same union, or as the one for everything unknown.
    Other(String),
    /// It was read, and could not be written: the encoder's message.
    Not(String),
}

impl Written {
    /// What the encoder made of a value that is of the type `as_asked`, or of another one.
    pub fn of(encoded: serde_json::Result<String>, as_asked: bool) -> Self {
        match encoded {
            Ok(text) if as_asked => Written::Asked(text),
            Ok(text) => Written::Other(text),
            Err(refusal) => Written::Not(refusal.to_string()),
        }
    }
}

/// What the crate made of a payload; the error is a refusal.
pub type Answer = serde_json::Result<Written>;

/// Decodes a payload as a type. A function would have to name a trait of serde, a dependency of the crate.
#[macro_export]
macro_rules! decode {
    ($type:ty, $payload:expr) => {
        match $payload {
            $crate::Payload::Text(text) => $crate::serde_json::from_str::<$type>(text),
            $crate::Payload::Bytes(bytes) => $crate::serde_json::from_slice::<$type>(bytes),
        }
    };
}

/// The version of a package in the text of the lock file that the program was built from.
pub fn locked(lock: &'static str, package: &str) -> &'static str {
    let header = format!("name = \"{package}\"\nversion = \"");
    lock.split_once(&header)
        .and_then(|(_, rest)| rest.split('"').next())
        .expect("cargo would not have built without it")
}
