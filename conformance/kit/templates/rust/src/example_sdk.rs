//! A stand-in for the library under test, with one event. Delete it once your own library is plugged in.

use serde::{Deserialize, Serialize};

pub const VERSION: &str = "0.0.0";

#[derive(Deserialize, Serialize)]
pub enum Tag {
    #[serde(rename = "input_audio_buffer.speech_started")]
    SpeechStarted,
}

/// Speech begins in the input audio buffer.
#[derive(Deserialize, Serialize)]
pub struct SpeechStarted {
    pub event_id: String,
    pub r#type: Tag,
    pub audio_start_ms: i64,
    pub item_id: String,
}
