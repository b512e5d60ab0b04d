#include "storage/store.hpp"

#include "storage/honour_store.hpp"
#include "storage/know_store.hpp"
#include "storage/shift_store.hpp"

namespace manyhands::storage {

// The bases keep references to what the pointer holds, which does not move.
Store::Store(std::unique_ptr<Engine> engine)
    : RouteStore(*engine),
      DeskStore(*engine),
      AnswerRows(*engine),
      OutboxRows(*engine),
      IdentityRows(*engine),
      PeopleRows(*engine),
      JoiningRows(*engine),
      SecondFactorRows(*engine),
      SsoRows(*engine),
      SettingRows(*engine),
      ReportsStore(*engine),
      PhraseRows(*engine),
      TogetherStore(*engine),
      ColleagueRows(*engine),
      NotesStore(*engine),
      JobsStore(*engine),
      MediaRows(*engine),
      AuditRows(*engine),
      ViewRows(*engine),
      HookRows(*engine),
      ErasureRows(*engine),
      ListeningRows(*engine),
      FormRows(*engine),
      QualityRows(*engine),
      GuidelineRows(*engine),
      ApprovalRows(*engine),
      ProgrammeRows(*engine),
      TrainingRows(*engine),
      ActionRows(*engine),
      KnowledgeRows(*engine),
      BindingRows(*engine),
      OwnRows(*engine),
      SatisfactionRows(*engine),
      CardRows(*engine),
      NudgeRows(*engine),
      MailRows(*engine),
      LogRows(*engine),
      engine_(std::move(engine)),
      honour_(std::make_unique<HonourRows>(*engine_)),
      shifts_(std::make_unique<ShiftRows>(*engine_)),
      know_(std::make_unique<KnowRows>(*engine_)) {}

Store::~Store() = default;

base::Result<std::unique_ptr<Store>> Store::open(const std::filesystem::path& data_dir,
                                                 const base::Clock& clock, sqlite::Threads threads) {
    MH_LET(engine, Engine::open(data_dir, clock, threads));
    return std::unique_ptr<Store>(new Store(std::move(engine)));
}

base::Result<std::unique_ptr<Store>> Store::open_for_reading(const std::filesystem::path& data_dir,
                                                             const base::Clock& clock) {
    MH_LET(engine, Engine::open_for_reading(data_dir, clock));
    return std::unique_ptr<Store>(new Store(std::move(engine)));
}

}  // namespace manyhands::storage
