#include "http/web_files.hpp"

#include <algorithm>
#include <array>

#include <zlib.h>

#include "base/asset.hpp"
#include "base/encoding.hpp"

namespace manyhands::http {
namespace {

constexpr std::size_t kWorthCompressing = 512;

std::string_view type_of(std::string_view name) {
    struct Type {
        std::string_view ending, type;
    };
    static constexpr std::array<Type, 12> kTypes{{{".html", "text/html; charset=utf-8"},
                                                  {".js", "text/javascript; charset=utf-8"},
                                                  {".css", "text/css; charset=utf-8"},
                                                  {".svg", "image/svg+xml"},
                                                  {".json", "application/json"},
                                                  {".png", "image/png"},
                                                  {".ico", "image/x-icon"},
                                                  {".woff2", "font/woff2"},
                                                  {".webp", "image/webp"},
                                                  {".webmanifest", "application/manifest+json"},
                                                  {".mp3", "audio/mpeg"},
                                                  {".txt", "text/plain; charset=utf-8"}}};
    for (const Type& type : kTypes)
        if (name.ends_with(type.ending)) return type.type;
    return "application/octet-stream";
}

bool is_text(std::string_view type) {
    return type.starts_with("text/") || type == "image/svg+xml" || type.starts_with("application/json") ||
           type.starts_with("application/manifest");
}

std::string gzip(std::string_view bytes) {
    z_stream stream{};
    if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) != Z_OK)
        return {};
    std::string out(deflateBound(&stream, bytes.size()), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));  // NOLINT: zlib reads only
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    const int result = deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return result == Z_STREAM_END ? out : std::string();
}

bool accepts(const Request& request, std::string_view coding) {
    std::string_view rest = request.header("accept-encoding");
    while (!rest.empty()) {
        const auto comma = rest.find(',');
        std::string_view item = rest.substr(0, comma);
        rest = comma == std::string_view::npos ? std::string_view{} : rest.substr(comma + 1);
        while (!item.empty() && item.front() == ' ')
            item.remove_prefix(1);
        const auto semicolon = item.find(';');
        std::string_view name = item.substr(0, semicolon);
        while (!name.empty() && name.back() == ' ')
            name.remove_suffix(1);
        const bool refused = semicolon != std::string_view::npos &&
                             (item.ends_with("q=0") || item.ends_with("q=0.0") || item.ends_with("q=0.00"));
        if (name == coding) return !refused;
    }
    return false;
}

// A name that vite gave: "assets/index-DkR3a9_x.js".
bool has_hash(std::string_view name) {
    if (!name.starts_with("assets/")) return false;
    const auto dot = name.rfind('.');
    const auto dash = name.rfind('-', dot);
    return dot != std::string_view::npos && dash != std::string_view::npos && dot - dash >= 8;
}

// In both languages: whoever sees it is setting the program up, and nobody is signed in.
std::string not_built_page() {
    std::string page =
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Manyhands</title><body>";
    for (const base::Lang lang : {base::Lang::en, base::Lang::ko})
        page += "<p lang=\"" + std::string(base::to_string(lang)) + "\">" +
                base::tr(lang, "http.web.not_built") + "</p>";
    return page + "</body></html>";
}

}  // namespace

WebFiles::WebFiles() {
    std::map<std::string, std::string_view> files;
    for (const std::string_view name : base::asset_names("web/"))
        files.emplace(name.substr(4), *base::asset(name));
    add(std::move(files));
}

WebFiles::WebFiles(std::map<std::string, std::string_view> files) {
    add(std::move(files));
}

void WebFiles::add(std::map<std::string, std::string_view> files) {
    for (const auto& [name, bytes] : files) {
        if (name.ends_with(".gz") || name.ends_with(".br") || name.starts_with(".vite/")) continue;
        File file;
        file.bytes = bytes;
        file.type = type_of(name);
        file.etag = base::to_hex(base::sha256(bytes)).substr(0, 20);
        file.immutable = has_hash(name);
        if (const auto ready = files.find(name + ".br"); ready != files.end()) file.brotli = ready->second;
        if (const auto ready = files.find(name + ".gz"); ready != files.end()) {
            file.gzip = ready->second;
        } else if (is_text(file.type) && bytes.size() >= kWorthCompressing) {
            std::string made = gzip(bytes);
            if (!made.empty() && made.size() < bytes.size())
                file.gzip = compressed_.emplace(name, std::move(made)).first->second;
        }
        files_.emplace(name, std::move(file));
    }
}

Response WebFiles::send(const File& file, const Request& request) const {
    Response response;
    std::string tag = file.etag;
    std::string_view bytes = file.bytes;
    if (!file.brotli.empty() && accepts(request, "br")) {
        bytes = file.brotli;
        tag += "-b";
        response.set("Content-Encoding", "br");
    } else if (!file.gzip.empty() && accepts(request, "gzip")) {
        bytes = file.gzip;
        tag += "-g";
        response.set("Content-Encoding", "gzip");
    }
    const std::string quoted = "\"" + tag + "\"";
    response.set("Content-Type", file.type);
    response.set("ETag", quoted);
    response.set("Vary", "Accept-Encoding");
    response.set("Cache-Control", file.immutable ? "public, max-age=31536000, immutable" : "no-cache");
    if (request.header("if-none-match").find(quoted) != std::string_view::npos) {
        response.status = 304;
    } else {
        response.static_body = bytes;
    }
    return response;
}

Response WebFiles::serve(const Request& request) const {
    Response response;
    if (request.method != "GET" && request.method != "HEAD") {
        response.status = 405;
        response.set("Allow", "GET, HEAD");
        return response;
    }
    const std::string_view name = std::string_view(request.path).substr(1);
    if (const auto found = files_.find(name); found != files_.end() && !name.empty())
        return send(found->second, request);
    if (name.starts_with("assets/")) {
        response.status = 404;
        response.set("Content-Type", "text/plain; charset=utf-8");
        response.body = "not found\n";
        return response;
    }
    // The quick answer is a page of its own, many times lighter.
    if (name == "quick" || name.starts_with("quick/"))
        if (const auto quick = files_.find("quick.html"); quick != files_.end())
            return send(quick->second, request);
    if (const auto index = files_.find("index.html"); index != files_.end())
        return send(index->second, request);
    response.set("Content-Type", "text/html; charset=utf-8");
    response.set("Cache-Control", "no-cache");
    response.body = not_built_page();
    return response;
}

}  // namespace manyhands::http
