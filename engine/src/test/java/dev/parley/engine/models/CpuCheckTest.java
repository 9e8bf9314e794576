package dev.parley.engine.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CpuCheckTest {

    @TempDir
    Path folder;

    @Test
    void findsNothingMissingOnAModernProcessor() throws IOException {
        assertThat(check("amd64", "sse sse2 avx avx2 bmi1 bmi2 f16c fma").problem())
                .isEmpty();
    }

    @Test
    void namesWhatAnOldProcessorLacks() throws IOException {
        assertThat(check("amd64", "sse sse2 avx bmi1 f16c").problem())
                .hasValueSatisfying(words -> assertThat(words)
                        .startsWith("This processor has no AVX2, FMA, BMI2, which the carried llama.cpp needs.")
                        .contains("engine.library-path"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"aarch64", "arm64"})
    void needsNeonOnArm(String architecture) throws IOException {
        assertThat(check(architecture, "fp asimd").problem()).isEmpty();
        assertThat(check(architecture, "fp").problem())
                .hasValueSatisfying(words -> assertThat(words).startsWith("This processor has no NEON, which"));
        assertThat(check(architecture, "fp").needed()).isEqualTo("NEON");
    }

    @Test
    void asksNothingOfOtherArchitectures() throws IOException {
        assertThat(check("riscv64", "rv64").problem()).isEmpty();
    }

    @Test
    void saysNothingWhereNobodyCanTell() {
        assertThat(new CpuCheck("x86_64", folder.resolve("missing")).problem()).isEmpty();
    }

    private CpuCheck check(String architecture, String flags) throws IOException {
        return new CpuCheck(
                architecture,
                Files.writeString(
                        folder.resolve("cpuinfo"),
                        "processor\t: 0\nmodel name\t: Some CPU\n"
                                + (architecture.startsWith("a") && !architecture.equals("amd64") ? "Features" : "flags")
                                + "\t\t: " + flags + "\n\nprocessor\t: 1\n"));
    }
}
