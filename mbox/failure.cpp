// The category: stage and cause in one number.
#include "mbox/failure.h"

#include <cerrno>
#include <cstring>

#include "base/log.h"
#include "store/error.h"

namespace mailstead::mbox {
namespace {

constexpr int stage_shift = 16, cause_mask = 0xffff;

std::string text_of(refusal why) {
    switch (why) {
    case refusal::symbolic_link: return "file is a symbolic link";
    case refusal::hard_links: return "file has more than one hard link";
    case refusal::directory: return "file is a directory";
    case refusal::not_regular: return "destination is not a regular file";
    case refusal::not_owner: return "destination is not owned by recipient";
    case refusal::changed: return "target file status changed unexpectedly";
    case refusal::not_mbox: return "file is not in mbox format";
    }
    return "unknown refusal";
}

std::string errno_text(int number) { return base::from_errno(number).message(); }

std::string text_of(int value, std::string const& lock_file) {
    auto const cause = value & cause_mask;
    switch (static_cast<stage>(value >> stage_shift)) {
    case stage::open: return "cannot open file: " + errno_text(cause);
    case stage::refused: return text_of(static_cast<refusal>(cause));
    case stage::dot_lock:
        return "unable to create lock file" + (lock_file.empty() ? "" : " " + lock_file) + ": " + errno_text(cause);
    case stage::lock: return "unable to lock for exclusive access: " + errno_text(cause);
    case stage::write: return "error writing message: " + errno_text(cause);
    }
    return "unknown failure";
}

class category final : public boost::system::error_category {
public:
    char const* name() const noexcept override { return "mailstead.mbox"; }
    std::string message(int value) const override { return text_of(value, {}); }

    // Permanent is what Postfix bounces: a full mailbox, and a destination that cannot be one.
    bool equivalent(int value, boost::system::error_condition const& condition) const noexcept override {
        if (condition != make_error_condition(base::severity::permanent))
            return default_error_condition(value) == condition;
        auto const cause = value & cause_mask;
        switch (static_cast<stage>(value >> stage_shift)) {
        case stage::write: return cause == EFBIG || cause == EDQUOT;
        case stage::refused: return static_cast<refusal>(cause) == refusal::not_regular;
        default: return false;
        }
    }
};

category const& the_category() noexcept {
    static category const one;
    return one;
}

bool is_ours(base::error_code const& code) noexcept { return code.category() == the_category(); }

}  // namespace

base::error_code failure(stage at, int errno_value) noexcept {
    return {(static_cast<int>(at) << stage_shift) | (errno_value & cause_mask), the_category()};
}

base::error_code failure(stage at, base::error_code const& cause) noexcept { return failure(at, cause.value()); }

base::error_code failure(refusal why) noexcept { return failure(stage::refused, static_cast<int>(why)); }

bool is(base::error_code const& code, stage at) noexcept {
    return is_ours(code) && code.value() >> stage_shift == static_cast<int>(at);
}

bool is(base::error_code const& code, refusal why) noexcept { return code == failure(why); }

int cause_of(base::error_code const& code) noexcept { return is_ours(code) ? code.value() & cause_mask : code.value(); }

bool is_locked(base::error_code const& code) noexcept {
    auto const cause = cause_of(code);
    return (is(code, stage::lock) && (cause == EAGAIN || cause == EACCES)) ||
           (is(code, stage::dot_lock) && cause == EEXIST) || is(code, refusal::changed);
}

base::error_code for_client(base::error_code const& code, std::string const& path) {
    using store::errc;
    if (!is_ours(code)) return code;
    if (is_locked(code)) return errc::in_use;
    if (is(code, stage::write) && (cause_of(code) == EFBIG || cause_of(code) == EDQUOT)) return errc::over_quota;
    base::log::warning("mbox", "{}: {}", path, reason(code, path));
    if (is(code, refusal::not_regular) || is(code, refusal::directory)) return errc::not_selectable;
    if (is(code, refusal::not_owner)) return errc::not_permitted;
    if (is(code, stage::refused)) return errc::damaged;
    return base::from_errno(cause_of(code));
}

std::string reason(base::error_code const& code, std::string const& path) {
    return is_ours(code) ? text_of(code.value(), path + ".lock") : code.message();
}

}  // namespace mailstead::mbox
