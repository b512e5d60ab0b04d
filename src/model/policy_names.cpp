// The actions' names, for the table of roles that people read. A new action has a line here and its words,
// "policy.action.<name>", in both languages.
#include <array>
#include <utility>

#include "model/policy.hpp"

namespace manyhands::model {
namespace {

constexpr std::array kNames{
    std::pair{Action::see_conversation, std::string_view("see_conversation")},
    std::pair{Action::claim_conversation, std::string_view("claim_conversation")},
    std::pair{Action::take_over, std::string_view("take_over")},
    std::pair{Action::hand_off, std::string_view("hand_off")},
    std::pair{Action::close_conversation, std::string_view("close_conversation")},
    std::pair{Action::submit_answer, std::string_view("submit_answer")},
    std::pair{Action::manage_any_answer, std::string_view("manage_any_answer")},
    std::pair{Action::resolve_held, std::string_view("resolve_held")},
    std::pair{Action::see_people, std::string_view("see_people")},
    std::pair{Action::manage_people, std::string_view("manage_people")},
    std::pair{Action::manage_joining, std::string_view("manage_joining")},
    std::pair{Action::manage_shifts, std::string_view("manage_shifts")},
    std::pair{Action::manage_training, std::string_view("manage_training")},
    std::pair{Action::see_account, std::string_view("see_account")},
    std::pair{Action::manage_account, std::string_view("manage_account")},
    std::pair{Action::see_report, std::string_view("see_report")},
    std::pair{Action::export_report, std::string_view("export_report")},
    std::pair{Action::see_hours, std::string_view("see_hours")},
    std::pair{Action::manage_hours, std::string_view("manage_hours")},
    std::pair{Action::manage_token, std::string_view("manage_token")},
    std::pair{Action::manage_binding, std::string_view("manage_binding")},
    std::pair{Action::manage_self, std::string_view("manage_self")},
    std::pair{Action::manage_view, std::string_view("manage_view")},
    std::pair{Action::share_view, std::string_view("share_view")},
    std::pair{Action::use_phrase, std::string_view("use_phrase")},
    std::pair{Action::manage_phrase, std::string_view("manage_phrase")},
    std::pair{Action::manage_settings, std::string_view("manage_settings")},
    std::pair{Action::manage_installation, std::string_view("manage_installation")},
    std::pair{Action::snooze_conversation, std::string_view("snooze_conversation")},
    std::pair{Action::tag_conversation, std::string_view("tag_conversation")},
    std::pair{Action::write_note, std::string_view("write_note")},
    std::pair{Action::manage_note, std::string_view("manage_note")},
    std::pair{Action::ask_opinion, std::string_view("ask_opinion")},
    std::pair{Action::merge_conversations, std::string_view("merge_conversations")},
    std::pair{Action::run_bulk, std::string_view("run_bulk")},
    std::pair{Action::manage_tags, std::string_view("manage_tags")},
    std::pair{Action::see_audit, std::string_view("see_audit")},
    std::pair{Action::manage_webhooks, std::string_view("manage_webhooks")},
    std::pair{Action::erase_customer, std::string_view("erase_customer")},
    std::pair{Action::see_listening, std::string_view("see_listening")},
    std::pair{Action::manage_listening, std::string_view("manage_listening")},
    std::pair{Action::ask_details, std::string_view("ask_details")},
    std::pair{Action::see_details, std::string_view("see_details")},
    std::pair{Action::promise_action, std::string_view("promise_action")},
    std::pair{Action::see_quality, std::string_view("see_quality")},
    std::pair{Action::mark_answers, std::string_view("mark_answers")},
    std::pair{Action::manage_quality, std::string_view("manage_quality")},
    std::pair{Action::appeal_mark, std::string_view("appeal_mark")},
    std::pair{Action::approve_answer, std::string_view("approve_answer")},
    std::pair{Action::see_tips, std::string_view("see_tips")},
    std::pair{Action::propose_tip, std::string_view("propose_tip")},
    std::pair{Action::publish_tip, std::string_view("publish_tip")},
};

}  // namespace

std::string_view to_string(Action action) {
    for (const auto& [one, name] : kNames)
        if (one == action) return name;
    return "";
}

}  // namespace manyhands::model
