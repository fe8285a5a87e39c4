//! The members that a value is to be made of.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// What was made, or why the crate cannot make it.
pub type Made<T> = Result<T, String>;

/// The members of a JSON object, taken out one by one as arguments.
pub struct Members(Map<String, Value>);

impl Members {
    pub fn parse(text: &str) -> Made<Self> {
        serde_json::from_str(text)
            .map(Members)
            .map_err(|error| format!("these are no members: {error}"))
    }

    pub fn has(&self, member: &str) -> bool {
        self.0.contains_key(member)
    }

    /// Takes a member out as an argument; an absent one is a `None`, as `null` is.
    pub fn take<T: DeserializeOwned>(&mut self, member: &str) -> Made<T> {
        let value = self.0.remove(member).unwrap_or(Value::Null);
        serde_json::from_value(value).map_err(|error| format!("no argument for {member}: {error}"))
    }

    /// Takes out the members of an object; `None` if it is absent or `null`.
    pub fn inner(&mut self, member: &str) -> Made<Option<Members>> {
        Ok(self
            .take::<Option<Map<String, Value>>>(member)?
            .map(Members))
    }

    /// Takes a member out and sets it with the builder's method for it; does nothing if it is absent.
    pub fn set<T: DeserializeOwned, B>(
        &mut self,
        member: &str,
        builder: B,
        with: fn(B, T) -> B,
    ) -> Made<B> {
        if !self.has(member) {
            return Ok(builder);
        }
        Ok(with(builder, self.take(member)?))
    }

    /// An error if a member is left that nothing took.
    pub fn done(self) -> Made<()> {
        match self.0.keys().next() {
            Some(left) => Err(format!("no constructor has a parameter for {left:?}")),
            None => Ok(()),
        }
    }
}
