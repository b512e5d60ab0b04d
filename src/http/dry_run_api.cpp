// Dry runs of listening queries, what people say of what they find, and files to try them on.
#include "http/api.hpp"
#include "http/listening_json.hpp"
#include "http/shapes.hpp"

namespace manyhands::http {
namespace {

using model::Action;

constexpr std::int64_t kNameAtMost = 200;

void write_ranges(JsonWriter& out, const std::vector<std::pair<std::uint32_t, std::uint32_t>>& ranges) {
    out.begin_array();
    for (const auto& [from, to] : ranges)
        out.begin_array().integer(from).integer(to).end_array();
    out.end_array();
}

void write_hit(JsonWriter& out, const listen::DryHit& hit) {
    const model::RemotePost& post = hit.post->post;
    out.begin_object().member("key", hit.key).member("network", post.network);
    out.member("author", post.author.handle).member("followers", post.author.followers);
    out.member("lang", hit.post->lang).member("text", hit.text).key("highlights");
    write_ranges(out, hit.highlights);
    out.member("posted_at", model::post_time(post, hit.post->heard_at)).member("url", post.url);
    out.member_or_null("conversation_id", hit.post->conversation);
    out.member_or_null("verdict", hit.verdict ? listen::to_string(*hit.verdict) : std::string_view());
    out.end_object();
}

void write_networks(JsonWriter& out, base::Lang lang, const std::vector<listen::DryCoverage>& networks) {
    out.key("cost").begin_array();
    for (const listen::DryCoverage& one : networks) {
        out.begin_object().member("network", one.facts.network).member("label", one.facts.label);
        out.member("price_per_1000", one.facts.price_per_1000).member("month_usd", one.month_usd);
        out.end_object();
    }
    out.end_array().key("coverage").begin_array();
    for (const listen::DryCoverage& one : networks) {
        out.begin_object().member("network", one.facts.network).member("label", one.facts.label);
        out.member("accounts", one.facts.accounts).member("sees", base::tr(lang, one.facts.sees_key));
        out.member("poll_seconds", one.facts.poll_seconds).key("searched").begin_array();
        for (const std::string& term : one.facts.searched)
            out.text(term);
        out.end_array().key("not_searched").begin_array();
        for (const std::string& word : one.not_searched)
            out.text(word);
        out.end_array().end_object();
    }
    out.end_array();
}

std::string rendered(const listen::DryRun& run, base::Lang lang) {
    JsonWriter out;
    out.begin_object().member("id", run.id).key("summary");
    write_summary(out, run.summary);
    out.key("span");
    if (run.span)
        out.begin_object().member("from", run.span->first).member("to", run.span->second).end_object();
    else
        out.null();
    const auto posts = static_cast<double>(run.summary.posts);
    out.member("complete", run.complete);
    out.member("hit_rate", posts > 0 ? static_cast<double>(run.summary.found) / posts : 0.0);
    out.member("per_day", run.per_day).key("sample").begin_array();
    for (const listen::DryHit& hit : run.sample)
        write_hit(out, hit);
    out.end_array().key("judged");
    write_judged(out, run.marked);
    write_networks(out, lang, run.networks);
    out.key("overlap").begin_array();
    for (const listen::Overlap& one : run.overlap) {
        out.begin_object().key("query").begin_object().member("id", one.query.id.value);
        out.member("name", one.query.name).member("colour", listen::to_string(one.query.colour)).end_object();
        out.member("both", one.both).member("only_new", one.only_new).member("only_other", one.only_other);
        out.end_object();
    }
    out.end_array().key("by_lang").begin_array();
    for (const auto& [code, found] : run.by_lang)
        out.begin_object().member("lang", code).member("found", found).end_object();
    out.end_array().key("suggestions").begin_array();
    for (const listen::Suggestion& one : run.suggestions) {
        out.begin_object().member("kind", listen::to_string(one.kind)).member("word", one.word);
        out.member("seen", one.seen).member_or_null("of", one.of).member("query", one.query).end_object();
    }
    out.end_array().member("took_ms", std::int64_t{run.took.count()}).end_object();
    return out.take();
}

Outcome run(const Deps& deps, const Call& call) {
    const auto& source = call.body.as_object().at("source").as_object();
    listen::DrySource wanted;
    wanted.kind =
        listen::dry_kind(std::string(source.at("kind").as_string())).value_or(listen::DryKind::stored);
    if (const auto* id = source.if_contains("id")) wanted.archive = std::string(id->as_string());
    std::optional<model::QueryId> query;
    if (const auto id = call.text_if("query_id")) query.emplace(*id);
    auto done = deps.dry_runs.run(call.actor(), call.text("query"), query, wanted);
    if (!done) return std::unexpected<Failure>(query_failure(std::move(done).error(), call.text("query")));
    return json_response(rendered(*done, call.lang));
}

Outcome mark(const Deps& deps, const Call& call) {
    const auto verdict = call.text_if("verdict");
    MH_LET(marked, deps.dry_runs.mark(call.actor(), call.args.at(0), call.text("key"),
                                      verdict ? listen::verdict(*verdict) : std::nullopt));
    JsonWriter out;
    const auto precision = listen::precision_of(marked.ours, marked.noise);
    if (precision) {
        write_judged(out, marked);
    } else {
        out.begin_object().member("ours", 0).member("noise", 0);
        out.key("precision").null().key("low").null().key("high").null().end_object();
    }
    return json_response(out.take());
}

Outcome add_archive(const Deps& deps, const Call& call) {
    MH_LET(archive,
           deps.dry_runs.add_archive(call.actor(), std::string(call.request.query_value("name").value_or("")),
                                     call.request.body));
    JsonWriter out;
    out.begin_object().member("id", archive.id).member("name", archive.name);
    out.member("posts", archive.posts).member("skipped", archive.skipped).key("problems").begin_array();
    for (const auto& problem : archive.problems)
        out.begin_object()
            .member("line", problem.line)
            .member("problem", base::tr(call.lang, problem.why))
            .end_object();
    out.end_array().member("from", archive.from).member("to", archive.to);
    out.member("expires_at", archive.expires_at).end_object();
    return json_response(out.take(), 201);
}

}  // namespace

std::vector<Route> dry_run_routes(const Wiring& w) {
    const Deps& deps = w.deps;
    std::vector<Route> routes;
    {
        Route r = make_route("POST", "/api/v1/listening/dry-runs", "dry_run");
        r.actions = {Action::manage_listening};
        r.request = shapes::dry_run_request();
        r.response = shapes::dry_run();
        r.handle = [&deps](Call& call) { return run(deps, call); };
        routes.push_back(std::move(r));
    }
    {
        Route r = make_route("POST", "/api/v1/listening/dry-runs/{id}/marks", "mark_dry_run");
        r.actions = {Action::manage_listening};
        r.request = shapes::dry_mark_request();
        r.response = shapes::judged();
        r.handle = [&deps](Call& call) { return mark(deps, call); };
        routes.push_back(std::move(r));
    }
    {
        Route r = make_route("POST", "/api/v1/listening/archives", "add_listening_archive");
        r.actions = {Action::manage_listening};
        r.raw_body = "application/octet-stream";
        r.raw_bytes = listen::kArchiveBytes;
        r.query = {{"name", shape::line(0, kNameAtMost)}};
        r.response = shapes::listening_archive();
        r.status = 201;
        r.handle = [&deps](Call& call) { return add_archive(deps, call); };
        routes.push_back(std::move(r));
    }
    return routes;
}

}  // namespace manyhands::http
