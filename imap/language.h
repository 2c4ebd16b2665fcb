// The languages of our texts, RFC 5255 §3, and which of them a client means; pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mailstead::imap {

// All texts are plain English, so that "i-default" (RFC 2277 §4.5) and "en" read alike.
enum class language { i_default, en };

std::string_view tag_of(language what) noexcept;
// "en i-default": as LANGUAGE lists them.
std::string all_language_tags();

// The first of the ranges that a language of ours matches, by lookup (RFC 4647 §3.4): "en-CA" finds "en". "default" and "*"
// are what the administrator prefers. Absent: none.
std::optional<language> chosen_language(std::vector<std::string> const& ranges);

}  // namespace mailstead::imap
