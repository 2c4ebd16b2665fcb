// Talking to our own server: everything that has been handed in goes out in one gathered write, while a second coroutine
// sorts the replies to what went out before.
#include <exception>
#include <utility>

#include "lmtp/connection.h"

namespace mailstead::lmtp {
namespace {

constexpr std::size_t read_limit = 64 * 1024;
constexpr std::size_t batch_bytes = 1024 * 1024;    // a batch ends here, so that the next look at the queue is near
constexpr auto no_patience_limit = std::chrono::hours(24);    // the watchdog decides, since it knows what is under way

}  // namespace

net::task<void> connection::pipeline() {
    fibres_.run("lmtp", read_replies());
    std::exception_ptr trouble;
    try {
        co_await write_work();
    } catch (...) {
        trouble = std::current_exception();
    }
    wire_->abort(net::errc::stopping);
    co_await reader_ended_.wait();    // it uses this object
    if (trouble) std::rethrow_exception(trouble);
}

net::task<void> connection::write_work() {
    std::vector<std::string> commands;
    std::vector<std::string_view> pieces;
    while (loss_.empty()) {
        take_work();
        if (batch_.empty()) {
            if (closing_ && under_way_.empty()) break;
            co_await work_or_room_.wait();
            continue;
        }
        commands.clear();
        pieces.clear();
        commands.reserve(batch_.size());    // views into it must not move
        for (auto const& one : batch_) {
            commands.push_back(one->all_lines(server_));
            pieces.push_back(commands.back());
            for (auto const& piece : *one->text()) pieces.push_back(piece);
        }
        auto const sent = co_await wire_->write(std::span<std::string_view const>(pieces), wanted_.data_xfer_timeout);
        batch_.clear();
        if (!sent && loss_.empty()) lose(describe(sent.error(), "sending message body"));
    }
    if (loss_.empty()) co_await quit();
}

// Moves waiting exchanges into the window.
void connection::take_work() {
    if (under_way_.empty()) progress_ = clock::now();
    std::uint64_t bytes = 0;
    while (!closing_ && !waiting_.empty() && under_way_.size() < depth_ && bytes < batch_bytes) {
        auto one = std::move(waiting_.front());
        waiting_.pop_front();
        if (one->is_impossible(server_)) {
            one->done.set();
            continue;
        }
        bytes += one->size();
        one->text_goes_out();
        took_work_ = true;
        under_way_.push_back(one);
        batch_.push_back(std::move(one));
    }
}

net::task<void> connection::read_replies() try {
    while (loss_.empty()) {
        auto const got = co_await wire_->read_some(read_limit, no_patience_limit);
        if (!got) {
            if (loss_.empty()) lose(describe(got.error(), "sending end of data -- message may be sent more than once"));
            break;
        }
        replies_.feed(*got);
        progress_ = clock::now();
        if (sort_replies()) work_or_room_.set();
    }
    reader_ended_.set();
} catch (...) {
    lose("internal error");
    reader_ended_.set();
    throw;
}

// True when an exchange was completed or the connection is lost: the writer has something to look at.
bool connection::sort_replies() {
    bool ended = false;
    for (auto next = replies_.next(); next.state != smtp::reply_parser::state::need_more; next = replies_.next()) {
        if (next.state == smtp::reply_parser::state::broken || (under_way_.empty() && next.reply.code != 421)) {
            lose("host " + wanted_.relay + " does not keep to the protocol");
            return true;
        }
        if (next.reply.code == 421) {    // RFC 5321 §3.8: the server closes, whatever was under way
            lose("host " + wanted_.relay + " said: " + one_line(next.reply));
            return true;
        }
        auto& front = under_way_.front();
        front->take(next.reply);
        if (!front->is_complete()) continue;
        auto one = std::move(front);
        under_way_.pop_front();
        finish(std::move(one));
        ended = true;
    }
    return ended;
}

// Ends both coroutines; what was under way is given up by run().
void connection::lose(std::string why) {
    loss_ = std::move(why);
    closing_ = true;
    wire_->abort(net::errc::closed);
    work_or_room_.set();
}

}  // namespace mailstead::lmtp
