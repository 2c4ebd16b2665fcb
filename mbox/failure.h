// What can go wrong with an mbox file, told apart by what was being done and why it failed, so that callers can say
// Postfix's words.
#pragma once

#include <string>

#include "base/result.h"

namespace mailstead::mbox {

using base::result;

enum class stage { open = 1, refused, dot_lock, lock, write };
// The causes of stage::refused; of the other stages the cause is an errno.
enum class refusal { symbolic_link = 1, hard_links, directory, not_regular, not_owner, changed, not_mbox };

base::error_code failure(stage, int errno_value) noexcept;
base::error_code failure(stage, base::error_code const& cause) noexcept;  // of the file-system seam
base::error_code failure(refusal) noexcept;

// True when `code` is one of ours and of that stage (with that refusal).
bool is(base::error_code const& code, stage) noexcept;
bool is(base::error_code const& code, refusal) noexcept;
// The errno behind a failure that is no refusal; of another category's code, its value.
int cause_of(base::error_code const& code) noexcept;
// Somebody else holds a lock, or the file was just being replaced: trying again is all there is to do.
bool is_locked(base::error_code const& code) noexcept;

// What clients are told of it (store::errc); the log gets the reason, since an administrator may be needed.
base::error_code for_client(base::error_code const& code, std::string const& path);

// The reason as Postfix words it: "unable to lock for exclusive access: Resource temporarily unavailable", "unable to
// create lock file /var/mail/u.lock: File exists", "error writing message: File too large".
std::string reason(base::error_code const& code, std::string const& path);

}  // namespace mailstead::mbox
