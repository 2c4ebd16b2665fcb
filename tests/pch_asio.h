// The precompiled header of tests of what waits: Asio's coroutines on top of tests/pch.h.
#pragma once

#include "net/pch.h"
#include "tests/pch.h"
