// SOCK_SEQPACKET would cap a message; a length in front of a stream does not.
#include "server/channel.h"

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>

namespace mailstead::server {
namespace {

constexpr std::size_t most_descriptors = 200;    // SCM_RIGHTS takes 253
constexpr std::uint32_t most_bytes = 16 << 20;

struct header {
    char kind;
    std::uint32_t size;
    std::uint32_t descriptors;
};

bool write_all(int fd, char const* bytes, std::size_t size) {
    while (size > 0) {
        auto const n = ::send(fd, bytes, size, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        bytes += n;
        size -= static_cast<std::size_t>(n);
    }
    return true;
}

bool read_all(int fd, char* bytes, std::size_t size) {
    while (size > 0) {
        auto const n = ::recv(fd, bytes, size, 0);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        bytes += n;
        size -= static_cast<std::size_t>(n);
    }
    return true;
}

bool send_header(int fd, header const& head, std::vector<int> const& descriptors) {
    iovec piece{const_cast<header*>(&head), sizeof head};
    msghdr out{};
    out.msg_iov = &piece;
    out.msg_iovlen = 1;
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int) * most_descriptors)] = {};
    if (!descriptors.empty()) {
        out.msg_control = control;
        out.msg_controllen = CMSG_SPACE(sizeof(int) * descriptors.size());
        auto* const rights = CMSG_FIRSTHDR(&out);
        rights->cmsg_level = SOL_SOCKET;
        rights->cmsg_type = SCM_RIGHTS;
        rights->cmsg_len = CMSG_LEN(sizeof(int) * descriptors.size());
        std::memcpy(CMSG_DATA(rights), descriptors.data(), sizeof(int) * descriptors.size());
    }
    return ::sendmsg(fd, &out, MSG_NOSIGNAL) == static_cast<ssize_t>(sizeof head);
}

bool receive_header(int fd, header& head, std::vector<base::unique_fd>& descriptors) {
    iovec piece{&head, sizeof head};
    msghdr in{};
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int) * most_descriptors)];
    in.msg_iov = &piece;
    in.msg_iovlen = 1;
    in.msg_control = control;
    in.msg_controllen = sizeof control;
    ssize_t n;
    do n = ::recvmsg(fd, &in, MSG_CMSG_CLOEXEC | MSG_WAITALL);
    while (n < 0 && errno == EINTR);
    for (auto* rights = CMSG_FIRSTHDR(&in); n > 0 && rights; rights = CMSG_NXTHDR(&in, rights)) {
        if (rights->cmsg_level != SOL_SOCKET || rights->cmsg_type != SCM_RIGHTS) continue;
        std::size_t const count = (rights->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (std::size_t i = 0; i < count; ++i) {
            int one;
            std::memcpy(&one, CMSG_DATA(rights) + i * sizeof(int), sizeof one);
            descriptors.emplace_back(one);
        }
    }
    return n == static_cast<ssize_t>(sizeof head);
}

void put(std::string& out, std::string_view text) {
    auto const size = static_cast<std::uint32_t>(text.size());
    out.append(reinterpret_cast<char const*>(&size), sizeof size);
    out += text;
}

bool take(std::string_view& in, std::string& text) {
    std::uint32_t size;
    if (in.size() < sizeof size) return false;
    std::memcpy(&size, in.data(), sizeof size);
    in.remove_prefix(sizeof size);
    if (in.size() < size) return false;
    text = in.substr(0, size);
    in.remove_prefix(size);
    return true;
}

}  // namespace

std::pair<channel, channel> channel::pair() {
    int fds[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) != 0)
        throw std::system_error(errno, std::generic_category(), "socketpair");
    return {channel(base::unique_fd(fds[0])), channel(base::unique_fd(fds[1]))};
}

bool channel::send(char kind, std::string_view payload, std::vector<int> const& descriptors) {
    header const head{kind, static_cast<std::uint32_t>(payload.size()), static_cast<std::uint32_t>(descriptors.size())};
    if (descriptors.size() > most_descriptors) return false;
    return send_header(fd_.get(), head, descriptors) && write_all(fd_.get(), payload.data(), payload.size());
}

std::optional<message> channel::receive() {
    header head{};
    message out;
    if (!receive_header(fd_.get(), head, out.descriptors)) return std::nullopt;
    if (head.size > most_bytes || head.descriptors != out.descriptors.size()) return std::nullopt;
    out.kind = head.kind;
    out.payload.resize(head.size);
    if (!read_all(fd_.get(), out.payload.data(), out.payload.size())) return std::nullopt;
    return out;
}

std::string print(reload_payload const& what) {
    std::string out;
    put(out, std::to_string(what.secrets.size()));
    for (auto const& [path, content] : what.secrets) {
        put(out, path);
        put(out, content);
    }
    for (auto const& key : what.keys) put(out, key);
    return out;
}

std::optional<reload_payload> parse_reload(std::string_view text) {
    reload_payload out;
    std::string count, path, content;
    if (!take(text, count)) return std::nullopt;
    for (int i = std::atoi(count.c_str()); i > 0; --i) {
        if (!take(text, path) || !take(text, content)) return std::nullopt;
        out.secrets.emplace(path, content);
    }
    while (!text.empty()) {
        if (!take(text, path)) return std::nullopt;
        out.keys.push_back(path);
    }
    return out;
}

}  // namespace mailstead::server
