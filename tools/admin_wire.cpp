// One buffer for each direction.
#include "tools/admin_wire.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

namespace mailstead::tools {
namespace {

namespace json = boost::json;
constexpr std::size_t piece = 128 * 1024;

json::value const* member(json::object const& line, std::string_view key) {
    return line.if_contains(json::string_view(key.data(), key.size()));
}

}  // namespace

admin_wire::admin_wire(base::unique_fd fd, int seconds) : fd_(std::move(fd)) {
    timeval const patience{seconds, 0};
    ::setsockopt(fd_.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(fd_.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
}

base::result<void> admin_wire::send(json::object const& line) {
    auto const text = json::serialize(line);
    out_.append(text.data(), text.size());
    out_ += '\n';
    return out_.size() < piece ? base::result<void>() : flush();
}

base::result<void> admin_wire::send_bytes(std::string_view bytes) {
    out_ += bytes;
    return out_.size() < piece ? base::result<void>() : flush();
}

base::result<void> admin_wire::flush() {
    for (std::size_t sent = 0; sent < out_.size();) {
        auto const n = ::send(fd_.get(), out_.data() + sent, out_.size() - sent, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return base::from_errno(errno == EPIPE ? ECONNRESET : errno == EAGAIN ? ETIMEDOUT : errno);
        sent += static_cast<std::size_t>(n);
    }
    out_.clear();
    return {};
}

base::result<void> admin_wire::fill() {
    if (auto const sent = flush(); !sent) return sent;
    if (at_ > 0) in_.erase(0, at_), at_ = 0;
    auto const before = in_.size();
    in_.resize(before + piece);
    for (;;) {
        auto const n = ::recv(fd_.get(), in_.data() + before, piece, 0);
        if (n < 0 && errno == EINTR) continue;
        in_.resize(before + static_cast<std::size_t>(std::max<ssize_t>(n, 0)));
        if (n < 0) return base::from_errno(errno == EAGAIN ? ETIMEDOUT : errno);
        if (n == 0) return base::from_errno(ECONNRESET);
        return {};
    }
}

base::result<json::object> admin_wire::receive() {
    for (std::size_t looked = 0;;) {
        auto const end = in_.find('\n', at_ + looked);
        if (end == in_.npos) {
            looked = in_.size() - at_;
            if (looked > line_limit) return base::from_errno(EPROTO);
            if (auto const more = fill(); !more) return more.error();
            continue;
        }
        boost::system::error_code broken;
        json::parse_options octets;
        octets.allow_invalid_utf8 = true;    // names of files are what their owners made of them
        auto value = json::parse(json::string_view(in_.data() + at_, end - at_), broken, {}, octets);
        at_ = end + 1;
        if (broken || !value.is_object()) return base::from_errno(EPROTO);
        return std::move(value.get_object());
    }
}

base::result<std::size_t> admin_wire::receive_some(std::span<char> into) {
    if (into.empty()) return std::size_t{0};
    if (at_ == in_.size())
        if (auto const more = fill(); !more) return more.error();
    auto const n = std::min(into.size(), in_.size() - at_);
    std::copy_n(in_.data() + at_, n, into.data());
    at_ += n;
    return n;
}

base::result<std::string> admin_wire::receive_bytes(std::size_t count) {
    std::string out(count, '\0');
    for (std::size_t have = 0; have < count;) {
        auto const n = receive_some(std::span(out).subspan(have));
        if (!n) return n.error();
        have += *n;
    }
    return out;
}

bool admin_wire::has_input() const {
    if (at_ < in_.size()) return true;
    pollfd one{fd_.get(), POLLIN, 0};
    return ::poll(&one, 1, 0) > 0;
}

std::string text_in(json::object const& line, std::string_view key) {
    auto const* value = member(line, key);
    return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::int64_t number_in(json::object const& line, std::string_view key, std::int64_t otherwise) {
    auto const* value = member(line, key);
    if (value && value->is_int64()) return value->get_int64();
    return value && value->is_uint64() ? static_cast<std::int64_t>(value->get_uint64()) : otherwise;
}

bool yes_in(json::object const& line, std::string_view key) {
    auto const* value = member(line, key);
    return value && value->is_bool() && value->get_bool();
}

std::vector<std::string> texts_in(json::object const& line, std::string_view key) {
    std::vector<std::string> out;
    auto const* value = member(line, key);
    if (!value || !value->is_array()) return out;
    for (auto const& one : value->get_array())
        if (one.is_string()) out.emplace_back(one.get_string());
    return out;
}

}  // namespace mailstead::tools
