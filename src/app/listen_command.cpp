// The verb `listen`: queries out of a file, posts from standard input, matches to standard output.
#include <cerrno>
#include <csignal>
#include <set>
#include <system_error>

#include <boost/json.hpp>

#include "app/commands.hpp"
#include "app/listen_pipe.hpp"

namespace manyhands::app {

namespace json = boost::json;
using base::ErrorCode;
using base::Result;

namespace {

using Args = std::vector<std::pair<std::string, std::string>>;

struct FileQueries {
    std::vector<listen::NamedQuery> queries;
    std::vector<std::size_t> lines;  // where each stands
};

// NDJSON of {"id", "query"}; blank lines are passed over, unknown members too.
Result<FileQueries> read_queries(const std::string& bytes) {
    FileQueries read;
    std::set<std::string> ids;
    std::size_t number = 0;
    for (std::size_t at = 0; at < bytes.size();) {
        const std::size_t end = std::min(bytes.find('\n', at), bytes.size());
        const std::string_view line = std::string_view(bytes).substr(at, end - at);
        at = end + 1;
        ++number;
        if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
        const auto bad = [&](const char* key) {
            return base::fail(ErrorCode::invalid, key, {{"line", std::to_string(number)}});
        };
        boost::system::error_code error;
        const json::value value = json::parse(line, error);
        const json::object* object = error ? nullptr : value.if_object();
        const json::value* query = object == nullptr ? nullptr : object->if_contains("query");
        const json::value* id = object == nullptr ? nullptr : object->if_contains("id");
        if (query == nullptr || !query->is_string() || id == nullptr || !(id->is_string() || id->is_int64()))
            return bad("cli.listen.bad_query_line");
        std::string name = id->is_string() ? std::string(id->get_string()) : std::to_string(id->get_int64());
        if (name.empty()) return bad("cli.listen.bad_query_line");
        if (!ids.insert(name).second) return bad("cli.listen.same_id");
        read.queries.push_back({std::move(name), std::string(query->get_string())});
        read.lines.push_back(number);
    }
    return read;
}

void say_refused(const Console& console, const FileQueries& file,
                 const std::vector<listen::RefusedQuery>& refused) {
    for (const listen::RefusedQuery& one : refused) {
        for (const model::query::Problem& problem : one.problems) {
            console.err() << base::tr(console.lang, "cli.listen.refused",
                                      {{"line", std::to_string(file.lines[one.index])},
                                       {"id", file.queries[one.index].id},
                                       {"from", std::to_string(problem.at.from)},
                                       {"to", std::to_string(problem.at.to)},
                                       {"why", base::tr(console.lang, problem.key, problem.args)}});
            if (problem.suggestion && !problem.suggestion->empty())
                console.err() << " "
                              << base::tr(console.lang, "cli.listen.suggestion",
                                          {{"text", *problem.suggestion}});
            console.err() << "\n";
        }
    }
}

void say_stats(const Console& console, const cli::ListenStream& command, const listen::QuerySet& set,
               const PipeResult& result, double seconds) {
    const listen::StreamCounts& counts = result.counts;
    if (command.common.json) {
        console.err() << json::serialize(json::object{{"posts", counts.posts},
                                                      {"bytes", counts.bytes},
                                                      {"found", counts.found},
                                                      {"matches", counts.matches},
                                                      {"bad_lines", counts.bad},
                                                      {"seconds", seconds},
                                                      {"queries", set.size()},
                                                      {"literals", set.literals()},
                                                      {"set_bytes", set.bytes()},
                                                      {"threads", command.threads}})
                      << "\n";
        return;
    }
    const auto rounded = [](double value) {
        std::string text = std::to_string(value);
        return text.substr(0, text.size() - 3);
    };
    const double rate = seconds > 0 ? static_cast<double>(counts.posts) / seconds : 0;
    console.err() << base::tr(console.lang, "cli.listen.stats",
                              {{"posts", std::to_string(counts.posts)},
                               {"bytes", std::to_string(counts.bytes)},
                               {"found", std::to_string(counts.found)},
                               {"matches", std::to_string(counts.matches)},
                               {"bad", std::to_string(counts.bad)},
                               {"seconds", rounded(seconds)},
                               {"rate", std::to_string(static_cast<std::uint64_t>(rate))},
                               {"queries", std::to_string(set.size())}})
                  << "\n";
}

}  // namespace

int run(const cli::ListenStream& command, const Console& console) {
    const bool as_json = command.common.json;
    const auto bytes = console.read_file(command.queries);
    if (!bytes) return say_error(console, false, bytes.error());
    const auto file = read_queries(*bytes);
    if (!file) return say_error(console, false, file.error());
    std::vector<listen::RefusedQuery> refused;
    const auto set = listen::QuerySet::compile(file->queries, refused);
    if (!set) return say_error(console, false, set.error());
    if (!refused.empty()) {
        say_refused(console, *file, refused);
        return cli::kUsage;
    }
    // Whoever reads us may go: then there is nothing left to do.
    std::signal(SIGPIPE, SIG_IGN);
    PipeOptions options;
    options.threads = static_cast<unsigned>(command.threads);
    options.explain = command.explain ? listen::Explain::ranges : listen::Explain::no;
    const auto began = std::chrono::steady_clock::now();
    const PipeResult result = run_pipe(*set, options, [&](const listen::BadLine& bad) {
        if (as_json)
            console.err() << json::serialize(
                                 json::object{{"line", bad.line}, {"error", to_string(bad.fault)}})
                          << "\n";
        else
            console.err() << base::tr(console.lang, "cli.listen.bad_line",
                                      {{"line", std::to_string(bad.line)},
                                       {"why", base::tr(console.lang,
                                                        "listen.line." + std::string(to_string(bad.fault)))}})
                          << "\n";
    });
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    if (command.stats) say_stats(console, command, **set, result, took.count());
    const auto failed = [&](const char* key, int error) {
        return say_error(console, false,
                         {ErrorCode::unavailable, key, {}, std::generic_category().message(error)});
    };
    if (result.read_error != 0) return failed("cli.listen.cannot_read", result.read_error);
    if (result.write_error != 0 && result.write_error != EPIPE)
        return failed("cli.listen.cannot_write", result.write_error);
    return cli::kDone;
}

}  // namespace manyhands::app
