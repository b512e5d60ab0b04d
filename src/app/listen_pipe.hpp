// The pipe of the verb `listen`: lines in, matches out, in the order of the input. One thread reads, matches
// and writes; or one reads, `threads` match pieces of the stream, and one writes them in order. Memory is
// bounded by twice as many pieces as there are threads, of a megabyte each or of one long line.
#pragma once

#include <functional>
#include <memory>

#include "listen/stream.hpp"

namespace manyhands::app {

struct PipeOptions {
    int in = 0;  // file descriptors
    int out = 1;
    unsigned threads = 1;
    listen::Explain explain = listen::Explain::no;
};

struct PipeResult {
    listen::StreamCounts counts;
    int read_error = 0;   // errno
    int write_error = 0;  // errno; EPIPE: whoever read has gone, and that is no failure
};

// `on_bad` is told every line that is no post, ascending, from one thread at a time.
PipeResult run_pipe(const std::shared_ptr<const listen::QuerySet>& set, const PipeOptions& options,
                    const std::function<void(const listen::BadLine&)>& on_bad);

}  // namespace manyhands::app
