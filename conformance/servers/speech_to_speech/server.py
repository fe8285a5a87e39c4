"""speech-to-speech with a stand-in for its models: the real router and service, and a pipeline that repeats the words.

Usage: server.py PORT
"""

import json
import sys
from queue import Queue
from threading import Event, Thread
from typing import Any
from uuid import uuid4

import numpy as np
from openai.types.responses.response_function_tool_call import ResponseFunctionToolCall
from speech_to_speech.api.openai_realtime.pipeline_unit import PipelineUnit
from speech_to_speech.api.openai_realtime.server import RealtimeServer
from speech_to_speech.api.openai_realtime.service import RealtimeService
from speech_to_speech.pipeline.cancel_scope import CancelScope
from speech_to_speech.pipeline.control import SESSION_END, is_control_message
from speech_to_speech.pipeline.events import AssistantOutputEvent, AssistantResponseDoneEvent, TokenUsageEvent
from speech_to_speech.pipeline.messages import (
    AUDIO_RESPONSE_DONE,
    AssistantTextPart,
    AssistantToolCallPart,
    AudioOutput,
    GenerateResponseRequest,
)
from speech_to_speech.utils.utils import response_wants_audio

SENTENCE = "Good day, and what can I do for you?"
RATE, WORD_SECONDS = 16_000, 0.1


def answer(asked: GenerateResponseRequest) -> list[AssistantTextPart | AssistantToolCallPart]:
    """A call if the user's last words name `get_weather`, the result of a call, or a sentence."""
    said = asked.runtime_config.chat.buffer
    last: Any = said[-1] if said else None
    if last is not None and last.type == "function_call_output":
        return [AssistantTextPart(text=f"The tool says: {last.output}")]
    words = " ".join(part.text or "" for part in getattr(last, "content", None) or [])
    if "get_weather" in words:
        call = ResponseFunctionToolCall(
            type="function_call",
            call_id=f"call_{uuid4().hex[:16]}",
            name="get_weather",
            arguments=json.dumps({"city": "Paris"}),
        )
        return [AssistantToolCallPart(tool=call)]
    return [AssistantTextPart(text=SENTENCE)]


def unit() -> PipelineUnit:
    """A pipeline without models: threads take the place of its handlers."""
    prompts: Queue[object] = Queue()
    listens = Event()
    listens.set()
    made = PipelineUnit(
        index=0,
        service=RealtimeService(text_prompt_queue=prompts, should_listen=listens),
        cancel_scope=CancelScope(),
        should_listen=listens,
        response_playing=Event(),
        input_queue=Queue(),
        output_queue=Queue(),
        text_output_queue=Queue(),
        text_prompt_queue=prompts,
        handlers=[],
    )
    Thread(target=generate, args=(made,), daemon=True).start()
    Thread(target=listen, args=(made,), daemon=True).start()
    return made


def generate(unit: PipelineUnit) -> None:
    """What the language model and the voice do: each request is answered in the output queue."""
    while True:
        asked = unit.text_prompt_queue.get()
        if not isinstance(asked, GenerateResponseRequest):
            continue
        generation = unit.cancel_scope.generation
        of = {"response_key": asked.response_key, "turn_id": asked.turn_id, "turn_revision": asked.turn_revision}
        parts = answer(asked)
        unit.output_queue.put(AssistantOutputEvent(parts=parts, cancel_generation=generation, **of))
        if response_wants_audio(asked.response):
            for part in parts:
                words = part.text.split() if isinstance(part, AssistantTextPart) else []
                for _ in words:
                    audio = np.zeros(int(RATE * WORD_SECONDS), dtype=np.int16)
                    unit.output_queue.put(
                        AudioOutput(audio=audio, cancel_generation=generation, response_key=asked.response_key)
                    )
        unit.output_queue.put(TokenUsageEvent(input_tokens=1, output_tokens=8, cancel_generation=generation, **of))
        unit.output_queue.put(AssistantResponseDoneEvent(cancel_generation=generation, **of))
        unit.output_queue.put(
            AudioOutput(audio=AUDIO_RESPONSE_DONE, cancel_generation=generation, response_key=asked.response_key)
        )


def listen(unit: PipelineUnit) -> None:
    """What speech detection does here: nothing, but the end of a session goes through."""
    while True:
        item = unit.input_queue.get()
        if is_control_message(item, SESSION_END.kind):
            unit.output_queue.put(item)


if __name__ == "__main__":
    # Several, because one is given back some time after its client has left.
    RealtimeServer(Event(), [unit() for _ in range(8)], host="127.0.0.1", port=int(sys.argv[1])).run()
