"""Clients with one defect each: the reference client, wrong in one thing. ``python planted.py NAME`` drives one."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass

from planted_links import (
    CannotBeClosedWhileWaiting,
    ChoosesTheModel,
    GivesUpSoon,
    HangsAfterClose,
    HidesClose,
    HidesRefusal,
    IgnoresPings,
    NeverCloses,
    ReadsOneMegabyte,
    RetriesWithoutEnd,
    SendsBetaHeader,
    SendsNoKey,
    SleepsThroughExpiry,
    TakesFragmentsForMessages,
)
from planted_readers import (
    DiesOfOldNames,
    DiesOnRepetition,
    DiesOnUnknownEvent,
    EncodesWords,
    EndsWithAny,
    JoinsWhatComes,
    KnowsAllItems,
    KnowsAllMembers,
    KnowsAllParts,
    KnowsAllValues,
    NeedsBase64,
    NeedsOutput,
    NeedsSettings,
    NeedsType,
    NeedsUsage,
    ReadsJsonAlone,
    ReadsTextAlone,
    ShowsStrayDeltas,
)
from planted_requests import (
    AnswersTwice,
    AsksBeforeTheEnd,
    DoesNotWait,
    EchoesServerMembers,
    ForgetsInterruption,
    ForgetsTheResult,
    ForgetsToCommit,
    MakesUpCallIds,
    NamesOldIds,
    NeedsArguments,
    NeedsTheFunction,
    OnlyFallsSilent,
    PlaysOn,
    RepeatsEventIds,
    SendsBinary,
    SpeaksBeta,
    TruncatesBeyond,
)
from planted_turns import (
    AnswersOnce,
    ClosesOnError,
    DiesOnError,
    DropsADelta,
    DropsSound,
    HangsOnFailure,
    HangsOnRefusal,
    HangsOnUnknownStatus,
    HidesErrors,
    HidesFailure,
    HidesIncompleteness,
    MakesUpWords,
    NeedsErrorCode,
    NeverSaysTurn,
    ReadsOneItem,
    ShowsTheUsersWords,
    StartsAnewOnError,
)

from conformance.peer.client.reference import Driver
from conformance.peer.client.serve import serve


@dataclass(frozen=True)
class Planted:
    """A client with a defect, the rule that it breaks, where, and what else is found then."""

    client: type[Driver]
    rule: str
    scenarios: tuple[str, ...]
    besides: tuple[str, ...] = ()
    waits: bool = False
    """Whether it is found by waiting in vain, up to the time limit."""


def _planted(
    client: type[Driver], rule: str, *scenarios: str, besides: tuple[str, ...] = (), waits: bool = False
) -> Planted:
    return Planted(client, rule, scenarios, besides, waits)


PLANTED: Mapping[str, Planted] = {
    one.client.__name__: one
    for one in (
        _planted(AnswersOnce, "client.next-turn", "turns/text", waits=True),
        _planted(ShowsTheUsersWords, "client.interleaved", "tolerance/transcription-in-answer"),
        _planted(SleepsThroughExpiry, "client.expiry", "errors/session-expired", waits=True),
        _planted(TakesFragmentsForMessages, "client.fragments", "tolerance/fragments", waits=True),
        _planted(NeedsTheFunction, "call.client-unknown-function", "tools/unknown-function"),
        _planted(MakesUpCallIds, "call.client-output-known", "tools/call"),
        _planted(SendsBinary, "event.client-type", "turns/text"),
        _planted(RepeatsEventIds, "event.client-id", "turns/text"),
        _planted(ForgetsToCommit, "buffer.client-commits", "turns/spoken"),
        _planted(HangsOnUnknownStatus, "client.unknown-status", "tolerance/unknown-response-status", waits=True),
        _planted(HangsOnFailure, "client.failed-response", "errors/cancelled-response", waits=True),
        _planted(DiesOnError, "client.error-event", "errors/error-between-answers"),
        _planted(ClosesOnError, "client.error-event", "errors/error-between-answers"),
        _planted(StartsAnewOnError, "client.error-event", "errors/error-between-answers"),
        _planted(HangsOnRefusal, "client.error-event", "errors/refused-request", waits=True),
        _planted(HidesErrors, "client.error-shown", "errors/error-between-answers"),
        _planted(NeedsErrorCode, "client.error-sparse", "errors/sparse-error"),
        _planted(HidesFailure, "client.failed-shown", "errors/failed-response"),
        _planted(HidesIncompleteness, "client.incomplete-shown", "errors/out-of-tokens"),
        _planted(DropsADelta, "client.text-shown", "turns/text", waits=True),
        _planted(MakesUpWords, "client.text-shown", "turns/text"),
        _planted(DropsSound, "client.audio-shown", "turns/sound", waits=True),
        _planted(NeverSaysTurn, "client.turn-shown", "turns/text", waits=True),
        _planted(ReadsOneItem, "client.several-items", "turns/two-messages", waits=True),
        _planted(DoesNotWait, "response.client-one-active", "turns/hurried-user", waits=True),
        _planted(TruncatesBeyond, "truncate.client-within", "interruption/truncates"),
        _planted(OnlyFallsSilent, "client.interrupt-cuts", "interruption/truncates", waits=True),
        _planted(PlaysOn, "client.interrupt-stops", "interruption/late-pieces"),
        _planted(EchoesServerMembers, "event.client-valid", "turns/text"),
        _planted(SpeaksBeta, "event.client-valid", "turns/text"),
        _planted(
            AsksBeforeTheEnd,
            "call.client-response-after-output",
            "tools/slow-call",
            besides=("response.client-one-active", "client.tool-answered"),
        ),
        _planted(AnswersTwice, "call.client-output-once", "tools/call", besides=("client.tool-answered",)),
        _planted(ForgetsTheResult, "client.tool-answered", "tools/call"),
        _planted(NeedsArguments, "call.client-answers-bad-arguments", "tools/bad-arguments"),
        _planted(
            RetriesWithoutEnd,
            "client.no-retry-storm",
            "connection/refused-401",
            besides=("client.auth-refused",),
            waits=True,
        ),
        _planted(
            HidesClose,
            "client.close-told",
            "connection/close-in-answer-1001",
            besides=("client.close-in-response",),
            waits=True,
        ),
        _planted(HangsAfterClose, "client.close-in-response", "connection/close-in-answer-1001", waits=True),
        _planted(
            HidesRefusal, "client.auth-refused", "connection/refused-401", "connection/refused-by-key", waits=True
        ),
        _planted(NamesOldIds, "client.ids-not-reused", "connection/close-after-sound", besides=("item.client-anchor",)),
        _planted(NeverCloses, "client.closes", "turns/text", waits=True),
        _planted(SendsBetaHeader, "connection.no-beta-header", "turns/text"),
        _planted(SendsNoKey, "connection.authorization", "turns/text"),
        _planted(ChoosesTheModel, "connection.path", "turns/text"),
        _planted(DiesOnUnknownEvent, "client.unknown-event", "tolerance/unknown-event-of-vendors", waits=True),
        _planted(KnowsAllMembers, "client.unknown-member", "tolerance/unknown-members"),
        _planted(KnowsAllItems, "client.unknown-item", "tolerance/unknown-item"),
        _planted(KnowsAllParts, "client.unknown-part", "tolerance/unknown-content-part"),
        _planted(KnowsAllValues, "client.unknown-value", "tolerance/unknown-rate-limit"),
        _planted(NeedsUsage, "client.null-usage", "tolerance/null-usage"),
        _planted(NeedsSettings, "client.null-member", "tolerance/null-settings"),
        _planted(JoinsWhatComes, "client.null-delta", "tolerance/null-delta", waits=True),
        _planted(NeedsOutput, "client.empty-output", "tolerance/empty-response", waits=True),
        _planted(ShowsStrayDeltas, "client.stray-delta", "tolerance/stray-delta"),
        _planted(EndsWithAny, "client.stray-delta", "tolerance/stray-done"),
        _planted(DiesOnRepetition, "client.duplicate-done", "tolerance/duplicate-done"),
        _planted(DiesOfOldNames, "client.retired-names", "tolerance/retired-names"),
        _planted(ReadsJsonAlone, "client.malformed-frame", "frames/not-json", besides=("client.closes",), waits=True),
        _planted(ReadsTextAlone, "client.binary-frame", "frames/binary"),
        _planted(NeedsType, "client.missing-type", "frames/without-type"),
        _planted(NeedsBase64, "client.damaged-audio", "frames/bad-base64"),
        _planted(EncodesWords, "client.lone-surrogate", "frames/half-a-surrogate", waits=True),
        _planted(ReadsOneMegabyte, "client.large-frame", "frames/large", waits=True),
        _planted(IgnoresPings, "client.ping", "connection/ping", waits=True),
        _planted(GivesUpSoon, "client.slow-server", "connection/slow"),
        _planted(
            CannotBeClosedWhileWaiting,
            "client.silent-server",
            "connection/silent",
            "connection/silent-in-answer",
            waits=True,
        ),
        _planted(ForgetsInterruption, "client.after-interruption", "interruption/by-user", waits=True),
    )
}

if __name__ == "__main__":
    serve(PLANTED[sys.argv[1]].client)
