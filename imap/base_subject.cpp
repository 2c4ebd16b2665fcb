#include "imap/base_subject.h"

#include "base/ascii.h"

namespace mailstead::imap {

namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// Step 1: every run of white space becomes one space.
std::string with_single_spaces(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (char const c : text) {
        if (!is_space(c)) out += c;
        else if (out.empty() || out.back() != ' ') out += ' ';
    }
    return out;
}

void skip_spaces(std::string_view& text) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
}

bool skip(std::string_view& text, std::string_view word) {
    if (!base::istarts_with(text, word)) return false;
    text.remove_prefix(word.size());
    return true;
}

// subj-blob = "[" *BLOBCHAR "]" *WSP
bool skip_blob(std::string_view& text) {
    if (text.empty() || text.front() != '[') return false;
    auto const end = text.find_first_of("[]", 1);
    if (end == text.npos || text[end] == '[') return false;
    text.remove_prefix(end + 1);
    skip_spaces(text);
    return true;
}

// subj-refwd = ("re" / ("fw" ["d"])) *WSP [subj-blob] ":"
bool skip_refwd(std::string_view& text) {
    auto rest = text;
    if (!skip(rest, "re") && !skip(rest, "fwd") && !skip(rest, "fw")) return false;
    skip_spaces(rest);
    skip_blob(rest);
    if (!skip(rest, ":")) return false;
    text = rest;
    return true;
}

// Step 2. True when a "(fwd)" was among it.
bool strip_trailers(std::string_view& text) {
    constexpr std::string_view fwd = "(fwd)";
    bool found = false;
    for (;;) {
        if (!text.empty() && text.back() == ' ') {
            text.remove_suffix(1);
        } else if (text.size() >= fwd.size() && base::iequals(text.substr(text.size() - fwd.size()), fwd)) {
            text.remove_suffix(fwd.size());
            found = true;
        } else {
            return found;
        }
    }
}

// Steps 3 to 5. The blobs at the front are looked at once: with a subj-refwd behind them they are part of a subj-leader;
// else step 4 takes them one by one, as long as something is left.
bool strip_leaders(std::string_view& text) {
    bool found = false;
    for (;;) {
        skip_spaces(text);
        auto rest = text, last = text;
        while (skip_blob(rest) && !rest.empty()) last = rest;
        if (rest.empty()) rest = last;
        if (!skip_refwd(rest)) {
            text = last;
            return found;
        }
        text = rest;
        found = true;
    }
}

// Step 6.
bool strip_forward(std::string_view& text) {
    auto rest = text;
    if (!skip(rest, "[fwd:") || rest.empty() || rest.back() != ']') return false;
    rest.remove_suffix(1);
    text = rest;
    return true;
}

}  // namespace

base_subject base_subject_of(std::string_view subject) {
    auto const text = with_single_spaces(subject);
    std::string_view left = text;
    base_subject out;
    do {
        out.is_reply |= strip_trailers(left);
        out.is_reply |= strip_leaders(left);
    } while (strip_forward(left) && (out.is_reply = true));
    out.text = left;
    return out;
}

}  // namespace mailstead::imap
