#include "channels/archive/archive.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <mutex>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "base/text/utf8.hpp"

namespace manyhands::channels::archive {
namespace {

using base::ErrorCode;
using base::fail;
using base::Instant;
using base::Result;

// Each thing and the names under which files have it.
const std::map<std::string, std::vector<std::string>>& aliases() {
    static const std::map<std::string, std::vector<std::string>> kAliases{
        {"id", {"id", "remote_id", "tweet_id", "post_id", "message_id"}},
        {"thread", {"thread", "session", "conversation", "conversation_id", "root", "root_id", "ticket_id"}},
        {"author", {"author", "author_id", "user", "from", "sender"}},
        {"brand", {"brand", "company", "account"}},
        {"side", {"side", "role", "inbound", "direction", "sender_type"}},
        {"created", {"created", "created_at", "datetime", "at", "date", "timestamp"}},
        {"indexed", {"indexed", "indexed_at"}},
        {"parent", {"parent", "parent_id", "in_response_to", "in_reply_to", "in_response_to_tweet_id"}},
        {"text", {"text", "body", "message", "content"}},
        {"lang", {"lang", "language"}},
    };
    return kAliases;
}

enum class Speaker { customer, brand, nobody };

Speaker speaker_of(std::string text) {
    for (char& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    // "answer" and "agent" are words of help desks' exports; "inbound" is a column of truth values.
    for (const char* word : {"brand", "agent", "answer", "false", "0", "outbound", "outgoing", "company"})
        if (text == word) return Speaker::brand;
    if (text.starts_with("client")) return Speaker::customer;
    for (const char* word : {"customer", "true", "1", "inbound", "incoming", "user", "contact"})
        if (text == word) return Speaker::customer;
    return Speaker::nobody;
}

// Twitter's ids of since November 2010 carry their milliseconds; smaller numbers are other people's ids.
std::optional<Instant> snowflake_time(const std::string& id) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(id.data(), id.data() + id.size(), value);
    if (error != std::errc{} || end != id.data() + id.size() || value < (1ULL << 40U)) return std::nullopt;
    return base::from_micros((static_cast<std::int64_t>(value >> 22U) + 1'288'834'974'657) * 1'000);
}

// "Tue Oct 31 22:10:47 +0000 2017"
std::optional<Instant> old_time(std::string_view text) {
    if (text.size() != 30) return std::nullopt;
    const std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
    const auto month = months.find(text.substr(4, 3));
    if (month == std::string_view::npos || month % 3 != 0) return std::nullopt;
    const auto parsed = base::parse_rfc3339(fmt::format("{}-{:02}-{}T{}{}:{}", text.substr(26), month / 3 + 1,
                                                        text.substr(8, 2), text.substr(11, 8),
                                                        text.substr(20, 3), text.substr(23, 2)));
    return parsed ? std::optional(*parsed) : std::nullopt;
}

constexpr std::int64_t kMillisecondsAtMost = 253'402'300'800'000;  // the end of the year 9999

// RFC 3339, "2017-10-31 22:10:47" (UTC), Twitter's old form, or seconds since 1970 (also milliseconds).
std::optional<Instant> time_of(const std::string& text) {
    if (const auto parsed = base::parse_rfc3339(text); parsed) return *parsed;
    if (const auto parsed = base::parse_rfc3339(text + "Z"); parsed) return *parsed;
    if (const auto parsed = old_time(text); parsed) return parsed;
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    if (value <= 0 || value >= kMillisecondsAtMost) return std::nullopt;
    return base::from_micros(value < 100'000'000'000 ? value * 1'000'000 : value * 1'000);
}

struct Draft {
    ArchivePost out;
    std::string brand;  // as the row says; empty: not said
    Speaker speaker = Speaker::nobody;
};

class Loader {
  public:
    explicit Loader(const Columns& columns) : given_(columns) {}

    void row(const TableRow& row) {
        ++archive_.rows;
        if (names_.empty()) find_names(row);
        const auto cell = [&](const std::string& thing) -> const std::string& {
            static const std::string kNone;
            const auto name = names_.find(thing);
            if (name == names_.end()) return kNone;
            const auto found = row.cells.find(name->second);
            return found == row.cells.end() ? kNone : found->second;
        };
        Draft draft;
        model::RemotePost& post = draft.out.post;
        post.network = kNetwork;
        post.remote_id = cell("id");
        post.author.remote_id = cell("author");
        post.text = base::clean_post(cell("text"));
        draft.brand = cell("brand");
        draft.speaker = speaker_of(cell("side"));
        if (post.remote_id.empty()) return wrong(row.line, "channels.archive.no_id");
        if (!ids_.insert(post.remote_id).second)
            return wrong(row.line, "channels.archive.twice", {{"id", post.remote_id}});
        if (draft.speaker == Speaker::nobody)
            return wrong(row.line, "channels.archive.no_side", {{"value", cell("side")}});
        if (post.author.remote_id.empty()) return wrong(row.line, "channels.archive.no_author");
        if (const std::string& text = cell("created"); !text.empty()) {
            post.created_at = time_of(text);
            if (!post.created_at) return wrong(row.line, "channels.archive.bad_time", {{"value", text}});
        }
        if (const std::string& text = cell("indexed"); !text.empty())
            post.indexed_at = time_of(text);
        else
            post.indexed_at = snowflake_time(post.remote_id);
        if (!post.created_at && !post.indexed_at) return wrong(row.line, "channels.archive.no_time");
        draft.out.at = !post.indexed_at   ? *post.created_at
                       : !post.created_at ? *post.indexed_at
                                          : std::min(*post.created_at, *post.indexed_at);
        const std::string& thread = cell("thread");
        post.parent_remote_id = cell("parent");
        // Turns of a session without a column of parents answer the one before.
        if (post.parent_remote_id.empty() && !names_.contains("parent") && !thread.empty())
            if (const auto before = last_of_.find(thread); before != last_of_.end())
                post.parent_remote_id = before->second;
        if (!thread.empty()) last_of_[thread] = post.remote_id;
        post.root_remote_id = thread;
        parents_[post.remote_id] = post.parent_remote_id;
        post.author.handle = post.author.display_name = post.author.remote_id;
        // Whoever of the brand wrote it: on the network its account spoke.
        if (draft.speaker == Speaker::brand && !draft.brand.empty()) post.author.remote_id = draft.brand;
        post.declared_lang = cell("lang");
        drafts_.push_back(std::move(draft));
    }

    void wrong(std::int64_t line, std::string key,
               std::vector<std::pair<std::string, std::string>> args = {}) {
        bad({line, {ErrorCode::invalid, std::move(key), std::move(args), {}}});
    }
    void bad(BadRow row) {
        ++archive_.bad_rows;
        if (archive_.bad.size() < kBadKept) archive_.bad.push_back(std::move(row));
    }

    Result<Archive> finish() {
        if (!missing_.empty())
            return fail(ErrorCode::invalid, "channels.archive.missing_column", {{"column", missing_}});
        for (Draft& draft : drafts_)
            if (draft.out.post.root_remote_id.empty())
                draft.out.post.root_remote_id = root_of(draft.out.post);
        std::ranges::stable_sort(drafts_, {}, [](const Draft& draft) { return draft.out.at; });
        give_accounts();
        std::set<std::string> accounts;
        for (Draft& draft : drafts_) {
            if (draft.out.account.empty()) {
                ++archive_.left_out;
                continue;
            }
            accounts.insert(draft.out.account);
            draft.out.post.addressed_to_us = draft.speaker == Speaker::customer;
            archive_.posts.push_back(std::move(draft.out));
        }
        archive_.accounts.assign(accounts.begin(), accounts.end());
        return std::move(archive_);
    }

  private:
    void find_names(const TableRow& row) {
        for (const auto& [thing, known] : aliases()) {
            if (const auto given = given_.find(thing); given != given_.end()) {
                names_[thing] = given->second;
                continue;
            }
            for (const std::string& name : known)
                if (row.cells.contains(name) && !taken_by_hand(name)) {
                    names_[thing] = name;
                    break;
                }
        }
        for (const char* needed : {"id", "author", "side", "text"})
            if (!names_.contains(needed) && missing_.empty()) missing_ = needed;
    }
    bool taken_by_hand(const std::string& name) const {
        return std::ranges::any_of(given_, [&](const auto& pair) { return pair.second == name; });
    }

    std::string root_of(const model::RemotePost& post) const {
        std::string id = post.remote_id;
        for (int step = 0; step < 10'000; ++step) {
            const auto parent = parents_.find(id);
            if (parent == parents_.end() || parent->second.empty()) break;
            id = parent->second;
        }
        return id;
    }

    // A thread belongs to the account that its rows name; else to the one that speaks first in it; else to
    // the first account of the file that its texts call by name. Others that speak in it are bystanders.
    void give_accounts() {
        std::set<std::string> brands;
        std::map<std::string, std::string> of_thread;
        for (const Draft& draft : drafts_) {
            const std::string said = !draft.brand.empty()              ? draft.brand
                                     : draft.speaker == Speaker::brand ? draft.out.post.author.remote_id
                                                                       : std::string();
            if (said.empty()) continue;
            brands.insert(said);
            of_thread.try_emplace(draft.out.post.root_remote_id, said);
        }
        for (const Draft& draft : drafts_) {
            if (of_thread.contains(draft.out.post.root_remote_id)) continue;
            if (const std::string called = called_in(draft.out.post.text, brands); !called.empty())
                of_thread.emplace(draft.out.post.root_remote_id, called);
        }
        for (Draft& draft : drafts_)
            if (const auto found = of_thread.find(draft.out.post.root_remote_id); found != of_thread.end())
                draft.out.account = found->second;
    }

    static std::string called_in(const std::string& text, const std::set<std::string>& brands) {
        for (std::size_t at = text.find('@'); at != std::string::npos; at = text.find('@', at + 1)) {
            std::size_t end = at + 1;
            while (end < text.size() &&
                   (std::isalnum(static_cast<unsigned char>(text[end])) || text[end] == '_'))
                ++end;
            if (const std::string name = text.substr(at + 1, end - at - 1); brands.contains(name))
                return name;
        }
        return {};
    }

    const Columns& given_;
    std::map<std::string, std::string> names_;
    std::string missing_;
    std::set<std::string> ids_;
    std::map<std::string, std::string> last_of_;
    std::map<std::string, std::string> parents_;
    std::vector<Draft> drafts_;
    Archive archive_;
};

}  // namespace

const std::vector<std::string>& names_of(const std::string& thing) {
    static const std::vector<std::string> kNone;
    const auto found = aliases().find(thing);
    return found == aliases().end() ? kNone : found->second;
}

std::optional<Instant> read_time(const std::string& text) {
    return time_of(text);
}

Result<Columns> columns(const std::string& text) {
    Columns out;
    std::string_view rest = text;
    while (!rest.empty()) {
        const auto comma = rest.find(',');
        const std::string_view pair = rest.substr(0, comma);
        rest = comma == std::string_view::npos ? std::string_view{} : rest.substr(comma + 1);
        const auto equals = pair.find('=');
        const std::string thing(pair.substr(0, equals));
        if (equals == std::string_view::npos || equals + 1 == pair.size() || !aliases().contains(thing))
            return fail(ErrorCode::invalid, "channels.archive.bad_column", {{"text", std::string(pair)}});
        std::string name(pair.substr(equals + 1));
        for (char& c : name)
            if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        out[thing] = name;
    }
    return out;
}

Result<Archive> load(const std::string& path, const Columns& wanted) {
    Loader loader(wanted);
    MH_TRY(read_table(
        path, [&](const TableRow& row) { loader.row(row); },
        [&](BadRow row) { loader.bad(std::move(row)); }));
    return loader.finish();
}

Result<std::shared_ptr<const Archive>> open_archive(const std::string& path, const std::string& column_text) {
    static std::mutex mutex;
    static std::map<std::string, std::weak_ptr<const Archive>> open;
    const std::scoped_lock guard(mutex);
    auto& known = open[path + "\n" + column_text];
    if (auto archive = known.lock()) return archive;
    MH_LET(wanted, columns(column_text));
    MH_LET(loaded, load(path, wanted));
    auto archive = std::make_shared<const Archive>(std::move(loaded));
    known = archive;
    return archive;
}

}  // namespace manyhands::channels::archive
