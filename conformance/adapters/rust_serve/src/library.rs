//! What an adapter says about the crate that it plugs in.

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
    pub types: &'static [&'static str],
    /// Decodes the payload as the type of that name and encodes it again; `None` if there is no such type.
    pub roundtrip: fn(&str, Payload) -> Option<Answer>,
    /// Makes a value of that type from the members of a JSON object, through the crate's constructors,
    /// and encodes it. An error says what they cannot express: those of a Rust crate refuse nothing.
    pub build: Option<fn(&str, &str) -> Result<String, String>>,
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
