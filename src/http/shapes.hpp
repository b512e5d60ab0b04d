// The shapes of /api/v1 (web/src/api/types.ts is the contract). Each is made once.
#pragma once

#include "http/schema.hpp"

namespace manyhands::http::shapes {

const SchemaPtr& problem();
const SchemaPtr& me();
const SchemaPtr& employee();
const SchemaPtr& audit_page();
const SchemaPtr& conversation_row();
const SchemaPtr& conversation_page();
const SchemaPtr& conversation_detail();
const SchemaPtr& counts();
const SchemaPtr& draft_saved();
const SchemaPtr& networks();
const SchemaPtr& account();
const SchemaPtr& accounts();
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

const SchemaPtr& phrase();
const SchemaPtr& phrases();

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

}  // namespace manyhands::http::shapes
