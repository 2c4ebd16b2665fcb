#include "tests/lib/mem_stream.h"

#include <algorithm>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace mailstead::test {

using net::result;
using net::task;

mem_stream::mem_stream(net::executor where, base::clock const& clock, net::endpoint peer, net::endpoint local)
    : clock_(clock), peer_(std::move(peer)), local_(std::move(local)), wake_(where) {
    wake_.expires_at(std::chrono::steady_clock::time_point::max());
}

void mem_stream::push(std::string bytes) {
    if (bytes.empty()) return;
    input_.push_back(std::move(bytes));
    wake_.cancel();
}

void mem_stream::hang_up() {
    hung_up_ = true;
    wake_.cancel();
}

void mem_stream::say_hello(std::string server_name) {
    hello_ = true;
    server_name_ = std::move(server_name);
    wake_.cancel();
}

void mem_stream::abort(net::errc why) noexcept {
    failed_ = why;
    wake_.cancel();
}

void mem_stream::look() {
    if (clock_.steady() >= deadline_) wake_.cancel();
}

// Until something happens at the other end; fails when the patience is over.
task<result<void>> mem_stream::wait(patience limit_of_wait) {
    if (deadline_ == base::steady_time::max()) deadline_ = clock_.steady() + limit_of_wait;
    co_await wake_.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
    if (!failed_ && clock_.steady() >= deadline_) failed_ = net::errc::timed_out;
    if (failed_) co_return net::make_error_code(*failed_);
    co_return result<void>{};
}

task<result<std::string_view>> mem_stream::read_some(std::size_t limit, patience limit_of_wait) {
    current_.clear();    // a view that is still in use dangles here as it does with the real stream
    current_.shrink_to_fit();
    if (failed_ == net::errc::timed_out) failed_.reset();
    if (failed_) co_return net::make_error_code(*failed_);
    deadline_ = base::steady_time::max();
    reading_ = true;
    while (input_.empty() && !hung_up_) {
        auto const woken = co_await wait(limit_of_wait);
        if (!woken) co_return woken.error();
    }
    reading_ = false;
    deadline_ = base::steady_time::max();
    if (input_.empty()) co_return net::make_error_code(net::errc::closed);
    auto& first = input_.front();
    current_ = first.substr(0, limit);
    first.erase(0, current_.size());
    if (first.empty()) input_.pop_front();
    co_return std::string_view(current_);
}

result<void> mem_stream::take(std::string_view bytes) {
    // As with a socket, a read that was stopped or took too long leaves room for a goodbye.
    bool const broken = failed_ && *failed_ != net::errc::timed_out && *failed_ != net::errc::stopping;
    if (broken) return net::make_error_code(*failed_);
    if (bytes.size() > room_) {
        output_ += bytes.substr(0, room_);
        room_ = 0;
        return net::make_error_code(net::errc::closed);
    }
    room_ -= bytes.size();
    output_ += bytes;
    return {};
}

task<result<void>> mem_stream::write(std::string_view bytes, patience) {
    ++writes_;
    largest_write_ = std::max(largest_write_, bytes.size());
    co_return take(bytes);
}

task<result<void>> mem_stream::write(std::span<std::string_view const> pieces, patience) {
    ++writes_;
    std::size_t all = 0;
    for (auto const piece : pieces) all += piece.size();
    largest_write_ = std::max(largest_write_, all);
    for (auto const piece : pieces) {
        auto const taken = take(piece);
        if (!taken) co_return taken.error();
    }
    co_return result<void>{};
}

task<result<void>> mem_stream::start_tls(std::shared_ptr<net::tls_context const>, patience limit_of_wait) {
    while (!hello_ && input_.empty() && !hung_up_) {
        auto const woken = co_await wait(limit_of_wait);
        if (!woken) co_return woken.error();
    }
    deadline_ = base::steady_time::max();
    if (!hello_ || !input_.empty()) {
        failed_ = hung_up_ && input_.empty() ? net::errc::closed : net::errc::tls_failed;
        co_return net::make_error_code(*failed_);
    }
    hello_ = false;
    tls_.protocol = "TLSv1.3";
    tls_.cipher = "TLS_AES_256_GCM_SHA384";
    tls_.bits = 256;
    tls_.server_name = server_name_;
    co_return result<void>{};
}

}  // namespace mailstead::test
