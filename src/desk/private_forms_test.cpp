// What customers write into private forms: what is kept, and what is refused.
#include "desk/private_forms.hpp"

#include <gtest/gtest.h>

namespace manyhands::desk {
namespace {

using model::FormField;
using model::FormState;

model::PrivateForm asking(std::vector<FormField> fields) {
    model::PrivateForm form;
    form.fields = std::move(fields);
    form.expires_at = base::from_micros(1'000);
    return form;
}

TEST(PrivateForm, KeepsOnlyWhatWasAskedFor) {
    const auto form = asking({FormField::order_number, FormField::message});
    const Details kept = cleaned(form, {{FormField::order_number, "  A-1\n23\x01 "},
                                        {FormField::phone, "010-1234-5678"},
                                        {FormField::message, " 첫 줄\n둘째 줄 "}});
    EXPECT_EQ(kept, (Details{{FormField::order_number, "A-1 23"}, {FormField::message, "첫 줄\n둘째 줄"}}));
}

TEST(PrivateForm, HangulInLettersIsTheSameWord) {
    const auto form = asking({FormField::name});
    EXPECT_EQ(cleaned(form, {{FormField::name, "\u1100\u1175\u11b7"}}).at(FormField::name), "김");
}

TEST(PrivateForm, WhatIsMissingOrNoNumberOrNoAddressIsNamed) {
    const auto form = asking({FormField::name, FormField::phone, FormField::email, FormField::message});
    const auto keys = [&](const Details& written) {
        std::vector<std::string> found;
        for (const DetailProblem& problem : problems_of(form, cleaned(form, written)))
            found.push_back(std::string(model::to_string(problem.field)) + " " + problem.key);
        return found;
    };
    EXPECT_EQ(keys({}), (std::vector<std::string>{"name desk.form.page.needed", "phone desk.form.page.needed",
                                                  "email desk.form.page.needed"}))
        << "a message is welcome, not asked for";
    EXPECT_EQ(keys({{FormField::name, "김민지"}, {FormField::phone, "없어요"}, {FormField::email, "@x"}}),
              (std::vector<std::string>{"phone desk.form.page.no_phone", "email desk.form.page.no_email"}));
    EXPECT_EQ(keys({{FormField::name, std::string(kDetailBytes + 1, 'x')},
                    {FormField::phone, "+82 10 1234 5678"},
                    {FormField::email, "minji@example.com"}}),
              (std::vector<std::string>{"name desk.form.page.too_long"}));
    EXPECT_TRUE(keys({{FormField::name, "김민지"},
                      {FormField::phone, "010-1234-5678"},
                      {FormField::email, "minji@example.com"},
                      {FormField::message, std::string(kDetailBytes * 5, 'x')}})
                    .empty());
    const auto only = asking({FormField::message});
    EXPECT_EQ(problems_of(only, {}).size(), 1u) << "nothing else was asked for";
}

TEST(PrivateForm, IsOverWhenItWasGivenExpiredOrEnded) {
    auto form = asking({FormField::name});
    const auto before = base::from_micros(999);
    const auto after = base::from_micros(1'000);
    EXPECT_EQ(model::state_of(form, before), FormState::open);
    EXPECT_EQ(model::state_of(form, after), FormState::expired);
    form.given_at = before;
    EXPECT_EQ(model::state_of(form, after), FormState::given);
    form.erased_at = after;
    EXPECT_EQ(model::state_of(form, after), FormState::erased);
    form.withdrawn_at = after;
    EXPECT_EQ(model::state_of(form, before), FormState::withdrawn);
}

TEST(PrivateForm, NamesReadBackAsThemselves) {
    for (const auto field : {FormField::name, FormField::order_number, FormField::phone, FormField::email,
                             FormField::address, FormField::message})
        EXPECT_EQ(model::form_field(model::to_string(field)), field);
    EXPECT_EQ(model::form_field("card_number"), std::nullopt);
}

}  // namespace
}  // namespace manyhands::desk
