#include "storage/card_store.hpp"

#include "storage/audit_store.hpp"

namespace manyhands::storage {
namespace {

using base::ErrorCode;
using base::Result;
using identity::Card;
using identity::PublicCard;

constexpr int kPeopleAtMost = 5000;

struct Found {
    model::EmployeeId employee;
    PublicCard card;
};

// {public_card_columns}
Found found_card(sqlite::Row& row) {
    Found found;
    found.employee = row.id<model::EmployeeId>();
    found.card.initials = row.text();
    found.card.shown = row.truth();
    if (!found.card.shown) return found;
    found.card.name = row.text();
    found.card.about = row.text();
    found.card.languages = row.text();
    found.card.photo = row.text();
    return found;
}

std::vector<PublicCard::Handle> handles(sqlite::Query& query) {
    std::vector<PublicCard::Handle> list;
    while (query.step()) {
        auto row = query.row();
        PublicCard::Handle one;
        one.network = row.text();
        one.handle = row.text();
        list.push_back(std::move(one));
    }
    return list;
}

void add_handles(sqlite::Connection& db, Found& found) {
    if (!found.card.shown) return;
    auto query = db.use("identity.card_work_handles");
    query.bind("employee", found.employee);
    found.card.handles = handles(query);
}

}  // namespace

Result<Card> CardRows::card(const model::BrandId& brand, const model::EmployeeId& id) {
    return engine_.read([&](sqlite::Connection& db) -> Result<Card> {
        auto query = db.use("identity.card_own");
        query.bind("employee", id).bind("brand", brand);
        if (!query.step()) return Card{};
        auto row = query.row();
        Card card;
        card.shown = row.truth();
        card.name = row.text();
        card.about = row.text();
        card.languages = row.text();
        card.photo = row.text();
        card.changed_at = row.at();
        return card;
    });
}

Result<void> CardRows::save_card(const model::BrandId& brand, const model::EmployeeId& id, const Card& card) {
    return engine_.write([&](sqlite::Connection& db) -> Result<void> {
        if (!card.photo.empty()) {
            auto query = db.use("identity.card_photo_is_theirs");
            query.bind("id", card.photo).bind("brand", brand).bind("owner", id);
            if (!query.step()) return base::fail(ErrorCode::not_found, "answer.media.not_found");
        }
        db.use("identity.card_save")
            .bind("employee", id)
            .bind("brand", brand)
            .bind("shown", card.shown)
            .bind("name", card.name)
            .bind("about", card.about)
            .bind("languages", card.languages)
            .bind("photo", card.photo)
            .bind("changed_at", card.changed_at)
            .run();
        audit_add(db, brand, card.changed_at,
                  {card.shown ? "card.shown" : "card.hidden", "employee", id.value});
        return {};
    });
}

Result<identity::PublicBrand> CardRows::public_brand(const model::BrandId& brand) {
    return engine_.read([&](sqlite::Connection& db) -> Result<identity::PublicBrand> {
        identity::PublicBrand out;
        out.id = brand;
        {
            auto query = db.use("identity.card_brand");
            query.bind("id", brand);
            if (!query.step()) return base::fail(ErrorCode::not_found, "identity.card.not_found");
            out.name = query.row().text();
        }
        {
            auto query = db.use("identity.card_accounts");
            query.bind("brand", brand);
            out.accounts = handles(query);
        }
        std::vector<Found> people;
        {
            auto query = db.use("identity.card_shown");
            query.bind("brand", brand).bind("limit", kPeopleAtMost);
            while (query.step()) {
                auto row = query.row();
                people.push_back(found_card(row));
            }
        }
        for (Found& one : people) {
            add_handles(db, one);
            out.people.push_back(std::move(one.card));
        }
        return out;
    });
}

Result<PublicCard> CardRows::public_card(const model::BrandId& brand, const std::string& initials) {
    return engine_.read([&](sqlite::Connection& db) -> Result<PublicCard> {
        std::optional<Found> found;
        {
            auto query = db.use("identity.card_by_initials");
            query.bind("brand", brand).bind("initials", initials);
            if (!query.step()) return base::fail(ErrorCode::not_found, "identity.card.not_found");
            auto row = query.row();
            found = found_card(row);
        }
        add_handles(db, *found);
        return std::move(found->card);
    });
}

}  // namespace manyhands::storage
