package dev.parley.engine.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders as the kernel shows them, in containers of several kinds. */
final class CgroupTest {
    private static final String SECOND = "30 23 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate\n";
    private static final String NONE = "9223372036854771712\n";

    @TempDir
    Path root;

    private Cgroup cgroup;

    @BeforeEach
    void look() {
        cgroup = new Cgroup(root);
    }

    @Test
    void hasNoLimitWhereThereAreNoGroups() {
        assertThat(cgroup.memory()).isEmpty();
        assertThat(cgroup.memoryLeft()).isEmpty();
        assertThat(cgroup.cpus()).isEmpty();
    }

    @Test
    void findsAContainersLimitAtTheRootOfItsOwnView() throws IOException {
        second("/");
        memory("sys/fs/cgroup", "1000000000", "max", "300000000");

        assertThat(cgroup.memory())
                .contains(new Cgroup.Memory(1_000_000_000, 700_000_000, "/sys/fs/cgroup/memory.max"));
    }

    @Test
    void takesTheSmallestLimitOnTheWayUp() throws IOException {
        second("/kubepods/pod7/box");
        memory("sys/fs/cgroup/kubepods", "4000000000", "max", "500000000");
        memory("sys/fs/cgroup/kubepods/pod7", "800000000", "max", "300000000");
        memory("sys/fs/cgroup/kubepods/pod7/box", "2000000000", "max", "100000000");

        assertThat(cgroup.memory())
                .contains(new Cgroup.Memory(800_000_000, 500_000_000, "/sys/fs/cgroup/kubepods/pod7/memory.max"));
    }

    @Test
    void whatIsLeftMayBeLessOfAWiderLimitThatOthersUseToo() throws IOException {
        second("/pod/box");
        memory("sys/fs/cgroup/pod", "4000000000", "max", "3900000000");
        memory("sys/fs/cgroup/pod/box", "2000000000", "max", "100000000");

        assertThat(cgroup.memoryLeft()).hasValue(100_000_000);
    }

    @Test
    void theNumberAtWhichTheKernelHoldsBackIsALimitToo() throws IOException {
        second("/service");
        memory("sys/fs/cgroup/service", "2000000000", "900000000", "100000000");

        assertThat(cgroup.memory())
                .contains(new Cgroup.Memory(900_000_000, 800_000_000, "/sys/fs/cgroup/service/memory.high"));
    }

    @Test
    void moreThanTheLimitInUseLeavesNothing() throws IOException {
        second("/service");
        memory("sys/fs/cgroup/service", "max", "900000000", "950000000");

        assertThat(cgroup.memoryLeft()).hasValue(0);
    }

    @Test
    void filesThatWereReadAreFree() throws IOException {
        second("/");
        memory("sys/fs/cgroup", "1000000000", "max", "900000000");
        write("sys/fs/cgroup/memory.stat", "anon 100000000\nfile 700000000\ninactive_file 600000000\n");

        assertThat(cgroup.memoryLeft()).hasValue(700_000_000);
    }

    @Test
    void readsVersionOneBesideAnEmptyVersionTwo() throws IOException {
        first("/", "/docker/1f");
        write("sys/fs/cgroup/memory/memory.limit_in_bytes", NONE);
        write("sys/fs/cgroup/memory/memory.usage_in_bytes", "100\n");
        write("sys/fs/cgroup/memory/docker/1f/memory.limit_in_bytes", "805306368\n");
        write("sys/fs/cgroup/memory/docker/1f/memory.usage_in_bytes", "205306368\n");
        write("sys/fs/cgroup/memory/docker/1f/memory.stat", "inactive_file 1\ntotal_inactive_file 100000000\n");

        assertThat(cgroup.memory())
                .contains(new Cgroup.Memory(
                        805_306_368, 700_000_000, "/sys/fs/cgroup/memory/docker/1f/memory.limit_in_bytes"));
    }

    @Test
    void versionOneTellsOfALimitAboveWhatTheContainerSees() throws IOException {
        first("/docker/1f", "/docker/1f");
        write("sys/fs/cgroup/memory/memory.limit_in_bytes", NONE);
        write("sys/fs/cgroup/memory/memory.usage_in_bytes", "100000000\n");
        write("sys/fs/cgroup/memory/memory.stat", "hierarchical_memory_limit 500000000\n");

        assertThat(cgroup.memoryLeft()).hasValue(400_000_000);
    }

    @Test
    void aGroupOutsideOfTheViewIsLookedForAtItsRoot() throws IOException {
        second("/../../other");
        memory("sys/fs/cgroup", "1000000000", "max", "300000000");

        assertThat(cgroup.memoryLeft()).hasValue(700_000_000);
    }

    @Test
    void takesTheSmallestQuotaOfProcessors() throws IOException {
        second("/a/b");
        write("sys/fs/cgroup/a/cpu.max", "150000 100000\n");
        write("sys/fs/cgroup/a/b/cpu.max", "max 100000\n");

        assertThat(cgroup.cpus()).hasValue(1.5);
    }

    @Test
    void readsVersionOnesQuota() throws IOException {
        first("/", "/docker/1f");
        write("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", "-1\n");
        write("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us", "100000\n");
        write("sys/fs/cgroup/cpu,cpuacct/docker/1f/cpu.cfs_quota_us", "50000\n");
        write("sys/fs/cgroup/cpu,cpuacct/docker/1f/cpu.cfs_period_us", "100000\n");

        assertThat(cgroup.cpus()).hasValue(0.5);
    }

    @Test
    void overlooksWhatItDoesNotUnderstand() throws IOException {
        second("/a");
        write("sys/fs/cgroup/a/cpu.max", "lots\n");
        memory("sys/fs/cgroup/a", "lots", "-5", "");

        assertThat(cgroup.memory()).isEmpty();
        assertThat(cgroup.cpus()).isEmpty();
    }

    private void second(String group) throws IOException {
        write("proc/self/mountinfo", "23 1 8:1 / / rw - ext4 /dev/vda rw\n" + SECOND);
        write("proc/self/cgroup", "0::" + group + "\n");
    }

    private void first(String mounted, String group) throws IOException {
        write("proc/self/mountinfo", """
                31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
                32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,relatime - cgroup cgroup rw,cpu,cpuacct
                35 31 0:32 %s /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory
                41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw
                """.formatted(mounted));
        write("proc/self/cgroup", "9:name=systemd:/\n4:memory:" + group + "\n2:cpu,cpuacct:" + group + "\n0::/\n");
    }

    private void memory(String group, String max, String high, String current) throws IOException {
        write(group + "/memory.max", max + "\n");
        write(group + "/memory.high", high + "\n");
        write(group + "/memory.current", current + "\n");
    }

    private void write(String file, String text) throws IOException {
        Files.createDirectories(root.resolve(file).getParent());
        Files.writeString(root.resolve(file), text);
    }
}
