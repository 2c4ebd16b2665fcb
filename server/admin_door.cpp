// Peer credentials first, then a thread.
#include "server/admin_door.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <system_error>
#include <thread>

#include "base/log.h"
#include "server/store_admin.h"

namespace mailstead::server {
namespace {

void refuse(int fd, std::string_view line) { (void)::send(fd, line.data(), line.size(), MSG_NOSIGNAL | MSG_DONTWAIT); }

// Root, the owner of the mail system, and whoever this process runs as.
bool may_ask(int fd, uid_t mail_owner) {
    ucred who{};
    socklen_t size = sizeof who;
    if (::getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &size) != 0) return false;
    if (who.uid == 0 || who.uid == mail_owner || who.uid == ::geteuid()) return true;
    base::log::warning("store", "user {} may not use store-admin", who.uid);
    return false;
}

}  // namespace

void admin_door::use(rules with) {
    std::lock_guard const hold(state_->lock);
    state_->with = std::make_shared<rules const>(std::move(with));
}

void admin_door::open(worker& home, base::unique_fd bound) {
    home_ = &home;
    auto on_accept = [shared = state_](base::unique_fd fd) { take(shared, std::move(fd)); };
    home.call([&] { listener_ = std::make_unique<net::listener>(home.executor(), std::move(bound), on_accept); });
}

void admin_door::take(std::shared_ptr<state> const& shared, base::unique_fd fd) {
    std::lock_guard const hold(shared->lock);
    if (!shared->with || shared->stopping || !may_ask(fd.get(), shared->with->mail_owner))
        return refuse(fd.get(), "{\"error\":\"not permitted\",\"code\":\"not-permitted\"}\n");
    if (shared->open.size() >= most)
        return refuse(fd.get(), "{\"error\":\"other commands are at work; try again later\",\"code\":\"temporary\"}\n");
    ::fcntl(fd.get(), F_SETFL, ::fcntl(fd.get(), F_GETFL) & ~O_NONBLOCK);
    int const number = fd.get();
    auto const connection = std::make_shared<base::unique_fd>(std::move(fd));
    auto work = [shared, number, connection, with = shared->with]() mutable {
        // stop() knows the connection by its number, which so stays taken.
        base::unique_fd own(::fcntl(number, F_DUPFD_CLOEXEC, 3));
        if (own) serve_store_admin(std::move(own), {with->all, with->find, shared->stopping});
        std::lock_guard const hold(shared->lock);
        std::erase(shared->open, number);
        connection->reset();
        with.reset();
        shared->ended.notify_all();
    };
    shared->open.push_back(number);
    try {
        std::thread(std::move(work)).detach();
    } catch (std::system_error const& error) {
        std::erase(shared->open, number);
        base::log::error("store", "no thread for store-admin: {}", error.what());
    }
}

bool admin_door::stop(std::chrono::milliseconds grace) {
    if (home_) home_->call([this] { listener_.reset(); });
    home_ = nullptr;
    std::unique_lock hold(state_->lock);
    state_->stopping = true;
    for (int const fd : state_->open) ::shutdown(fd, SHUT_RDWR);
    bool const all = state_->ended.wait_for(hold, grace, [this] { return state_->open.empty(); });
    if (all) state_->with.reset();
    return all;
}

}  // namespace mailstead::server
