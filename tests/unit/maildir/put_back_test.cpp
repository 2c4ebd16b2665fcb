// UIDVALIDITY and uids of an import, in a folder that was never used.
#include "maildir/put_back.h"

#include <gtest/gtest.h>

#include "sandbox.h"

namespace mailstead::maildir {
namespace {

using put_back_test = sandbox;

TEST_F(put_back_test, an_empty_folder_takes_them) {
    account();
    EXPECT_EQ(put_back_uids(*with, who, "INBOX", 1234567, 78).value(), store::uids::put_back);
    auto const view = inbox()->refresh().value();
    EXPECT_EQ(view->uidvalidity(), 1234567u);
    EXPECT_EQ(view->uidnext(), 78u);
}

TEST_F(put_back_test, mail_that_is_there_keeps_its_own) {
    account();
    put_file(maildir() / "new/100.a", "a: b\n\n");
    EXPECT_EQ(put_back_uids(*with, who, "INBOX", 1234567, 78).value(), store::uids::as_they_were);
    EXPECT_NE(inbox()->refresh().value()->uidvalidity(), 1234567u);
}

TEST_F(put_back_test, a_folder_that_is_open_keeps_its_own) {
    auto const box = inbox();
    EXPECT_EQ(put_back_uids(*with, who, "INBOX", 1234567, 78).value(), store::uids::as_they_were);
}

}  // namespace
}  // namespace mailstead::maildir
