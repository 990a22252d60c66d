"""What the database knows of messages on their way: every transition, fenced and written down.

``moment`` when something happens · ``transition`` the table of allowed moves and the one function
that makes them · ``claim`` taking a message and its point of no return · ``results`` what the
server answered · ``recovery`` after a crash, late proofs · ``decisions`` what people and imports
do · ``strikes`` what counts no more · ``batches`` start, pause, stop · ``lease`` one sender per
account · ``counts`` figures.

Functions take an open connection: the caller's transaction decides what is committed together.
"""

from relance_core.store.outbox.batches import (
    ask_to_send,
    due_later,
    finish_batches,
    pause_batch,
    pause_batches,
    resume_batch,
    start_batches,
    stop_batch,
)
from relance_core.store.outbox.claim import (
    Claimed,
    claim,
    give_back,
    point_of_no_return,
    something_to_mail,
    still_wanted,
)
from relance_core.store.outbox.counts import (
    Progress,
    counts,
    data_attempts,
    latest_data_epoch,
    progress,
    unknown_to_us,
)
from relance_core.store.outbox.decisions import (
    HeldMessages,
    cancel,
    cancel_confirmations,
    confirm,
    hold_messages_of,
    hold_stale,
    mark_posted,
    return_deposited,
    settle_uncertain,
)
from relance_core.store.outbox.lease import SenderLease, lease_holder, release_lease, take_lease
from relance_core.store.outbox.moment import Moment
from relance_core.store.outbox.recovery import Recovered, prove_sent, recover
from relance_core.store.outbox.results import (
    MAX_TRIES,
    backoff,
    forget_dead_addresses,
    record_deposited,
    record_printed,
    record_refused,
    record_retry,
    record_sent,
    record_stopped,
    record_uncertain,
    requeue,
)
from relance_core.store.outbox.transition import TRANSITIONS, Answer

__all__ = [
    "MAX_TRIES",
    "TRANSITIONS",
    "Answer",
    "Claimed",
    "HeldMessages",
    "Moment",
    "Progress",
    "Recovered",
    "SenderLease",
    "ask_to_send",
    "backoff",
    "cancel",
    "cancel_confirmations",
    "claim",
    "confirm",
    "counts",
    "data_attempts",
    "due_later",
    "finish_batches",
    "forget_dead_addresses",
    "give_back",
    "hold_messages_of",
    "hold_stale",
    "latest_data_epoch",
    "lease_holder",
    "mark_posted",
    "pause_batch",
    "pause_batches",
    "point_of_no_return",
    "progress",
    "prove_sent",
    "record_deposited",
    "record_printed",
    "record_refused",
    "record_retry",
    "record_sent",
    "record_stopped",
    "record_uncertain",
    "recover",
    "release_lease",
    "requeue",
    "resume_batch",
    "return_deposited",
    "settle_uncertain",
    "something_to_mail",
    "start_batches",
    "still_wanted",
    "stop_batch",
    "take_lease",
    "unknown_to_us",
]
