// Any bytes as an answer of saslauthd, and as a question to the process that asks PAM.
#include <cstdlib>

#include "auth/pam_process.h"
#include "auth/saslauthd.h"

using namespace mailstead::auth;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string_view const bytes(reinterpret_cast<char const*>(data), size);
    auto const said = read_saslauthd_answer(bytes);
    // What is an answer stays one, however much follows.
    if (said != saslauthd_answer::need_more && read_saslauthd_answer(std::string(bytes) + "x") != said) std::abort();
    auto const question = parse_pam_question(bytes);
    if (question && size <= longest_pam_question && print(*question) != bytes) std::abort();
    return 0;
}
