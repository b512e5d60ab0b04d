// One JSON object a line, whatever the fields hold; nothing below the level.
#include "base/log.hpp"

#include <algorithm>

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "base/time.hpp"

namespace manyhands::base {
namespace {

class LogTest : public testing::Test {
  protected:
    void TearDown() override { set_log_level(LogLevel::info); }
    static std::string said(LogLevel level, std::string_view message, LogFields fields = {}) {
        testing::internal::CaptureStderr();
        log(level, "tests", message, fields);
        return testing::internal::GetCapturedStderr();
    }
};

TEST_F(LogTest, IsOneObjectWithTimeLevelRoomAndFields) {
    const std::string line = said(LogLevel::warn, "unknown outcome", {{"answer", "01ABC"}});
    ASSERT_TRUE(line.ends_with("}\n")) << line;
    const boost::json::value value = boost::json::parse(line);
    EXPECT_EQ(value.at("level").as_string(), "warn");
    EXPECT_EQ(value.at("room").as_string(), "tests");
    EXPECT_EQ(value.at("message").as_string(), "unknown outcome");
    EXPECT_EQ(value.at("answer").as_string(), "01ABC");
    EXPECT_TRUE(parse_rfc3339(value.at("time").as_string().c_str()).has_value());
}

TEST_F(LogTest, ASinkTakesTheLinesInstead) {
    std::string heard;
    set_log_sink([&](LogLevel level, std::string_view room, std::string_view message, LogFields fields) {
        heard += std::string(room) + " " + std::string(message);
        for (const auto& [key, value] : fields)
            heard += " " + std::string(key) + "=" + value;
        EXPECT_EQ(level, LogLevel::warn);
    });
    EXPECT_EQ(said(LogLevel::warn, "full", {{"disk", "sda"}}), "");
    EXPECT_EQ(said(LogLevel::debug, "nothing"), "");
    set_log_sink({});
    EXPECT_EQ(heard, "tests full disk=sda");
    EXPECT_NE(said(LogLevel::warn, "full"), "");
}

TEST_F(LogTest, AFieldCannotBeginALineOfItsOwn) {
    const std::string line = said(LogLevel::error, "a\nb", {{"cause", "x\n{\"level\":\"info\"}\n"}});
    EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1);
    EXPECT_EQ(boost::json::parse(line).at("cause").as_string(), "x\n{\"level\":\"info\"}\n");
}

TEST_F(LogTest, LeavesOutWhatIsBelowTheLevel) {
    EXPECT_EQ(said(LogLevel::debug, "detail"), "");
    set_log_level(LogLevel::debug);
    EXPECT_NE(said(LogLevel::debug, "detail"), "");
    set_log_level(LogLevel::error);
    EXPECT_EQ(said(LogLevel::warn, "warning"), "");
    EXPECT_NE(said(LogLevel::error, "fault"), "");
}

}  // namespace
}  // namespace manyhands::base
