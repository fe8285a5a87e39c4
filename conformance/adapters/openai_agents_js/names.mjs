// Official type names, and what in @openai/agents-realtime answers to them.
//
// Not here, because the package has no schema of its own for it: the events input_audio_buffer.timeout_triggered and
// .dtmf_event_received, conversation.item.created, …transcription.segment and response.mcp_call.failed, the single kinds
// of conversation items, sessions, and everything that it declares as `any`.

/** Server event -> the `type` that it has on the wire. */
export const SERVER_EVENTS = {
  RealtimeServerEventConversationCreated: 'conversation.created',
  RealtimeServerEventConversationItemAdded: 'conversation.item.added',
  RealtimeServerEventConversationItemDeleted: 'conversation.item.deleted',
  RealtimeServerEventConversationItemDone: 'conversation.item.done',
  RealtimeServerEventConversationItemInputAudioTranscriptionCompleted:
    'conversation.item.input_audio_transcription.completed',
  RealtimeServerEventConversationItemInputAudioTranscriptionDelta: 'conversation.item.input_audio_transcription.delta',
  RealtimeServerEventConversationItemInputAudioTranscriptionFailed:
    'conversation.item.input_audio_transcription.failed',
  RealtimeServerEventConversationItemRetrieved: 'conversation.item.retrieved',
  RealtimeServerEventConversationItemTruncated: 'conversation.item.truncated',
  RealtimeServerEventError: 'error',
  RealtimeServerEventInputAudioBufferCleared: 'input_audio_buffer.cleared',
  RealtimeServerEventInputAudioBufferCommitted: 'input_audio_buffer.committed',
  RealtimeServerEventInputAudioBufferSpeechStarted: 'input_audio_buffer.speech_started',
  RealtimeServerEventInputAudioBufferSpeechStopped: 'input_audio_buffer.speech_stopped',
  RealtimeServerEventMCPListToolsCompleted: 'mcp_list_tools.completed',
  RealtimeServerEventMCPListToolsFailed: 'mcp_list_tools.failed',
  RealtimeServerEventMCPListToolsInProgress: 'mcp_list_tools.in_progress',
  RealtimeServerEventOutputAudioBufferCleared: 'output_audio_buffer.cleared',
  RealtimeServerEventOutputAudioBufferStarted: 'output_audio_buffer.started',
  RealtimeServerEventOutputAudioBufferStopped: 'output_audio_buffer.stopped',
  RealtimeServerEventRateLimitsUpdated: 'rate_limits.updated',
  RealtimeServerEventResponseAudioDelta: 'response.output_audio.delta',
  RealtimeServerEventResponseAudioDone: 'response.output_audio.done',
  RealtimeServerEventResponseAudioTranscriptDelta: 'response.output_audio_transcript.delta',
  RealtimeServerEventResponseAudioTranscriptDone: 'response.output_audio_transcript.done',
  RealtimeServerEventResponseContentPartAdded: 'response.content_part.added',
  RealtimeServerEventResponseContentPartDone: 'response.content_part.done',
  RealtimeServerEventResponseCreated: 'response.created',
  RealtimeServerEventResponseDone: 'response.done',
  RealtimeServerEventResponseFunctionCallArgumentsDelta: 'response.function_call_arguments.delta',
  RealtimeServerEventResponseFunctionCallArgumentsDone: 'response.function_call_arguments.done',
  RealtimeServerEventResponseMCPCallArgumentsDelta: 'response.mcp_call_arguments.delta',
  RealtimeServerEventResponseMCPCallArgumentsDone: 'response.mcp_call_arguments.done',
  RealtimeServerEventResponseMCPCallCompleted: 'response.mcp_call.completed',
  RealtimeServerEventResponseMCPCallInProgress: 'response.mcp_call.in_progress',
  RealtimeServerEventResponseOutputItemAdded: 'response.output_item.added',
  RealtimeServerEventResponseOutputItemDone: 'response.output_item.done',
  RealtimeServerEventResponseTextDelta: 'response.output_text.delta',
  RealtimeServerEventResponseTextDone: 'response.output_text.done',
  RealtimeServerEventSessionCreated: 'session.created',
  RealtimeServerEventSessionUpdated: 'session.updated',
};

/** A type that occurs only in events -> the event in which it is read here, and the member that holds it. */
export const PARTS = {
  RealtimeConversationItem: { event: 'conversation.item.added', member: 'item' },
  RealtimeResponse: { event: 'response.done', member: 'response' },
};

/** Client event -> the `type` that it has on the wire. */
export const CLIENT_EVENTS = {
  RealtimeClientEventConversationItemCreate: 'conversation.item.create',
  RealtimeClientEventConversationItemDelete: 'conversation.item.delete',
  RealtimeClientEventConversationItemRetrieve: 'conversation.item.retrieve',
  RealtimeClientEventConversationItemTruncate: 'conversation.item.truncate',
  RealtimeClientEventInputAudioBufferAppend: 'input_audio_buffer.append',
  RealtimeClientEventInputAudioBufferClear: 'input_audio_buffer.clear',
  RealtimeClientEventInputAudioBufferCommit: 'input_audio_buffer.commit',
  RealtimeClientEventOutputAudioBufferClear: 'output_audio_buffer.clear',
  RealtimeClientEventResponseCancel: 'response.cancel',
  RealtimeClientEventResponseCreate: 'response.create',
  RealtimeClientEventSessionUpdate: 'session.update',
};
