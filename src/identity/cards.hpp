// Who answers, as customers see it: a public card for each person who wants one, and the page that lists the
// brand's own accounts and people, so that look-alikes can be told (docs/adr/0056). Nothing is shown that the
// person did not choose; the signature stays whatever they choose.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "model/people.hpp"

namespace manyhands::identity {

inline constexpr std::size_t kCardNameBytes = 80;
inline constexpr std::size_t kCardLineBytes = 160;

// One's own card, as one keeps it.
struct Card {
    bool shown = false;     // otherwise the signature alone
    std::string name;       // a pen name, or one's own; what customers read
    std::string about;      // store, or what one knows; may be empty
    std::string languages;  // "ko", "en", "ko en"; may be empty
    std::string photo;      // a picture's id; empty: none
    base::Instant changed_at{};
};

// All that is public of a person. A field that is not here stands on no page.
struct PublicCard {
    std::string initials;
    bool shown = false;  // false: all that follows is empty
    std::string name;
    std::string about;
    std::string languages;
    std::string photo;
    struct Handle {
        std::string network;
        std::string handle;
    };
    std::vector<Handle> handles;  // work accounts
};

struct PublicBrand {
    model::BrandId id;
    std::string name;
    std::vector<PublicCard::Handle> accounts;
    std::vector<PublicCard> people;  // who shows a card, by initials
};

// Thread-safe; writes block until durable and are in the audit log. Reads of what is public see active people
// only.
class CardStore {
  public:
    virtual ~CardStore() = default;
    virtual base::Result<Card> card(const model::BrandId& brand, const model::EmployeeId& id) = 0;
    // Errors: not_found ("answer.media.not_found": the photo is not one of theirs).
    virtual base::Result<void> save_card(const model::BrandId& brand, const model::EmployeeId& id,
                                         const Card& card) = 0;
    // Errors: not_found ("identity.card.not_found").
    virtual base::Result<PublicBrand> public_brand(const model::BrandId& brand) = 0;
    // Somebody active who answered or keeps a card. Errors: not_found ("identity.card.not_found").
    virtual base::Result<PublicCard> public_card(const model::BrandId& brand,
                                                 const std::string& initials) = 0;
};

// Thread-safe.
class Cards {
  public:
    Cards(CardStore& store, const base::Clock& clock) : store_(store), clock_(clock) {}

    base::Result<Card> mine(const model::Actor& actor);
    // With tidied texts. Not shown: name, photo and all else are forgotten. Errors: invalid
    // ("identity.card.no_name", "identity.card.too_long", "identity.card.bad_languages"), those of save_card.
    base::Result<Card> change(const model::Actor& actor, const Card& card);

    // For whoever asks.
    base::Result<PublicBrand> brand(const model::BrandId& id) { return store_.public_brand(id); }
    base::Result<PublicCard> card(const model::BrandId& brand, const std::string& initials) {
        return store_.public_card(brand, initials);
    }

  private:
    CardStore& store_;
    const base::Clock& clock_;
};

}  // namespace manyhands::identity
