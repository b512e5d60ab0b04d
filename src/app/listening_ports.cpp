#include "app/listening_ports.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <map>

#include <boost/json.hpp>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/text/utf8.hpp"
#include "channels/archive/archive.hpp"
#include "understand/language.hpp"

namespace manyhands::app {
namespace {

namespace archive = channels::archive;
namespace json = boost::json;
using base::ErrorCode;
using base::Result;
using listen::ArchivePosts;

constexpr std::uint64_t kUnpackedAtMost = std::uint64_t{200} << 20U;
constexpr std::size_t kProblemsKept = 100;

// The reader of archives opens files: these bytes are one that is on no disk.
class MemoryFile {
  public:
    explicit MemoryFile(const std::string& bytes) : file_(::memfd_create("archive", MFD_CLOEXEC)) {
        for (std::size_t at = 0; file_ >= 0 && at < bytes.size();) {
            const ssize_t written = ::write(file_, bytes.data() + at, bytes.size() - at);
            if (written < 0 && errno == EINTR) continue;
            if (written <= 0) break;
            at += static_cast<std::size_t>(written);
        }
    }
    ~MemoryFile() {
        if (file_ >= 0) ::close(file_);
    }
    MemoryFile(const MemoryFile&) = delete;
    MemoryFile& operator=(const MemoryFile&) = delete;
    bool open() const { return file_ >= 0; }
    std::string path() const { return "/proc/self/fd/" + std::to_string(file_); }

  private:
    int file_;
};

std::string text_at(const json::object& object, std::string_view name) {
    const json::value* value = object.if_contains(name);
    if (value == nullptr || value->is_null()) return {};
    return value->is_string() ? std::string(value->as_string()) : json::serialize(*value);
}

class Rows {
  public:
    explicit Rows(base::Instant now) : now_(now) {}

    void row(archive::TableRow row) {
        unwrap(row);
        const auto cell = [&](const char* thing) -> std::string {
            for (const std::string& name : archive::names_of(thing))
                if (const auto found = row.cells.find(name); found != row.cells.end()) return found->second;
            return {};
        };
        listen::HeardPost heard;
        model::RemotePost& post = heard.post;
        post.network = archive::kNetwork;
        if (const auto named = row.cells.find("network"); named != row.cells.end() && !named->second.empty())
            post.network = base::clean_line(named->second).substr(0, 64);
        post.text = base::clean_post(cell("text"));
        if (post.text.empty()) return wrong(row.line, "listen.line.no_text");
        if (posts_.posts.size() >= listen::kArchivePosts) {
            ++posts_.skipped;
            return;
        }
        post.remote_id = cell("id");
        if (post.remote_id.empty()) post.remote_id = "line " + std::to_string(row.line);
        author(cell("author"), post.author);
        post.parent_remote_id = cell("parent");
        post.root_remote_id = post.remote_id;
        post.declared_lang = cell("lang");
        if (const std::string at = cell("created"); !at.empty()) {
            post.created_at = archive::read_time(at);
            if (!post.created_at) return wrong(row.line, "channels.archive.bad_time", {{"value", at}});
        }
        heard.lang = understand::language_of(post.text, post.declared_lang);
        heard.heard_at = post.created_at.value_or(now_);
        posts_.posts.push_back(std::move(heard));
    }
    void bad(archive::BadRow row) {
        ++posts_.skipped;
        if (posts_.problems.size() < kProblemsKept) posts_.problems.push_back({row.line, std::move(row.why)});
    }
    ArchivePosts take() { return std::move(posts_); }

  private:
    void wrong(std::int64_t line, std::string key,
               std::vector<std::pair<std::string, std::string>> args = {}) {
        bad({line, {ErrorCode::invalid, std::move(key), std::move(args), {}}});
    }
    // {"data": {...}} as the X API v2 sends it: what is inside counts.
    static void unwrap(archive::TableRow& row) {
        const auto data = row.cells.find("data");
        if (data == row.cells.end() || !data->second.starts_with('{')) return;
        boost::system::error_code error;
        const json::value inner = json::parse(data->second, error);
        if (error || !inner.is_object()) return;
        for (const char* name : {"id", "text", "created_at", "lang", "author_id"})
            if (std::string text = text_at(inner.as_object(), name); !text.empty())
                row.cells[name] = std::move(text);
    }
    static void author(const std::string& cell, model::Person& person) {
        person.remote_id = person.handle = cell;
        boost::system::error_code error;
        if (cell.starts_with('{'))
            if (const json::value value = json::parse(cell, error); !error && value.is_object()) {
                person.remote_id = person.handle = text_at(value.as_object(), "handle");
                std::int64_t followers = 0;
                const std::string number = text_at(value.as_object(), "followers");
                if (std::from_chars(number.data(), number.data() + number.size(), followers).ec ==
                    std::errc{})
                    person.followers = followers;
            }
        if (person.handle.starts_with('@')) person.handle.erase(0, 1);
    }

    const base::Instant now_;
    ArchivePosts posts_;
};

}  // namespace

Result<ArchivePosts> read_listening_archive(const std::string& name, const std::string& bytes,
                                            base::Instant now) {
    const MemoryFile file(bytes);
    if (!file.open()) return base::fail(ErrorCode::unavailable, "channels.archive.no_file", {{"path", name}});
    Rows rows(now);
    auto read = archive::read_table(
        file.path(), [&](archive::TableRow row) { rows.row(std::move(row)); },
        [&](archive::BadRow row) { rows.bad(std::move(row)); }, kUnpackedAtMost);
    if (!read) {
        base::Error why = std::move(read).error();
        for (auto& [arg, value] : why.args)
            if (arg == "path") value = name;  // not ours
        return std::unexpected(std::move(why));
    }
    return rows.take();
}

Result<std::vector<listen::NetworkFacts>> network_facts(Accounts& accounts, const model::BrandId& brand) {
    MH_LET(all, accounts.list(brand));
    std::map<std::string, listen::NetworkFacts> facts;
    for (const model::Account& account : all) {
        if (account.status == model::AccountStatus::paused) continue;
        const channels::ChannelInfo* info = accounts.info(account.network);
        if (info == nullptr) continue;
        listen::NetworkFacts& one = facts[account.network];
        one.network = info->id;
        one.label = info->label;
        ++one.accounts;
        one.sees_key = "channels." + info->id + ".sees";
        one.poll_seconds = std::max<std::int64_t>(
            1, std::chrono::duration_cast<std::chrono::seconds>(info->poll_every).count());
        one.price_per_1000 = info->price_per_1000;
        for (std::string& term : accounts.searched(account.id))
            if (std::ranges::find(one.searched, term) == one.searched.end())
                one.searched.push_back(std::move(term));
    }
    std::vector<listen::NetworkFacts> list;
    list.reserve(facts.size());
    for (auto& [network, one] : facts)
        list.push_back(std::move(one));
    return list;
}

}  // namespace manyhands::app
