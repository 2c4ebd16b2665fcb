// The tables of header_checks(5), and one message's walk through them.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "conf/lookup.h"
#include "conf/settings.h"
#include "mta/cleanup/effects.h"
#include "smtp/reply.h"

namespace mailstead::mta::content {

enum class place : std::uint8_t { header, mime_header, nested_header, body };

// Opened once per configuration, shared by all threads.
struct checks {
    checks() = default;
    // Opens the tables. Blocking. Mistakes are reported, and make the searches that reach them fail.
    explicit checks(conf::settings const& values, conf::report const& report = {});
    // The same of other parameters, by place, for mail that goes out: it cannot be refused or sent elsewhere any more, only its
    // text changed.
    checks(conf::settings const& values, std::array<char const*, 4> names, conf::report const& report);
    // milter_header_checks, in the place of header_checks.
    static checks of_milters(conf::settings const& values, conf::report const& report = {});

    conf::maps maps[4];    // by place
    bool outgoing = false;
    bool in(place where) const noexcept { return !maps[static_cast<std::size_t>(where)].empty(); }
    bool any() const noexcept;
    bool is_blocking() const noexcept;
};

// Whose message it is, for log lines. The views outlive the checker.
struct subject {
    std::string_view id, client, sender, recipient, protocol, helo;
    std::string_view origin;    // of the text: "milter-header-" where a milter has written it
};

// Looks up what it is shown and carries out what the entries say, with Postfix's log lines. Blocking where a table is.
class checker {
public:
    enum class fate : std::uint8_t { keep, drop, replace };

    // `tables` may be null: nothing is looked at. It outlives the checker.
    checker(checks const* tables, subject about) : tables_(tables), about_(about), outgoing_(tables && tables->outgoing) {}

    // True when check() would look anything up there: a table exists and nothing has ended the checks (REJECT, PASS ...).
    bool looks_at(place where) const noexcept { return tables_ && tables_->in(where); }
    // `content`: a logical header with '\n' between its lines, or a line of a body, both without line end. What PREPEND
    // adds is appended to `out` as whole lines; after `replace` the new text is replacement().
    fate check(place where, std::string_view content, std::string& out);
    std::string const& replacement() const noexcept { return replacement_; }

    // A line of the log as those of the checks: `what` is header, body ...
    void tell(std::string_view action, std::string_view what, std::string_view content, std::string_view text) const;

    std::optional<smtp::reply> const& refusal() const noexcept { return refusal_; }    // the first one
    cleanup::effects const& wishes() const noexcept { return wishes_; }

private:
    struct found {
        place where;
        std::string_view content, text;
    };
    friend struct action_row;
    fate obey(place where, std::string_view content, std::string_view value, std::string& out);
    void log(std::string_view action, found const& what, std::string_view text) const;
    void lookup_failed(place where);
    std::string parameter(place where) const;
    void stop() noexcept { tables_ = nullptr; }

    fate reject(found const&, std::string&);
    fate warn(found const&, std::string&);
    fate info(found const&, std::string&);
    fate dunno(found const&, std::string&);
    fate pass(found const&, std::string&);
    fate hold(found const&, std::string&);
    fate discard(found const&, std::string&);
    fate filter(found const&, std::string&);
    fate redirect(found const&, std::string&);
    fate bcc(found const&, std::string&);
    fate prepend(found const&, std::string&);
    fate replace(found const&, std::string&);
    fate strip(found const&, std::string&);
    fate ignore(found const&, std::string&);

    checks const* tables_;
    subject about_;
    bool outgoing_;
    std::string replacement_;
    std::optional<smtp::reply> refusal_;
    cleanup::effects wishes_;
};

// The name of the header field that `line` begins with; empty: it is no header line (RFC 5322 §2.2, blanks before the colon
// as in §4.5 let through).
std::string_view field_name(std::string_view line) noexcept;
// A logical header as check() wants it: no line end behind it, CR LF inside as LF. `scratch` holds the copy if one is needed.
std::string_view logical(std::string_view raw, std::string& scratch);
// Appends `text`, whose lines are divided by '\n', as CR LF lines.
void append_lines(std::string& out, std::string_view text);

}  // namespace mailstead::mta::content
