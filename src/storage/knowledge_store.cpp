#include "storage/knowledge_store.hpp"

#include "storage/audit_store.hpp"

namespace manyhands::storage {

using base::ErrorCode;
using base::Result;
using knowledge::Tip;
using knowledge::TipId;

namespace {

Tip read_tip(sqlite::Row& row) {
    Tip tip;
    tip.id = row.id<TipId>();
    tip.brand = row.id<model::BrandId>();
    tip.title = row.text();
    tip.text_ko = row.text();
    tip.text_en = row.text();
    const auto state = knowledge::tip_state(row.text());
    if (!state) throw std::logic_error("row: unknown state of a tip");
    tip.state = *state;
    tip.author = row.id<model::EmployeeId>();
    tip.proposed_by = row.id<model::EmployeeId>();
    tip.from_answer = row.text();
    tip.from_conversation = row.text();
    tip.version = row.number();
    tip.uses = row.number();
    tip.created_at = row.at();
    tip.changed_at = row.at();
    return tip;
}

Result<Tip> one_tip(sqlite::Connection& db, const model::BrandId& brand, const TipId& id) {
    auto query = db.use("knowledge.tip");
    query.bind("id", id).bind("brand", brand);
    if (!query.step()) return base::fail(ErrorCode::not_found, "knowledge.tip.not_found");
    auto row = query.row();
    return read_tip(row);
}

}  // namespace

Result<std::vector<Tip>> KnowledgeRows::tips(const model::BrandId& brand, bool retired) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::vector<Tip>> {
        auto query = db.use("knowledge.tips");
        query.bind("brand", brand)
            .bind("retired", retired)
            .bind("limit", static_cast<std::int64_t>(knowledge::kTipsAtMost));
        std::vector<Tip> all;
        while (query.step()) {
            auto row = query.row();
            all.push_back(read_tip(row));
        }
        return all;
    });
}

Result<Tip> KnowledgeRows::tip(const model::BrandId& brand, const TipId& id) {
    return engine_.read([&](sqlite::Connection& db) { return one_tip(db, brand, id); });
}

Result<void> KnowledgeRows::save_tip(const Tip& tip, std::int64_t former, const model::EmployeeId& by) {
    return engine_.write([&](sqlite::Connection& db) -> Result<void> {
        if (former > 0) {
            MH_LET(now, one_tip(db, tip.brand, tip.id));
            if (now.version != former)
                return base::fail(ErrorCode::stale, "knowledge.tip.stale",
                                  {{"current", std::to_string(now.version)}});
        } else {
            auto query = db.use("knowledge.tip_count");
            query.bind("brand", tip.brand);
            if (query.step() && query.row().number() >= knowledge::kTipsAtMost)
                return base::fail(ErrorCode::conflict, "knowledge.tip.too_many",
                                  {{"limit", std::to_string(knowledge::kTipsAtMost)}});
        }
        auto save = db.use(former > 0 ? "knowledge.change_tip" : "knowledge.add_tip");
        save.bind("id", tip.id)
            .bind("brand", tip.brand)
            .bind("title", tip.title)
            .bind("text_ko", tip.text_ko)
            .bind("text_en", tip.text_en)
            .bind("state", knowledge::to_string(tip.state))
            .bind("version", tip.version)
            .bind("changed_at", tip.changed_at);
        if (former == 0)
            save.bind("author", tip.author)
                .bind("proposed_by", tip.proposed_by)
                .bind("from_answer", tip.from_answer)
                .bind("from_conversation", tip.from_conversation)
                .bind("created_at", tip.created_at);
        save.run();
        audit_add(db, tip.brand, tip.changed_at,
                  {"tip." + std::string(knowledge::to_string(tip.state)), "tip", tip.id.value,
                   R"({"version":)" + std::to_string(tip.version) + "}", by.value});
        return {};
    });
}

Result<void> KnowledgeRows::use_tips(const model::BrandId& brand, const std::string& conversation,
                                     const model::EmployeeId& by, const std::vector<TipId>& ids,
                                     base::Instant at) {
    return engine_.write([&](sqlite::Connection& db) -> Result<void> {
        for (const TipId& id : ids)
            db.use("knowledge.use_tip")
                .bind("tip", id)
                .bind("brand", brand)
                .bind("conversation", conversation)
                .bind("employee", by)
                .bind("used_at", at)
                .run();
        return {};
    });
}

Result<knowledge::AnswerSource> KnowledgeRows::answer_source(const model::BrandId& brand,
                                                             const std::string& answer) {
    return engine_.read([&](sqlite::Connection& db) -> Result<knowledge::AnswerSource> {
        auto query = db.use("knowledge.answer_source");
        query.bind("brand", brand).bind("answer", answer);
        if (!query.step()) return base::fail(ErrorCode::not_found, "knowledge.tip.no_such_answer");
        auto row = query.row();
        knowledge::AnswerSource source;
        source.author = row.id<model::EmployeeId>();
        source.conversation = row.text();
        return source;
    });
}

Result<std::string> KnowledgeRows::asked_in(const model::BrandId& brand, const std::string& conversation) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::string> {
        {
            auto query = db.use("knowledge.conversation");
            query.bind("brand", brand).bind("conversation", conversation);
            if (!query.step()) return base::fail(ErrorCode::not_found, "route.conversation.not_found");
        }
        auto query = db.use("knowledge.asked");
        query.bind("brand", brand).bind("conversation", conversation);
        if (!query.step()) return std::string();
        return query.row().text();
    });
}

}  // namespace manyhands::storage
