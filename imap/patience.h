// One long call on the disk pool, with INPROGRESS told meanwhile (RFC 9585): the body of session::patiently().
#pragma once

#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

#include "imap/session.h"

namespace mailstead::imap {

// `work` must not touch the session's buffer: the client is written to beside it.
template <class Work>
net::task<std::invoke_result_t<Work&>> session::patiently(Work work) {
    auto const watch = begin_telling();
    std::optional<std::invoke_result_t<Work&>> done;
    std::exception_ptr failure;
    try {
        auto got = co_await net::blocking(with_.disk, std::move(work));
        done.emplace(std::move(got));
    } catch (...) {
        failure = std::current_exception();
    }
    co_await end_telling(watch);
    if (failure) std::rethrow_exception(failure);
    co_return std::move(*done);
}

}  // namespace mailstead::imap
