// A query over conversations: saved views, q= on lists, search. A conversation is looked at as a whole: a
// text stands in it when any of its posts holds it, NOT means in none of them. Pure.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "desk/desk.hpp"
#include "model/query/evaluate.hpp"

namespace manyhands::desk {

// Who asks and when: what "me" and "waiting>30m" mean.
struct Asking {
    model::EmployeeId viewer;
    base::Instant now{};
    std::string zone = "UTC";  // IANA: where a day begins
};

// The ids that a name in a query means, by the field's canonical text ("tag:긴급"). What is not there means
// nothing and finds nothing.
using Names = std::map<std::string, std::vector<std::string>>;

// The fields of a query whose values are names: holder:@KG, tag:, department:, account:, answered-by:@KG.
std::vector<const model::query::Node*> named_fields(const model::query::Node& root);

struct Facts {
    const model::Conversation& conversation;
    const std::string& account_handle;
};

class Filter {
  public:
    Filter(model::query::Node root, Names names, Asking asking);

    // The posts are asked for at most once, and only when the conversation's own fields do not decide.
    using Posts = std::function<std::vector<model::Post>()>;
    bool holds(const Facts& facts, const Posts& posts) const;
    // One post in its conversation, as search looks at it: the text is this post's.
    bool holds(const Facts& facts, const model::query::Subject& post) const;

    const model::query::Node& root() const { return root_; }
    const Names& names() const { return names_; }
    const Asking& asking() const { return asking_; }

  private:
    std::optional<bool> by_fields(const model::query::Node& leaf, const Facts& facts) const;
    bool means(const model::query::Node& leaf, std::string_view id) const;

    model::query::Node root_;
    Names names_;
    Asking asking_;
};

// A piece of a text of at most `max_bytes`, around the first highlight, on one line and cut at whole
// characters; the highlights that lie in it, as bytes of the piece.
struct Excerpt {
    std::string text;
    std::vector<model::query::Range> highlights;
};
Excerpt excerpt_of(std::string_view text, const std::vector<model::query::Range>& highlights,
                   std::size_t max_bytes);

// A stored post as a query sees it. `parent_handle`: whom it answers, empty when not known. The post must
// outlive the message.
model::query::Message message_of(const model::Post& post, const Facts& facts, std::string_view parent_handle);

}  // namespace manyhands::desk
