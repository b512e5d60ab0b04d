// What employees write on their own accounts, and how they name them.
#include "answer/own_client.hpp"
#include "base/text/utf8.hpp"
#include "fuzz/target.hpp"
#include "identity/bindings.hpp"

namespace manyhands::fuzz {
namespace {

MH_FUZZ(
    own_posts,
    {"#twelve", "#트웰브", "@hanbit.test", "#7KMDB", "?7kmdb", " ", "\n", "#", "@", "7KMD-42RX", "\xff",
     "ＡＢ", ")."},
    [] {
        return std::vector<std::string>{"Hold it for ten seconds. #twelve",
                                        "@hanbit.test ?7KMDB who knows this?", "@kim.example.com"};
    },
    nullptr, 15) {
    const answer::OwnRules rules{"twelve"};
    for (const bool is_reply : {false, true})
        for (const bool addressed : {false, true}) {
            const auto intent = answer::read_own(bytes, is_reply, addressed, rules, "hanbit.test");
            using Kind = answer::OwnIntent::Kind;
            expect(is_reply || intent.kind != Kind::reply, "a tag without a reply");
            expect(addressed || (intent.kind != Kind::answer && intent.kind != Kind::note),
                   "a code without the brand");
            expect(intent.text.size() <= bytes.size(), "more than was written");
            expect(intent.kind == Kind::none || !answer::has_own_tag(intent.text, rules.tag),
                   "the tag is still there");
        }
    const std::string tag = answer::own_tag(bytes);
    expect(tag.find_first_of(" #@") == std::string::npos, "no tag");
    const auto handle = identity::handle_from(bytes);
    if (handle) expect(!handle->empty() && handle->find_first_of(" /?#%") == std::string::npos, "no handle");
    expect(!identity::says_code(bytes, ""), "nothing is no code");
    return 0;
}

}  // namespace
}  // namespace manyhands::fuzz
