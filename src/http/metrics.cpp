#include "http/metrics.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace manyhands::http {

Metrics::Metrics(std::vector<std::string> operations) : operations_(std::move(operations)) {
    operations_.emplace_back("other");
    counts_ = std::make_unique<Counts[]>(operations_.size());
}

void Metrics::count(std::size_t operation, int status, std::chrono::nanoseconds took) {
    Counts& counts = counts_[std::min(operation, other())];
    counts.answers[static_cast<std::size_t>(std::clamp(status / 100, 0, 5))].fetch_add(
        1, std::memory_order_relaxed);
    const std::int64_t us = std::chrono::duration_cast<std::chrono::microseconds>(took).count();
    const auto* const bucket = std::lower_bound(kBucketsUs.begin(), kBucketsUs.end(), us);
    counts.took[static_cast<std::size_t>(bucket - kBucketsUs.begin())].fetch_add(1,
                                                                                 std::memory_order_relaxed);
    counts.microseconds.fetch_add(static_cast<std::uint64_t>(std::max<std::int64_t>(us, 0)),
                                  std::memory_order_relaxed);
}

void write_metric(std::string& out, std::string_view name, std::string_view kind, std::string_view help) {
    out.append("# HELP ").append(name).append(" ").append(help).append("\n# TYPE ").append(name);
    out.append(" ").append(kind).append("\n");
}

void write_sample(std::string& out, std::string_view name, std::string_view labels, double value) {
    out.append(name);
    if (!labels.empty()) out.append("{").append(labels).append("}");
    std::array<char, 40> number{};
    const int length = std::snprintf(number.data(), number.size(), " %.17g\n", value);
    out.append(number.data(), static_cast<std::size_t>(length));
}

std::string Metrics::text() const {
    std::string requests;
    std::string durations;
    write_metric(requests, "manyhands_http_requests_total", "counter",
                 "Requests answered, by operation and kind of answer.");
    write_metric(durations, "manyhands_http_request_seconds", "histogram", "How long answering took.");
    for (std::size_t i = 0; i < operations_.size(); ++i) {
        const Counts& counts = counts_[i];
        const std::string operation = "operation=\"" + operations_[i] + "\"";
        std::uint64_t all = 0;
        for (std::size_t hundreds = 0; hundreds < counts.answers.size(); ++hundreds) {
            const std::uint64_t n = counts.answers[hundreds].load(std::memory_order_relaxed);
            if (n == 0) continue;
            write_sample(requests, "manyhands_http_requests_total",
                         operation + ",status=\"" + std::to_string(hundreds) + "xx\"",
                         static_cast<double>(n));
        }
        for (const auto& each : counts.took)
            all += each.load(std::memory_order_relaxed);
        if (all == 0) continue;
        std::uint64_t so_far = 0;
        for (std::size_t b = 0; b <= kBucketsUs.size(); ++b) {
            so_far += counts.took[b].load(std::memory_order_relaxed);
            std::array<char, 32> le{"+Inf"};
            if (b < kBucketsUs.size())
                std::snprintf(le.data(), le.size(), "%g", static_cast<double>(kBucketsUs[b]) / 1e6);
            write_sample(durations, "manyhands_http_request_seconds_bucket",
                         operation + ",le=\"" + le.data() + "\"", static_cast<double>(so_far));
        }
        write_sample(durations, "manyhands_http_request_seconds_sum", operation,
                     static_cast<double>(counts.microseconds.load(std::memory_order_relaxed)) / 1e6);
        write_sample(durations, "manyhands_http_request_seconds_count", operation,
                     static_cast<double>(so_far));
    }
    return requests + durations;
}

}  // namespace manyhands::http
