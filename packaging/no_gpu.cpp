// libkerb-no-gpu.so: what LibTorch's library for the CPU asks of NVIDIA's runtime and profiler, answered with
// "there is no GPU". LibTorch's wheel needs these functions to load; the installed tree must hold nothing of
// NVIDIA's (docs/packaging.md). Further arguments are ignored, which the calling convention of x86-64 allows.
#define KERB_NO_GPU(name, code) \
  int name() { return code; }

namespace {

constexpr int kNoDevice = 100;       // cudaErrorNoDevice
constexpr int kNotInitialized = 15;  // CUPTI_ERROR_NOT_INITIALIZED
constexpr int kNoMoreRecords = 12;   // CUPTI_ERROR_MAX_LIMIT_REACHED
constexpr char kNoGpu[] = "this build of Kerb has no CUDA";

template <typename T>
int none(T* value, int code) {
  *value = 0;
  return code;
}

}  // namespace

extern "C" {

int cudaGetDeviceCount(int* count) { return none(count, kNoDevice); }
// Where there is no driver its version is 0, which is no error.
int cudaDriverGetVersion(int* version) { return none(version, 0); }
int cudaRuntimeGetVersion(int* version) { return none(version, 0); }
const char* cudaGetErrorString(int) { return kNoGpu; }
KERB_NO_GPU(cudaDeviceSynchronize, kNoDevice)
KERB_NO_GPU(cudaGetDeviceProperties, kNoDevice)

int cuptiGetVersion(unsigned* version) { return none(version, kNotInitialized); }
int cuptiGetResultString(int, const char** text) {
  *text = kNoGpu;
  return 0;
}
KERB_NO_GPU(cuptiActivityGetNextRecord, kNoMoreRecords)
KERB_NO_GPU(cuptiActivityDisable, kNotInitialized)
KERB_NO_GPU(cuptiActivityEnable, kNotInitialized)
KERB_NO_GPU(cuptiActivityEnableCudaEventDeviceTimestamps, kNotInitialized)
KERB_NO_GPU(cuptiActivityEnableDriverApi, kNotInitialized)
KERB_NO_GPU(cuptiActivityEnableRuntimeApi, kNotInitialized)
KERB_NO_GPU(cuptiActivityFlushAll, kNotInitialized)
KERB_NO_GPU(cuptiActivityGetNumDroppedRecords, kNotInitialized)
KERB_NO_GPU(cuptiActivityPopExternalCorrelationId, kNotInitialized)
KERB_NO_GPU(cuptiActivityPushExternalCorrelationId, kNotInitialized)
KERB_NO_GPU(cuptiActivityRegisterCallbacks, kNotInitialized)
KERB_NO_GPU(cuptiActivityRegisterTimestampCallback, kNotInitialized)
KERB_NO_GPU(cuptiActivitySetAttribute, kNotInitialized)
KERB_NO_GPU(cuptiEnableCallback, kNotInitialized)
KERB_NO_GPU(cuptiEnableDomain, kNotInitialized)
KERB_NO_GPU(cuptiFinalize, kNotInitialized)
KERB_NO_GPU(cuptiSubscribe, kNotInitialized)
KERB_NO_GPU(cuptiUnsubscribe, kNotInitialized)

}  // extern "C"
