// The store: every port of the rooms over one SQLite file. Thread-safe. Writes block until they are durable
// (WAL, synchronous=FULL, group commit); reads go beside the writer, each on one snapshot.
#pragma once

#include "storage/action_store.hpp"
#include "storage/answer_store.hpp"
#include "storage/approval_store.hpp"
#include "storage/audit_store.hpp"
#include "storage/binding_store.hpp"
#include "storage/card_store.hpp"
#include "storage/desk_store.hpp"
#include "storage/erasure_store.hpp"
#include "storage/forms_store.hpp"
#include "storage/guideline_store.hpp"
#include "storage/hooks_store.hpp"
#include "storage/identity_store.hpp"
#include "storage/jobs_store.hpp"
#include "storage/joining_store.hpp"
#include "storage/knowledge_store.hpp"
#include "storage/listening_store.hpp"
#include "storage/log_store.hpp"
#include "storage/mail_store.hpp"
#include "storage/media_store.hpp"
#include "storage/notes_store.hpp"
#include "storage/nudge_store.hpp"
#include "storage/outbox_store.hpp"
#include "storage/own_store.hpp"
#include "storage/people_store.hpp"
#include "storage/phrase_store.hpp"
#include "storage/programme_store.hpp"
#include "storage/quality_store.hpp"
#include "storage/reports_store.hpp"
#include "storage/route_store.hpp"
#include "storage/satisfaction_store.hpp"
#include "storage/second_factor_store.hpp"
#include "storage/settings_store.hpp"
#include "storage/sso_store.hpp"
#include "storage/together_store.hpp"
#include "storage/training_store.hpp"
#include "storage/view_store.hpp"

namespace manyhands::storage {

class HonourRows;
class ShiftRows;
class KnowRows;

class Store final : public RouteStore,
                    public DeskStore,
                    public AnswerRows,
                    public OutboxRows,
                    public IdentityRows,
                    public PeopleRows,
                    public JoiningRows,
                    public SecondFactorRows,
                    public SsoRows,
                    public SettingRows,
                    public ReportsStore,
                    public PhraseRows,
                    public TogetherStore,
                    public ColleagueRows,
                    public NotesStore,
                    public JobsStore,
                    public MediaRows,
                    public AuditRows,
                    public ViewRows,
                    public HookRows,
                    public ErasureRows,
                    public ListeningRows,
                    public FormRows,
                    public QualityRows,
                    public GuidelineRows,
                    public ApprovalRows,
                    public ProgrammeRows,
                    public TrainingRows,
                    public ActionRows,
                    public KnowledgeRows,
                    public BindingRows,
                    public OwnRows,
                    public SatisfactionRows,
                    public CardRows,
                    public NudgeRows,
                    public MailRows,
                    public LogRows {
  public:
    // Opens (makes) `data_dir`/manyhands.db, takes the folder's lock, migrates, prepares every statement.
    // ":memory:" is a folder of its own that goes away with the store. Errors: conflict ("storage.in_use",
    // "storage.newer_schema"), unavailable ("storage.folder", "storage.unsafe", "storage.failed",
    // "storage.disk_full").
    static base::Result<std::unique_ptr<Store>> open(const std::filesystem::path& data_dir,
                                                     const base::Clock& clock,
                                                     sqlite::Threads threads = sqlite::Threads::own);

    // For reports and checks beside a running server: takes no lock and changes nothing; every write is
    // refused with conflict ("storage.in_use"). Errors: not_found ("storage.no_data"), conflict
    // ("storage.newer_schema", "storage.older_schema"), unavailable.
    static base::Result<std::unique_ptr<Store>> open_for_reading(const std::filesystem::path& data_dir,
                                                                 const base::Clock& clock);

    // Called after every durable group of changes, on the writer's thread, before the callers of the group
    // hear of it. Must be quick and must not call the store: readers look at the log with their own cursors.
    void on_commit(std::function<void()> waker) { engine_->on_commit(std::move(waker)); }

    // What a brand promises: the bands of its waiting conversations. Called on any thread, once a transaction
    // of the brand; must be quick. None: the house's own.
    void on_promises(std::function<std::shared_ptr<const model::PromiseHistory>(const model::BrandId&)> ask) {
        engine_->on_promises(std::move(ask));
    }

    // Leaderboards and what they are made of. As long as the store.
    HonourRows& honour() { return *honour_; }
    // Hourly staff and their time. As long as the store.
    ShiftRows& shifts() { return *shifts_; }
    // Who knows about what. As long as the store.
    KnowRows& know() { return *know_; }

    // How many transactions were committed since the start.
    std::int64_t commits() const { return engine_->commits(); }
    // Whether somebody's change waits for the writer now; a delivery gives way to it.
    bool person_waits() const { return engine_->person_waits(); }
    // The last change was refused by a full or failing disk; until one goes through again. Reads go on.
    bool refuses_writes() const { return engine_->refuses_writes(); }
    const std::filesystem::path& file() const { return engine_->file(); }
    // The backup that opening made because it migrated; empty: it did not.
    const std::filesystem::path& backup_before() const { return engine_->backup_before(); }

    ~Store() override;

  private:
    explicit Store(std::unique_ptr<Engine> engine);
    std::unique_ptr<Engine> engine_;
    std::unique_ptr<HonourRows> honour_;
    std::unique_ptr<ShiftRows> shifts_;
    std::unique_ptr<KnowRows> know_;
};

}  // namespace manyhands::storage
