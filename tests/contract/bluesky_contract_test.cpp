// The contract of every channel, on the real AT network.
#include "at_network.hpp"
#include "channels/contract_checks.hpp"

namespace manyhands::channels::contract {

INSTANTIATE_TEST_SUITE_P(RealAtNetwork, ChannelContract,
                         testing::Values(MakeChannelUnderTest([] { return std::make_unique<AtNetwork>(); })));

}  // namespace manyhands::channels::contract
