// The server events that @ai-sdk/openai turns into events of its own, and which of their members those carry.
//
// All others come as `custom` events, which have the frame alone.

const usage = (at, names) => Object.fromEntries(names.map(([wire, name]) => [`${at}/${wire}`, `usage.${name}`]));
const delta = { '/response_id': 'responseId', '/item_id': 'itemId', '/delta': 'delta' };
const inside = { '/response_id': 'responseId', '/item_id': 'itemId' };
const item = { '/response_id': 'responseId', '/item/id': 'itemId' };

/** Official type name -> its `type` on the wire, and the places in it -> the place in the package's event. */
export const EVENTS = {
  RealtimeServerEventSessionCreated: ['session.created', { '/session/id': 'sessionId' }],
  RealtimeServerEventSessionUpdated: ['session.updated', {}],
  RealtimeServerEventInputAudioBufferSpeechStarted: ['input_audio_buffer.speech_started', { '/item_id': 'itemId' }],
  RealtimeServerEventInputAudioBufferSpeechStopped: ['input_audio_buffer.speech_stopped', { '/item_id': 'itemId' }],
  RealtimeServerEventInputAudioBufferCommitted: [
    'input_audio_buffer.committed',
    { '/item_id': 'itemId', '/previous_item_id': 'previousItemId' },
  ],
  RealtimeServerEventConversationItemAdded: ['conversation.item.added', { '/item/id': 'itemId' }],
  RealtimeServerEventConversationItemInputAudioTranscriptionCompleted: [
    'conversation.item.input_audio_transcription.completed',
    {
      '/item_id': 'itemId',
      '/transcript': 'transcript',
      ...usage('/usage', [
        ['seconds', 'seconds'],
        ['input_tokens', 'inputTokens'],
        ['output_tokens', 'outputTokens'],
        ['input_token_details/audio_tokens', 'inputAudioTokens'],
        ['input_token_details/text_tokens', 'inputTextTokens'],
      ]),
    },
  ],
  RealtimeServerEventResponseCreated: ['response.created', { '/response/id': 'responseId' }],
  RealtimeServerEventResponseDone: [
    'response.done',
    {
      '/response/id': 'responseId',
      '/response/status': 'status',
      ...usage('/response/usage', [
        ['input_tokens', 'inputTokens'],
        ['output_tokens', 'outputTokens'],
        ['input_token_details/cached_tokens', 'cachedInputTokens'],
        ['input_token_details/audio_tokens', 'inputAudioTokens'],
        ['input_token_details/text_tokens', 'inputTextTokens'],
        ['input_token_details/cached_tokens_details/audio_tokens', 'cachedInputAudioTokens'],
        ['input_token_details/cached_tokens_details/text_tokens', 'cachedInputTextTokens'],
        ['output_token_details/audio_tokens', 'outputAudioTokens'],
        ['output_token_details/text_tokens', 'outputTextTokens'],
      ]),
    },
  ],
  RealtimeServerEventResponseOutputItemAdded: ['response.output_item.added', item],
  RealtimeServerEventResponseOutputItemDone: ['response.output_item.done', item],
  RealtimeServerEventResponseContentPartAdded: ['response.content_part.added', inside],
  RealtimeServerEventResponseContentPartDone: ['response.content_part.done', inside],
  RealtimeServerEventResponseAudioDelta: ['response.output_audio.delta', delta],
  RealtimeServerEventResponseAudioDone: ['response.output_audio.done', inside],
  RealtimeServerEventResponseAudioTranscriptDelta: ['response.output_audio_transcript.delta', delta],
  RealtimeServerEventResponseAudioTranscriptDone: [
    'response.output_audio_transcript.done',
    { ...inside, '/transcript': 'transcript' },
  ],
  RealtimeServerEventResponseTextDelta: ['response.output_text.delta', delta],
  RealtimeServerEventResponseTextDone: ['response.output_text.done', { ...inside, '/text': 'text' }],
  RealtimeServerEventResponseFunctionCallArgumentsDelta: [
    'response.function_call_arguments.delta',
    { ...delta, '/call_id': 'callId' },
  ],
  RealtimeServerEventResponseFunctionCallArgumentsDone: [
    'response.function_call_arguments.done',
    { ...inside, '/call_id': 'callId', '/name': 'name', '/arguments': 'arguments' },
  ],
  RealtimeServerEventError: [
    'error',
    { '/error/message': 'message', '/error/code': 'code', '/error/event_id': 'clientEventId' },
  ],
};
