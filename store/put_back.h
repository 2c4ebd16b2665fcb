// What became of the uids of a mailbox that is brought back from elsewhere.
#pragma once

namespace mailstead::store {

enum class uids { put_back, as_they_were };

}  // namespace mailstead::store
