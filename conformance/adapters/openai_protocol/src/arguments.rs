//! Arguments of the crate's constructors that are more than one member as it is.

use openai_protocol::builders::realtime::{
    ContentEventBuilder, ItemEventBuilder, ResponseEventBuilder,
};
use openai_protocol::realtime_events::SessionConfig;
use serde_json::Value;
use serve::{Made, Members};

/// The session, decoded as the struct of its variant; decoding the union is what a round trip tries.
pub fn session(given: &mut Members) -> Made<SessionConfig> {
    let session: Value = given.take("session")?;
    let undecoded = |error| format!("no argument for session: {error}");
    match session.get("type").and_then(Value::as_str) {
        Some("realtime") => serde_json::from_value(session).map(SessionConfig::Realtime),
        Some("transcription") => serde_json::from_value(session).map(SessionConfig::Transcription),
        other => return Err(format!("no constructor of session {other:?}")),
    }
    .map_err(undecoded)
}

/// The builder for events about a response.
pub fn on_response(given: &mut Members) -> Made<ResponseEventBuilder> {
    Ok(ResponseEventBuilder::new(
        given.take::<String>("response_id")?,
    ))
}

/// The builder for events about an item of a response.
pub fn on_item(given: &mut Members) -> Made<ItemEventBuilder> {
    let response = on_response(given)?;
    Ok(response.for_item(
        given.take::<String>("item_id")?,
        given.take("output_index")?,
    ))
}

/// The builder for events that carry a whole item, and have no member with its id.
pub fn on_whole_item(given: &mut Members) -> Made<ItemEventBuilder> {
    let response = on_response(given)?;
    Ok(response.for_item("", given.take("output_index")?))
}

/// The builder for events about a part of an item.
pub fn on_content(given: &mut Members) -> Made<ContentEventBuilder> {
    let item = on_item(given)?;
    Ok(item.for_content(given.take("content_index")?))
}
