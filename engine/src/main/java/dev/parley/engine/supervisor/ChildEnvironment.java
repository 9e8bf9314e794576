package dev.parley.engine.supervisor;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What of the bot's environment the child may see: what finds libraries and devices, and nothing else. Tokens of
 * platforms stay out of a process that reads files from the net, and so do {@code OMP_*} and {@code GOMP_*}:
 * {@code OMP_WAIT_POLICY=PASSIVE} alone costs five sixths of the speed.
 */
final class ChildEnvironment {

    private static final Set<String> NAMES =
            Set.of("PATH", "HOME", "USER", "LOGNAME", "LANG", "TZ", "TMPDIR", "LD_LIBRARY_PATH");
    private static final List<String> PREFIXES =
            List.of("LC_", "DYLD_", "CUDA_", "NVIDIA_", "HIP_", "HSA_", "ROCR_", "VK_", "GGML_");

    private ChildEnvironment() {}

    /** The part of an environment that the child gets. */
    static Map<String, String> of(Map<String, String> environment) {
        var kept = new TreeMap<String, String>();
        environment.forEach((name, value) -> {
            if (NAMES.contains(name) || PREFIXES.stream().anyMatch(name::startsWith)) {
                kept.put(name, value);
            }
        });
        // A failed assertion would start gdb, which takes seconds and prints nothing that we keep.
        kept.put("GGML_NO_BACKTRACE", "1");
        // glibc gives blocks from this size on back when they are freed. Left to itself it keeps those of up to 32 MB:
        // they are conversations' states, none of the size of another, and their holes come to more than 100 MB.
        // In huge pages a state of 38 MB is copied in 11 ms, and in 24 without.
        kept.put("GLIBC_TUNABLES", "glibc.malloc.mmap_threshold=1048576:glibc.malloc.hugetlb=1");
        return kept;
    }
}
