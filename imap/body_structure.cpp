// BODY and BODYSTRUCTURE of a parsed message, RFC 3501 §7.4.2 and §9 (body).
#include "imap/write.h"

namespace mailstead::imap::write {

namespace {

void parameters(std::string& out, std::vector<mime::parameter> const& raw) {
    if (raw.empty()) {
        out += "NIL";
        return;
    }
    out += '(';
    bool first = true;
    for (auto const& p : mime::joined(raw)) {
        if (!first) out += ' ';
        first = false;
        string(out, p.name);
        out += ' ';
        string(out, p.value);
    }
    out += ')';
}

void disposition(std::string& out, std::optional<mime::disposition> const& what) {
    if (!what) {
        out += "NIL";
        return;
    }
    out += '(';
    string(out, what->type);
    out += ' ';
    parameters(out, what->parameters);
    out += ')';
}

void languages(std::string& out, std::vector<std::string> const& tags) {
    if (tags.empty()) {
        out += "NIL";
        return;
    }
    out += '(';
    for (std::size_t i = 0; i < tags.size(); ++i) {
        if (i > 0) out += ' ';
        string(out, tags[i]);
    }
    out += ')';
}

// body-ext-1part and body-ext-mpart end alike.
void extension(std::string& out, mime::part const& what) {
    out += ' ';
    disposition(out, what.disposition);
    out += ' ';
    languages(out, what.languages);
    out += ' ';
    nstring(out, what.location);
}

void multipart(std::string& out, mime::part const& what, detail how) {
    for (auto const& child : what.children) body_structure(out, child, how);
    out += ' ';
    string(out, what.subtype);
    if (how == detail::basic) return;
    out += ' ';
    parameters(out, what.parameters);
    extension(out, what);
}

void single(std::string& out, mime::part const& what, detail how) {
    string(out, what.type);
    out += ' ';
    string(out, what.subtype);
    out += ' ';
    parameters(out, what.parameters);
    out += ' ';
    nstring(out, what.id);
    out += ' ';
    nstring(out, what.description);
    out += ' ';
    string(out, what.encoding);
    out += ' ';
    number(out, what.octets);
    if (what.is_message()) {
        out += ' ';
        envelope(out, *what.envelope);
        out += ' ';
        body_structure(out, what.children.front(), how);
    }
    if (what.is_message() || what.type == "text") {
        out += ' ';
        number(out, what.lines);
    }
    if (how == detail::basic) return;
    out += ' ';
    nstring(out, what.md5);
    extension(out, what);
}

}  // namespace

void body_structure(std::string& out, mime::part const& what, detail how) {
    out += '(';
    if (what.is_multipart()) multipart(out, what, how);
    else single(out, what, how);
    out += ')';
}

}  // namespace mailstead::imap::write
