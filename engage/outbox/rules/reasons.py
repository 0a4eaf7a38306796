"""Why a message was not sent, or why it waits, and how people are told."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """Why a message was not sent, or why it waits."""

    NO_CONSENT = "no_consent"
    WITHDRAWN = "withdrawn"
    RUN_OUT = "run_out"
    GIVEN_UP = "given_up"
    ON_A_BREAK = "on_a_break"
    LEFT = "left"
    ERASED = "erased"
    MERGED = "merged"
    DIED = "died"
    RESTRICTED = "restricted"
    UNVERIFIED = "unverified"
    CAME_BACK = "came_back"
    NO_ADDRESS = "no_address"
    NEEDS_ANOTHER_WAY = "needs_another_way"
    UNKNOWN_ADDRESS = "unknown_address"
    TOO_MANY = "too_many"
    ALREADY_DONE = "already_done"
    SUPERSEDED = "superseded"
    SWITCHED_OFF = "switched_off"
    RULE_CHANGED = "rule_changed"
    REMINDED_BY_HAND = "reminded_by_hand"
    REMINDED_LATELY = "reminded_lately"
    REMINDED_ENOUGH = "reminded_enough"
    NOT_AGAIN = "not_again"
    MOVED = "moved"
    MISSED = "missed"
    QUIET_DAY = "quiet_day"
    TOO_LATE = "too_late"
    SUSPENDED = "suspended"
    APPOINTMENT_ENDED = "appointment_ended"
    QUIET_HOURS = "quiet_hours"
    REFUSED_BY_SERVER = "refused_by_server"
    LINE_CUT = "line_cut"
    STOPPED_HALFWAY = "stopped_halfway"
    PUT_OFF_BY_SERVER = "put_off_by_server"
    LINE_DOWN = "line_down"
    NOT_WRITTEN = "not_written"
    NOTHING_TO_SAY = "nothing_to_say"
    CALLED_OFF = "called_off"
    SENT_AGAIN = "sent_again"
    LEFT_AS_IT_IS = "left_as_it_is"
    NO_SUCH_ADDRESS = "no_such_address"
    MAILBOX_FULL = "mailbox_full"
    TURNED_AWAY = "turned_away"
    NOT_IN_TIME = "not_in_time"
    NUMBER_NOT_IN_USE = "number_not_in_use"
    PHONE_NOT_REACHED = "phone_not_reached"
    NOT_PASSED_ON = "not_passed_on"
    MARKED_BY_HAND = "marked_by_hand"
    MARKED_BY_MISTAKE = "marked_by_mistake"


REASON_WORDS: dict[Reason, str] = {
    Reason.NO_CONSENT: "They have not said yes to this kind of message.",
    Reason.WITHDRAWN: "They stopped this kind of message.",
    Reason.RUN_OUT: "Their yes to this kind of message has run out.",
    Reason.GIVEN_UP: "We no longer send this kind of message.",
    Reason.ON_A_BREAK: "They are taking a break.",
    Reason.LEFT: "They have left the pool.",
    Reason.ERASED: "Their record has been erased.",
    Reason.MERGED: "Their two records were merged, and the other one is written to.",
    Reason.DIED: "We were told that they have died.",
    Reason.RESTRICTED: "How to reach them is hidden, and only an address they confirmed is written to.",
    Reason.UNVERIFIED: "They have not confirmed their e-mail address.",
    Reason.CAME_BACK: "An earlier message to this address came back.",
    Reason.NO_ADDRESS: "We have no address to send it to.",
    Reason.NEEDS_ANOTHER_WAY: "They are reached another way than by e-mail. It is on a list of “By phone, text and post”.",
    Reason.UNKNOWN_ADDRESS: "Nobody we know has this address.",
    Reason.TOO_MANY: "There were too many messages in a short time. An optional one waits until Monday morning.",
    Reason.ALREADY_DONE: "What it asks for has been done already.",
    Reason.SUPERSEDED: "A newer message took its place.",
    Reason.SWITCHED_OFF: "This kind of reminder is switched off.",
    Reason.RULE_CHANGED: "The rule was changed before it went, and does not ask for this one any more.",
    Reason.REMINDED_BY_HAND: "Somebody of the team reminded them by hand, or spoke with them about it, in the three days before.",
    Reason.REMINDED_LATELY: "They were reminded of the same thing a few days before.",
    Reason.REMINDED_ENOUGH: "They have been reminded of it as often as the rule allows.",
    Reason.NOT_AGAIN: "They asked not to be reminded of this again.",
    Reason.MOVED: "The day it hangs on was moved. It falls due again by the new day.",
    Reason.MISSED: "It fell due while nothing was sent here, and was too late when sending began again.",
    Reason.QUIET_DAY: "It is held over a day on which we send no reminders.",
    Reason.TOO_LATE: "It could not be sent in time, and then it was pointless.",
    Reason.SUSPENDED: "The account is suspended.",
    Reason.APPOINTMENT_ENDED: "They do not do any more in their team what this was written to them for.",
    Reason.QUIET_HOURS: "It is held until morning.",
    Reason.REFUSED_BY_SERVER: "The mail server refused it for good.",
    Reason.LINE_CUT: "The line to the mail server broke while it was being sent. It may or may not have arrived.",
    Reason.STOPPED_HALFWAY: "Sending was interrupted. It may or may not have arrived.",
    Reason.PUT_OFF_BY_SERVER: "The mail server asked us to try again later.",
    Reason.LINE_DOWN: "The mail server could not be reached. We are trying again.",
    Reason.NOT_WRITTEN: "The message could not be written. We are trying again, and the fault is in the log.",
    Reason.NOTHING_TO_SAY: "There was nothing left to say, or nowhere to send it.",
    Reason.CALLED_OFF: "What it was about has been called off.",
    Reason.SENT_AGAIN: "It was sent again as a new message.",
    Reason.LEFT_AS_IT_IS: "Somebody decided not to send it again.",
    Reason.NO_SUCH_ADDRESS: "The mail server there says that there is no such address.",
    Reason.MAILBOX_FULL: "The mail server there says that the mailbox is full.",
    Reason.TURNED_AWAY: "The mail server there did not take it.",
    Reason.NOT_IN_TIME: "The mail server there could not deliver it in time, and gave up.",
    Reason.NUMBER_NOT_IN_USE: "The phone network says that the number is not in use.",
    Reason.PHONE_NOT_REACHED: "The phone could not be reached in time. It may have been off or full.",
    Reason.NOT_PASSED_ON: "GOV.UK Notify could not pass it on. That says nothing about the address or number.",
    Reason.MARKED_BY_HAND: "Somebody on the team wrote down that it came back.",
    Reason.MARKED_BY_MISTAKE: "Somebody had written down by mistake that it came back.",
}
