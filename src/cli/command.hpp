// The command line as a value: what was asked, with every option checked. app carries it out.
// Exit codes: 0 done, 1 failed, 2 wrong usage. Unknown options are refused by name.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/catalogue.hpp"
#include "model/settings.hpp"

namespace manyhands::cli {

inline constexpr int kDone = 0;
inline constexpr int kFailed = 1;
inline constexpr int kUsage = 2;

struct Common {
    std::string data = "data";  // the data folder; also MANYHANDS_DATA
    bool json = false;          // one JSON object on standard output
    std::string key_file = {};  // the data key; empty: data.key in the data folder
};

struct Listen {
    std::string address = "127.0.0.1";
    int port = 1212;
    std::string base_url;  // as people reach it; empty: http://address:port
    int threads = 0;       // 0: one a core, at most 8
    bool allow_loopback_networks = false;
    std::vector<std::string> trusted_proxies;
    std::string metrics = {};  // "127.0.0.1:9112"; empty: no figures
    // Requests a minute, of a session or of a visitor's address; 0: no limit.
    int reads_per_minute = 0;
    int changes_per_minute = 0;
    int heavy_per_minute = 0;
    int visitors_per_minute = 0;
};

// Where a browser on this machine finds it: `base_url` where it is said, else by the address that is listened
// on.
std::string address_of(const Listen& listen, std::uint16_t port);

struct Serve {
    Common common;
    Listen listen;
    model::SettingLayers layers = {};  // what flags, environment and file said, of every setting
};
struct Practice {
    Common common;
    Listen listen;
    bool fresh = false;                 // throw the practice company away first
    std::optional<std::uint64_t> seed;  // the same customers again
    model::SettingLayers layers = {};   // as Serve's
};
struct Init {
    Common common;
    std::string brand;
    std::string department;
    std::string name;
    std::string email;
    std::string base_url;
};
struct UserAdd {
    Common common;
    std::string brand;  // name or id; empty: the only one
    std::string name;
    std::string email;
    std::string role = "employee";
    std::string department;  // name or id; empty: the first
    std::string initials;
    std::string base_url;
};
// A new one-time link for somebody who is here: also for an admin who lost password or phone.
struct UserLink {
    Common common;
    std::string email;
    std::string brand;
    std::string base_url;
};
struct UserImport {
    Common common;
    std::string brand;
    std::string file;      // CSV
    bool dry_run = false;  // say what would happen, save nothing
    bool csv = false;      // the result as CSV: every row with what became of it, and the links
    std::string base_url;
};
// A link with which people become employees by themselves.
struct JoinLinkMake {
    Common common;
    std::string brand;
    std::string department;  // name or id; empty: the first
    int hours = 168;
    std::vector<std::string> domains;
    int most = 0;          // people; 0: as many as come
    bool at_once = false;  // nobody confirms them
    std::string base_url;
};
struct JoinLinkList {
    Common common;
    std::string brand;
};
struct JoinLinkEnd {
    Common common;
    std::string brand;
    std::string id;
};
struct BrandAdd {
    Common common;
    std::string name;
    std::string department_ko;
    std::string department_en;
    std::string email;  // of an admin of the first brand; empty: the only one
};
struct TokenCreate {
    Common common;
    std::string email;
    std::string name;
    std::string scopes = "read";
};
struct AccountAdd {
    Common common;
    std::string brand;
    std::string department;
    std::string network;
    std::map<std::string, std::string> settings;
    bool only_test = false;
};
struct Report {
    Common common;
    std::string brand;
    std::string from;  // RFC 3339 or a day; empty: 7 days ago
    std::string to;    // empty: now
    std::string zone = "UTC";
    std::string by;  // of reports::group_by; empty: the whole only
    std::string clock = "wall";
    bool csv = false;
    std::string xlsx;  // a file to write
};
// The honour board of a season, from the log; or a published one, computed again and compared.
struct Leaderboard {
    Common common;
    std::string brand;
    std::string season;  // "2026Q4" of the crowd, "2026-W48" of the desk; empty: the crowd's that runs
    bool verify = false;
};
struct Replay {
    Common common;  // data empty: a folder that goes away again
    std::string file;
    std::string columns;
    double speed = 0;  // times as fast as it was; 0: as fast as it goes
};
struct Import {
    Common common;
    std::string from;  // "chatwoot", "zammad", "zendesk"
    std::string file;
    std::string out;  // NDJSON for replay
};
// Queries of a file asked about posts of standard input.
struct ListenStream {
    Common common;
    std::string queries;  // NDJSON of {"id", "query"}
    int threads = 1;      // 1 to 64
    bool explain = false;
    bool stats = false;
};
struct CustomerErase {
    Common common;
    std::string brand;
    std::string customer;  // handle, with or without @, or id on the network
    std::string network;
    bool dry_run = false;  // say what would go
    bool yes = false;      // without it nothing is erased
};
// Everything of a brand as NDJSON.
struct Export {
    Common common;
    std::string brand;
    std::string output;  // a file that is not there yet; empty: standard output
};
struct Doctor {
    Common common;
};
struct Backup {
    Common common;
    std::string target;  // a file, or a folder in which a file with the time in its name is made
    bool without_media = false;
    std::string passphrase_file;  // not empty: the data key comes along in a box that this opens; "-": asked
    int keep = 0;                 // of the backups in the folder, the newest so many stay; 0: all
};
struct Restore {
    Common common;
    std::string file;
    bool force = false;  // a folder that holds something is kept beside
    bool only_check = false;
    std::string passphrase_file;
};
struct Migrate {
    Common common;
    bool dry_run = false;
};
struct ConfigCheck {
    Common common;
    std::string file;  // empty: only what the environment says
};
struct ConfigExample {
    Common common;
};
struct AuditVerify {
    Common common;
    std::string heads;  // a file that an earlier run with --json printed; empty: none
};

using Command = std::variant<Serve, Practice, Init, UserAdd, UserImport, BrandAdd, TokenCreate, AccountAdd,
                             Report, Replay, Import, Doctor, Backup, Restore, Migrate, ConfigCheck,
                             ConfigExample, AuditVerify, ListenStream, CustomerErase, Export, JoinLinkMake,
                             JoinLinkList, JoinLinkEnd, UserLink, Leaderboard>;

// Help was printed or the usage was wrong: the exit code. `env` reads the environment (injected for tests).
struct Ended {
    int exit_code = kDone;
    std::string out;  // for standard output
    std::string err;  // for standard error
};

// `file`: what the configuration file says. A flag wins over the environment, the environment over the file.
std::variant<Command, Ended> parse(const std::vector<std::string>& args, base::Lang lang,
                                   const std::function<std::string(const std::string&)>& env,
                                   const model::SettingValues& file = {});

// What the environment says of each setting: NAME, or the first line of the file that NAME_FILE names.
// Errors: those of model::canonical; invalid ("cli.config.unreadable": key, file).
base::Result<model::SettingValues> environment_settings(
    const std::function<std::string(const std::string&)>& env);

}  // namespace manyhands::cli
