// What a check mends in the files of a folder.
#include "maildir/check.h"

#include <gtest/gtest.h>

#include "maildir/name.h"
#include "maildir/uidlist.h"
#include "sandbox.h"

namespace mailstead::maildir {
namespace {

struct check_test : sandbox {
    std::vector<std::string> mended, problems;

    std::string box_path() const {
        auto out = maildir().string();
        if (out.ends_with('/')) out.pop_back();
        return out;
    }

    void repair() {
        mended.clear(), problems.clear();
        store::check_report report;
        report.found = [this](store::finding what, std::string const& words) {
            if (what == store::finding::mended) mended.push_back(words);
            if (what == store::finding::problem) problems.push_back(words);
        };
        report.progress = [](auto) { return true; };
        ASSERT_TRUE(check(*with, {who, "INBOX", box_path()}, store::check_mode::repair, report));
        with->drain();
    }
};

TEST_F(check_test, a_wrong_size_is_mended_once) {
    inbox().reset();
    for (auto const* base : {"1600000003.M3.h,W=0", "1600000004.M4.h,S=1", "1600000005.M5.h,W=1,S=1"})
        put_file(maildir() / "cur" / (std::string(base) + ":2,S"), "a: b\n\nc\n");
    repair();
    EXPECT_EQ(mended.size(), 3u);
    EXPECT_EQ(files_in(maildir() / "cur"), (std::vector<std::string>{"1600000003.M3.h,S=8,W=11:2,S", "1600000004.M4.h,S=8,W=11:2,S",
                                                                      "1600000005.M5.h,S=8,W=11:2,S"}));
    repair();
    EXPECT_EQ(mended, std::vector<std::string>());
    EXPECT_EQ(problems, std::vector<std::string>());
}

TEST_F(check_test, the_text_copy_knows_the_new_name) {
    inbox().reset();
    put_file(maildir() / "cur" / "1600000003.M3.h,S=1:2,S", "a: b\n\nc\n");
    auto box = inbox();
    ASSERT_EQ(box->refresh().value()->size(), 1u);
    auto const uid = (*box->now())[0].uid;
    box.reset();
    with->drain();
    repair();
    EXPECT_EQ(mended.size(), 1u);
    auto const list = read_uidlist(with->files, box_path()).value();
    ASSERT_TRUE(list.uids.contains("1600000003.M3.h,S=8,W=11"));
    EXPECT_EQ(list.uids.at("1600000003.M3.h,S=8,W=11"), uid);
    EXPECT_EQ((*inbox()->now())[0].uid, uid);
}

TEST_F(check_test, ids_stay_when_a_file_is_renamed) {
    inbox().reset();
    put_file(maildir() / "cur" / "1600000003.M3.h,S=1:2,S", "a: b\n\nc\n");
    put_file(maildir() / "cur" / "1600000004.M4.h:2,S", "a: b\n\nd\n");
    auto const ids = [this] {
        auto const box = inbox();
        auto const view = box->refresh().value();
        std::vector<std::string> out;
        for (auto const& [uid, uidl] : box->unique_ids(view).value()) out.push_back(uidl);
        std::uint32_t const uids[] = {(*view)[0].uid, (*view)[1].uid};
        for (auto const& one : box->origins_of(uids).value()) out.push_back(one.email_id);
        return out;
    };
    auto const before = ids();
    repair();
    ASSERT_EQ(mended.size(), 1u);
    EXPECT_EQ(ids(), before);
    // The text copy holds the POP3 ids as well.
    auto const list = read_uidlist(with->files, box_path()).value();
    EXPECT_EQ(list.uidls.at(list.uids.at("1600000003.M3.h,S=8,W=11")), before[0]);
}

}  // namespace
}  // namespace mailstead::maildir
