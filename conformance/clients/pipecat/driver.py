"""Drives OpenAIRealtimeLLMService of pipecat in a pipeline, which asks, and answers calls, by itself.

The service takes words of the user with the first context alone; later ones go to it as client events, by the
application. Its user interrupts with the voice, which the server hears, so there is nothing to call for that. What it
says about its own trouble is logged.
"""

from __future__ import annotations

import asyncio
import json
from importlib.metadata import version
from typing import Any

from loguru import logger
from pipecat.adapters.llm.schemas.function_schema import FunctionSchema
from pipecat.adapters.llm.schemas.tools_schema import ToolsSchema
from pipecat.frames import frames
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineWorker
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.aggregators.llm_response_universal import LLMContextAggregatorPair, LLMUserAggregatorParams
from pipecat.processors.frame_processor import FrameProcessor
from pipecat.services.openai.realtime import events
from pipecat.services.openai.realtime.llm import OpenAIRealtimeLLMService
from pipecat.turns.user_turn_strategies import ExternalUserTurnStrategies
from pipecat.workers.runner import WorkerRunner

from conformance.peer.client import Can, Hello, Server, Show, Tool
from conformance.peer.client.serve import serve

_RATE, _PIECE = 24_000, 4_800


class Speaker(FrameProcessor):  # type: ignore[misc]  # it is not installed here
    """Shows the frames that come out of the service."""

    def __init__(self, show: Show) -> None:
        super().__init__()
        self.show = show

    async def process_frame(self, frame: Any, direction: Any) -> None:
        """Show one frame, and pass it on."""
        await super().process_frame(frame, direction)
        match frame:
            case frames.LLMTextFrame():
                self.show("text", delta=frame.text)
            case frames.TTSAudioRawFrame():
                self.show("audio", bytes=len(frame.audio))
            case frames.LLMFullResponseEndFrame():
                self.show("turn")
            case frames.FunctionCallsStartedFrame():
                for call in frame.function_calls:
                    self.show("tool", name=call.function_name, arguments=json.dumps(dict(call.arguments)))
        await self.push_frame(frame, direction)


class Driver:
    """One session."""

    hello = Hello(
        "pipecat",
        version("pipecat-ai"),
        "python",
        frozenset({Can.SAY, Can.AUDIO, Can.TOOLS}),
        homepage="https://github.com/pipecat-ai/pipecat",
        issues="https://github.com/pipecat-ai/pipecat/issues",
    )

    def __init__(self, show: Show) -> None:
        self.show = show
        self.log = logger.add(self.logged, level="ERROR")
        self.asked = False

    async def connect(self, server: Server) -> None:
        """Start a pipeline with the service in its middle."""
        properties: Any = events.SessionProperties(output_modalities=[server.output])
        self.llm: Any = OpenAIRealtimeLLMService(
            api_key=server.key,
            base_url=server.url.partition("?")[0],
            settings=OpenAIRealtimeLLMService.Settings(model=server.model, session_properties=properties),
        )
        self.context = LLMContext(tools=ToolsSchema(standard_tools=[*map(self.function, server.tools)]))
        turns = LLMUserAggregatorParams(user_turn_strategies=ExternalUserTurnStrategies())  # the server's
        aggregators = LLMContextAggregatorPair(self.context, user_params=turns)
        pipeline = Pipeline([aggregators.user(), self.llm, Speaker(self.show), aggregators.assistant()])
        self.worker = PipelineWorker(pipeline, idle_timeout_secs=None)
        started = asyncio.Event()
        self.worker.add_event_handler("on_pipeline_started", lambda *_: started.set())
        self.worker.add_event_handler("on_pipeline_error", lambda _, frame: self.show("error", message=frame.error))
        runner = WorkerRunner(handle_sigint=False)
        await runner.add_workers(self.worker)
        self.running = asyncio.create_task(runner.run())
        await started.wait()

    async def say(self, text: str) -> None:
        """Ask in words."""
        if not self.asked:
            self.asked = True
            self.context.add_message({"role": "user", "content": text})
            await self.worker.queue_frame(frames.LLMRunFrame())
            return
        content = [events.ItemContent(type="input_text", text=text)]
        item = events.ConversationItem(type="message", role="user", content=content)
        await self.llm.send_client_event(events.ConversationItemCreateEvent(item=item))
        await self.llm.send_client_event(events.ResponseCreateEvent())

    async def audio(self, pcm: bytes) -> None:
        """Ask in sound, whose end the server hears."""
        for start in range(0, len(pcm), _PIECE):
            piece = frames.InputAudioRawFrame(pcm[start : start + _PIECE], sample_rate=_RATE, num_channels=1)
            await self.worker.queue_frame(piece)

    async def close(self) -> None:
        """End the pipeline."""
        await self.worker.cancel()
        await self.running
        logger.remove(self.log)

    def function(self, tool: Tool) -> FunctionSchema:
        """A function that the service offers."""

        async def result(call: Any) -> None:
            await call.result_callback(tool.result)

        self.llm.register_function(tool.name, result)
        members: Any = tool.parameters
        return FunctionSchema(tool.name, tool.description, members["properties"], members.get("required", []))

    def logged(self, message: Any) -> None:
        """Show an error that is logged."""
        self.show("error", message=message.record["message"])


if __name__ == "__main__":
    serve(Driver)
