// For whom the running thread acts, and from where: set at the edge (an HTTP request, a verb of the command
// line), read where something is recorded. Who sets nothing acts as the system itself.
#pragma once

#include <string>
#include <utility>

namespace manyhands::base {

struct Acting {
    std::string employee;         // id; empty: nobody in person
    std::string kind = "system";  // "person", "token", "console", "system"
    std::string from;             // the caller's address; empty: this machine
};

// Of this thread.
const Acting& acting();

// Until it goes out of scope; nests.
class ActAs {
  public:
    explicit ActAs(Acting acting);
    ~ActAs();
    ActAs(const ActAs&) = delete;
    ActAs& operator=(const ActAs&) = delete;

  private:
    Acting before_;
};

}  // namespace manyhands::base
