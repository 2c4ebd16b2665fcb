// What happens to the text of a message on its way in (RFC 5321 §4.4, RFC 6409 §8): fields are looked at one by one as they
// come, some are left out, checked or rewritten, those that are missing are added, loops are counted. Incremental.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "mta/cleanup/fields.h"
#include "mta/cleanup/rules.h"
#include "mta/content/body.h"
#include "mta/content/checks.h"
#include "mta/rewrite/canonical.h"

namespace mailstead::mta::cleanup {

// What the text's treatment depends on besides the rules. Views and pointers outlive it.
struct text_facts {
    content::subject about;                          // for log lines
    rewrite::completion const* completion = nullptr; // for addresses in headers; null: headers are left alone
    bool maps_addresses = true;
    bool checks_content = true;
    bool completes = false;                          // missing headers are added
    std::int64_t seconds = 0;                        // since 1970; for headers that are added
    std::string_view hostname, full_name;            // likewise
};

class message_text {
public:
    // `how` outlives it.
    message_text(rules const& how, text_facts facts);
    message_text(message_text const&) = delete;      // parts refer to each other

    // Whole fields that stand above the text, before the first feed(): treated like the text's own.
    void head(std::string_view fields, std::string& out);
    // Appends to `out` what the next piece of the text gives. A text whose first line that is no header is not empty gets
    // the empty line that divides header and body. Blocking where a table of the rules is.
    void feed(std::string_view piece, std::string& out);
    // The end of the text: what was held back, and a line end if the last line has none.
    void finish(std::string& out);

    unsigned hops() const noexcept { return hops_; }                          // Received headers
    std::string const& message_id() const noexcept { return message_id_; }    // also one that was added; with <>
    content::checker const& found() const noexcept { return checker_; }       // by the checks: refusal and wishes
    rewrite::trouble trouble() const noexcept { return rewriter_.trouble(); }
    // Of the message's own header, or of a part: what strict_7bit_headers and its kin find.
    std::optional<content::mime_mistake> const& mistake() const noexcept { return mistake_ || !body_ ? mistake_ : body_->mistake(); }
    bool too_deep() const noexcept { return body_ && body_->too_deep(); }

private:
    enum class state : std::uint8_t { first_line, header, long_field, body };
    std::size_t take_fields(std::string_view text, std::string& out);
    std::size_t hold(std::string_view piece, std::string& out);
    std::size_t pass_long(std::string_view piece, std::string& out);
    bool begins_field(std::string_view line) const noexcept;
    void whole(std::string_view raw, std::string& out);
    void cut(std::string_view raw, std::string& out);
    content::checker::fate check(field_row const& row, std::string_view raw, std::string& out);
    void complete_field(std::string_view raw, std::string& out);
    bool is_dropped(std::string_view name) const noexcept;
    void note(field_row const& row, std::string_view raw);
    void put(field_row const& row, std::string_view raw, std::string& out);
    bool is_mbox_line(std::string_view line) const noexcept;
    void end_header(std::string& out);
    void complete(std::string& out);
    std::string made_from() const;
    void give_body(std::string_view text, std::string& out);

    rules const& rules_;
    text_facts facts_;
    content::checker checker_;
    rewrite::rewriter rewriter_;
    std::optional<content::body> body_;
    std::string held_;           // the start of a field that was cut
    std::string scratch_, content_type_, encoding_;
    std::optional<content::mime_mistake> mistake_;
    std::string message_id_;
    field_set seen_;
    unsigned hops_ = 0;
    message_text::state state_ = message_text::state::first_line;
    bool resent_ = false;
    bool dropping_ = false;      // the rest of a long field that is left out
    bool first_line_held_ = false;    // held_ has the whole first line of its field
    bool line_start_ = true;     // in a long field
    bool one_line_ = false;      // the long field is a single line
    char last_ = '\n';
};

}  // namespace mailstead::mta::cleanup
