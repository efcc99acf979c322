// Stands for Gloo's header of this name.
#pragma once
#include <gloo/forward.h>
