// libpam, and the children that call it.
#include "auth/pam_process.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <map>

#include <poll.h>
#include <security/pam_appl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fs.h"

#include "auth/saslauthd.h"

namespace mailstead::auth {
namespace {

using steady = std::chrono::steady_clock;

// A part that stands behind its length; taken off `rest`.
std::optional<std::string> part(std::string_view& rest) {
    if (rest.size() < 2) return std::nullopt;
    auto const length = static_cast<std::size_t>(static_cast<unsigned char>(rest[0])) << 8 | static_cast<unsigned char>(rest[1]);
    rest.remove_prefix(2);
    if (rest.size() < length) return std::nullopt;
    std::string out(rest.substr(0, length));
    rest.remove_prefix(length);
    if (out.find('\0') != out.npos) return std::nullopt;
    return out;
}

char const* answer_to(int style, pam_question const& what) {
    if (style == PAM_PROMPT_ECHO_OFF) return what.password.c_str();
    return style == PAM_PROMPT_ECHO_ON ? what.user.c_str() : "";
}

// PAM frees what it is given.
int converse(int count, pam_message const** asked, pam_response** answers, void* context) {
    if (count <= 0 || count > PAM_MAX_NUM_MSG) return PAM_CONV_ERR;
    auto* const out = static_cast<pam_response*>(std::calloc(static_cast<std::size_t>(count), sizeof(pam_response)));
    if (!out) return PAM_BUF_ERR;
    for (int i = 0; i < count; ++i) out[i].resp = ::strdup(answer_to(asked[i]->msg_style, *static_cast<pam_question const*>(context)));
    *answers = out;
    return PAM_SUCCESS;
}

// Guessing is slowed down elsewhere; here a delay would only hold a place.
void no_delay(int, unsigned, void*) {}

bool is_trouble(int code) noexcept {
    switch (code) {
    case PAM_OPEN_ERR:
    case PAM_SYMBOL_ERR:
    case PAM_SERVICE_ERR:
    case PAM_SYSTEM_ERR:
    case PAM_BUF_ERR:
    case PAM_CONV_ERR:
    case PAM_ABORT:
    case PAM_AUTHINFO_UNAVAIL:
    case PAM_CRED_INSUFFICIENT:
    case PAM_MODULE_UNKNOWN: return true;
    default: return false;
    }
}

[[noreturn]] void be_child(int door, int answer, pam_question const& what, pam_limits const& limits) {
    ::close(door);
    std::signal(SIGALRM, SIG_DFL);
    std::signal(SIGPIPE, SIG_DFL);
    ::alarm(static_cast<unsigned>(limits.patience.count()) + 1);
    auto const said = static_cast<char>(ask_pam(what, limits.directory));
    (void)!::write(answer, &said, 1);
    ::_exit(0);
}

// One message and its descriptor. False: the other end is gone.
bool receive(int door, std::string& bytes, base::unique_fd& answer) {
    bytes.resize(longest_pam_question);
    iovec piece{bytes.data(), bytes.size()};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> space{};
    msghdr message{};
    message.msg_iov = &piece;
    message.msg_iovlen = 1;
    message.msg_control = space.data();
    message.msg_controllen = space.size();
    auto const n = ::recvmsg(door, &message, MSG_CMSG_CLOEXEC);
    if (n <= 0) return n < 0 && (errno == EINTR || errno == EAGAIN);
    bytes.resize(static_cast<std::size_t>(n));
    for (auto* one = CMSG_FIRSTHDR(&message); one; one = CMSG_NXTHDR(&message, one)) {
        if (one->cmsg_level != SOL_SOCKET || one->cmsg_type != SCM_RIGHTS || one->cmsg_len != CMSG_LEN(sizeof(int))) continue;
        int fd = -1;
        std::memcpy(&fd, CMSG_DATA(one), sizeof fd);
        answer.reset(fd);
    }
    return true;
}

class server {
public:
    server(int door, pam_limits const& limits) : door_(door), limits_(limits) {}

    void run() {
        for (;;) {
            pollfd ear{door_, POLLIN, 0};
            // Children that have ended are looked for often while there are any.
            int const n = ::poll(&ear, 1, children_.empty() ? -1 : 200);
            reap();
            if (n > 0 && !take()) break;
        }
        for (auto const& [pid, end] : children_) ::kill(pid, SIGKILL);
        while (::waitpid(-1, nullptr, 0) > 0) {}
    }

private:
    bool take() {
        std::string bytes;
        base::unique_fd answer;
        if (!receive(door_, bytes, answer)) return false;
        auto const what = parse_pam_question(bytes);
        if (!what || !answer) return true;    // its end closes: trouble
        reap();
        pid_t const pid = children_.size() < limits_.at_once ? ::fork() : -1;
        if (pid == 0) be_child(door_, answer.get(), *what, limits_);
        if (pid > 0) children_.emplace(pid, steady::now() + limits_.patience);
        return true;
    }

    void reap() {
        for (pid_t pid; (pid = ::waitpid(-1, nullptr, WNOHANG)) > 0;) children_.erase(pid);
        for (auto const& [pid, end] : children_)
            if (steady::now() > end) ::kill(pid, SIGKILL);
    }

    int door_;
    pam_limits const& limits_;
    std::map<pid_t, steady::time_point> children_;
};

}  // namespace

std::optional<pam_question> parse_pam_question(std::string_view bytes) {
    pam_question out;
    for (auto* const into : {&out.service, &out.user, &out.password, &out.remote_host}) {
        auto got = part(bytes);
        if (!got) return std::nullopt;
        *into = std::move(*got);
    }
    if (!bytes.empty() || out.service.empty() || out.user.empty()) return std::nullopt;
    return out;
}

std::string print(pam_question const& q) {
    auto out = saslauthd_question(q.service, q.user, q.password, q.remote_host);    // the same shape
    return out.size() <= longest_pam_question ? out : std::string();
}

pam_answer ask_pam(pam_question const& what, std::string const& directory) {
    pam_conv const conversation{converse, const_cast<pam_question*>(&what)};
    pam_handle_t* pam = nullptr;
    int code = directory.empty() ? ::pam_start(what.service.c_str(), what.user.c_str(), &conversation, &pam)
                                 : ::pam_start_confdir(what.service.c_str(), what.user.c_str(), &conversation, directory.c_str(), &pam);
    if (code != PAM_SUCCESS) return pam_answer::trouble;
    void (*const delay)(int, unsigned, void*) = no_delay;
    ::pam_set_item(pam, PAM_FAIL_DELAY, reinterpret_cast<void const*>(delay));
    if (!what.remote_host.empty()) ::pam_set_item(pam, PAM_RHOST, what.remote_host.c_str());
    ::pam_set_item(pam, PAM_TTY, "mailstead");    // some modules want one
    code = ::pam_authenticate(pam, PAM_SILENT | PAM_DISALLOW_NULL_AUTHTOK);
    bool const known = code == PAM_SUCCESS;
    if (known) code = ::pam_acct_mgmt(pam, PAM_SILENT | PAM_DISALLOW_NULL_AUTHTOK);
    ::pam_end(pam, code);
    if (code == PAM_SUCCESS) return pam_answer::yes;
    if (is_trouble(code)) return pam_answer::trouble;
    return known ? pam_answer::closed : pam_answer::no;
}

void serve_pam(int door, pam_limits const& limits) {
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGCHLD, SIG_DFL);
    server(door, limits).run();
}

}  // namespace mailstead::auth
