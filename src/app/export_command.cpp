// The verb `export`: everything of a brand as NDJSON, a line each, in bounded memory and beside a running
// server. The last line counts what came before it: a file without it is not whole.
#include <array>
#include <cerrno>
#include <fstream>

#include <boost/json.hpp>
#include <fcntl.h>
#include <unistd.h>

#include "app/verbs.hpp"
#include "storage/export_store.hpp"

namespace manyhands::app {
namespace {

namespace json = boost::json;
using base::ErrorCode;
using base::Result;

constexpr int kFormat = 1;
constexpr int kRowsAtOnce = 500;

json::value text_or_null(const std::string& text) {
    return text.empty() ? json::value(nullptr) : json::value(text);
}
json::value at(const std::optional<base::Instant>& instant) {
    return instant ? json::value(base::to_rfc3339(*instant)) : json::value(nullptr);
}
template <class AnyId>
json::value id_of(const std::optional<AnyId>& id) {
    return id ? json::value(id->value) : json::value(nullptr);
}
template <class AnyId>
json::array ids_of(const std::vector<AnyId>& ids) {
    json::array list;
    for (const AnyId& id : ids)
        list.emplace_back(id.value);
    return list;
}

json::object to_json(const model::Person& person) {
    return {{"id", person.remote_id},
            {"handle", person.handle},
            {"name", person.display_name},
            {"followers", person.followers ? json::value(*person.followers) : json::value(nullptr)},
            {"url", text_or_null(person.url)}};
}

json::object to_json(const model::Conversation& c) {
    return {{"kind", "conversation"},
            {"id", c.id.value},
            {"account", c.account.value},
            {"network", c.network},
            {"customer", to_json(c.customer)},
            {"root_post", c.root_remote_id},
            {"lang", c.lang},
            {"state", to_string(c.state)},
            {"department", c.department.value},
            {"holder", c.claim ? json::value(c.claim->holder.value) : json::value(nullptr)},
            {"tags", ids_of(c.tags)},
            {"merged_into", id_of(c.merged_into)},
            {"opened_at", base::to_rfc3339(c.opened_at)},
            {"last_post_at", base::to_rfc3339(c.last_post_at)}};
}

std::string_view side_of(model::Side side) {
    switch (side) {
        case model::Side::customer:
            return "customer";
        case model::Side::brand:
            return "brand";
        case model::Side::other:
            return "other";
    }
    return "";
}

json::object to_json(const model::Post& p) {
    json::array media;
    for (const model::Media& one : p.remote.media)
        media.push_back(json::object{{"url", one.url}, {"alt", one.alt}});
    return {{"kind", "post"},
            {"id", p.id.value},
            {"conversation", p.conversation.value},
            {"account", p.account.value},
            {"network", p.remote.network},
            {"remote_id", p.remote.remote_id},
            {"parent", text_or_null(p.remote.parent_remote_id)},
            {"side", side_of(p.side)},
            {"author", to_json(p.remote.author)},
            {"text", p.remote.text},
            {"lang", p.lang},
            {"url", text_or_null(p.remote.url)},
            {"media", std::move(media)},
            {"posted_at", base::to_rfc3339(p.posted_at)},
            {"seen_at", base::to_rfc3339(p.seen_at)},
            {"edited", p.edited},
            {"deleted", p.deleted},
            {"answer", id_of(p.answer)}};
}

json::object to_json(const model::Answer& a) {
    return {{"kind", "answer"},
            {"id", a.id.value},
            {"conversation", a.conversation.value},
            {"author", a.author.value},
            {"initials", a.initials},
            {"text", a.text},
            {"published_text", a.published_text},
            {"state", to_string(a.state)},
            {"part", a.part},
            {"parts", a.parts},
            {"submitted_at", base::to_rfc3339(a.submitted_at)},
            {"sent_at", at(a.sent_at)},
            {"remote_id", text_or_null(a.remote_id)},
            {"url", text_or_null(a.url)}};
}

json::object to_json(const model::Note& n) {
    return {{"kind", "note"},
            {"id", n.id.value},
            {"conversation", n.conversation.value},
            {"note_kind", to_string(n.kind)},
            {"author", n.author.value},
            {"text", n.text},
            {"at", base::to_rfc3339(n.at)},
            {"edited_at", at(n.edited_at)},
            {"deleted", n.deleted},
            {"mentions", ids_of(n.mentions)},
            {"asked", id_of(n.asked)},
            {"answers", id_of(n.answers)}};
}

json::object to_json(const storage::EpisodeRow& e) {
    return {{"kind", "episode"},
            {"conversation", e.conversation.value},
            {"number", e.number},
            {"account", e.account.value},
            {"department", e.department.value},
            {"post", e.post.value},
            {"opened_at", base::to_rfc3339(e.opened_at)},
            {"found_late", e.found_late},
            {"outcome", e.outcome},
            {"ended_at", at(e.ended_at)},
            {"answer_post", id_of(e.answer_post)},
            {"answer", id_of(e.answer)},
            {"employee", id_of(e.employee)}};
}

// A file is there under its name only when it is whole and on the disk; what people wrote is its owner's to
// read.
class Target {
  public:
    Target(std::string path, std::ostream& otherwise)
        : path_(std::move(path)), part_(path_ + ".part"), out_(&otherwise) {}
    ~Target() {
        if (file_.is_open()) ::unlink(part_.c_str());
    }
    Target(const Target&) = delete;
    Target& operator=(const Target&) = delete;

    Result<void> open() {
        if (path_.empty()) return {};
        if (::access(path_.c_str(), F_OK) == 0)
            return base::fail(ErrorCode::conflict, "cli.export.exists", {{"path", path_}});
        const int made = ::open(part_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        if (made < 0) return cannot_write();
        ::close(made);
        file_.open(part_, std::ios::binary | std::ios::trunc);
        if (!file_) return cannot_write();
        out_ = &file_;
        return {};
    }
    Result<void> write(const json::object& line) {
        *out_ << json::serialize(line) << '\n';
        if (!*out_) return cannot_write();
        return {};
    }
    Result<void> finish() {
        out_->flush();
        if (!*out_) return cannot_write();
        if (path_.empty()) return {};
        const int file = ::open(part_.c_str(), O_RDONLY | O_CLOEXEC);
        const bool kept = file >= 0 && ::fsync(file) == 0;
        if (file >= 0) ::close(file);
        // Never over a file that came meanwhile.
        if (!kept || ::link(part_.c_str(), path_.c_str()) != 0) return cannot_write();
        file_.close();
        ::unlink(part_.c_str());
        return {};
    }

  private:
    std::unexpected<base::Error> cannot_write() const {
        return base::fail(ErrorCode::unavailable, "cli.file.cannot_write",
                          {{"path", path_.empty() ? "-" : path_}});
    }

    std::string path_;
    std::string part_;
    std::ostream* out_;
    std::ofstream file_;
};

// Whom and what the ids in the lines mean.
Result<json::object> first_line(storage::Store& store, const model::BrandId& brand,
                                const base::Clock& clock) {
    json::object line{{"kind", "brand"}, {"format", kFormat}, {"id", brand.value}};
    MH_LET(brands, store.all_brands());
    for (const model::Brand& one : brands)
        if (one.id == brand) line["name"] = one.name;
    line["exported_at"] = base::to_rfc3339(clock.now());
    json::array list;
    MH_LET(departments, store.departments(brand));
    for (const model::Department& d : departments)
        list.push_back(json::object{{"id", d.id.value}, {"ko", d.name_ko}, {"en", d.name_en}});
    line["departments"] = std::exchange(list, {});
    MH_LET(employees, store.employees(brand));
    for (const model::Employee& e : employees)
        list.push_back(json::object{{"id", e.id.value},
                                    {"name", e.name},
                                    {"email", e.email},
                                    {"initials", e.initials},
                                    {"role", to_string(e.role)},
                                    {"department", e.department.value},
                                    {"active", e.active}});
    line["people"] = std::exchange(list, {});
    MH_LET(accounts, store.accounts());
    for (const model::Account& a : accounts)
        if (a.brand == brand)
            list.push_back(json::object{{"id", a.id.value},
                                        {"network", a.network},
                                        {"remote_id", a.remote_id},
                                        {"handle", a.handle}});
    line["accounts"] = std::exchange(list, {});
    MH_LET(tags, store.tags(brand));
    for (const desk::Tag& tag : tags)
        list.push_back(json::object{{"id", tag.id.value}, {"name", tag.name}});
    line["tags"] = std::move(list);
    return line;
}

// A line of what is written as it is kept; with its kind first.
struct Named {
    std::string_view kind;
    json::object line;
};
json::object to_json(const Named& one) {
    json::object line{{"kind", one.kind}};
    for (const auto& member : one.line)
        line.insert(member);
    return line;
}

// Page after page until one is not full; `next` reads the page behind the last item. Returns how many.
template <class Next>
Result<std::int64_t> write_all(Target& target, Next next) {
    std::int64_t written = 0;
    for (bool more = true; more;) {
        MH_LET(items, next());
        for (const auto& item : items)
            MH_TRY(target.write(to_json(item)));
        written += std::ssize(items);
        more = items.size() == kRowsAtOnce;
    }
    return written;
}

// The same for what is kept by an id.
template <class Read>
Result<std::int64_t> write_by_id(Target& target, Read read) {
    std::string after;
    return write_all(target, [&] {
        auto items = read(after);
        if (items && !items->empty()) after = items->back().id.value;
        return items;
    });
}

Result<json::object> write_everything(const cli::Export& command, const Console& console) {
    MH_LET(store, open_to_look(command.common, console));
    MH_LET(brand, pick_brand(*store, command.brand));
    MH_LET(rows, storage::ExportRows::open_for_reading(command.common.data, console.clock));
    Target target(command.output, console.out());
    MH_TRY(target.open());
    MH_LET(first, first_line(*store, brand, console.clock));
    MH_TRY(target.write(first));
    MH_LET(conversations, write_by_id(target, [&](const std::string& after) {
               return rows->export_conversations(brand, after, kRowsAtOnce);
           }));
    MH_LET(posts, write_by_id(target, [&](const std::string& after) {
               return rows->export_posts(brand, after, kRowsAtOnce);
           }));
    MH_LET(answers, write_by_id(target, [&](const std::string& after) {
               return rows->export_answers(brand, after, kRowsAtOnce);
           }));
    MH_LET(notes, write_by_id(target, [&](const std::string& after) {
               return rows->export_notes(brand, after, kRowsAtOnce);
           }));
    std::string conversation;
    int number = 0;
    MH_LET(episodes, write_all(target, [&] {
               auto items = rows->export_episodes(brand, conversation, number, kRowsAtOnce);
               if (items && !items->empty()) {
                   conversation = items->back().conversation.value;
                   number = items->back().number;
               }
               return items;
           }));
    json::object end{{"kind", "end"},  {"conversations", conversations},
                     {"posts", posts}, {"answers", answers},
                     {"notes", notes}, {"episodes", episodes}};
    for (const std::string_view kind : storage::ExportRows::kept_kinds()) {
        std::array<std::string, 3> after;
        MH_LET(count, write_all(target, [&]() -> Result<std::vector<Named>> {
                   MH_LET(lines, rows->export_kept(kind, brand, after, kRowsAtOnce));
                   std::vector<Named> named;
                   for (auto& one : lines) {
                       after = one.key;
                       named.push_back({kind, std::move(one.line)});
                   }
                   return named;
               }));
        end[std::string(kind) + "s"] = count;
    }
    MH_TRY(target.write(end));
    MH_TRY(target.finish());
    end.erase("kind");
    end["file"] = command.output;
    return end;
}

}  // namespace

int run(const cli::Export& command, const Console& console) {
    const auto done = write_everything(command, console);
    // Without a file standard output holds the lines themselves.
    if (command.output.empty()) {
        if (done) return cli::kDone;
        Console beside = console;
        beside.to_out = console.to_err;
        return say_error(beside, command.common.json, done.error());
    }
    if (!done) return say_error(console, command.common.json, done.error());
    print(console, command.common.json, *done, "cli.export.done");
    return cli::kDone;
}

}  // namespace manyhands::app
