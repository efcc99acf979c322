// A precompiled header needs a target, and a target a source file.
#include "cmake/precompiled/kerb_test_headers.h"
