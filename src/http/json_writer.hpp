// Writes JSON text straight into a string: a page of the inbox is rendered often and must cost little. The
// caller keeps the order (begin, members, end); commas are put by the writer.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"

namespace manyhands::http {

class JsonWriter {
  public:
    JsonWriter& begin_object();
    JsonWriter& end_object();
    JsonWriter& begin_array();
    JsonWriter& end_array();
    JsonWriter& key(std::string_view name);

    JsonWriter& text(std::string_view value);  // valid UTF-8
    JsonWriter& integer(std::int64_t value);
    JsonWriter& number(double value);  // not finite: null
    JsonWriter& boolean(bool value);
    JsonWriter& null();
    JsonWriter& instant(base::Instant value);
    JsonWriter& raw(std::string_view json);  // a complete JSON value

    JsonWriter& member(std::string_view name, std::string_view value) { return key(name).text(value); }
    JsonWriter& member(std::string_view name, const char* value) { return key(name).text(value); }
    JsonWriter& member(std::string_view name, const std::string& value) { return key(name).text(value); }
    JsonWriter& member(std::string_view name, bool value) { return key(name).boolean(value); }
    JsonWriter& member(std::string_view name, int value) { return key(name).integer(value); }
    JsonWriter& member(std::string_view name, std::int64_t value) { return key(name).integer(value); }
    JsonWriter& member(std::string_view name, double value) { return key(name).number(value); }
    JsonWriter& member(std::string_view name, base::Instant value) { return key(name).instant(value); }
    template <class T>
    JsonWriter& member(std::string_view name, const std::optional<T>& value) {
        if (value) return member(name, *value);
        return key(name).null();
    }
    // Empty becomes null.
    JsonWriter& member_or_null(std::string_view name, std::string_view value) {
        return value.empty() ? key(name).null() : key(name).text(value);
    }

    const std::string& str() const { return out_; }
    std::string take() { return std::move(out_); }

  private:
    void separate();

    std::string out_;
    bool comma_ = false;
};

}  // namespace manyhands::http
