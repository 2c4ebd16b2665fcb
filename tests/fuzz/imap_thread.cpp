// Any bytes as header fields that SORT and THREAD look at: base subjects are their own base, every message is told once, and no
// thread is left open.
#include <algorithm>
#include <cctype>
#include <cstdlib>

#include "imap/base_subject.h"
#include "imap/message_ids.h"
#include "imap/sort_key.h"
#include "imap/thread_tree.h"

using namespace mailstead::imap;

namespace {

void check_subject(std::string_view line) {
    auto const base = base_subject_of(line).text;
    if (base_subject_of(base).text != base) std::abort();
    if (collated(line).size() > longest_collated + 1) std::abort();
}

// Each line is a message: its first msg-id is its own, the others are its references.
void check_threads(std::string_view text, thread_algorithm how) {
    thread_tree tree(how);
    std::uint32_t count = 0;
    for (; !text.empty(); ++count) {
        auto const line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        auto const references = message_ids(line, 8);
        auto const subject = collated_base_subject(line.substr(0, 3));
        tree.add({first_message_id(line), references, subject.text, subject.is_reply, static_cast<std::int64_t>(line.size()), count});
    }
    tree.finish();
    std::string out;
    std::uint32_t told = 0;
    tree.write(out, [&told](std::uint32_t n) { return ++told, n; });
    if (told != count || std::count(out.begin(), out.end(), '(') != std::count(out.begin(), out.end(), ')')) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string_view const text(reinterpret_cast<char const*>(data), size);
    check_subject(text.substr(0, text.find('\n')));
    for (auto const how : {thread_algorithm::ordered_subject, thread_algorithm::references, thread_algorithm::refs}) check_threads(text, how);
    return 0;
}
