//! Values made through the crate's constructors.
//!
//! A constructor takes whole parts (an item, a response): those are decoded, and only what the
//! constructor makes of them is in question. A part that cannot be decoded cannot be passed to a
//! constructor, and neither can a member for which none has a parameter. What no constructor can make, and a
//! type without one, is made by writing its public fields, and serde fills in the same ones.

use openai_protocol::builders::realtime::{
    ContentEventBuilder as Content, ItemEventBuilder as Item, RealtimeResponseBuilder as Builder,
    ResponseEventBuilder as Response,
};
use openai_protocol::realtime_events::{ClientEvent, ServerEvent};
use openai_protocol::realtime_response::RealtimeResponse;
use serve::{Made, Members, Payload, Written};

use crate::{arguments, types};

/// Makes a value of the type called `name` from the `members` of a JSON object, and encodes it.
pub fn build(name: &str, members: &str) -> Made<String> {
    let mut given = Members::parse(members)?;
    match constructed(name, &mut given) {
        Some(Ok(written)) => given.done().map(|()| written),
        Some(Err(refusal)) => fields(name, members).or(Err(refusal)),
        None => fields(name, members),
    }
}

/// What the constructors make of the members that they take; `None` for a type without one.
fn constructed(name: &str, given: &mut Members) -> Option<Made<String>> {
    let written = if name.starts_with("RealtimeClientEvent") {
        client_event(given).map(|event| serde_json::to_string(&event))
    } else if name.starts_with("RealtimeServerEvent") {
        server_event(given).map(|event| serde_json::to_string(&event))
    } else if name == "RealtimeResponse" {
        response(given).map(|response| serde_json::to_string(&response))
    } else {
        return None;
    };
    Some(written.and_then(|text| text.map_err(|error| error.to_string())))
}

fn fields(name: &str, members: &str) -> Made<String> {
    match types::decode(name, Payload::Text(members)) {
        Ok(Written::Asked(text)) => Ok(text),
        Ok(Written::Other(text)) => Err(format!("another variant has these members: {text}")),
        Ok(Written::Not(refusal)) => Err(refusal),
        Err(lacking) => Err(lacking.to_string()),
    }
}

/// One argument: a member, a member whose type has to be given, a session, or the builder of a context.
macro_rules! argument {
    ($given:ident, session) => {
        arguments::session($given)?
    };
    ($given:ident, on_response) => {
        &arguments::on_response($given)?
    };
    ($given:ident, on_item) => {
        &arguments::on_item($given)?
    };
    ($given:ident, on_whole_item) => {
        &arguments::on_whole_item($given)?
    };
    ($given:ident, on_content) => {
        &arguments::on_content($given)?
    };
    ($given:ident, $member:ident: $type:ty) => {
        $given.take::<$type>(stringify!($member))?
    };
    ($given:ident, $member:ident) => {
        $given.take(stringify!($member))?
    };
}

/// The event for each tag: its constructor, and the members that are its arguments.
macro_rules! constructors {
    ($given:ident:
     $($tag:literal $(if $when:expr)? => $make:path[$($member:ident $(: $type:ty)?),*],)+) => {{
        let tag: String = $given.take("type")?;
        Ok(match tag.as_str() {
            $($tag $(if $when)? => $make($(argument!($given, $member $(: $type)?)),*),)+
            _ => return Err(format!("no constructor of {tag:?}")),
        })
    }};
}

#[rustfmt::skip]
fn client_event(given: &mut Members) -> Made<ClientEvent> {
    constructors! { given:
        "session.update" => ClientEvent::session_update[event_id, session],
        "conversation.item.create" => ClientEvent::conversation_item_create[event_id, previous_item_id, item],
        "conversation.item.delete" => ClientEvent::conversation_item_delete[event_id, item_id: String],
        "conversation.item.retrieve" => ClientEvent::conversation_item_retrieve[event_id, item_id: String],
        "conversation.item.truncate" => ClientEvent::conversation_item_truncate[
            event_id, item_id: String, content_index, audio_end_ms
        ],
        "input_audio_buffer.append" => ClientEvent::input_audio_buffer_append[event_id, audio: String],
        "input_audio_buffer.clear" => ClientEvent::input_audio_buffer_clear[event_id],
        "input_audio_buffer.commit" => ClientEvent::input_audio_buffer_commit[event_id],
        "output_audio_buffer.clear" => ClientEvent::output_audio_buffer_clear[event_id],
        "response.cancel" => ClientEvent::response_cancel[event_id, response_id],
        "response.create" => ClientEvent::response_create[event_id, response],
    }
}

#[rustfmt::skip]
fn server_event(given: &mut Members) -> Made<ServerEvent> {
    constructors! { given:
        "error" => ServerEvent::error_event[event_id: String, error],
        "rate_limits.updated" => ServerEvent::rate_limits_updated[event_id: String, rate_limits],
        "session.created" => ServerEvent::session_created[event_id: String, session],
        "session.updated" => ServerEvent::session_updated[event_id: String, session],
        // conversation
        "conversation.created" => ServerEvent::conversation_created[event_id: String, conversation],
        "conversation.item.created" => ServerEvent::conversation_item_created[
            event_id: String, previous_item_id, item
        ],
        "conversation.item.added" => ServerEvent::conversation_item_added[event_id: String, previous_item_id, item],
        "conversation.item.done" => ServerEvent::conversation_item_done[event_id: String, previous_item_id, item],
        "conversation.item.retrieved" => ServerEvent::conversation_item_retrieved[event_id: String, item],
        "conversation.item.deleted" => ServerEvent::conversation_item_deleted[event_id: String, item_id: String],
        "conversation.item.truncated" => ServerEvent::conversation_item_truncated[
            event_id: String, item_id: String, content_index, audio_end_ms
        ],
        // transcription
        "conversation.item.input_audio_transcription.completed" if given.has("logprobs")
            => ServerEvent::input_audio_transcription_completed_with_logprobs[
                event_id: String, item_id: String, content_index, transcript: String, usage, logprobs
            ],
        "conversation.item.input_audio_transcription.completed" => ServerEvent::input_audio_transcription_completed[
            event_id: String, item_id: String, content_index, transcript: String, usage
        ],
        "conversation.item.input_audio_transcription.delta" => ServerEvent::input_audio_transcription_delta[
            event_id: String, item_id: String, content_index, delta, logprobs
        ],
        "conversation.item.input_audio_transcription.failed" => ServerEvent::input_audio_transcription_failed[
            event_id: String, item_id: String, content_index, error
        ],
        "conversation.item.input_audio_transcription.segment" => ServerEvent::input_audio_transcription_segment[
            event_id: String, item_id: String, content_index, text: String, id: String, speaker: String, start, end
        ],
        // audio buffers
        "input_audio_buffer.cleared" => ServerEvent::input_audio_buffer_cleared[event_id: String],
        "input_audio_buffer.committed" => ServerEvent::input_audio_buffer_committed[
            event_id: String, item_id: String, previous_item_id
        ],
        "input_audio_buffer.speech_started" => ServerEvent::input_audio_buffer_speech_started[
            event_id: String, audio_start_ms, item_id: String
        ],
        "input_audio_buffer.speech_stopped" => ServerEvent::input_audio_buffer_speech_stopped[
            event_id: String, audio_end_ms, item_id: String
        ],
        "input_audio_buffer.timeout_triggered" => ServerEvent::input_audio_buffer_timeout_triggered[
            event_id: String, audio_start_ms, audio_end_ms, item_id: String
        ],
        "input_audio_buffer.dtmf_event_received" => ServerEvent::dtmf_event_received[event: String, received_at],
        "output_audio_buffer.started" => Response::output_audio_buffer_started[on_response, event_id: String],
        "output_audio_buffer.stopped" => Response::output_audio_buffer_stopped[on_response, event_id: String],
        "output_audio_buffer.cleared" => Response::output_audio_buffer_cleared[on_response, event_id: String],
        // mcp
        "mcp_list_tools.in_progress" => ServerEvent::mcp_list_tools_in_progress[event_id: String, item_id: String],
        "mcp_list_tools.completed" => ServerEvent::mcp_list_tools_completed[event_id: String, item_id: String],
        "mcp_list_tools.failed" => ServerEvent::mcp_list_tools_failed[event_id: String, item_id: String],
        "response.mcp_call.in_progress" => ServerEvent::mcp_call_in_progress[
            event_id: String, item_id: String, output_index
        ],
        "response.mcp_call.completed" => ServerEvent::mcp_call_completed[
            event_id: String, item_id: String, output_index
        ],
        "response.mcp_call.failed" => ServerEvent::mcp_call_failed[event_id: String, item_id: String, output_index],
        "response.mcp_call_arguments.delta" => Item::mcp_call_arguments_delta[
            on_item, event_id: String, delta: String, obfuscation
        ],
        "response.mcp_call_arguments.done" => Item::mcp_call_arguments_done[
            on_item, event_id: String, arguments: String
        ],
        // response
        "response.created" => ServerEvent::response_created[event_id: String, response],
        "response.done" => ServerEvent::response_done[event_id: String, response],
        "response.output_item.added" => Item::output_item_added[on_whole_item, event_id: String, item],
        "response.output_item.done" => Item::output_item_done[on_whole_item, event_id: String, item],
        "response.function_call_arguments.delta" => Item::function_call_arguments_delta[
            on_item, event_id: String, call_id: String, delta: String
        ],
        "response.function_call_arguments.done" => Item::function_call_arguments_done[
            on_item, event_id: String, call_id: String, name: String, arguments: String
        ],
        "response.content_part.added" => Content::content_part_added[on_content, event_id: String, part],
        "response.content_part.done" => Content::content_part_done[on_content, event_id: String, part],
        "response.output_text.delta" => Content::output_text_delta[on_content, event_id: String, delta: String],
        "response.output_text.done" => Content::output_text_done[on_content, event_id: String, text: String],
        "response.output_audio.delta" => Content::output_audio_delta[on_content, event_id: String, delta: String],
        "response.output_audio.done" => Content::output_audio_done[on_content, event_id: String],
        "response.output_audio_transcript.delta" => Content::output_audio_transcript_delta[
            on_content, event_id: String, delta: String
        ],
        "response.output_audio_transcript.done" => Content::output_audio_transcript_done[
            on_content, event_id: String, transcript: String
        ],
    }
}

/// The builder sets `object` by itself.
fn response(given: &mut Members) -> Made<RealtimeResponse> {
    let _: Option<String> = given.take("object")?;
    let mut made = Builder::new(given.take::<String>("id")?);
    made = given.set("status", made, Builder::status)?;
    made = given.set("status_details", made, Builder::status_details)?;
    made = given.set("output", made, Builder::output)?;
    made = given.set("metadata", made, Builder::metadata)?;
    made = given.set("audio", made, Builder::audio)?;
    made = given.set("usage", made, Builder::usage)?;
    made = given.set("conversation_id", made, |made, id: String| {
        made.conversation_id(id)
    })?;
    made = given.set("output_modalities", made, Builder::output_modalities)?;
    made = given.set("max_output_tokens", made, Builder::max_output_tokens)?;
    Ok(made.build())
}
