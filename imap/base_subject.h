// The base subject, RFC 5256 §2.1: a subject without what replies, forwards and mailing lists put around it. Pure.
#pragma once

#include <string>
#include <string_view>

namespace mailstead::imap {

struct base_subject {
    std::string text;                    // may be empty
    bool is_reply = false;               // or a forward: something that says so was removed (RFC 5256 §3, REFERENCES)
};

// `subject` is unfolded and decoded already. Linear.
base_subject base_subject_of(std::string_view subject);

}  // namespace mailstead::imap
