package dev.parley.engine.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EngineCommandTest {
    @ParameterizedTest
    @CsvSource({"128, -Xmx96m", "768, -Xmx192m", "1536, -Xmx384m", "64000, -Xmx384m"})
    void theHeapFollowsTheMemory(long megabytes, String flag) {
        assertThat(EngineCommand.flags(megabytes << 20)).contains(flag);
    }
}
