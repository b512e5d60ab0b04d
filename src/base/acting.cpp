#include "base/acting.hpp"

namespace manyhands::base {
namespace {
thread_local Acting t_acting;
}

const Acting& acting() {
    return t_acting;
}

ActAs::ActAs(Acting acting) : before_(std::exchange(t_acting, std::move(acting))) {}

ActAs::~ActAs() {
    t_acting = std::move(before_);
}

}  // namespace manyhands::base
