// The verbs that keep an installation: backup, restore, migrate.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>

#include <boost/json.hpp>

#include "app/commands.hpp"
#include "app/company.hpp"
#include "identity/passphrase_box.hpp"
#include "storage/backup/backup.hpp"
#include "storage/migrate.hpp"

namespace manyhands::app {

namespace fs = std::filesystem;
namespace json = boost::json;
using base::ErrorCode;
using base::Result;

namespace {

// On a terminal one line that moves; otherwise nothing.
storage::BackupProgress progress_line(const Console& console, bool as_json) {
    if (!console.terminal || as_json) return {};
    return
        [&console, last = std::string()](std::string_view step, std::int64_t done, std::int64_t all) mutable {
            const std::string line = "  " + base::tr(console.lang, "cli.step." + std::string(step)) + " " +
                                     std::to_string(all > 0 ? done * 100 / all : 100) + " %";
            if (line == last) return;
            last = line;
            console.err() << "\r" << line << "\x1b[K" << std::flush;
        };
}

void end_line(const Console& console, bool as_json) {
    if (console.terminal && !as_json) console.err() << "\r\x1b[K" << std::flush;
}

Result<std::string> passphrase(const std::string& file, const Console& console) {
    std::string line;
    if (file == "-") {
        console.err() << base::tr(console.lang, "cli.passphrase.ask") << std::flush;
        line = console.read_line();
    } else {
        std::ifstream in(file);
        std::getline(in, line);
    }
    while (!line.empty() && (line.back() == '\r' || line.back() == '\n'))
        line.pop_back();
    if (line.empty()) return base::fail(ErrorCode::invalid, "cli.passphrase.missing", {{"file", file}});
    return line;
}

fs::path key_of(const cli::Common& common) {
    return key_path(common.data, common.key_file);
}

// Nothing where there is no key; it is not made for this.
std::optional<identity::SecretBox::Key> existing_key(const cli::Common& common, base::Random& random) {
    std::error_code failed;
    if (!fs::exists(key_of(common), failed)) return std::nullopt;
    const auto key = identity::SecretBox::key_from_file(key_of(common).string(), random);
    return key ? std::optional(*key) : std::nullopt;
}

fs::path target_of(const std::string& wanted, base::Instant now) {
    std::error_code failed;
    fs::path path = wanted;
    if (!wanted.ends_with('/') && !fs::is_directory(path, failed)) return path;
    fs::create_directories(path, failed);
    std::string time = base::to_rfc3339(now).substr(0, 19) + "Z";
    std::erase(time, ':');
    return path / ("manyhands-" + time + ".tar");
}

// Whether a file is one that target_of named and make_backup wrote: by its whole name and by its first part.
// Nothing else in the folder is ever removed.
bool is_ours(const fs::directory_entry& entry) {
    constexpr std::string_view kShape = "manyhands-dddd-dd-ddTddddddZ.tar";
    const std::string name = entry.path().filename().string();
    if (name.size() != kShape.size() || entry.symlink_status().type() != fs::file_type::regular) return false;
    for (std::size_t i = 0; i < name.size(); ++i) {
        const bool digit = name[i] >= '0' && name[i] <= '9';
        // The d of "manyhands" is none of the date's.
        if (i >= 10 && kShape[i] == 'd' ? !digit : name[i] != kShape[i]) return false;
    }
    std::string first(std::string_view(storage::kDatabaseFile).size() + 1, ' ');
    std::ifstream in(entry.path(), std::ios::binary);
    return in.read(first.data(), static_cast<std::streamsize>(first.size())) &&
           first == std::string(storage::kDatabaseFile) + '\0';
}

// The oldest of ours beyond the newest `keep`; their names are their order.
Result<std::vector<std::string>> remove_older(const fs::path& folder, int keep) {
    std::vector<fs::path> ours;
    std::error_code failed;
    for (fs::directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed))
        if (is_ours(*at)) ours.push_back(at->path());
    std::ranges::sort(ours, std::greater{});
    std::vector<std::string> removed;
    for (std::size_t i = static_cast<std::size_t>(keep); i < ours.size(); ++i) {
        if (!fs::remove(ours[i], failed) || failed)
            return base::fail(ErrorCode::unavailable, "cli.backup.not_removed", {{"file", ours[i].string()}},
                              failed.message());
        removed.push_back(ours[i].filename().string());
    }
    return removed;
}

std::string seconds_since(const base::Clock& clock, std::chrono::nanoseconds began) {
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(clock.monotonic() - began).count();
    return std::to_string(ms / 1000) + "." + std::to_string(ms % 1000 / 100);
}

}  // namespace

int run(const cli::Backup& command, const Console& console) {
    const bool as_json = command.common.json;
    const auto work = [&]() -> Result<void> {
        const auto began = console.clock.monotonic();
        storage::BackupOrder order;
        order.data = command.common.data;
        order.target = target_of(command.target, console.clock.now());
        if (command.keep > 0 && order.target == fs::path(command.target))
            return base::fail(ErrorCode::invalid, "cli.backup.keep_needs_folder", {{"file", command.target}});
        order.media = command.without_media ? storage::Media::without : storage::Media::with;
        order.progress = progress_line(console, as_json);
        const auto key = existing_key(command.common, console.random);
        if (key) order.key_mark = identity::key_mark(*key);
        if (!command.passphrase_file.empty()) {
            if (!key)
                return base::fail(ErrorCode::not_found, "identity.secret.key_file",
                                  {{"path", key_of(command.common).string()}});
            MH_LET(words, passphrase(command.passphrase_file, console));
            MH_LET(box, identity::box_key(*key, words, console.random));
            order.key_box = std::move(box);
        }
        const auto made = storage::make_backup(order, console.clock);
        end_line(console, as_json);
        if (!made) return std::unexpected(made.error());
        std::vector<std::string> removed;
        if (command.keep > 0) {
            MH_LET(gone, remove_older(order.target.parent_path(), command.keep));
            removed = std::move(gone);
        }
        const bool with_key = !order.key_box.empty();
        std::error_code failed;
        const auto bytes = static_cast<std::int64_t>(fs::file_size(order.target, failed));
        print(console, as_json,
              {{"file", fs::absolute(order.target).string()},
               {"bytes", bytes},
               {"megabytes", (bytes + 999'999) / 1'000'000},
               {"seconds", seconds_since(console.clock, began)},
               {"made_at", base::to_rfc3339(made->made_at)},
               {"schema", made->schema},
               {"parts", static_cast<std::int64_t>(made->parts.size())},
               {"with_key", with_key},
               {"removed", json::array(removed.begin(), removed.end())},
               {"key", fs::absolute(key_of(command.common)).string()}},
              with_key ? "cli.backup.done_with_key" : "cli.backup.done");
        if (!as_json && !removed.empty())
            console.out() << base::tr(console.lang, "cli.backup.removed",
                                      {{"count", std::to_string(removed.size())},
                                       {"keep", std::to_string(command.keep)}})
                          << "\n";
        return {};
    };
    if (const auto done = work(); !done) return say_error(console, as_json, done.error());
    return cli::kDone;
}

int run(const cli::Restore& command, const Console& console) {
    const bool as_json = command.common.json;
    const auto work = [&]() -> Result<void> {
        storage::RestoreOrder order;
        order.file = command.file;
        order.data = command.common.data;
        order.present = command.force ? storage::Present::keep_beside : storage::Present::refuse;
        order.progress = progress_line(console, as_json);
        if (command.only_check) {
            const auto whole = storage::check_backup(order.file, order.progress);
            end_line(console, as_json);
            if (!whole) return std::unexpected(whole.error());
            print(console, as_json, {{"ok", true}, {"file", command.file}}, "cli.backup.checked");
            return {};
        }
        if (!command.passphrase_file.empty())
            order.open_key = [&](const std::string& box) -> Result<std::string> {
                MH_LET(words, passphrase(command.passphrase_file, console));
                MH_LET(key, identity::open_key_box(box, words));
                return std::string(reinterpret_cast<const char*>(key.data()), key.size());
            };
        const auto restored = storage::restore_backup(order, console.clock);
        end_line(console, as_json);
        if (!restored) return std::unexpected(restored.error());
        const auto key = existing_key(command.common, console.random);
        const std::string& mark = restored->manifest.key_mark;
        const bool fits = mark.empty() || (key && identity::key_mark(*key) == mark);
        json::object out{{"data", fs::absolute(order.data).string()},
                         {"made_at", base::to_rfc3339(restored->manifest.made_at)},
                         {"schema", restored->manifest.schema},
                         {"key", fs::absolute(key_of(command.common)).string()},
                         {"key_fits", fits},
                         {"kept", restored->kept.empty() ? "" : fs::absolute(restored->kept).string()}};
        print(console, as_json, out,
              fits  ? "cli.restore.done"
              : key ? "cli.restore.other_key"
                    : "cli.restore.no_key");
        if (!as_json && !restored->kept.empty()) print(console, false, out, "cli.restore.kept");
        return {};
    };
    if (const auto done = work(); !done) return say_error(console, as_json, done.error());
    return cli::kDone;
}

int run(const cli::Migrate& command, const Console& console) {
    const bool as_json = command.common.json;
    const auto work = [&]() -> Result<void> {
        MH_LET(plan, storage::planned(command.common.data));
        std::string names;
        for (const std::string& name : plan.names)
            names += (names.empty() ? "" : ", ") + name;
        json::object out{{"from", plan.from},
                         {"to", plan.to},
                         {"migrations", json::array(plan.names.begin(), plan.names.end())},
                         {"names", names},
                         {"dry_run", command.dry_run},
                         {"backup", ""}};
        if (plan.names.empty()) {
            print(console, as_json, out, "cli.migrate.nothing");
        } else if (command.dry_run) {
            print(console, as_json, out, "cli.migrate.would");
        } else {
            MH_LET(store, storage::Store::open(command.common.data, console.clock));
            out["backup"] = store->backup_before().string();
            print(console, as_json, out, "cli.migrate.done");
        }
        return {};
    };
    if (const auto done = work(); !done) return say_error(console, as_json, done.error());
    return cli::kDone;
}

cli::ConfigFile read_config_file(const std::string& path) {
    const auto bytes_of = [](const std::string& name) -> std::optional<std::string> {
        std::ifstream in(name, std::ios::binary);
        if (!in) return std::nullopt;
        return std::string(std::istreambuf_iterator<char>(in), {});
    };
    const auto first_line = [&](const std::string& name) -> std::optional<std::string> {
        const auto bytes = bytes_of(name);
        if (!bytes || bytes->empty()) return std::nullopt;
        return bytes->substr(0, bytes->find_first_of("\r\n"));
    };
    const auto text = bytes_of(path);
    if (!text) return {{}, {{0, {ErrorCode::not_found, "cli.file.unreadable", {{"file", path}}, {}}}}};
    return cli::read_config(*text, first_line);
}

int run(const cli::ConfigCheck& command, const Console& console) {
    const bool as_json = command.common.json;
    cli::ConfigFile config;
    if (!command.file.empty()) config = read_config_file(command.file);
    json::array problems;
    for (const cli::ConfigProblem& problem : config.problems) {
        const std::string text = base::tr(console.lang, problem.error);
        problems.push_back({{"line", problem.line}, {"error", problem.error.key}, {"title", text}});
        if (!as_json)
            console.err() << base::tr(console.lang, "cli.config.line",
                                      {{"line", std::to_string(problem.line)}, {"problem", text}})
                          << "\n";
    }
    print(console, as_json,
          {{"ok", config.problems.empty()},
           {"file", command.file},
           {"settings", static_cast<std::int64_t>(config.values.size())},
           {"problems", as_json ? json::value(problems)
                                : json::value(static_cast<std::int64_t>(config.problems.size()))}},
          command.file.empty()      ? "cli.config.none"
          : config.problems.empty() ? "cli.config.good"
                                    : "cli.config.bad");
    return config.problems.empty() ? cli::kDone : cli::kFailed;
}

int run(const cli::ConfigExample& command, const Console& console) {
    const std::string text = cli::example_config(console.lang);
    if (command.common.json) {
        console.out() << json::serialize(json::object{{"example", text}}) << "\n";
    } else {
        console.out() << text;
    }
    return cli::kDone;
}

namespace {

// {"brands": [{"brand": id, "entries": n, "digest": hex}]}, as this verb prints it.
Result<std::vector<model::AuditHead>> kept_heads(const json::value& file, const model::BrandId& brand) {
    std::vector<model::AuditHead> kept;
    try {
        if (file.is_null()) return kept;
        for (const json::value& each : file.at("brands").as_array())
            if (each.at("brand").as_string() == brand.value)
                kept.push_back({each.at("entries").as_int64(), std::string(each.at("digest").as_string())});
        return kept;
    } catch (const std::exception& broken) {
        return base::fail(ErrorCode::invalid, "cli.audit.bad_heads", {}, broken.what());
    }
}

}  // namespace

int run(const cli::AuditVerify& command, const Console& console) {
    const bool as_json = command.common.json;
    bool whole = true;
    const auto work = [&]() -> Result<void> {
        json::value heads;
        if (!command.heads.empty()) {
            MH_LET(text, console.read_file(command.heads));
            boost::system::error_code failed;
            heads = json::parse(text, failed);
            if (failed) return base::fail(ErrorCode::invalid, "cli.audit.bad_heads");
        }
        MH_LET(store, storage::Store::open_for_reading(command.common.data, console.clock));
        MH_LET(brands, store->all_brands());
        json::array all;
        for (const model::Brand& brand : brands) {
            MH_LET(kept, kept_heads(heads, brand.id));
            MH_LET(verdict, store->verify_audit(brand.id, kept));
            whole = whole && !verdict.fault;
            json::object one{{"brand", brand.id.value},
                             {"name", brand.name},
                             {"ok", !verdict.fault},
                             {"entries", verdict.head.seq},
                             {"digest", verdict.head.digest}};
            if (verdict.fault) {
                one["fault"] = verdict.fault->key;
                one["at"] = verdict.fault->seq;
            }
            if (!as_json)
                print(console, false, one, verdict.fault ? "cli." + verdict.fault->key : "cli.audit.whole");
            all.push_back(std::move(one));
        }
        if (as_json) print(console, true, {{"ok", whole}, {"brands", std::move(all)}}, "");
        return {};
    };
    if (const auto done = work(); !done) return say_error(console, as_json, done.error());
    return whole ? cli::kDone : cli::kFailed;
}

}  // namespace manyhands::app
