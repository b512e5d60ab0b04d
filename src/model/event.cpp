#include "model/event.hpp"

#include <array>

namespace manyhands::model {
namespace {
// In the order of EventBody's alternatives.
constexpr std::array<std::string_view, std::variant_size_v<AnyEvent>> kTypes{"conversation_opened",
                                                                             "post_received",
                                                                             "post_edited",
                                                                             "post_deleted",
                                                                             "episode_opened",
                                                                             "episode_answered",
                                                                             "episode_dropped",
                                                                             "band_passed",
                                                                             "reopened",
                                                                             "claimed",
                                                                             "claim_renewed",
                                                                             "claim_released",
                                                                             "handed_off",
                                                                             "follow_up_offered",
                                                                             "offered_to_all",
                                                                             "closed",
                                                                             "answer_submitted",
                                                                             "answer_cancelled",
                                                                             "answer_due",
                                                                             "answer_paused",
                                                                             "answer_resumed",
                                                                             "answer_sending",
                                                                             "answer_sent",
                                                                             "answer_failed",
                                                                             "answer_unknown",
                                                                             "answer_held",
                                                                             "snoozed",
                                                                             "woken",
                                                                             "tagged",
                                                                             "untagged",
                                                                             "note_added",
                                                                             "note_edited",
                                                                             "note_deleted",
                                                                             "merged_into",
                                                                             "merged_from",
                                                                             "split_off",
                                                                             "split_from",
                                                                             "episode_withdrawn",
                                                                             "episode_restored",
                                                                             "answer_cut",
                                                                             "unmerged",
                                                                             "merge_undone",
                                                                             "details_asked",
                                                                             "details_given",
                                                                             "details_withdrawn",
                                                                             "approval_asked",
                                                                             "approval_escalated",
                                                                             "answer_approved",
                                                                             "answer_returned",
                                                                             "answer_owed",
                                                                             "real_answer_given",
                                                                             "owed_dropped",
                                                                             "owed_moved",
                                                                             "owed_alarmed",
                                                                             "action_promised",
                                                                             "action_changed",
                                                                             "action_done",
                                                                             "action_cancelled",
                                                                             "action_overdue"};
}  // namespace

std::string_view type_of(const EventBody& body) {
    return kTypes[body.index()];
}

bool is_logged(const EventBody& body) {
    return !std::holds_alternative<ClaimRenewed>(body);
}

}  // namespace manyhands::model
