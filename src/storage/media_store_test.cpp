#include "storage/media_store.hpp"

#include <fstream>

#include "base/encoding.hpp"
#include "storage/fixture_test.hpp"

namespace manyhands::storage {
namespace {

using testing::StoreTest;
using namespace std::chrono_literals;

class MediaRowsTest : public StoreTest {
  protected:
    answer::MediaRow row(const std::string& bytes) {
        answer::MediaRow made;
        made.id = ids_.make<model::MediaId>();
        made.brand = brand_.id;
        made.owner = kim_.id;
        made.digest = base::to_hex(base::sha256(bytes));
        made.type = "image/png";
        made.width = 640;
        made.height = 480;
        made.bytes = static_cast<std::int64_t>(bytes.size());
        made.created_at = now();
        return made;
    }
    std::filesystem::path file_of(const answer::MediaRow& row) {
        return folder_.path() / "media" / row.digest.substr(0, 2) / row.digest;
    }
    // An answer of Kim's that carries the picture.
    model::Answer carry(const model::ConversationState& state, const answer::MediaRow& picture) {
        auto answer = answer_for(state, kim_, "사진입니다");
        answer.images = {{picture.id, "부표"}};
        EXPECT_OK(put(state.conversation.id, {event(model::AnswerSubmitted{answer}, &kim_)}));
        return answer;
    }
};

TEST_F(MediaRowsTest, APictureIsKeptByWhatItIs) {
    const auto made = row("bytes");
    EXPECT_OK(store_->add_media(made, "bytes"));
    EXPECT_EQ(*store_->media(brand_.id, made.id), made);
    EXPECT_EQ(*store_->media_bytes(made), "bytes");
    EXPECT_ERROR(store_->media(model::BrandId("other"), made.id), "answer.media.not_found");
    reopen();
    EXPECT_EQ(*store_->media_bytes(made), "bytes");
    // Only the file itself is in its folder: nothing half-written stays.
    int files = 0;
    for ([[maybe_unused]] const auto& one : std::filesystem::directory_iterator(file_of(made).parent_path()))
        ++files;
    EXPECT_EQ(files, 1);
}

TEST_F(MediaRowsTest, AFileThatIsGoneOrChangedIsSaid) {
    const auto made = row("bytes");
    EXPECT_OK(store_->add_media(made, "bytes"));
    std::ofstream(file_of(made)) << "other";
    EXPECT_ERROR(store_->media_bytes(made), "storage.media_gone");
    std::filesystem::remove(file_of(made));
    EXPECT_ERROR(store_->media_bytes(made), "storage.media_gone");
}

TEST_F(MediaRowsTest, WhatNoAnswerCarriesGoesAndItsFileWithTheLastOfItsRows) {
    const auto lonely = row("lonely");
    const auto first = row("same");
    const auto second = row("same");
    const auto carried = row("carried");
    for (const auto& [one, bytes] : {std::pair{lonely, "lonely"}, std::pair{first, "same"},
                                     std::pair{second, "same"}, std::pair{carried, "carried"}})
        EXPECT_OK(store_->add_media(one, bytes));
    const auto state = open(1, now());
    const auto answer = carry(state, carried);
    EXPECT_EQ(*store_->answer(brand_.id, answer.id), answer);
    const auto other = open(2, now());
    carry(other, second);

    EXPECT_EQ(*store_->remove_unused_media(now(), 100), 0) << "not before their time";
    EXPECT_EQ(*store_->remove_unused_media(now() + 1s, 1), 1);
    EXPECT_EQ(*store_->remove_unused_media(now() + 1s, 100), 1);
    EXPECT_FALSE(std::filesystem::exists(file_of(lonely)));
    EXPECT_TRUE(std::filesystem::exists(file_of(first))) << "another row names it";
    EXPECT_ERROR(store_->media(brand_.id, first.id), "answer.media.not_found");
    EXPECT_EQ(*store_->media_bytes(carried), "carried");

    // Taken back, it is a part of the draft; with that it goes.
    EXPECT_OK(put(state.conversation.id, {event(model::AnswerCancelled{answer.id}, &kim_)}));
    EXPECT_EQ(*store_->remove_unused_media(now() + 1s, 100), 0);
    EXPECT_EQ((*store_->draft(brand_.id, state.conversation.id, kim_.id))->images, answer.images);
    EXPECT_OK(store_->save_draft(brand_.id, state.conversation.id, kim_.id, {"", now()}));
    EXPECT_EQ(*store_->remove_unused_media(now() + 1s, 100), 1);
    EXPECT_FALSE(std::filesystem::exists(file_of(carried)));
}

TEST_F(MediaRowsTest, ADraftKeepsItsPicturesInTheirOrder) {
    const auto first = row("first");
    const auto second = row("second");
    EXPECT_OK(store_->add_media(first, "first"));
    EXPECT_OK(store_->add_media(second, "second"));
    const auto id = open(1, now()).conversation.id;
    const std::vector<model::Image> both{{second.id, "둘"}, {first.id, ""}};
    EXPECT_OK(store_->save_draft(brand_.id, id, kim_.id, {"", now(), both}));
    EXPECT_EQ((*store_->draft(brand_.id, id, kim_.id))->images, both) << "without a text too";
    EXPECT_EQ(*store_->draft(brand_.id, id, lee_.id), std::nullopt);
    EXPECT_EQ(*store_->remove_unused_media(now() + 1s, 100), 0);
    EXPECT_OK(store_->save_draft(brand_.id, id, kim_.id, {"글", now(), {both[0]}}));
    EXPECT_EQ((*store_->draft(brand_.id, id, kim_.id))->images, std::vector{both[0]});
    EXPECT_EQ(*store_->remove_unused_media(now() + 1s, 100), 1) << "the one that was taken out";
    EXPECT_OK(store_->save_draft(brand_.id, id, kim_.id, {"", now()}));
    EXPECT_EQ(*store_->draft(brand_.id, id, kim_.id), std::nullopt);
}

// The rest of a thread is a part of the row until it has a row of its own.
TEST_F(MediaRowsTest, AThreadComesBackAsItWas) {
    const auto state = open(1, now());
    auto answer = answer_for(state, kim_, "하나");
    answer.parts = 3;
    answer.rest = {{model::AnswerId("b"), "둘", "둘"}, {model::AnswerId("c"), "셋", "셋 ^KG"}};
    EXPECT_OK(put(state.conversation.id, {event(model::AnswerSubmitted{answer}, &kim_)}));
    EXPECT_EQ(*store_->answer(brand_.id, answer.id), answer);
    EXPECT_OK(store_->save_draft(brand_.id, state.conversation.id, kim_.id, {"새 글", now()}));
    EXPECT_OK(put(state.conversation.id, {event(model::AnswerCancelled{answer.id}, &kim_)}));
    EXPECT_EQ((*store_->draft(brand_.id, state.conversation.id, kim_.id))->text,
              answer.text + "\n\n둘\n\n셋");
}

}  // namespace
}  // namespace manyhands::storage
