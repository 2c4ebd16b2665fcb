// SEARCH for text: by reading, by the index, and by both, it finds what a plain look through every message finds.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <random>

#include "base/ascii.h"
#include "imap/search_run.h"
#include "maildir/account.h"
#include "maildir/service.h"
#include "mbox/account.h"
#include "mbox/service.h"
#include "mime/date.h"
#include "mime/header.h"
#include "mime/html_text.h"
#include "mime/search_text.h"
#include "mime/text.h"
#include "store/joined.h"

namespace mailstead::imap {
namespace {

using kind = search_key::kind;
using uids = std::vector<std::uint32_t>;

// What a message holds, by the rules of RFC 3501 §6.4.4 and no other way.
bool has(std::string_view utf8, std::string const& needle) { return mime::casefold(utf8).find(mime::casefold(needle)) != std::string::npos; }

bool body_has(std::string_view message, mime::part const& part, std::string const& needle) {
    if (part.is_message() && has(mime::readable_header(part.children.front().header.of(message)), needle)) return true;
    for (auto const& child : part.children)
        if (body_has(message, child, needle)) return true;
    if (!mime::is_searchable(part)) return false;
    auto const text = mime::part_text(message, part);
    return has(text, needle) || (part.subtype == "html" && has(mime::html_text(text), needle));
}

bool plainly_matches(std::string_view message, search_key const& key) {
    auto const structure = mime::parse_parts(message);
    auto const envelope = mime::parse_envelope(message);
    auto const header = structure.header.of(message);
    auto const list = [&](auto const& of) { return !of.empty() && has(mime::readable(of), key.text); };
    switch (key.what) {
        case kind::from: return list(envelope.from);
        case kind::to: return list(envelope.to);
        case kind::cc: return list(envelope.cc);
        case kind::flag: return false;
        case kind::sent_before: case kind::sent_on: case kind::sent_since: {
            auto const sent = envelope.date ? mime::parse_date(*envelope.date) : std::nullopt;
            if (!sent) return false;
            auto const day = mime::local_day(*sent);
            return key.what == kind::sent_before ? day < key.day : key.what == kind::sent_on ? day == key.day : day >= key.day;
        }
        case kind::subject: return envelope.subject && has(mime::decoded_header(*envelope.subject), key.text);
        case kind::body: return key.text.empty() || body_has(message, structure, key.text);
        case kind::text: return key.text.empty() || has(mime::readable_header(header), key.text) || body_has(message, structure, key.text);
        case kind::header:
            for (auto const& field : mime::find_fields(header, key.field))
                if (key.text.empty() || has(mime::decoded_header(field.value), key.text)) return true;
            return false;
        case kind::none_of: return !plainly_matches(message, key.keys[0]);
        case kind::any_of: return plainly_matches(message, key.keys[0]) || plainly_matches(message, key.keys[1]);
        default: return plainly_matches(message, key.keys[0]) && plainly_matches(message, key.keys[1]);
    }
}

search_key key_of(kind what, std::string text, std::string field = {}) {
    search_key out;
    out.what = what;
    out.text = std::move(text);
    out.field = std::move(field);
    return out;
}

uids found(store::mailbox& box, std::shared_ptr<store::mailbox> const& shared, search_key const& key, std::shared_ptr<books> known = nullptr) {
    selected const view(shared, "INBOX", access::read_write, box.now(), 1);
    search_run run(view, key, 0);
    run.read_in(std::move(known));
    while (!run.done()) EXPECT_TRUE(run.go_on(std::chrono::milliseconds(5)));
    uids out;
    for (auto const& hit : run.hits()) out.push_back(hit.row->uid);
    return out;
}

std::string whole(store::mailbox& box, std::uint32_t uid) {
    auto const from = box.open(uid).value();
    std::string out(from->size(), '\0');
    EXPECT_EQ(from->read_at(out, 0).value(), out.size());
    return out;
}

uids plainly(store::mailbox& box, search_key const& key) {
    uids out;
    auto const view = box.now();
    for (std::size_t i = 0; i < view->size(); ++i)
        if (plainly_matches(whole(box, (*view)[i].uid), key)) out.push_back((*view)[i].uid);
    return out;
}

class maker {
public:
    explicit maker(unsigned seed) : dice_(seed) {}
    std::size_t below(std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(dice_); }
    std::string text(std::size_t pieces, bool with_lines) {
        static std::vector<std::string> const letters = {
            "a", "b", "C", "fi", "\xef\xac\x81", "\xef\xbc\xa1", "\xef\xbd\x82", "e\xcc\x81", "\xc3\xa9", "\xc3\x9f", "ss", "\xc4\xb0", "\xc4\xb1", "i", "I",
            "\xed\x95\x9c", "\xea\xb8\x80", "\xe1\x84\x92\xe1\x85\xa1", "\xf0\x9f\x98\x80", "\xe2\x84\xaa", "\xc5\xbf", " ", " ", "\"", "=", "?", "&amp;", "<b>", "</b>", "_", ":", "\xc7\x86", "'", "\xff"};
        std::string out;
        for (std::size_t i = 0; i < pieces; ++i) out += with_lines && below(12) == 0 ? "\r\n" : letters[below(letters.size() - (below(40) ? 1 : 0))];
        return out;
    }
    std::string message();

private:
    std::string part();
    static std::string base64(std::string const& text);
    static std::string quoted(std::string const& text);
    std::mt19937 dice_;
};

std::string maker::base64(std::string const& text) {
    static constexpr char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (std::size_t i = 0; i < text.size(); i += 3) {
        unsigned group = 0;
        auto const have = std::min<std::size_t>(3, text.size() - i);
        for (std::size_t j = 0; j < 3; ++j) group = group << 8 | (j < have ? static_cast<unsigned char>(text[i + j]) : 0);
        for (std::size_t j = 0; j < 4; ++j) out += j <= have ? digits[group >> (18 - 6 * j) & 63] : '=';
        if (i % 57 == 54) out += "\r\n";
    }
    return out;
}

std::string maker::quoted(std::string const& text) {
    static constexpr char hex[] = "0123456789ABCDEF";
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        auto const c = static_cast<unsigned char>(text[i]);
        if (c == '\r' || c == '\n') out += text[i];
        else if (c == '=' || c >= 0x80) out.append(1, '=').append(1, hex[c >> 4]).append(1, hex[c & 15]);
        else out += text[i];
        if (i % 30 == 29) out += "=\r\n";
    }
    return out;
}

std::string maker::part() {
    auto const body = text(5 + below(60), true);
    static std::vector<std::string> const charsets = {"utf-8", "iso-8859-1", "us-ascii", "iso-2022-jp", "no-such", "\"UTF-8\"", "utf-7"};
    auto const type = std::string("Content-Type: text/") + (below(3) ? "plain" : "html") + "; charset=" + charsets[below(charsets.size())] + "\r\n";
    switch (below(5)) {
        case 0: return type + "Content-Transfer-Encoding: base64\r\n\r\n" + base64(body) + "\r\n";
        case 1: return type + "Content-Transfer-Encoding: quoted-printable\r\n\r\n" + quoted(body) + "\r\n";
        case 2: return "\r\nplain words, abc fi ss and I " + std::to_string(below(50)) + "\r\n";
        case 3: return "Content-Type: application/octet-stream\r\n\r\n" + body + "\r\n";
        default: return type + "\r\n" + body + "\r\n";
    }
}

std::string maker::message() {
    std::string out = "From: " + std::string(below(2) ? "\"A \\\"fi\\\" B\" <a" : "=?utf-8?Q?=EF=AC=81_abc?= <b") + std::to_string(below(9)) + "@example.org>\r\n";
    out += "To: list: x@y.test, Ida <i@fi.test>;\r\nSubject: " + text(1 + below(8), false) + "\r\n folded " + text(below(4), false) + "\r\n";
    if (below(2)) out += "Subject: =?utf-8?B?" + base64(text(5, false)) + "?= abc\r\n";
    if (below(4)) out += "Date: " + std::to_string(1 + below(9)) + " Mar 2024 23:00:00 " + (below(2) ? "+1000" : "-1000") + "\r\n";
    for (auto n = below(4); n > 1; --n) out += "Message-ID: <" + text(3, false) + "@a.test>\r\n";
    if (below(3) == 0) out += "Cc: " + std::string(below(2) ? "=?utf-8?Q?=C3=A9?= <c@fi.test>" : "") + "\r\n";
    if (below(3) == 0) out += "X-Odd : " + text(6, false) + "\r\n";
    if (below(6) == 0) out += "X-B\xff" "d: " + text(6, false) + "\r\n";
    switch (below(3)) {
        case 0: return out + part();
        case 1: return out + "Content-Type: multipart/mixed; boundary=bb\r\n\r\n--bb\r\n" + part() + "--bb\r\n" + part() + "--bb--\r\n";
        default: return out + "Content-Type: multipart/mixed; boundary=bb\r\n\r\n--bb\r\nContent-Type: message/rfc822\r\n\r\nSubject: in " + text(4, false) + "\r\n" + part() + "--bb--\r\n";
    }
}

struct text_search : testing::Test {
    std::filesystem::path root = made();
    store::owner who{"alice@example.org", (root / "Maildir/").string(), ::geteuid(), ::getegid(), ""};
    maildir::settings how = [this] {
        maildir::settings out;
        out.index.directory = (root / "index").string();
        out.host = "host";
        return out;
    }();
    std::unique_ptr<maildir::service> with = std::make_unique<maildir::service>(how);
    std::shared_ptr<store::account> account = maildir::opener(*with).open(who).value();
    std::shared_ptr<store::mailbox> box = account->open("INBOX").value();
    maker make{7};
    std::shared_ptr<books> known = std::make_shared<books>();

    ~text_search() override {
        box.reset();
        account.reset();
        with.reset();
        std::filesystem::remove_all(root);
    }
    static std::filesystem::path made() {
        std::filesystem::path const memory = "/dev/shm";
        auto name = ((::access(memory.c_str(), W_OK) == 0 ? memory : std::filesystem::temp_directory_path()) / "mailstead-XXXXXX").string();
        EXPECT_NE(::mkdtemp(name.data()), nullptr);
        return name;
    }
    static std::uint32_t put(store::mailbox& to, std::string_view text) {
        std::vector<store::new_message> one(1);
        one[0].text = to.begin().value();
        EXPECT_TRUE(one[0].text->append(text));
        return to.append(std::move(one)).value().uids.front();
    }
    search_key some_key() {
        static std::vector<kind> const kinds = {kind::text, kind::body, kind::subject, kind::from, kind::to, kind::cc, kind::header,
                                                kind::header, kind::sent_before, kind::sent_on, kind::sent_since, kind::flag};
        static std::vector<std::string> const fields = {"subject", "x-odd", "message-ID"};
        auto const what = kinds[make.below(kinds.size())];
        auto out = key_of(what, make.below(9) ? make.text(1 + make.below(4), make.below(5) == 0) : "", what == kind::header ? fields[make.below(fields.size())] : "");
        out.number = store::flag::seen;
        out.day = 19785 + static_cast<std::int64_t>(make.below(10));
        if (!base::is_utf8(out.text)) out.text = "fi";
        return out;
    }
    search_key composed(int deep = 2) {
        auto out = deep > 0 ? composed(deep - 1) : some_key();
        auto const how_many = make.below(4);
        if (how_many == 0) return out;
        search_key all = key_of(how_many == 1 ? kind::none_of : how_many == 2 ? kind::any_of : kind::all_of, "");
        all.keys.push_back(std::move(out));
        if (how_many > 1) all.keys.push_back(deep > 0 ? composed(deep - 1) : some_key());
        return all;
    }
    void compare(std::size_t searches) { compare(searches, box); }
    void compare(std::size_t searches, std::shared_ptr<store::mailbox> const& in) {
        std::size_t hits = 0;
        for (std::size_t i = 0; i < searches; ++i) {
            auto const key = composed();
            auto const expected = plainly(*in, key);
            ASSERT_EQ(found(*in, in, key, known), expected) << "with a book, key " << static_cast<int>(key.what) << " '" << key.text << "'";
            ASSERT_EQ(found(*in, in, key), expected) << "key " << static_cast<int>(key.what) << " '" << key.text << "'";
            hits += expected.size();
        }
        EXPECT_GT(hits, searches);
    }
    // As the index has it.
    std::size_t indexed() {
        auto const answer = box->find_texts({store::text_query::where::anywhere, "QQQ", 0});
        std::size_t out = 0;
        if (answer)
            for (auto const& range : answer->known->ranges()) out += range.last - range.first + 1;
        return out;
    }
    void index() {
        box->index_texts(box);
        with->texts.drain();
    }
};

TEST_F(text_search, is_the_same_by_reading_by_the_index_and_by_both) {
    for (int i = 0; i < 60; ++i) put(*box, make.message());
    EXPECT_EQ(indexed(), 0u);
    compare(40);
    index();
    ASSERT_EQ(indexed(), 60u);
    compare(150);
    for (int i = 0; i < 20; ++i) put(*box, make.message());
    ASSERT_TRUE(box->expunge(store::uid_set::of({1, 7, 8, 60, 61}), store::mailbox::expunge_mode::all));
    compare(60);
    index();
    ASSERT_EQ(indexed(), 75u);
    compare(60);
}

TEST_F(text_search, a_book_follows_what_other_programs_do) {
    for (int i = 0; i < 60; ++i) put(*box, make.message());
    compare(30);
    EXPECT_GT(known->octets(), 0u);
    std::vector<std::filesystem::path> files;
    for (auto const* sub : {"new", "cur"})
        for (auto const& file : std::filesystem::directory_iterator(root / "Maildir" / sub)) files.push_back(file.path());
    ASSERT_GE(files.size(), 60u);
    for (std::size_t i = 0; i < 20; ++i) {
        std::filesystem::remove(files[3 * i]);
        std::ofstream(root / "Maildir" / "cur" / ("1700000000.M" + std::to_string(i) + "P1.other:2,")) << make.message();
    }
    ASSERT_TRUE(box->refresh());
    ASSERT_EQ(box->now()->size(), 60u);
    compare(60);
}

TEST_F(text_search, a_mailbox_made_anew_under_its_name_has_another_book) {
    ASSERT_TRUE(account->create("Work"));
    for (int round = 0; round < 3; ++round) {
        auto const work = account->open("Work").value();
        for (int i = 0; i < 20; ++i) put(*work, make.message());
        compare(20, work);
        ASSERT_TRUE(account->remove("Work"));
        ASSERT_TRUE(account->create("Work"));
    }
}

TEST_F(text_search, the_book_of_an_mbox_follows_its_file) {
    mbox::settings spool;
    spool.index.directory = (root / "index-mbox").string();
    mbox::service mboxes(spool);
    auto const owner = store::owner{"bob@example.org", (root / "bob").string(), ::geteuid(), ::getegid(), ""};
    {
        auto const inbox = mbox::opener(mboxes).open(owner).value()->open("INBOX").value();
        for (int i = 0; i < 30; ++i) put(*inbox, make.message());
        compare(30, inbox);
        // Without its second message, and with another one behind the last.
        std::ifstream in(root / "bob");
        std::string all((std::istreambuf_iterator<char>(in)), {});
        auto const second = all.find("\nFrom ") + 1, third = all.find("\nFrom ", second) + 1;
        ASSERT_LT(second, third);
        all.erase(second, third - second);
        all += "From x@y Thu Jan  1 00:00:00 2026\nSubject: fi ss abc\nDate: 3 Mar 2024 10:00:00 +0000\n\nabc\n\n";
        std::ofstream(root / "bob") << all;
        ASSERT_TRUE(inbox->refresh());
        ASSERT_EQ(inbox->now()->size(), 30u);
        compare(40, inbox);
    }
    mboxes.drain();
}

TEST_F(text_search, the_index_alone_answers_for_what_is_not_there) {
    for (int i = 0; i < 50; ++i) put(*box, make.message());
    auto const rare = put(*box, "Subject: x\r\n\r\nthe zwergenhaut\r\n");
    index();
    auto const answer = box->find_texts({store::text_query::where::body, "ZWERGENHAUT", 0});
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->may_hold.to_string(), std::to_string(rare));
    EXPECT_FALSE(box->find_texts({store::text_query::where::body, "ZW", 0}));
    // Its file gone behind our back, a message that the index rules out is not missed: nothing is read.
    for (auto const* sub : {"new", "cur"})
        for (auto const& file : std::filesystem::directory_iterator(root / "Maildir" / sub)) std::filesystem::remove(file);
    EXPECT_EQ(found(*box, box, key_of(kind::body, "zwergenhaus")), uids{});
}

TEST_F(text_search, copies_moves_and_renames_are_found_where_they_are_now) {
    ASSERT_TRUE(account->create("Work"));
    auto work = account->open("Work").value();
    put(*box, "Subject: one\r\n\r\nfirst words\r\n");
    put(*box, "Subject: two\r\n\r\nsecond words\r\n");
    index();
    ASSERT_TRUE(box->copy(store::uid_set::of({1}), *work));
    ASSERT_TRUE(box->move(store::uid_set::of({2}), *work));
    auto const second = key_of(kind::body, "second");
    EXPECT_EQ(found(*box, box, second), uids{});
    EXPECT_EQ(found(*work, work, second), uids{2});
    with->texts.drain();
    EXPECT_EQ(found(*work, work, second), uids{2});
    EXPECT_EQ(found(*work, work, key_of(kind::body, "words")), (uids{1, 2}));
    work.reset();
    ASSERT_TRUE(account->rename("Work", "Play"));
    auto const play = account->open("Play").value();
    EXPECT_EQ(found(*play, play, second), uids{2});
    with->texts.drain();
    auto const answer = play->find_texts({store::text_query::where::body, "SECOND", 0});
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->may_hold.to_string(), "2");
    EXPECT_EQ(answer->known->to_string(), "1:2");
}

TEST_F(text_search, a_damaged_or_missing_file_is_made_anew) {
    for (int i = 0; i < 30; ++i) put(*box, make.message());
    index();
    ASSERT_EQ(indexed(), 30u);
    box.reset();
    account.reset();
    with.reset();
    std::string file;
    for (auto const& at : std::filesystem::recursive_directory_iterator(root / "index"))
        if (at.path().filename() == "text.db") file = at.path();
    ASSERT_FALSE(file.empty());
    for (int how_bad = 0; how_bad < 3; ++how_bad) {
        if (how_bad == 0) std::filesystem::remove(file);
        if (how_bad == 1) std::ofstream(file) << "no database at all, but long enough to look like the beginning of something";
        if (how_bad == 2) std::filesystem::resize_file(file, 4096 * 5);
        with = std::make_unique<maildir::service>(how);
        account = maildir::opener(*with).open(who).value();
        box = account->open("INBOX").value();
        compare(20);
        index();
        index();
        EXPECT_EQ(indexed(), 30u) << how_bad;
        compare(20);
        box.reset();
        account.reset();
        with.reset();
    }
}

TEST_F(text_search, a_long_message_is_indexed_without_its_attachments_or_always_read) {
    how.index.text_limit = 300 * 1024;
    box.reset();
    account.reset();
    with = std::make_unique<maildir::service>(how);
    account = maildir::opener(*with).open(who).value();
    box = account->open("INBOX").value();
    std::string const line = "AAAABBBBCCCCDDDDEEEEFFFFGGGGHHHHIIIIJJJJKKKKLLLLMMMMNNNNOOOOPPPP\r\n";
    std::string large;
    while (large.size() < 400 * 1024) large += line;
    put(*box, "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nthe kernel\r\n--b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n" + large + "--b--\r\n");
    put(*box, "Subject: long\r\n\r\n" + large + "the kernel\r\n");
    index();
    EXPECT_EQ(indexed(), 1u);
    EXPECT_EQ(found(*box, box, key_of(kind::body, "the kernel")), (uids{1, 2}));
    EXPECT_EQ(found(*box, box, key_of(kind::body, "AAAABBBB")), uids{2});
    EXPECT_EQ(found(*box, box, key_of(kind::body, "nowhere")), uids{});
}

TEST_F(text_search, what_is_gone_does_not_fill_the_index_for_ever) {
    for (int i = 0; i < 1500; ++i) put(*box, "Subject: " + std::to_string(i) + "\r\n\r\nnumber " + std::to_string(i) + "\r\n");
    index();
    ASSERT_EQ(indexed(), 1500u);
    store::uid_set most;
    most.add(1, 1400);
    ASSERT_TRUE(box->expunge(most, store::mailbox::expunge_mode::all));
    index();
    index();    // the first one throws the file away
    index();
    EXPECT_EQ(indexed(), 100u);
    EXPECT_EQ(found(*box, box, key_of(kind::body, "number 1450")), uids{1451});
}

TEST_F(text_search, of_an_mbox_and_of_a_joined_account_too) {
    mbox::settings spool;
    spool.index.directory = (root / "index-mbox").string();
    mbox::service mboxes(spool);
    auto const owner = store::owner{"bob@example.org", (root / "bob").string(), ::geteuid(), ::getegid(), ""};
    {
        auto const inboxes = mbox::opener(mboxes).open(owner).value();
        store::joined_account both(inboxes, account);
        auto const inbox = both.open("INBOX").value();
        put(*inbox, "Subject: one\r\n\r\nfirst words\r\n");
        put(*inbox, "Subject: two\r\n\r\nsecond words\r\n");
        auto const second = key_of(kind::text, "second wo");
        EXPECT_EQ(found(*inbox, inbox, second), uids{2});
        mboxes.texts.drain();
        auto const answer = inbox->find_texts({store::text_query::where::anywhere, "SECOND", 0});
        ASSERT_TRUE(answer);
        EXPECT_EQ(answer->may_hold.to_string(), "2");
        EXPECT_EQ(found(*inbox, inbox, second), uids{2});
    }
    mboxes.drain();
}

TEST_F(text_search, fuzzy_is_the_same_with_and_without_the_index) {
    static std::vector<std::string> const words = {"hello", "help", "helo", "world", "letter", "kernel", "colonel", "kernels", "l\xc3\xa9tter"};
    for (int i = 0; i < 40; ++i) {
        std::string body;
        for (int j = 0; j < 6; ++j) body += words[make.below(words.size())] + ' ';
        put(*box, "Subject: " + words[make.below(words.size())] + "\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + body + "\r\n");
    }
    auto const all = [&] {
        std::vector<std::vector<std::pair<std::uint32_t, unsigned>>> out;
        for (auto const* wanted : {"helo", "kernal", "wrold letter", "colonell", "xyzzy", "he"})
            for (auto const what : {kind::text, kind::body, kind::subject}) {
                auto key = key_of(what, wanted);
                key.fuzzy = true;
                selected const view(box, "INBOX", access::read_write, box->now(), 1);
                search_run run(view, key, 0);
                while (!run.done()) EXPECT_TRUE(run.go_on(std::chrono::milliseconds(5)));
                auto& list = out.emplace_back();
                for (auto const& hit : run.hits()) list.emplace_back(hit.row->uid, hit.relevancy);
            }
        return out;
    };
    auto const scanned = all();
    index();
    ASSERT_EQ(indexed(), 40u);
    EXPECT_EQ(all(), scanned);
    EXPECT_FALSE(scanned[0].empty());
}

}  // namespace
}  // namespace mailstead::imap
