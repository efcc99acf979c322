// What nearly every test reads, compiled once (KerbPrecompiled.cmake).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cmake/precompiled/kerb_core.h"
