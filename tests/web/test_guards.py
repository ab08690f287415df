"""Every guard of the web has two real transactions against each other; a new one fails here."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from web.guards import every_guard, guards_in

HERE = Path(__file__).parent
#: by module, the tests that run two transactions against each other, and which guards they meet
GUARDED: Mapping[str, Mapping[str, Sequence[str]]] = {
    "test_moves_messages": {
        "test_of_two_who_prepare_a_campaign_again_one_is_told": [
            "campaigns.services.preparing:prepare_again",
            "campaigns.services.preparing:same_page",
        ],
        "test_of_two_who_list_a_campaign_one_does": [
            "campaigns.services.preparing:fill",
        ],
        "test_of_two_who_word_a_campaign_one_is_told": [
            "campaigns.services.preparing:word",
        ],
        "test_of_two_who_take_a_campaign_further_one_is_told": [
            "campaigns.services.releasing:_step",
        ],
        "test_two_workers_write_a_campaign_s_messages_once": [
            "campaigns.services.releasing:write_next",
        ],
        "test_what_a_worker_has_in_hand_is_not_held": [
            "notifications.services.batches:_move",
        ],
        "test_a_message_two_workers_want_is_taken_by_one": [
            "notifications.services.delivering:step",
        ],
        "test_of_two_who_settle_a_message_one_is_told": [
            "notifications.services.settling:settle",
        ],
        "test_of_two_who_set_channels_one_is_told": [
            "notifications.services.dispatching:save_dispatch",
        ],
        "test_of_two_who_word_a_message_one_is_told": [
            "notifications.services.wording:save_wording",
        ],
        "test_a_message_read_twice_was_read_once": [
            "notifications.services.settling:mark_read",
        ],
        "test_a_receipt_that_comes_twice_is_kept": [
            "notifications.services.settling:take_receipt",
        ],
    },
    "test_moves_accounts": {
        "test_of_codes_issued_at_once_the_last_is_the_open_one": [
            "accounts.services.codes:issue",
        ],
        "test_of_two_who_close_an_account_one_is_told": [
            "accounts.services.managing:close",
            "accounts.services.managing:reopen",
        ],
        "test_a_code_of_the_authenticator_opens_once": [
            "accounts.services.second_factor:_right",
        ],
        "test_a_recovery_code_opens_once": [
            "accounts.services.second_factor:_by_any_way",
        ],
        "test_a_session_begun_or_ended_twice_is_one": [
            "accounts.services.sessions:begin",
            "accounts.services.sessions:end",
        ],
        "test_who_activates_while_slips_are_printed_keeps_the_login": [
            "accounts.services.slips:print_slips",
        ],
        "test_a_number_gets_one_account": [
            "accounts.services.users:create_user",
        ],
        "test_the_first_entries_of_a_chain_follow_each_other": [
            "audit.chain:locked_head",
        ],
        "test_a_view_saved_twice_at_once_is_one": [
            "lists.views:save",
        ],
        "test_a_message_with_a_key_is_written_once": [
            "notifications.services.__init__:send",
        ],
    },
    "test_moves_approvals": {
        "test_who_signs_twice_at_once_signs_once": [
            "approvals.services.signing:held",
            "approvals.services.running:advance",
            "approvals.services.running:settle",
            "approvals.views.acts:_require_asked",
            "approvals.services.signing:require_asked",
        ],
        "test_of_signing_and_returning_at_once_one_is_told": [
            "approvals.services.returning:_to_author",
            "approvals.services.running:redo",
        ],
        "test_who_signs_while_it_is_withdrawn_is_told_or_signs_before": [
            "approvals.services.running:end",
        ],
        "test_of_two_who_excuse_or_skip_a_step_one_is_told": [
            "approvals.services.signing:excuse",
        ],
        "test_a_stamped_paper_recorded_twice_at_once_is_recorded_once": [
            "approvals.services.recording:_stamp",
            "approvals.services.recording:_step",
        ],
        "test_of_a_return_and_a_paper_at_once_one_is_told": [
            "approvals.services.recording:_held",
        ],
        "test_of_two_who_file_again_after_a_return_one_resumes_the_run": [
            "approvals.services.running:_resume",
            "approvals.services.running:_sign_what_is_signed",
        ],
        "test_routes_made_twice_at_once_are_made_once": [
            "approvals.routes:ensure_routes",
        ],
        "test_of_two_who_change_a_route_at_once_one_is_told": [
            "approvals.services.routing:save_route",
        ],
        "test_evidence_that_comes_while_somebody_signs_is_signed_for": [
            "approvals.services.reopening:reopen_for_evidence",
        ],
        "test_of_two_who_sign_one_sheet_one_is_told": [
            "approvals.services.sheets:held",
            "approvals.services.sheets:require_whole",
            "approvals.views.sheets:_require_asked",
            "destinations.services.holding:hold_all",
        ],
        "test_a_sheet_is_signed_before_a_record_of_it_goes_back_or_not_at_all": [
            "destinations.services.holding:step_all",
            "common.states:move_all",
        ],
        "test_two_sheets_made_at_once_get_numbers_of_their_own": [
            "approvals.services.sheets:make",
        ],
    },
    "test_moves_cohorts": {
        "test_of_two_who_archive_a_cohort_or_open_it_again_one_is_told": [
            "roster.services.cohorts:archive",
            "roster.services.cohorts:unarchive",
        ],
        "test_of_two_corrections_of_a_cohort_one_is_kept": [
            "roster.services.cohortcorrecting:correct_cohort",
        ],
        "test_of_two_cohorts_corrected_to_one_year_one_is": [
            "roster.services.cohortcorrecting:_write",
        ],
        "test_of_two_versions_of_settings_at_once_one_is_saved": [
            "roster.services.cohortsettings:save_settings",
        ],
        "test_a_roster_is_written_before_its_cohort_is_archived_or_not_at_all": [
            "roster.services.cohorts:hold_open",
        ],
    },
    "test_moves_complaints": {
        "test_of_two_complaints_at_once_each_has_a_number_and_of_one_sent_twice_one_is_kept": [
            "complaints.services.receiving:receive",
        ],
        "test_of_two_who_pass_a_complaint_on_one_is_told": [
            "complaints.services.handling:pass_on",
        ],
        "test_of_two_who_act_on_a_complaint_at_once_one_is_told": [
            "complaints.services.handling:accept",
            "complaints.services.handling:ask",
            "complaints.services.handling:close",
            "complaints.services.handling:reopen",
            "complaints.services.receiving:supplement",
        ],
    },
    "test_moves_surveys": {
        "test_of_two_who_take_a_survey_further_at_once_one_is_told": [
            "verification.services.planning:_held",
            "verification.services.planning:_step",
        ],
        "test_two_who_plan_at_once_get_numbers_of_their_own": [
            "verification.services.planning:_next_number",
        ],
        "test_two_callers_who_take_at_once_get_two_records": [
            "verification.services.desk:_first_waiting",
        ],
        "test_one_caller_in_two_windows_has_one_record": [
            "verification.services.desk:_give",
        ],
        "test_a_call_noted_twice_at_once_is_noted_once": [
            "verification.services.noting:end",
            "verification.services.desk:_in_hand",
        ],
        "test_a_call_taken_back_twice_at_once_is_taken_back_once": [
            "verification.services.desk:undo",
        ],
        "test_an_answer_is_taken_back_or_asked_for_a_second_time": [
            "verification.services.desk:_keep_first",
        ],
        "test_of_two_who_send_visitors_to_a_place_at_once_one_is_told": [
            "verification.services.visiting:plan_visits",
        ],
        "test_a_survey_ends_with_what_was_confirmed_before_or_without_it": [
            "verification.services.visiting:take_findings",
            "verification.services.planning:close",
        ],
        "test_of_two_scripts_at_once_one_is_told": [
            "verification.services.wording:save_script",
        ],
    },
    "test_moves_inspection": {
        "test_of_two_who_draft_the_report_one_is_told": [
            "schoolreport.services.writing:draft",
        ],
        "test_of_two_who_change_a_report_one_is_told": [
            "schoolreport.services.writing:_refuse_older",
            "schoolreport.services.writing:_revised",
        ],
        "test_of_two_who_freeze_a_report_one_is_told": [
            "schoolreport.services.writing:freeze",
            "schoolreport.services.writing:_told",
        ],
        "test_of_two_workers_at_one_pack_one_finishes_it": [
            "inspection.tasks:_finish",
        ],
        "test_of_two_workers_a_pack_fails_for_once": [
            "inspection.tasks:_failed",
        ],
        "test_a_pack_that_ends_while_it_is_fetched_is_whole_or_told": [
            "inspection.tasks:sweep",
            "inspection.views.packing:fetch",
        ],
    },
    "test_moves_visits": {
        "test_of_two_reports_at_once_one_is_taken": [
            "visits.services.reporting:report",
            "visits.services.revising:revised",
        ],
        "test_of_two_photos_with_one_key_at_once_one_is_kept": [
            "visits.services.photographing:_kept",
        ],
        "test_a_photo_two_take_out_at_once_is_taken_out_by_one": [
            "visits.services.photographing:remove",
        ],
        "test_of_two_who_change_a_plan_at_once_one_is_told": [
            "visits.services.planning:assign",
            "visits.services.planning:call_off",
        ],
        "test_of_two_plans_from_a_case_that_closes_one_is_told": [
            "visits.services.planning:_cases",
        ],
        "test_both_words_at_once_complete_a_visit_and_one_word_counts_once": [
            "visits.services.reporting:confirm",
        ],
        "test_of_two_who_reopen_at_once_one_is_told": [
            "visits.services.reporting:reopen",
        ],
        "test_of_two_who_settle_at_once_one_is_told": [
            "visits.services.settling:settle",
            "visits.services.settling:_conclude",
            "alerts.services.proving:conclude",
        ],
    },
    "test_moves_compilations": {
        "test_of_two_who_ask_at_once_one_is_made": [
            "compilations.services.asking:ask",
        ],
        "test_of_two_who_ask_anew_at_once_one_is_told": [
            "compilations.services.asking:_again",
        ],
        "test_what_is_made_while_it_is_stopped_ends_once": [
            "compilations.services.making:_keep",
            "compilations.services.making:_fail",
        ],
    },
    "test_moves_papers": {
        "test_of_two_who_prepare_one_paper_one_is_told": [
            "papers.services.preparing:_frozen",
        ],
        "test_of_two_who_act_on_a_paper_at_once_one_is_told": [
            "papers.services.stepping:step",
            "papers.services.stepping:revised",
            "papers.services.stepping:in_state",
        ],
        "test_of_two_who_set_certificates_one_is_told": [
            "certificates.services.trusting:_trusted",
            "certificates.services.trusting:distrust",
            "certificates.services.owning:_kept",
            "certificates.services.owning:end",
            "certificates.services.owning:_authority",
            "certificates.services.serving:set_service",
            "certificates.services.revoking:_kept",
            "certificates.services.naming:add_alias",
            "certificates.services.naming:end_alias",
        ],
        "test_one_head_who_signs_twice_at_once_signs_once": [
            "papers.services.signing:require_asked",
        ],
        "test_of_two_who_bring_one_page_in_ink_one_is_told": [
            "papers.services.inking:_hands",
        ],
    },
    "test_moves_assessment": {
        "test_of_two_proposals_on_one_ground_at_once_one_is_told": [
            "assessment.services.proposing:propose",
            "assessment.services.proposing:_grounds",
        ],
        "test_of_two_who_act_on_a_listing_at_once_one_is_told": [
            "assessment.services.stepping:_step",
            "assessment.services.stepping:revised",
        ],
        "test_of_two_who_attach_one_paper_at_once_it_is_kept_once": [
            "assessment.services.attaching:_attached",
        ],
        "test_of_two_who_set_the_terms_at_once_one_is_told": [
            "assessment.services.setting:save_terms",
        ],
    },
    "test_moves_selfcheck": {
        "test_of_two_who_write_a_plan_at_once_one_is_told": [
            "selfcheck.services.writing:held_for",
            "selfcheck.services.writing:_begun",
        ],
        "test_of_two_who_word_the_template_at_once_one_is_told": [
            "selfcheck.services.writing:word_template",
        ],
    },
    "test_moves_worksheets": {
        "test_of_two_who_conclude_for_one_side_at_once_one_is_told": [
            "worksheets.services.concluding:conclude",
            "worksheets.binding:hold",
        ],
        "test_of_two_who_conclude_on_one_list_at_once_each_record_is_said_once": [
            "worksheets.services.many:conclude_many",
        ],
        "test_two_rounds_made_at_once_have_numbers_of_their_own": [
            "worksheets.services.crossing:make_round",
        ],
        "test_of_two_who_end_a_round_at_once_one_is_told": [
            "worksheets.services.crossing:_end",
            "worksheets.services.crossing:_close",
            "worksheets.services.crossing:lapse",
        ],
        "test_of_two_who_take_back_a_list_at_once_one_is_told": [
            "worksheets.services.crossing:take_back",
        ],
    },
    "test_moves_notices": {
        "test_of_two_who_act_on_a_notice_at_once_one_is_told": [
            "notices.services.stepping:edit",
            "notices.services.stepping:issue",
            "notices.services.stepping:_revised",
            "notices.services.stepping:_step",
        ],
    },
    "test_moves_wordfiles": {
        "test_of_two_templates_at_once_one_is_told": ["wordfiles.services.keeping:_kept"],
    },
    "test_moves_bulletins": {
        "test_of_two_who_draft_one_scope_at_once_one_is_told": [
            "bulletins.services.drafting:_keep",
        ],
        "test_of_two_who_act_on_a_bulletin_at_once_one_is_told": [
            "bulletins.services.stepping:edit",
            "bulletins.services.stepping:issue",
            "bulletins.services.stepping:revised",
            "bulletins.services.stepping:_step",
        ],
        "test_of_two_who_set_the_heading_at_once_one_is_told": [
            "bulletins.services.heading:save_heading",
        ],
    },
    "test_moves_destinations": {
        "test_who_is_signed_while_counting_changes_is_in_force": [
            "destinations.services.recounting:count_anew",
        ],
        "test_of_two_who_file_at_once_one_is_told": [
            "destinations.services.holding:hold",
            "destinations.services.holding:registration_of",
        ],
        "test_of_two_who_act_on_what_is_in_review_one_is_told": [
            "destinations.services.filing:withdraw",
            "destinations.services.holding:step",
        ],
        "test_what_is_entered_twice_is_entered_once": [
            "destinations.services.entering:await_confirmation",
        ],
        "test_of_two_refusals_one_is_kept": [
            "destinations.services.entering:refuse",
        ],
        "test_of_two_answers_at_once_one_stands": [
            "destinations.services.confirming:answer",
        ],
        "test_of_two_files_that_register_one_at_once_one_does": [
            "destinations.services.holding:hold_all",
            "destinations.services.holding:step_all",
            "common.states:move_all",
        ],
        "test_of_two_answers_to_a_dispute_at_once_one_is_kept": [
            "destinations.services.disputing:answer_dispute",
        ],
        "test_of_two_who_write_what_graduates_are_told_one_is_told": [
            "destinations.services.guiding:publish_guidance",
        ],
        "test_who_confirms_while_it_changes_confirms_what_was_shown_or_is_told": [
            "destinations.services.confirming:_of_shown",
        ],
        "test_two_exports_read_at_once_enter_and_confirm_once": [
            "destinations.registering:apply",
        ],
        "test_of_two_pages_typing_at_once_the_draft_keeps_one_whole": [
            "destinations.services.drafts:save_draft",
        ],
        "test_an_offer_put_aside_twice_at_once_stands_there_once": [
            "destinations.services.offers:_held",
            "destinations.services.offers:_typed_on",
        ],
        "test_of_two_who_take_up_the_same_offer_one_is_told": [
            "destinations.services.offers:_as_seen",
        ],
    },
    "test_moves_employers": {
        "test_of_two_who_set_how_employers_are_looked_up_one_is_told": [
            "employers.services.sourcing:save_source",
        ],
        "test_of_two_questions_at_once_one_waits": [
            "employers.services.pacing:reserve",
        ],
        "test_of_two_who_decide_what_a_look_up_says_one_is_told": [
            "employers.services.taking:_held",
        ],
        "test_of_two_who_end_a_visit_one_is_told": [
            "employers.services.visiting:report",
            "employers.services.visiting:call_off",
        ],
        "test_of_two_employers_that_are_given_one_code_at_once_one_has_it": [
            "employers.services.taking:_write",
        ],
    },
    "test_moves_evidence": {
        "test_the_same_file_sent_twice_at_once_is_kept_once": [
            "evidence.services.adding:_noted",
            "evidence.services.adding:_joins",
        ],
        "test_of_two_who_remove_or_replace_a_file_one_is_told": [
            "evidence.services.removing:take_away",
        ],
        "test_a_file_added_while_somebody_submits_is_of_that_version_or_refused": [
            "evidence.services.binding:bind",
        ],
        "test_a_scan_of_a_batch_is_attached_once_and_taken_away_once": [
            "adoption.services.scanning:_attached",
            "adoption.services.scanning:remove",
        ],
    },
    "test_moves_documents": {
        "test_numbers_of_two_made_at_once_follow_each_other": [
            "documents.services.making:_held_counter",
        ],
    },
    "test_moves_imports": {
        "test_of_two_corrections_of_one_cell_one_is_kept": [
            "imports.services.correcting:correct",
        ],
        "test_two_files_with_the_same_new_row_write_it_once": [
            "imports.keyed:Keyed._now",
        ],
        "test_two_files_that_change_one_row_change_it_once": [
            "imports.keyed:Keyed._locked",
        ],
        "test_of_two_acts_on_a_preview_one_is_done": [
            "imports.services.applying:apply_import",
            "imports.services.applying:drop",
            "imports.services.uploading:remap",
            "imports.services.uploading:_keep_mapping",
            "privacy.kinds:_drop",
        ],
        "test_of_two_undoings_one_is_begun": [
            "imports.services.applying:undo_import",
        ],
        "test_an_import_that_is_stuck_is_freed_once": [
            "imports.services.sweeping:free",
        ],
        "test_a_task_delivered_twice_at_once_does_no_row_twice": [
            "imports.services.applying:apply",
            "imports.services.applying:undo",
            "imports.services.applying:_in_batches",
        ],
        "test_a_file_read_twice_at_once_is_shown_once": [
            "imports.services.uploading:read",
            "imports.services.uploading:_give_up",
            "imports.services.uploading:stage",
            "imports.services.uploading:_refuse_read",
        ],
        "test_a_number_of_a_file_that_is_taken_at_the_same_time_is_on_the_roster_once": [
            "roster.imports:_numbers_still_free",
        ],
        "test_of_an_import_and_a_correction_of_one_graduate_nothing_is_lost": [
            "roster.imports:_read_again",
            "roster.imports:_change_facts",
        ],
        "test_two_registry_copies_at_once_leave_one_row_in_force": [
            "roster.registryimport:_in_force",
        ],
    },
    "test_moves_jobs": {
        "test_a_job_asked_for_twice_is_one_and_runs_once": [
            "jobs.services:_made_or_queued",
            "jobs.services:_leased",
        ],
        "test_a_job_cancelled_as_it_starts_is_cancelled_or_told_to_stop": [
            "jobs.services:cancel",
        ],
        "test_two_ticks_at_once_run_what_is_due_once": [
            "jobs.services:run_due",
            "jobs.services:_hand_out_waiting",
        ],
        "test_a_second_turn_is_run_once_too": [
            "jobs.services:_first_to_run",
        ],
    },
    "test_moves_orgs": {
        "test_an_adviser_named_twice_at_once_advises_once": [
            "orgs.services.advising:advise",
        ],
        "test_advising_stopped_twice_at_once_is_noted_once": [
            "orgs.services.advising:stop_advising",
        ],
        "test_of_two_founders_one_founds_the_school": [
            "orgs.services.founding:found",
        ],
        "test_who_signs_is_set_whole_by_one_of_two": [
            "orgs.services.groups:set_group",
        ],
        "test_of_two_hand_overs_one_is_done_and_the_other_told": [
            "orgs.services.handover:hand_over",
        ],
        "test_a_hand_over_and_relieving_at_once_leave_one_recorder_or_say_so": [
            "orgs.services.handover:_refuse_changed",
        ],
        "test_of_two_who_are_appointed_to_one_post_one_holds_it": [
            "orgs.services.posts:appoint",
        ],
        "test_nothing_is_delegated_by_who_is_relieved_at_the_same_time": [
            "orgs.services.posts:_refuse_not_held",
        ],
        "test_of_two_who_relieve_one_holder_one_is_told": [
            "orgs.services.posts:relieve",
        ],
        "test_of_two_units_of_one_name_one_is_added": [
            "orgs.services.units:add_unit",
        ],
        "test_a_post_added_twice_at_once_is_one": [
            "orgs.services.units:add_post",
        ],
    },
    "test_moves_privacy": {
        "test_names_kept_twice_at_once_are_kept_once": [
            "employers.services.keeping:keep_names",
            "employers.services.keeping:add_former_names",
        ],
        "test_of_two_merges_into_each_other_one_is_done": [
            "employers.services.keeping:_refuse_merged",
        ],
        "test_of_two_notices_of_one_number_one_is_published": [
            "privacy.services.notices:publish",
        ],
        "test_a_notice_acknowledged_twice_at_once_is_noted_once": [
            "privacy.services.notices:acknowledge",
        ],
        "test_of_two_holds_one_is_placed_and_lifted_once": [
            "privacy.services.retention:place_hold",
            "privacy.services.retention:lift_hold",
        ],
        "test_a_cohort_opened_twice_at_once_is_one": [
            "roster.services.cohorts:open_cohort",
        ],
    },
    "test_moves_registry": {
        "test_two_comparisons_find_everything_once": [
            "roster.services.registry:compare",
        ],
        "test_of_two_answers_one_stands": [
            "roster.services.registry:answer",
        ],
    },
    "test_moves_roster": {
        "test_of_a_bulk_change_and_another_at_once_nothing_is_lost": [
            "roster.services.bulk:_current_versions",
        ],
        "test_of_two_changes_of_one_graduate_the_second_is_told": [
            "roster.services.changes:_advising",
            "roster.services.facts:_next_number",
        ],
        "test_a_number_is_put_on_the_roster_once": [
            "roster.services.facts:add_graduate",
        ],
        "test_of_two_changes_to_one_number_one_is_kept": [
            "roster.services.facts:change_facts",
        ],
    },
    "test_moves_alerts": {
        "test_of_two_who_have_the_rules_run_at_once_one_is_told": [
            "alerts.services.running:begin",
        ],
        "test_a_run_that_is_ended_as_it_finishes_ends_once": [
            "alerts.services.running:fail",
            "alerts.services.running:_finish",
        ],
        "test_an_answer_during_a_run_is_borne_out_or_told_that_it_came_too_late": [
            "alerts.services.reconciling:_live",
        ],
        "test_of_two_who_answer_a_case_at_once_one_is_told": [
            "alerts.services.answering:answer",
            "alerts.services.answering:hold",
        ],
        "test_of_closing_and_sending_back_at_once_one_is_told": [
            "alerts.services.answering:close",
            "alerts.services.answering:send_back",
        ],
        "test_of_many_answered_at_once_each_is_answered_once": [
            "alerts.services.answering:_held_of",
        ],
        "test_of_handing_over_and_answering_at_once_one_is_told": [
            "alerts.services.reassigning:reassign",
        ],
        "test_of_two_who_withdraw_a_file_at_once_one_is_told": [
            "alerts.services.filing:withdraw",
        ],
        "test_a_dispute_answered_while_its_case_is_answered_is_answered_once": [
            "alerts.following:answered",
        ],
        "test_an_overdue_case_is_taken_up_once_however_many_ticks": [
            "alerts.services.escalating:_overdue",
        ],
    },
    "test_moves_settings": {
        "test_of_two_who_set_a_rule_at_once_one_is_told": [
            "alerts.services.setting:save_setting",
        ],
        "test_of_two_who_set_the_days_at_once_one_is_told": [
            "alerts.services.setting:save_due_days",
        ],
        "test_of_two_who_decide_on_an_exemption_at_once_one_is_told": [
            "alerts.services.exemptions:approve",
            "alerts.services.exemptions:refuse",
            "alerts.services.exemptions:withdraw",
        ],
        "test_one_that_lapses_as_it_is_ended_ends_once": [
            "alerts.services.exemptions:end",
            "alerts.services.exemptions:lapse_over",
        ],
        "test_of_two_who_decide_on_an_own_rule_at_once_one_is_told": [
            "alerts.services.owning:refuse",
            "alerts.services.owning:withdraw",
        ],
        "test_of_two_versions_switched_on_at_once_one_is_in_force": [
            "alerts.services.owning:approve",
        ],
        "test_an_own_rule_switched_off_twice_is_off_once": [
            "alerts.services.owning:end",
        ],
        "test_a_file_that_is_judged_twice_at_once_is_judged_once": [
            "alerts.services.owning:judge",
        ],
        "test_a_try_that_is_ended_as_it_finishes_ends_once": [
            "alerts.services.trying:do_trial",
            "alerts.services.trying:end_trial",
        ],
    },
    "test_moves_feedback": {
        "test_of_two_who_tell_of_one_list_at_once_both_files_are_of_it": [
            "feedback.services.keeping:_list_of",
        ],
        "test_of_two_files_of_one_list_applied_at_once_each_row_is_kept_once": [
            "feedback.services.keeping:_held_file",
            "feedback.services.keeping:_held_list",
        ],
        "test_a_file_staged_twice_at_once_is_one": [
            "feedback.imports:_file",
        ],
        "test_of_two_who_assign_a_row_at_once_one_is_told": [
            "feedback.services.assigning:assign",
            "alerts.services.opening:redirect_case",
        ],
        "test_of_two_lists_described_as_one_at_once_one_is_told": [
            "feedback.services.keeping:describe",
        ],
        "test_of_two_who_write_on_a_reply_at_once_one_is_told": [
            "feedback.services.replying:_keep",
        ],
        "test_of_two_heads_who_acknowledge_at_once_one_is_told": [
            "feedback.services.handling:acknowledge",
        ],
        "test_an_answer_as_its_list_is_undone_is_kept_or_told_that_it_came_too_late": [
            "feedback.services.keeping:take_back_rows",
            "alerts.services.opening:take_back_cases",
        ],
    },
    "test_moves_season": {
        "test_of_two_who_freeze_a_cohort_at_once_each_has_a_snapshot_or_is_told": [
            "season.services.taking:_keep",
            "season.services.taking:_written",
        ],
        "test_of_two_who_close_a_period_at_once_one_is_told": [
            "season.services.closing:close",
        ],
        "test_of_two_who_take_an_extension_back_at_once_one_is_told": [
            "season.services.extending:end",
        ],
        "test_an_extension_taken_back_as_it_expires_ends_once": [
            "season.services.extending:expire",
        ],
        "test_of_two_who_ask_for_figures_at_once_both_get_them_and_one_set_is_kept": [
            "season.figuring:_count",
        ],
        "test_of_two_who_ask_for_a_dashboard_at_once_both_get_it_and_one_set_is_kept": [
            "season.dashboards.counting:count",
        ],
    },
    "test_moves_states": {
        "test_of_two_moves_from_one_state_one_is_done": [
            "common.states:move",
            "imports.services.applying:_back_to",
        ],
    },
    "test_two_at_once": {
        "test_guesses_at_once_do_not_get_more_tries": [
            "accounts.services.codes:one_at_a_time",
        ],
    },
}
#: guards nobody can lose by: a second of them changes nothing anybody sees
HARMLESS: Mapping[str, str] = {
    "jobs.ticking:schedule_tick": "two schedules make two ticks, and a tick runs what is due once",
}


def test_every_guard_has_two_transactions_against_each_other() -> None:
    tests = [sites for module in GUARDED.values() for sites in module.values()]
    known = {site for sites in tests for site in sites} | set(HARMLESS)
    assert set(every_guard()) - known == set(), "write a test with two transactions, and name it"
    assert known - set(every_guard()) == set(), "these guards are gone"


@pytest.mark.parametrize("module", GUARDED)
def test_every_test_named_has_real_transactions_on_both_databases(module: str) -> None:
    tree = ast.parse((HERE / f"{module}.py").read_text())
    marks = next(ast.unparse(n) for n in tree.body if "pytestmark" in ast.unparse(n))
    assert "transaction=True" in marks
    assert "pytest.mark.database" in marks
    tests = {n.name: n for n in tree.body if isinstance(n, ast.FunctionDef)}
    for name in GUARDED[module]:
        calls = {ast.unparse(n.func) for n in ast.walk(tests[name]) if isinstance(n, ast.Call)}
        assert calls & {"at_once", "run_both"}, name


def test_a_new_guard_is_found() -> None:
    source = """
def lost(x):
    Row.objects.filter(pk=x.pk).update(name="b")
def told(x):
    if not Row.objects.filter(pk=x.pk, state="a").update(state="b"):
        raise StaleStateError
class Service:
    def locked(self):
        def inner():
            return Row.objects.select_for_update().get(pk=1)
def unasked(x):
    Row.objects.filter(pk=x.pk, ended_at__isnull=True).update(ended_at=1)
def moved(x):
    move(x, TRANSITIONS["a"], by=None)
def caught():
    try:
        Row().save()
    except (ValueError, IntegrityError):
        pass
"""
    assert set(guards_in(ast.parse(source))) == {
        ("told", "update"), ("told", "stale"), ("Service.locked", "lock"), ("unasked", "update"),
        ("moved", "move"), ("caught", "constraint"),
    }  # fmt: skip
