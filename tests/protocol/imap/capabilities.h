// Every capability that a session announces has its own folder of dialogues: README.md, "imap".
#pragma once

#include <string>

namespace mailstead::test {

// The folder of a capability's dialogues: its name in lower case, "=" written "_" (STATUS=SIZE: status_size), and without
// the number of APPENDLIMIT=n, MESSAGELIMIT=n and SAVELIMIT=n.
std::string folder_of(std::string name);

// Reads CAPABILITY before and after login under each setting that changes it. Prints what is missing below `directory`;
// 0: nothing is.
int check_capabilities(std::string const& directory);

}  // namespace mailstead::test
