"""What other systems got wrong and this one must not: each has a test of its own, and this page says which."""

from __future__ import annotations

from pathlib import Path

import pytest

TESTS = Path(__file__).parent.parent
ACCEPTANCE = {
    "stopped between planning and sending": "consent/test_acceptance.py::test_1_a_stop_between_planning_and_sending_sends",
    "not by text, for one and for many": "consent/test_acceptance.py::test_2_not_by_text_holds_for_one_and_for_many",
    "called off: no reminder": "outbox/test_sending.py::test_what_was_called_off_meanwhile_does_not_go",
    "called off while a set is out": "outbox/test_sets.py::test_what_is_called_off_while_a_set_is_asked_about_does_not_go",
    "no more reminders of one thing": "reminders/test_rehearsing.py::test_whoever_has_enough_of_one_thing_says_so_without",
    "killed in the middle": "crash/test_campaign.py::test_killed_at_every_point_of_a_message_nothing_is_sent_twice_or_lost",
    "two workers": "cli/test_processes.py::test_two_passes_at_once_send_each_message_once",
    "two that look at once": "reminders/test_rehearsing.py::test_each_goes_once_however_often_and_from_how_many_sides",
    "a day that is moved": "reminders/test_rehearsing.py::test_a_day_that_is_moved_is_asked_about_again_and_the_old_one",
    "reminded by hand before": "reminders/test_rehearsing.py::test_a_reminder_by_hand_goes_now_and_the_automatic_one_does_not",
    "spoken with before": "reminders/test_rehearsing.py::test_whoever_was_reached_about_it_is_not_reminded",
    "a scanner opens links": "journeys/test_choosing.py::test_one_press_stops_without_signing_in_and_as_often_as_one_likes",
    "one post stops": "journeys/test_choosing.py::test_a_mail_program_stops_with_one_post",
    "clocks change, reminders": "reminders/test_changing.py::test_over_a_change_of_the_clocks_each_goes_once_in_the_morning",
    "clocks change, jobs": "timetable/test_tick.py::test_a_daily_job_runs_once_on_the_day_the_clocks_change",
    "clocks change, dates": "reminders/test_clock_changes.py::test_each_reminder_falls_due_once_at_nine_however_often_one",
    "nothing agreed, and an override": "sharing/test_permitting.py::test_does_not_agree_is_refused_and_an_override_tells",
    "agreed until yesterday": "sharing/test_deciding.py::test_a_decision_runs_out_the_day_after_it_was_to_be_looked_at",
    "an administrator opens a carer": "carers/test_details.py::test_another_teams_carer_is_nowhere_and_nobody_else_opens_one",
    "a champion whose appointment ended": "teams/test_keeping.py::test_access_ends_with_the_appointment_while_signed_in",
    "a champion whose last day is over": "teams/test_keeping.py::test_a_last_day_ends_access_at_midnight_and_can_be_moved",
    "called off: one notice": "mailings/test_dates.py::test_a_date_goes_out_is_changed_and_cancelled",
    "the week is full": "reminders/test_week.py::test_the_fourth_optional_message_of_a_week_waits_until_monday",
    "in any order nothing is told that was not agreed": "sharing/test_permitting.py::test_no_order_of_things_lets_more_through",
    "a gate that says no": "outbox/test_gate.py::test_no_template_is_offered_to_the_mail_server_when_the_gate_says_no",
}


@pytest.mark.parametrize("what", ACCEPTANCE)
def test_each_has_its_test(what: str) -> None:
    file, _, name = ACCEPTANCE[what].partition("::")
    assert f"\ndef {name}" in (TESTS / file).read_text(encoding="utf-8"), what
