//! The list of promises. A promise that is missing here is dead code, and so fails the build.

pub(crate) mod accounts;
pub(crate) mod aggregates;
pub(crate) mod audit_tree;
pub(crate) mod conflicts;
pub(crate) mod consents;
pub(crate) mod deadlines;
pub(crate) mod documents;
pub(crate) mod erasure;
pub(crate) mod evidence;
pub(crate) mod isolation;
pub(crate) mod offboarding;
pub(crate) mod paging;
pub(crate) mod plugin_quotas;
pub(crate) mod plugin_trust;
pub(crate) mod plugins;
pub(crate) mod protocols;
pub(crate) mod requests;
pub(crate) mod restrictions;
pub(crate) mod retention;
pub(crate) mod schema;
pub(crate) mod tenant_keys;
pub(crate) mod tombstones;
pub(crate) mod transactions;

/// Hands every promise to `$run`, which makes a test of each for one backend.
macro_rules! every_promise {
    ($run:ident) => {
        $run! {
            accounts::a_login_is_had_by_one_account,
            accounts::a_team_is_whoever_shares_a_group,
            accounts::what_is_said_of_a_collection_is_replaced_and_unsaid,
            accounts::records_of_some_subjects_are_listed_page_by_page,
            accounts::a_session_ends_when_it_is_not_used_or_is_over,
            accounts::a_session_is_one_of_an_account_and_not_listed_as_a_token,
            accounts::all_sessions_but_one_end_at_once,
            accounts::an_account_comes_back_as_it_was_kept,
            accounts::of_two_who_change_an_account_one_wins,
            accounts::wrong_guesses_are_counted_until_one_is_right,
            aggregates::a_collection_tells_whom_it_had_records_about_before_a_time,
            aggregates::a_collection_is_replaced_only_at_the_revision_that_was_read,
            aggregates::a_record_comes_back_as_it_was_kept,
            aggregates::a_token_opens_the_door_until_it_expires_or_is_revoked,
            aggregates::an_artifact_is_kept_for_each_engine_and_replaced,
            aggregates::keys_come_in_the_order_asked_for,
            aggregates::receipts_come_back_as_they_were_kept,
            aggregates::a_receipt_of_before_its_usage_was_kept_has_none,
            aggregates::records_are_counted_in_each_collection,
            aggregates::replacing_a_record_that_is_not_there_is_refused,
            aggregates::thousands_of_records_take_few_statements,
            audit_tree::a_log_of_before_there_was_a_tree_gets_one_with_its_next_event,
            audit_tree::another_tenant_sees_no_tree_and_no_key,
            audit_tree::the_tree_is_that_of_the_events_and_every_proof_holds,
            audit_tree::what_old_events_said_is_forgotten_and_the_tree_stays,
            conflicts::a_second_of_the_same_name_or_id_is_refused,
            conflicts::a_unique_value_is_refused_the_second_time_and_names_the_record,
            conflicts::a_unique_value_is_refused_twice_in_one_batch,
            conflicts::look_up_finds_every_record_with_the_value,
            conflicts::two_tenants_may_have_the_same_unique_value,
            deadlines::a_clock_stands_and_runs_on_once,
            deadlines::a_period_is_extended_once,
            deadlines::a_request_of_before_there_were_deadlines_has_one_afterwards,
            deadlines::a_request_is_not_completed_while_a_required_step_is_open,
            deadlines::what_is_due_first_comes_first_and_what_stands_last,
            consents::a_consent_is_in_force_from_giving_to_withdrawing_or_its_end,
            consents::a_history_keeps_every_event_and_cannot_be_changed,
            consents::a_policy_gets_versions_and_the_last_in_force_is_shown,
            consents::an_address_is_on_the_list_until_it_is_taken_off,
            consents::what_cannot_happen_to_a_consent_is_refused,
            documents::a_document_keeps_its_versions,
            documents::of_two_who_write_the_same_version_one_wins,
            erasure::a_placeholder_has_no_time_and_is_in_no_list,
            erasure::a_subject_that_still_owns_records_is_not_erased,
            erasure::an_erasure_that_did_not_see_the_last_change_is_refused,
            erasure::erasing_a_subject_leaves_no_row,
            erasure::records_that_stay_lead_to_the_placeholder_only,
            evidence::a_key_cannot_be_used_twice_and_leads_to_the_first_answer,
            evidence::an_answer_belongs_to_its_token_and_is_swept_in_time,
            evidence::an_event_is_rolled_back_with_its_transaction_and_leaves_no_gap,
            evidence::events_are_filtered_by_action_and_time,
            evidence::events_are_numbered_without_gaps_for_each_tenant,
            evidence::events_cannot_be_changed_or_deleted,
            isolation::another_tenant_changes_nothing,
            isolation::another_tenant_sees_no_request_nor_what_goes_with_it,
            isolation::another_tenant_sees_nothing,
            offboarding::another_tenant_neither_sees_nor_changes_how_one_leaves,
            offboarding::everything_of_a_tenant_goes_and_of_no_other,
            offboarding::everything_that_is_kept_can_be_read_to_be_handed_over,
            offboarding::a_part_that_is_fetched_again_replaces_what_it_was,
            offboarding::notice_is_given_once_and_taken_back_until_the_deletion_begins,
            offboarding::what_is_written_while_a_tenant_is_deleted_goes_too,
            paging::a_cursor_of_another_list_is_refused,
            paging::every_list_gives_everything_once,
            paging::pages_are_complete_and_without_duplicates_while_rows_are_added,
            plugin_quotas::a_plugin_counts_as_stored_while_its_bytes_are_kept,
            plugin_quotas::a_quota_is_the_usual_one_until_it_is_set,
            plugin_quotas::what_plugins_use_is_added_up_by_day,
            plugin_trust::a_plugin_names_its_signer_even_after_the_key_was_revoked,
            plugin_trust::the_last_lines_of_a_plugin_are_kept,
            plugin_trust::failures_in_a_row_suspend_and_one_success_forgets_them,
            plugins::a_plugin_is_found_with_its_bytes_and_pending,
            plugins::an_approved_plugin_runs_in_the_place_of_the_one_before,
            plugins::a_plugin_that_nobody_approved_is_not_activated,
            plugins::a_decision_is_refused_when_somebody_else_decided_meanwhile,
            plugins::going_back_passes_over_what_must_not_run,
            plugins::ten_activations_are_kept,
            plugins::what_is_retired_has_no_bytes_and_what_is_active_is_not_retired,
            protocols::a_message_is_taken_once_until_it_expires,
            protocols::a_publication_is_for_everybody_until_it_is_taken_back,
            protocols::an_agent_is_let_in_by_a_tenant_that_knows_it,
            protocols::another_tenant_sees_no_agents_and_no_requests_of_theirs,
            requests::a_request_keeps_its_steps_with_actor_and_evidence,
            requests::a_step_that_the_law_of_states_forbids_is_refused,
            requests::an_outcome_is_kept_when_the_request_is_completed,
            requests::of_two_transitions_at_once_one_wins,
            restrictions::a_record_that_comes_later_is_restricted_with_its_subject,
            restrictions::a_restricted_record_is_refused_for_everything_but_its_subject,
            restrictions::a_restriction_is_lifted_once_and_after_its_subject_was_told,
            restrictions::a_restriction_of_one_record_leaves_the_others,
            restrictions::an_erasure_takes_the_marks_with_it,
            restrictions::two_restrictions_are_lifted_one_by_one,
            retention::a_change_is_noted_and_records_are_listed_by_age,
            retention::a_failed_job_comes_again_until_it_is_given_up,
            retention::a_job_is_claimed_by_one_and_only_they_write,
            retention::a_policy_keeps_its_versions,
            retention::every_tenant_is_swept_daily,
            retention::records_that_go_leave_no_index_and_the_last_takes_its_subject,
            retention::what_is_restricted_is_listed_without_values_and_stays,
            schema::a_changed_migration_is_refused,
            schema::a_newer_database_is_refused_and_left_alone,
            schema::a_lost_connection_in_the_middle_leaves_the_old_version,
            schema::applying_twice_changes_nothing,
            tenant_keys::a_tenants_key_is_rewrapped_where_it_stands,
            tombstones::a_dump_is_whole_but_for_keys_and_comes_back_as_it_was,
            tombstones::a_snapshot_does_not_see_what_comes_later,
            tombstones::a_tenant_that_comes_back_is_deleted_again,
            tombstones::a_tombstone_of_another_tenant_is_not_settled,
            tombstones::a_tombstone_waits_until_it_stands_in_the_ledger,
            tombstones::what_is_not_personal_stays_when_somebody_is_forgotten_again,
            tombstones::who_comes_back_is_forgotten_again,
            transactions::a_busy_database_is_tried_again,
            transactions::a_dropped_transaction_is_undone_with_its_connection,
            transactions::a_rolled_back_transaction_leaves_nothing,
            transactions::writers_come_one_after_the_other,
        }
    };
}

pub(crate) use every_promise;
