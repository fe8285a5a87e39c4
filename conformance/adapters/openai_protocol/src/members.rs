//! The members that a value is to be made of.

use openai_protocol::builders::realtime::{
    ContentEventBuilder, ItemEventBuilder, ResponseEventBuilder,
};
use openai_protocol::realtime_events::SessionConfig;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// The error is what the constructors cannot be asked for.
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

    /// Takes a member out as an argument; absent is what `null` is, a `None`.
    pub fn take<T: DeserializeOwned>(&mut self, member: &str) -> Made<T> {
        let value = self.0.remove(member).unwrap_or(Value::Null);
        serde_json::from_value(value).map_err(|error| format!("no argument for {member}: {error}"))
    }

    /// Takes a member out where a constructor has a method of its own to set it.
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

    /// The session, made as its variant: its two structs can be decoded, the union of them is for the
    /// round trip to try.
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

    /// The builder of what is streamed of a response.
    pub fn on_response(&mut self) -> Made<ResponseEventBuilder> {
        Ok(ResponseEventBuilder::new(
            self.take::<String>("response_id")?,
        ))
    }

    /// The builder of what is streamed of an item of a response.
    pub fn on_item(&mut self) -> Made<ItemEventBuilder> {
        let response = self.on_response()?;
        Ok(response.for_item(self.take::<String>("item_id")?, self.take("output_index")?))
    }

    /// The builder of what is streamed of an item that is carried whole, and so is not named beside.
    pub fn on_whole_item(&mut self) -> Made<ItemEventBuilder> {
        let response = self.on_response()?;
        Ok(response.for_item("", self.take("output_index")?))
    }

    /// The builder of what is streamed of a part of an item.
    pub fn on_content(&mut self) -> Made<ContentEventBuilder> {
        let item = self.on_item()?;
        Ok(item.for_content(self.take("content_index")?))
    }

    /// An error where something is left that nothing took.
    pub fn done(self) -> Made<()> {
        match self.0.keys().next() {
            Some(left) => Err(format!("no constructor has a parameter for {left:?}")),
            None => Ok(()),
        }
    }
}
