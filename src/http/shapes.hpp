// The shapes of /api/v1 (web/src/api/types.ts is the contract). Each is made once.
#pragma once

#include "http/schema.hpp"

namespace manyhands::http::shapes {

const SchemaPtr& problem();
const SchemaPtr& me();
const SchemaPtr& employee();
const SchemaPtr& customer();
const SchemaPtr& audit_page();
const SchemaPtr& conversation_row();
const SchemaPtr& conversation_page();
const SchemaPtr& conversation_detail();
const SchemaPtr& counts();
const SchemaPtr& draft_saved();
const SchemaPtr& networks();
const SchemaPtr& account();
const SchemaPtr& accounts();
const SchemaPtr& left_out();
const SchemaPtr& left_out_list();
const SchemaPtr& account_test();
const SchemaPtr& departments();
const SchemaPtr& employees();
const SchemaPtr& employee_change();
const SchemaPtr& one_time_link();
const SchemaPtr& import_report();
const SchemaPtr& department();
const SchemaPtr& department_request();
const SchemaPtr& department_change();
const SchemaPtr& roles();
const SchemaPtr& settings();
const SchemaPtr& settings_change();
const SchemaPtr& checklist();
const SchemaPtr& brand();
const SchemaPtr& brands();
const SchemaPtr& brand_request();
const SchemaPtr& brand_choice();
const SchemaPtr& new_employee();  // {employee, link}
const SchemaPtr& tokens();
const SchemaPtr& new_token();
const SchemaPtr& first_answer_report();  // these in shapes_reports.cpp
const SchemaPtr& first_answer_conversations();
const SchemaPtr& hours();
const SchemaPtr& hours_now();
const SchemaPtr& hours_list();
const SchemaPtr& hours_request();
const SchemaPtr& health();
const SchemaPtr& openapi();
const SchemaPtr& presence_event();
const SchemaPtr& server_event();

const SchemaPtr& phrase();
const SchemaPtr& media();
const SchemaPtr& phrases();
const SchemaPtr& honour_board();  // these in shapes_honour.cpp
const SchemaPtr& honour_thanks();
const SchemaPtr& honour_choice();
const SchemaPtr& honour_choice_request();
const SchemaPtr& honour_duty();
const SchemaPtr& participation();
const SchemaPtr& reach();  // these in shapes_nudges.cpp
const SchemaPtr& reach_change();
const SchemaPtr& device_request();
const SchemaPtr& tip();  // these in shapes_tips.cpp
const SchemaPtr& tips();
const SchemaPtr& propose_tip_request();
const SchemaPtr& change_tip_request();
// Of the desk (shapes_desk.cpp).
const SchemaPtr& tag_mark();
const SchemaPtr& snooze();
const SchemaPtr& named();
const SchemaPtr& note();
const SchemaPtr& private_form();
const SchemaPtr& promised_action();
const SchemaPtr& promised_actions();
const SchemaPtr& promise_request();
const SchemaPtr& change_promise_request();
const SchemaPtr& private_form_request();
const SchemaPtr& private_form_link();
const SchemaPtr& private_details();
const SchemaPtr& notice();
const SchemaPtr& notices();
const SchemaPtr& tag();
const SchemaPtr& tags();
const SchemaPtr& customer_conversations();
const SchemaPtr& snooze_request();
const SchemaPtr& tags_request();
const SchemaPtr& note_request();
const SchemaPtr& note_change_request();
const SchemaPtr& opinion_request();  // {employee_id, question}
const SchemaPtr& merge_request();
const SchemaPtr& split_request();
const SchemaPtr& read_notices_request();
const SchemaPtr& tag_request();
const SchemaPtr& tag_change_request();
const SchemaPtr& job();
const SchemaPtr& bulk_request();
const SchemaPtr& quick_card();

// Approvals (shapes_approvals.cpp).
const SchemaPtr& answer_approval();
const SchemaPtr& programme();
const SchemaPtr& save_programme_request();
const SchemaPtr& hand_off_proposals();
const SchemaPtr& approvals();
const SchemaPtr& approve_request();
const SchemaPtr& return_request();
const SchemaPtr& lanes();
const SchemaPtr& save_lanes_request();
const SchemaPtr& try_lanes_request();
const SchemaPtr& lane_dry_run();
// Guidelines (shapes_guidelines.cpp).
const SchemaPtr& guidelines();
const SchemaPtr& save_guidelines_request();
const SchemaPtr& guideline_versions();
const SchemaPtr& guideline_exceptions();
const SchemaPtr& guideline_dry_run_request();
const SchemaPtr& guideline_dry_run();
const SchemaPtr& check_answer_request();
const SchemaPtr& answer_findings();
// First minutes and certification (shapes_training.cpp).
const SchemaPtr& first_minutes();
const SchemaPtr& first_answer_request();
const SchemaPtr& first_answer();
const SchemaPtr& first_practice_request();
const SchemaPtr& first_practice();
const SchemaPtr& first_topics_request();
const SchemaPtr& training();
const SchemaPtr& save_training_request();
const SchemaPtr& trainees();
const SchemaPtr& certification_request();
// Joining (shapes_joining.cpp).
const SchemaPtr& sso_brands();
const SchemaPtr& sso_settings();
const SchemaPtr& sso_settings_request();
const SchemaPtr& join_links();
const SchemaPtr& new_join_link();
const SchemaPtr& join_link_request();
const SchemaPtr& join_requests();
const SchemaPtr& join_confirm_request();
const SchemaPtr& join_token();
const SchemaPtr& join_page();
const SchemaPtr& join_initials_request();
const SchemaPtr& join_initials();
const SchemaPtr& join_wish();
const SchemaPtr& join_receipt();
const SchemaPtr& join_receipt_request();
const SchemaPtr& join_entry();
const SchemaPtr& invitations();
const SchemaPtr& second_factor();
const SchemaPtr& second_factor_setup();
const SchemaPtr& second_factor_code();
const SchemaPtr& recovery_codes();
// Own accounts (shapes_own.cpp).
const SchemaPtr& binding_wish();
const SchemaPtr& my_bindings();
const SchemaPtr& binding_request();
const SchemaPtr& all_bindings();
const SchemaPtr& binding_change();
const SchemaPtr& conversation_code();
// Webhooks (shapes_hooks.cpp).
const SchemaPtr& webhook();
const SchemaPtr& webhooks();
const SchemaPtr& new_webhook();  // {webhook, secret}
const SchemaPtr& webhook_request();
const SchemaPtr& webhook_change();
const SchemaPtr& webhook_delivery();
const SchemaPtr& webhook_deliveries();
const SchemaPtr& webhook_resent();

// Listening (shapes_listening.cpp).
const SchemaPtr& judged();
const SchemaPtr& dry_run_summary();
const SchemaPtr& listening_query();
const SchemaPtr& listening_queries();
const SchemaPtr& listening_query_request();
const SchemaPtr& listening_state_request();
const SchemaPtr& found_by();
const SchemaPtr& listening_ring();
const SchemaPtr& dry_run();  // these in shapes_dry_run.cpp
const SchemaPtr& dry_run_request();
const SchemaPtr& dry_mark_request();
const SchemaPtr& listening_archive();

// The quality audit (shapes_quality.cpp).
const SchemaPtr& audit_card();
const SchemaPtr& audit_cards();
const SchemaPtr& audit_card_request();
const SchemaPtr& audit_round_request();
const SchemaPtr& audit_preview();
const SchemaPtr& audit_round();
const SchemaPtr& audit_rounds();
const SchemaPtr& audit_next();
const SchemaPtr& audit_mark_request();
const SchemaPtr& audit_reason_request();
const SchemaPtr& audit_decision_request();
const SchemaPtr& audit_record();
const SchemaPtr& audit_shown();
const SchemaPtr& audit_results();

// Of requests.
const SchemaPtr& link_request();
const SchemaPtr& sign_in_request();
const SchemaPtr& settings_request();
const SchemaPtr& password_request();
const SchemaPtr& nothing();  // a body may be absent or {}
const SchemaPtr& take_over_request();
const SchemaPtr& hand_off_request();
const SchemaPtr& draft_request();
const SchemaPtr& submit_request();
const SchemaPtr& resolve_request();
const SchemaPtr& presence_request();
const SchemaPtr& account_request();
const SchemaPtr& account_status_request();
const SchemaPtr& employee_request();
const SchemaPtr& token_request();
const SchemaPtr& new_phrase_request();
const SchemaPtr& phrase_change_request();
const SchemaPtr& pass_request();

}  // namespace manyhands::http::shapes
