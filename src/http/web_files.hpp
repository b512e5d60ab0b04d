// The web app's files out of the binary: compressed once, cached for ever where the name carries a hash, and
// index.html for every path that is the app's own.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/catalogue.hpp"
#include "http/request.hpp"

namespace manyhands::http {

// Thread-safe after construction.
class WebFiles {
  public:
    // The embedded files below "web/".
    WebFiles();
    // For tests: names ("index.html", "assets/app-x.js") and bytes that outlive this object.
    explicit WebFiles(std::map<std::string, std::string_view> files);

    // Of GET and HEAD. 404 for a missing asset; the app's page for anything else.
    Response serve(const Request& request) const;
    bool built() const { return files_.contains("index.html"); }

  private:
    struct File {
        std::string_view bytes;
        std::string_view gzip;    // empty: not worth it
        std::string_view brotli;  // empty: the build made none
        std::string etag;
        std::string type;
        bool immutable = false;
    };
    void add(std::map<std::string, std::string_view> files);
    Response send(const File& file, const Request& request) const;

    std::map<std::string, File, std::less<>> files_;
    std::map<std::string, std::string> compressed_;  // gzip made at start
};

}  // namespace manyhands::http
