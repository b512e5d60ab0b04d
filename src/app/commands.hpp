// Carries out what the command line asked. Each returns an exit code of cli/command.hpp.
#pragma once

#include <functional>
#include <iostream>
#include <string>

#include <boost/json/object.hpp>

#include "base/catalogue.hpp"
#include "base/clock.hpp"
#include "base/random.hpp"
#include "cli/command.hpp"
#include "cli/config_file.hpp"

namespace manyhands::app {

class Company;

// Whom a verb speaks with: the terminal of this process, or the caller at the admin socket of a running
// server. A verb that changes a company says and reads everything through it.
struct Console {
    base::Lang lang = base::Lang::en;
    bool terminal = false;  // standard output is one: progress may move
    const base::Clock& clock;
    base::Random& random;
    std::ostream* to_out = &std::cout;
    std::ostream* to_err = &std::cerr;
    std::istream* from = &std::cin;
    Company* company = nullptr;  // of the running server; null: the verb opens the folder itself
    // Reads a file of the caller's; empty: this process reads it.
    std::function<base::Result<std::string>(const std::string& path)> file_reader = {};

    std::ostream& out() const { return *to_out; }
    std::ostream& err() const { return *to_err; }
    std::string read_line() const {
        std::string line;
        std::getline(*from, line);
        return line;
    }
    // The bytes of a file that the command line names. Errors: not_found ("cli.file.unreadable": file).
    base::Result<std::string> read_file(const std::string& path) const;
};

int run(const cli::Serve& command, const Console& console);
int run(const cli::Practice& command, const Console& console);
int run(const cli::Init& command, const Console& console);
int run(const cli::UserAdd& command, const Console& console);
int run(const cli::UserLink& command, const Console& console);
int run(const cli::UserImport& command, const Console& console);
int run(const cli::JoinLinkMake& command, const Console& console);
int run(const cli::JoinLinkList& command, const Console& console);
int run(const cli::JoinLinkEnd& command, const Console& console);
int run(const cli::BrandAdd& command, const Console& console);
int run(const cli::TokenCreate& command, const Console& console);
int run(const cli::AccountAdd& command, const Console& console);
int run(const cli::Report& command, const Console& console);
int run(const cli::Leaderboard& command, const Console& console);
int run(const cli::Replay& command, const Console& console);
int run(const cli::Import& command, const Console& console);
int run(const cli::CustomerErase& command, const Console& console);
int run(const cli::Export& command, const Console& console);
int run(const cli::Doctor& command, const Console& console);
int run(const cli::Backup& command, const Console& console);
int run(const cli::Restore& command, const Console& console);
int run(const cli::Migrate& command, const Console& console);
int run(const cli::ConfigCheck& command, const Console& console);
int run(const cli::ConfigExample& command, const Console& console);
int run(const cli::AuditVerify& command, const Console& console);
int run(const cli::ListenStream& command, const Console& console);

// A file that cannot be read is a problem of its line 0.
cli::ConfigFile read_config_file(const std::string& path);

// With --json the object; in words the sentence `key` of the catalogue, with the object's members as
// arguments.
void print(const Console& console, bool as_json, const boost::json::object& object, const std::string& key);

// Says the error in the console's language on standard error (with --json: a problem object on standard
// output) and returns kFailed, or kUsage for invalid input.
int say_error(const Console& console, bool json, const base::Error& error);

}  // namespace manyhands::app
