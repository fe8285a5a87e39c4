//! The members from which a value is made.

use openai_protocol::builders::realtime::{
    ContentEventBuilder, ItemEventBuilder, ResponseEventBuilder,
};
use openai_protocol::realtime_events::SessionConfig;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// The error is what the constructors cannot express.
pub type Made<T> = Result<T, String>;

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

    /// The session, decoded as the struct of its variant; decoding the union is what a round trip tries.
    pub fn session(&mut self) -> Made<SessionConfig> {
        let session: Value = self.take("session")?;
        let undecoded = |error| format!("no argument for session: {error}");
        match session.get("type").and_then(Value::as_str) {
            Some("realtime") => serde_json::from_value(session).map(SessionConfig::Realtime),
            Some("transcription") => {
                serde_json::from_value(session).map(SessionConfig::Transcription)
            }
            other => return Err(format!("no constructor of session {other:?}")),
        }
        .map_err(undecoded)
    }

    /// The builder for events about a response.
    pub fn on_response(&mut self) -> Made<ResponseEventBuilder> {
        Ok(ResponseEventBuilder::new(
            self.take::<String>("response_id")?,
        ))
    }

    /// The builder for events about an item of a response.
    pub fn on_item(&mut self) -> Made<ItemEventBuilder> {
        let response = self.on_response()?;
        Ok(response.for_item(self.take::<String>("item_id")?, self.take("output_index")?))
    }

    /// The builder for events that carry a whole item, and have no member with its id.
    pub fn on_whole_item(&mut self) -> Made<ItemEventBuilder> {
        let response = self.on_response()?;
        Ok(response.for_item("", self.take("output_index")?))
    }

    /// The builder for events about a part of an item.
    pub fn on_content(&mut self) -> Made<ContentEventBuilder> {
        let item = self.on_item()?;
        Ok(item.for_content(self.take("content_index")?))
    }

    /// An error if a member is left that nothing took.
    pub fn done(self) -> Made<()> {
        match self.0.keys().next() {
            Some(left) => Err(format!("no constructor has a parameter for {left:?}")),
            None => Ok(()),
        }
    }
}
