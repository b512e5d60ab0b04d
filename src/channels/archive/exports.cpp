#include "channels/archive/exports.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>

#include <boost/json.hpp>

namespace manyhands::channels::archive {
namespace {

namespace json = boost::json;
using base::ErrorCode;
using base::fail;
using base::Result;

constexpr std::uintmax_t kWholeAtMost = std::uintmax_t{512} << 20U;

const json::value* find(const json::object& object, std::initializer_list<std::string_view> names) {
    for (const std::string_view name : names)
        if (const json::value* value = object.if_contains({name.data(), name.size()});
            value && !value->is_null())
            return value;
    return nullptr;
}

std::string text(const json::object& object, std::initializer_list<std::string_view> names) {
    const json::value* value = find(object, names);
    if (value == nullptr || value->is_object() || value->is_array()) return {};
    return value->is_string() ? std::string(value->as_string()) : json::serialize(*value);
}

bool flag(const json::object& object, std::initializer_list<std::string_view> names, bool otherwise) {
    const json::value* value = find(object, names);
    return value != nullptr && value->is_bool() ? value->as_bool() : otherwise;
}

// What people read of an HTML body: tags go, line ends and the common entities stay.
std::string plain(const std::string& html) {
    std::string out;
    for (std::size_t i = 0; i < html.size();) {
        if (html[i] == '<') {
            const auto end = html.find('>', i);
            if (end == std::string::npos) break;
            const std::string_view tag = std::string_view(html).substr(i + 1, end - i - 1);
            if (tag.starts_with("br") || tag.starts_with("/p") || tag.starts_with("/div")) out += '\n';
            i = end + 1;
            continue;
        }
        bool entity = false;
        for (const auto& [name, letter] : {std::pair<std::string_view, char>{"&amp;", '&'},
                                           {"&lt;", '<'},
                                           {"&gt;", '>'},
                                           {"&quot;", '"'},
                                           {"&#39;", '\''},
                                           {"&nbsp;", ' '}})
            if (html.compare(i, name.size(), name) == 0) {
                out += letter;
                i += name.size();
                entity = true;
                break;
            }
        if (!entity) out += html[i++];
    }
    while (!out.empty() && (out.back() == '\n' || out.back() == ' '))
        out.pop_back();
    return out;
}

struct Message {
    std::string id, thread, author, side, at, body, brand;
    bool shown = true;  // to the customer
};

class Converter {
  public:
    Converter(Product from, const std::function<void(std::string_view)>& row,
              const std::function<void(BadRow)>& bad)
        : from_(from), row_(row), bad_(bad) {}

    void take(const json::value& value, std::int64_t line) {
        if (value.is_array()) {
            for (const json::value& item : value.as_array())
                take(item, line);
            return;
        }
        if (!value.is_object()) return wrong(line, "channels.archive.bad_json");
        const json::object& object = value.as_object();
        // The answers of the products' own APIs wrap their lists.
        for (const char* list : {"tickets", "payload", "data", "articles", "conversations"})
            if (const json::value* inside = find(object, {list}); inside && inside->is_array())
                return take(*inside, line);
        switch (from_) {
            case Product::chatwoot:
                return chatwoot(object, {}, line);
            case Product::zammad:
                return zammad(object, {}, line);
            case Product::zendesk:
                return zendesk(object, line);
        }
    }
    ExportCounts counts;

    void wrong(std::int64_t line, std::string key) {
        ++counts.bad;
        bad_({line, {ErrorCode::invalid, std::move(key), {}, {}}});
    }

  private:
    // A conversation with its messages, or a message by itself.
    void chatwoot(const json::object& object, const std::string& conversation, std::int64_t line) {
        if (const json::value* messages = find(object, {"messages"}); messages && messages->is_array()) {
            for (const json::value& item : messages->as_array())
                if (item.is_object()) chatwoot(item.as_object(), text(object, {"id", "display_id"}), line);
            return;
        }
        Message m;
        m.id = "m" + text(object, {"id"});
        m.thread = conversation.empty() ? text(object, {"conversation_id"}) : conversation;
        m.at = text(object, {"created_at"});
        m.body = text(object, {"content"});
        m.brand = "inbox-" + text(object, {"inbox_id"});
        const std::string type = text(object, {"message_type"});
        m.side = type == "0" || type == "incoming" ? "customer" : "brand";
        m.shown = !flag(object, {"private"}, false) &&
                  (type == "0" || type == "1" || type == "3" || type == "incoming" || type == "outgoing" ||
                   type == "template");
        const json::value* sender = find(object, {"sender"});
        m.author = sender && sender->is_object() ? text(sender->as_object(), {"id", "name"})
                                                 : text(object, {"sender_id"});
        if (m.author.empty()) m.author = m.side == "brand" ? m.brand : "conversation-" + m.thread;
        write(std::move(m), line);
    }

    void zammad(const json::object& object, const std::string& ticket, std::int64_t line) {
        if (const json::value* articles = find(object, {"articles"}); articles && articles->is_array()) {
            for (const json::value& item : articles->as_array())
                if (item.is_object()) zammad(item.as_object(), text(object, {"id"}), line);
            return;
        }
        Message m;
        m.id = "a" + text(object, {"id"});
        m.thread = ticket.empty() ? text(object, {"ticket_id"}) : ticket;
        m.at = text(object, {"created_at"});
        m.body = text(object, {"body"});
        if (text(object, {"content_type"}).starts_with("text/html")) m.body = plain(m.body);
        const std::string sender = text(object, {"sender"});
        m.side = sender == "Customer" ? "customer" : "brand";
        m.shown = !flag(object, {"internal"}, false) && (sender == "Customer" || sender == "Agent");
        // All of a ticket's customer articles are one customer's, whatever address they came from.
        m.author = m.side == "customer" ? "ticket-" + m.thread
                                        : text(object, {"created_by_id", "created_by", "from"});
        m.brand = "zammad";
        write(std::move(m), line);
    }

    void zendesk(const json::object& ticket, std::int64_t line) {
        const json::value* comments = find(ticket, {"comments"});
        if (comments == nullptr || !comments->is_array()) return wrong(line, "channels.archive.no_comments");
        const std::string requester = text(ticket, {"requester_id"});
        const std::string brand = text(ticket, {"brand_id"});
        for (const json::value& item : comments->as_array()) {
            if (!item.is_object()) {
                wrong(line, "channels.archive.bad_json");
                continue;
            }
            const json::object& comment = item.as_object();
            Message m;
            m.id = "c" + text(comment, {"id"});
            m.thread = text(ticket, {"id"});
            m.author = text(comment, {"author_id"});
            m.at = text(comment, {"created_at"});
            m.body = text(comment, {"plain_body", "body"});
            m.side = m.author == requester ? "customer" : "brand";
            m.shown = flag(comment, {"public"}, true);
            m.brand = brand.empty() ? "zendesk" : "brand-" + brand;
            write(std::move(m), line);
        }
    }

    void write(Message m, std::int64_t line) {
        if (!m.shown) {
            ++counts.left_out;
            return;
        }
        if (m.id.size() < 2 || m.thread.empty() || m.at.empty() || m.author.empty())
            return wrong(line, "channels.archive.no_message");
        ++counts.messages;
        const json::object row{{"id", m.id},     {"thread", m.thread}, {"author", m.author},
                               {"side", m.side}, {"brand", m.brand},   {"created", m.at},
                               {"text", m.body}};
        row_(json::serialize(row) + "\n");
    }

    Product from_;
    const std::function<void(std::string_view)>& row_;
    const std::function<void(BadRow)>& bad_;
};

}  // namespace

std::optional<Product> product(std::string_view name) {
    if (name == "chatwoot") return Product::chatwoot;
    if (name == "zammad") return Product::zammad;
    if (name == "zendesk") return Product::zendesk;
    return std::nullopt;
}

Result<ExportCounts> convert(Product from, const std::string& path,
                             const std::function<void(std::string_view)>& row,
                             const std::function<void(BadRow)>& bad) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return fail(ErrorCode::not_found, "channels.archive.no_file", {{"path", path}});
    Converter converter(from, row, bad);
    std::string line;
    std::getline(file, line);
    boost::system::error_code error;
    const json::value first = json::parse(line, error);
    if (error) {  // not an object a line: one value over many, if it is JSON at all
        std::error_code size_error;
        if (std::filesystem::file_size(path, size_error) > kWholeAtMost || size_error)
            return fail(ErrorCode::invalid, "channels.archive.bad_json");
        file.clear();
        file.seekg(0);
        const std::string whole((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
        const json::value value = json::parse(whole, error);
        if (error) return fail(ErrorCode::invalid, "channels.archive.bad_json", {}, error.message());
        converter.take(value, 1);
    } else {
        converter.take(first, 1);
        for (std::int64_t number = 2; std::getline(file, line); ++number) {
            if (line.empty() || line == "\r") continue;
            const json::value value = json::parse(line, error);
            if (error)
                converter.wrong(number, "channels.archive.bad_json");
            else
                converter.take(value, number);
        }
    }
    if (converter.counts.messages == 0) return fail(ErrorCode::invalid, "channels.archive.no_messages");
    return converter.counts;
}

}  // namespace manyhands::channels::archive
