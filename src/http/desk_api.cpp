// What the desk does with conversations beside answering: snooze, tags, notes, second opinions, hand-off,
// merge and split, notices.
#include "http/api.hpp"
#include "http/json_desk.hpp"
#include "http/shapes.hpp"
#include "model/policy.hpp"

namespace manyhands::http {
namespace {

using base::ErrorCode;
using model::Action;
using model::ConversationId;
using model::EmployeeId;
using State = base::Result<model::ConversationState>;

constexpr int kOtherConversations = 20;

// A path argument that is no id names nothing.
template <class AnyId>
base::Result<AnyId> path_id(const Call& call, const char* missing) {
    if (!base::is_ulid(call.args.at(0))) return base::fail(ErrorCode::not_found, missing);
    return AnyId(call.args.at(0));
}
base::Result<ConversationId> conversation_id(const Call& call) {
    return path_id<ConversationId>(call, "route.conversation.not_found");
}

template <class AnyId>
std::vector<AnyId> ids_in(const Call& call, std::string_view field) {
    std::vector<AnyId> ids;
    for (const auto& value : call.body.as_object().at(field).as_array())
        ids.emplace_back(std::string(value.as_string().c_str()));
    return ids;
}

Outcome bad_field(std::string pointer, std::string key) {
    Failure why(400, ErrorCode::invalid, "http.request.bad_fields");
    why.fields.push_back({std::move(pointer), std::move(key), {}});
    return std::unexpected<Failure>(std::move(why));
}

// Where the room's refusal of a whole command is about one field, the form says so beside it.
struct FieldOf {
    std::string_view error;
    const char* pointer;
};
constexpr FieldOf kFields[] = {{"route.hand_off.no_department", "/department_id"},
                               {"route.hand_off.no_such_person", "/employee_id"},
                               {"route.hand_off.to_yourself", "/employee_id"},
                               {"route.programme.no_such_rule", "/rule_id"},
                               {"route.snooze.past", "/until"},
                               {"route.snooze.too_long", "/until"},
                               {"route.merge.itself", "/into"},
                               {"desk.note.empty", "/text"},
                               {"desk.note.too_long", "/text"},
                               {"desk.note.no_such_person", "/mentions"},
                               {"desk.opinion.of_yourself", "/employee_id"},
                               {"desk.tag.bad_name", "/name"},
                               {"desk.tag.name_taken", "/name"}};

Outcome refusal(const Deps& deps, const Call& call, const ConversationId& id, base::Error error) {
    Failure why = id.empty() ? Failure(std::move(error)) : with_current(deps, call, id, std::move(error));
    for (const auto& [key, pointer] : kFields)
        if (why.error.key == key) why.fields.push_back({pointer, why.error.key, why.error.args});
    return std::unexpected<Failure>(std::move(why));
}

using Command = std::function<State(Call&, const ConversationId&)>;

// Of a conversation; answers with it, or with the one that the command led to.
Endpoint command(const Deps& deps, Command run, int status = 200) {
    return [&deps, run = std::move(run), status](Call& call) -> Outcome {
        MH_LET(id, conversation_id(call));
        auto done = run(call, id);
        if (!done) return refusal(deps, call, id, std::move(done).error());
        return conversation_response(deps, call, done->conversation.id, status);
    };
}

using NoteCommand = std::function<State(Call&, const model::NoteId&)>;

Endpoint note_command(const Deps& deps, NoteCommand run, int status = 200) {
    return [&deps, run = std::move(run), status](Call& call) -> Outcome {
        MH_LET(id, path_id<model::NoteId>(call, "desk.note.not_found"));
        auto done = run(call, id);
        if (!done) return refusal(deps, call, {}, std::move(done).error());
        return conversation_response(deps, call, done->conversation.id, status);
    };
}

Route conversation_route(std::string method, std::string path, std::string operation, Action action,
                         SchemaPtr request = nullptr, int status = 200) {
    Route r = make_route(std::move(method), "/api/v1/conversations/{id}" + path, std::move(operation));
    r.actions = {action};
    r.request = std::move(request);
    r.response = shapes::conversation_detail();
    r.status = status;
    return r;
}

Route note_route(std::string method, std::string path, std::string operation, Action action,
                 SchemaPtr request = nullptr, int status = 200) {
    Route r = make_route(std::move(method), "/api/v1/notes/{id}" + path, std::move(operation));
    r.actions = {action};
    r.request = std::move(request);
    r.response = shapes::conversation_detail();
    r.status = status;
    return r;
}

Outcome hand_off(const Deps& deps, Call& call) {
    MH_LET(id, conversation_id(call));
    const auto department = call.text_if("department_id");
    const auto employee = call.text_if("employee_id");
    if (department.has_value() == employee.has_value())
        return bad_field(department ? "/employee_id" : "/department_id", "http.field.one_of_two");
    std::optional<model::HandBack> back;
    if (const auto rule = call.text_if("rule_id")) {
        if (!department) return bad_field("/rule_id", "http.field.one_of_two");
        auto address = deps.programmes.hand_back(call.actor(), *rule, model::DepartmentId(*department));
        if (!address) return refusal(deps, call, id, std::move(address).error());
        back = std::move(*address);
    }
    auto done = department
                    ? deps.route.hand_off(call.actor(), id, model::DepartmentId(*department),
                                          call.text("reason"), {false, back})
                    : deps.route.hand_off_to(call.actor(), id, EmployeeId(*employee), call.text("reason"));
    if (!done) return refusal(deps, call, id, std::move(done).error());
    return conversation_response(deps, call, id);
}

Outcome customer(const Deps& deps, Call& call) {
    MH_LET(id, conversation_id(call));
    MH_TRY(model::check(call.actor(), Action::see_conversation, model::Scope::brand));
    MH_LET(rows, deps.inbox.rows(call.actor().brand, {id}));
    if (rows.empty())
        return std::unexpected<Failure>(
            Failure({ErrorCode::not_found, "route.conversation.not_found", {}, {}}));
    const model::Conversation& c = rows.front().conversation;
    MH_LET(others, deps.inbox.of_customer(c, kOtherConversations));
    JsonWriter out;
    write_customer_conversations(out, c.customer, others);
    return json_response(out.take());
}

Outcome notices_response(const desk::Notices& notices) {
    JsonWriter out;
    out.begin_object().key("items").begin_array();
    for (const desk::Notice& notice : notices.items)
        write_notice(out, notice);
    out.end_array().member("unread", notices.unread).end_object();
    return json_response(out.take());
}

Outcome tag_response(const Deps& deps, const Call& call, base::Result<desk::Tag> tag, int status) {
    if (!tag) return refusal(deps, call, {}, std::move(tag).error());
    JsonWriter out;
    write_tag(out, *tag);
    return json_response(out.take(), status);
}

void add_snooze(std::vector<Route>& routes, const Deps& deps) {
    {
        Route r = conversation_route("POST", "/snooze", "snooze_conversation", Action::snooze_conversation,
                                     shapes::snooze_request());
        r.handle = command(deps, [&deps](Call& call, const ConversationId& id) -> State {
            std::optional<base::Instant> until;
            if (const auto text = call.text_if("until")) {
                MH_LET(instant, base::parse_rfc3339(*text));
                until = instant;
            }
            return deps.route.snooze(call.actor(), id, until);
        });
        routes.push_back(std::move(r));
    }
    {
        Route r = conversation_route("DELETE", "/snooze", "wake_conversation", Action::snooze_conversation);
        r.handle = command(deps, [&deps](Call& call, const ConversationId& id) {
            return deps.route.wake(call.actor(), id);
        });
        routes.push_back(std::move(r));
    }
    {
        Route r = conversation_route("POST", "/hand-off", "hand_off_conversation", Action::hand_off,
                                     shapes::hand_off_request());
        r.handle = [&deps](Call& call) { return hand_off(deps, call); };
        routes.push_back(std::move(r));
    }
}

void add_joining(std::vector<Route>& routes, const Deps& deps) {
    {
        Route r = conversation_route("POST", "/merge", "merge_conversation", Action::merge_conversations,
                                     shapes::merge_request());
        r.handle = command(deps, [&deps](Call& call, const ConversationId& id) {
            return deps.joiner.merge(call.actor(), id, ConversationId(call.text("into")));
        });
        routes.push_back(std::move(r));
    }
    {
        Route r = conversation_route("POST", "/unmerge", "unmerge_conversation", Action::merge_conversations,
                                     shapes::nothing());
        r.handle = command(deps, [&deps](Call& call, const ConversationId& id) {
            return deps.joiner.unmerge(call.actor(), id);
        });
        routes.push_back(std::move(r));
    }
    {
        Route r = conversation_route("POST", "/split", "split_conversation", Action::merge_conversations,
                                     shapes::split_request(), 201);
        r.handle = command(
            deps,
            [&deps](Call& call, const ConversationId& id) {
                return deps.joiner.split(call.actor(), id, ids_in<model::PostId>(call, "post_ids"));
            },
            201);
        routes.push_back(std::move(r));
    }
    {
        Route r =
            conversation_route("GET", "/customer", "conversations_of_customer", Action::see_conversation);
        r.response = shapes::customer_conversations();
        r.handle = [&deps](Call& call) { return customer(deps, call); };
        routes.push_back(std::move(r));
    }
}

void add_notes(std::vector<Route>& routes, const Deps& deps) {
    {
        Route r =
            conversation_route("POST", "/notes", "add_note", Action::write_note, shapes::note_request(), 201);
        r.handle = command(
            deps,
            [&deps](Call& call, const ConversationId& id) {
                return deps.notes.add(call.actor(), id, call.text("text"),
                                      ids_in<EmployeeId>(call, "mentions"));
            },
            201);
        routes.push_back(std::move(r));
    }
    {
        Route r = note_route("PATCH", "", "edit_note", Action::manage_note, shapes::note_change_request());
        r.handle = note_command(deps, [&deps](Call& call, const model::NoteId& id) {
            return deps.notes.edit(call.actor(), id, call.text("text"));
        });
        routes.push_back(std::move(r));
    }
    {
        Route r = note_route("DELETE", "", "delete_note", Action::manage_note);
        r.handle = note_command(deps, [&deps](Call& call, const model::NoteId& id) {
            return deps.notes.remove(call.actor(), id);
        });
        routes.push_back(std::move(r));
    }
    {
        Route r = conversation_route("POST", "/second-opinion", "ask_opinion", Action::ask_opinion,
                                     shapes::opinion_request(), 201);
        r.handle = command(
            deps,
            [&deps](Call& call, const ConversationId& id) {
                return deps.notes.ask_opinion(call.actor(), id, EmployeeId(call.text("employee_id")),
                                              call.text("question"));
            },
            201);
        routes.push_back(std::move(r));
    }
    {
        Route r = note_route("POST", "/opinion", "give_opinion", Action::write_note,
                             shapes::note_change_request(), 201);
        r.handle = note_command(
            deps,
            [&deps](Call& call, const model::NoteId& id) {
                return deps.notes.give_opinion(call.actor(), id, call.text("text"));
            },
            201);
        routes.push_back(std::move(r));
    }
    {
        Route r = make_route("GET", "/api/v1/notices", "list_notices");
        r.actions = {Action::manage_self};
        r.response = shapes::notices();
        r.handle = [&deps](Call& call) -> Outcome {
            MH_LET(notices, deps.notes.notices(call.actor()));
            return notices_response(notices);
        };
        routes.push_back(std::move(r));
    }
    {
        Route r = make_route("POST", "/api/v1/notices/read", "read_notices");
        r.actions = {Action::manage_self};
        r.request = shapes::read_notices_request();
        r.response = shapes::notices();
        r.handle = [&deps](Call& call) -> Outcome {
            MH_LET(notices, deps.notes.read_notices(call.actor(), model::NoticeId(call.text("up_to"))));
            return notices_response(notices);
        };
        routes.push_back(std::move(r));
    }
}

void add_tags(std::vector<Route>& routes, const Deps& deps) {
    {
        Route r = conversation_route("PATCH", "/tags", "tag_conversation", Action::tag_conversation,
                                     shapes::tags_request());
        r.handle = command(deps, [&deps](Call& call, const ConversationId& id) {
            return deps.notes.tag(call.actor(), id, ids_in<model::TagId>(call, "add"),
                                  ids_in<model::TagId>(call, "remove"));
        });
        routes.push_back(std::move(r));
    }
    {
        Route r = make_route("GET", "/api/v1/tags", "list_tags");
        r.actions = {Action::see_conversation};
        r.response = shapes::tags();
        r.handle = [&deps](Call& call) -> Outcome {
            MH_LET(tags, deps.notes.tags(call.actor()));
            JsonWriter out;
            out.begin_object().key("items").begin_array();
            for (const desk::Tag& tag : tags)
                write_tag(out, tag);
            out.end_array().end_object();
            return json_response(out.take());
        };
        routes.push_back(std::move(r));
    }
    {
        Route r = make_route("POST", "/api/v1/tags", "make_tag");
        r.actions = {Action::manage_tags};
        r.request = shapes::tag_request();
        r.response = shapes::tag();
        r.status = 201;
        r.handle = [&deps](Call& call) {
            return tag_response(
                deps, call, deps.notes.make_tag(call.actor(), call.text("name"), call.text("colour")), 201);
        };
        routes.push_back(std::move(r));
    }
    {
        Route r = make_route("PATCH", "/api/v1/tags/{id}", "change_tag");
        r.actions = {Action::manage_tags};
        r.request = shapes::tag_change_request();
        r.response = shapes::tag();
        r.handle = [&deps](Call& call) -> Outcome {
            MH_LET(id, path_id<model::TagId>(call, "desk.tag.not_found"));
            return tag_response(
                deps, call,
                deps.notes.change_tag(call.actor(), id, call.text_if("name"), call.text_if("colour")), 200);
        };
        routes.push_back(std::move(r));
    }
    {
        Route r = make_route("DELETE", "/api/v1/tags/{id}", "delete_tag");
        r.actions = {Action::manage_tags};
        r.status = 204;
        r.handle = [&deps](Call& call) -> Outcome {
            MH_LET(id, path_id<model::TagId>(call, "desk.tag.not_found"));
            MH_TRY(deps.notes.delete_tag(call.actor(), id));
            return no_content();
        };
        routes.push_back(std::move(r));
    }
}

}  // namespace

std::vector<Route> desk_routes(const Wiring& w) {
    std::vector<Route> routes;
    add_snooze(routes, w.deps);
    add_joining(routes, w.deps);
    add_notes(routes, w.deps);
    add_tags(routes, w.deps);
    return routes;
}

}  // namespace manyhands::http
