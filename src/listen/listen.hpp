// Listen: does this post concern us? Addressed to us, or one of the account's plain terms and "phrases"
// stands in it. (The query language and its engine come later, behind the same function.)
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/post.hpp"

namespace manyhands::listen {

// Terms match folded (NFKC, case): Latin at word boundaries, Hangul anywhere in an eojeol because particles
// attach.
class Terms {
  public:
    Terms() = default;
    // Comma-separated words and "phrases"; empty ones are left out.
    explicit Terms(std::string_view comma_separated);
    bool empty() const { return folded_.empty(); }
    bool matches(std::string_view text) const;

  private:
    std::vector<std::string> folded_;
};

// Own posts (author is the account itself) are passed on: route knows them as echoes or answers made
// elsewhere.
bool concerns_us(const model::RemotePost& post, std::string_view account_remote_id, const Terms& terms);

}  // namespace manyhands::listen
