// One socket pair per question; its other end travels to the process that asks PAM.
#include "auth/pam_backend.h"

#include <array>
#include <cerrno>
#include <cstring>

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/log.h"

#include "auth/address.h"
#include "auth/pam_process.h"
#include "auth/saslauthd.h"
#include "auth/system_users.h"

namespace mailstead::auth {
namespace {

base::result<void> send(int door, std::string_view bytes, int answer) {
    iovec piece{const_cast<char*>(bytes.data()), bytes.size()};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> space{};
    msghdr message{};
    message.msg_iov = &piece;
    message.msg_iovlen = 1;
    message.msg_control = space.data();
    message.msg_controllen = space.size();
    auto* const rights = CMSG_FIRSTHDR(&message);
    rights->cmsg_level = SOL_SOCKET;
    rights->cmsg_type = SCM_RIGHTS;
    rights->cmsg_len = CMSG_LEN(sizeof(int));
    std::memcpy(CMSG_DATA(rights), &answer, sizeof answer);
    // That process only forks: a full door means that it has ended or hangs.
    while (::sendmsg(door, &message, MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
        if (errno != EINTR) return base::last_error();
    return {};
}

}  // namespace

std::optional<std::string> pam_backend::normal_name(std::string_view address) const { return normal_address(address, defaults_.default_domain); }

base::result<std::optional<user>> pam_backend::find_user(std::string_view address) { return find_system_mail_user(address, defaults_); }

bool pam_backend::begin(time end) {
    std::unique_lock lock(mutex_);
    if (asking_ >= values_.at_once && waiting_ >= values_.at_once) return false;
    ++waiting_;
    bool const mine = free_.wait_until(lock, end, [&] { return asking_ < values_.at_once; });
    --waiting_;
    if (mine) ++asking_;
    return mine;
}

void pam_backend::finish() {
    std::lock_guard const lock(mutex_);
    --asking_;
    free_.notify_one();
}

base::result<char> pam_backend::ask(std::string_view question, time end) {
    auto const failed = [](base::error_code e) { return base::result<char>(boost::system::in_place_error, e); };
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return failed(base::last_error());
    base::unique_fd const mine(ends[0]);
    base::unique_fd theirs(ends[1]);
    if (auto const sent = send(values_.door, question, theirs.get()); !sent) return failed(sent.error());
    theirs.reset();
    for (;;) {
        auto const left = std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now()).count();
        if (left <= 0) return failed(base::from_errno(ETIMEDOUT));
        pollfd ear{mine.get(), POLLIN, 0};
        if (::poll(&ear, 1, static_cast<int>(left)) <= 0) continue;
        char said = 0;
        auto const n = ::read(mine.get(), &said, 1);
        if (n == 1) return said;
        return failed(base::from_errno(EIO));    // the child has died, or was never born
    }
}

base::result<std::optional<verdict>> pam_backend::check_password(attempt const& what) {
    auto const local = local_name(what.name, defaults_.default_domain);
    if (!local) return std::optional(verdict::unknown);
    // Root and the users of services have no mailbox, whatever PAM thinks of them. A user that only PAM knows may be one.
    auto const of_system = find_system_user(*local);
    if (!of_system) return of_system.error();
    if (*of_system && ((*of_system)->uid < defaults_.least_uid || (*of_system)->gid < defaults_.least_gid)) return std::optional(verdict::undecided);
    pam_question const asked{values_.service == "*" ? std::string(what.service) : values_.service, *local, std::string(what.password),
                             std::string(what.remote_address)};
    auto const question = print(asked);
    if (!parse_pam_question(question) || what.password.empty()) return std::optional(verdict::undecided);
    auto const end = std::chrono::steady_clock::now() + values_.patience;
    auto said = base::result<char>(boost::system::in_place_error, base::from_errno(EBUSY));
    if (begin(end)) {
        said = ask(question, end);
        finish();
    }
    if (said && *said == static_cast<char>(pam_answer::yes)) return std::optional(verdict::accepted);
    if (said && *said == static_cast<char>(pam_answer::no)) return std::optional(verdict::undecided);
    if (said && *said == static_cast<char>(pam_answer::closed)) return std::optional(verdict::refused);
    auto const why = said ? base::from_errno(EIO) : said.error();
    base::log::error("auth", "PAM, service {}: {}", asked.service, said ? "the modules are in trouble" : why.message());
    return why;
}

}  // namespace mailstead::auth
