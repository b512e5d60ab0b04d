// Rows to words and back, for the column lists that several statements share (the `-- part:` pieces in sql/).
// Each reader takes its columns in the order of its part.
#pragma once

#include <algorithm>

#include "model/event.hpp"
#include "model/people.hpp"
#include "storage/sqlite/connection.hpp"

namespace manyhands::storage {

// {conversation_columns}, with what the row keeps beside the model's words.
struct ConversationRow {
    model::Conversation conversation;
    std::optional<std::string> attention;  // "held", "failed", "paused"
    std::optional<model::AnswerId> attention_answer;
};
ConversationRow read_conversation(sqlite::Row& row);

model::Post read_post(sqlite::Row& row);          // {post_columns}
model::Answer read_answer(sqlite::Row& row);      // {answer_columns}
model::Employee read_employee(sqlite::Row& row);  // {employee_columns}
model::Account read_account(sqlite::Row& row);    // {account_columns}

// Ids in one column, a blank between them.
template <class AnyId>
std::string joined(const std::vector<AnyId>& ids) {
    std::string text;
    for (const AnyId& id : ids)
        text.append(text.empty() ? "" : " ").append(id.value);
    return text;
}
template <class AnyId>
std::vector<AnyId> ids_from(std::string_view text) {
    std::vector<AnyId> ids;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find(' ', at), text.size());
        ids.emplace_back(text.substr(at, end - at));
        at = end + 1;
    }
    return ids;
}

// Binds all of a row's columns but those of the lists.
void bind_conversation(sqlite::Query& query, const model::Conversation& conversation);
void bind_post(sqlite::Query& query, const model::Post& post);
void bind_answer(sqlite::Query& query, const model::Answer& answer);

std::string_view to_text(model::Side side);
std::string to_json(const base::Error& problem);  // "" when all is well
base::Error problem_from_json(std::string_view text);

}  // namespace manyhands::storage
